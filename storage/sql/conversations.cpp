#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

// The customer first, then what is theirs: whoever changes something of a customer's waits in the same order.
const std::string kFindConversation =
    std::string("SELECT ") + kConversationColumns +
    " FROM conversation c JOIN person p ON p.id = c.person_id WHERE c.id = :id /*hold p, c*/";
const std::string kFindFor = std::string("SELECT ") + kConversationColumns +
                             " FROM conversation c JOIN person p ON p.id = c.person_id"
                             " WHERE c.person_id = :person AND c.number = :number /*hold p, c*/";
constexpr const char* kCreateConversation =
    "INSERT INTO conversation (person_id, business, number, state, last_customer_at, window_closed_at, owner, unread) "
    "VALUES (:person, :business, :number, :state, :last_customer_at, :window_closed_at, :owner, :unread) /*new id*/";
constexpr const char* kUpdateConversation =
    "UPDATE conversation SET state = :state, last_customer_at = :last_customer_at, "
    "window_closed_at = :window_closed_at, owner = :owner, unread = :unread WHERE id = :id";
constexpr const char* kAddMessage =
    "INSERT INTO message (conversation_id, wamid, at, kind, text, content, quotes, ticket_id, reason) "
    "VALUES (:conversation, :wamid, :at, :kind, :text, :content, :quotes, :ticket, :reason) /*new id*/";
const std::string kFindMessage = std::string("SELECT ") + kMessageColumns +
                                 " FROM message m JOIN conversation c ON c.id = m.conversation_id"
                                 " WHERE m.wamid = :wamid AND c.number = :number ORDER BY m.id LIMIT 1";
const std::string kNewestMessage = std::string("SELECT ") + kMessageColumns +
                                   " FROM message m WHERE m.conversation_id = :conversation"
                                   " ORDER BY m.at DESC, m.id DESC LIMIT 1";
constexpr const char* kLinkMessages =
    "UPDATE message SET ticket_id = :ticket WHERE conversation_id = :conversation AND at >= :since "
    "AND ticket_id IS NULL";

class SqlConversations : public Conversations {
 public:
  explicit SqlConversations(Connection& connection)
      : find_(connection, "conversations.find", kFindConversation, given(id_, "id"), columns_of(row_)),
        find_for_(connection, "conversations.find_for", kFindFor, given(person_, "person"), given(number_, "number"),
                  columns_of(row_)),
        create_(connection, "conversations.create", kCreateConversation, given(row_.person, "person"),
                given(row_.business, "business"), given(row_.number, "number"), given(row_.state, "state"),
                given(row_.last_customer_at, "last_customer_at"), given(row_.window_closed_at, "window_closed_at"),
                given(row_.owner, "owner"), given(row_.unread, "unread"), gives_new_id(id_)),
        update_(connection, "conversations.update", kUpdateConversation, given(row_.state, "state"),
                given(row_.last_customer_at, "last_customer_at"), given(row_.window_closed_at, "window_closed_at"),
                given(row_.owner, "owner"), given(row_.unread, "unread"), given(row_.id, "id")),
        add_message_(connection, "conversations.add_message", kAddMessage, given(message_.conversation, "conversation"),
                     given(message_.wamid, "wamid"), given(message_.at, "at"), given(message_.kind, "kind"),
                     given(message_.text, "text"), given(message_.content, "content"), given(message_.quotes, "quotes"),
                     given(message_.ticket, "ticket"), given(message_.reason, "reason"), gives_new_id(message_id_)),
        find_message_(connection, "conversations.find_message", kFindMessage, given(wamid_, "wamid"),
                      given(number_, "number"), columns_of(message_)),
        newest_message_(connection, "conversations.newest_message", kNewestMessage, given(id_, "conversation"),
                        columns_of(message_)),
        link_messages_(connection, "conversations.link_messages", kLinkMessages, given(ticket_, "ticket"),
                       given(id_, "conversation"), given(since_, "since")) {}

  std::optional<ConversationRow> find(ConversationId id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::optional<ConversationRow> find_for(PersonId person, const PhoneNumberId& number) override {
    person_ = person;
    number_ = number;
    return row_of(find_for_, row_);
  }

  ConversationId create(const ConversationRow& row) override {
    row_ = row;
    create_.one();
    return id_;
  }

  void update(const ConversationRow& row) override {
    row_ = row;
    update_.one();
  }

  std::int64_t add_message(const MessageRow& message) override {
    message_ = message;
    add_message_.one();
    return message_id_;
  }

  std::optional<MessageRow> find_message(const PhoneNumberId& number, const Wamid& wamid) override {
    number_ = number;
    wamid_ = wamid;
    if (!find_message_.one()) return std::nullopt;
    return message_;
  }

  std::optional<MessageRow> newest_message(ConversationId conversation) override {
    id_ = conversation;
    if (!newest_message_.one()) return std::nullopt;
    return message_;
  }

  void link_messages(ConversationId conversation, TicketId ticket, Instant since) override {
    id_ = conversation;
    ticket_ = ticket;
    since_ = since;
    link_messages_.one();
  }

 private:
  ConversationRow row_;
  MessageRow message_;
  ConversationId id_;
  std::int64_t message_id_ = 0;
  PersonId person_;
  PhoneNumberId number_;
  Wamid wamid_;
  TicketId ticket_;
  Instant since_{};
  Statement find_;
  Statement find_for_;
  Statement create_;
  Statement update_;
  Statement add_message_;
  Statement find_message_;
  Statement newest_message_;
  Statement link_messages_;
};

}  // namespace

std::unique_ptr<Conversations> make_conversations(Connection& connection) {
  return std::make_unique<SqlConversations>(connection);
}

}  // namespace sportello::storage::sql
