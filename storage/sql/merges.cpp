#include "storage/merges.h"

#include <array>
#include <string>

#include "storage/sql/customer_repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddMerge =
    "INSERT INTO ticket_merge (gone_id, survivor_id, at, who) VALUES (:gone, :survivor, :at, :who)";
constexpr const char* kFollow = "UPDATE ticket_merge SET survivor_id = :survivor WHERE survivor_id = :gone";
constexpr const char* kMergeMessages =
    "UPDATE message SET ticket_id = :survivor WHERE ticket_id = :gone"
    " AND conversation_id = (SELECT conversation_id FROM ticket WHERE id = :gone)";
constexpr const char* kReplies =
    "UPDATE outbox SET ticket_id = :survivor WHERE ticket_id = :gone"
    " AND conversation_id = (SELECT conversation_id FROM ticket WHERE id = :gone)";
constexpr const char* kFiles = "UPDATE attachment SET ticket_id = :survivor WHERE ticket_id = :gone";
constexpr const char* kMergeMail = "UPDATE mail SET ticket_id = :survivor WHERE ticket_id = :gone";
constexpr const char* kMailReceived = "UPDATE mail_received SET ticket_id = :survivor WHERE ticket_id = :gone";
constexpr const char* kProposals = "UPDATE proposal SET ticket_id = :survivor WHERE ticket_id = :gone";
constexpr const char* kCallbacks =
    "UPDATE callback SET ticket_id = :survivor WHERE ticket_id = :gone AND done_at IS NULL";
constexpr const char* kWaiting =
    "UPDATE ticket SET waiting_since = (SELECT min(w.waiting_since) FROM ticket w WHERE w.id IN (:gone, :survivor))"
    " WHERE id = :survivor";
constexpr const char* kSurvivor = "SELECT survivor_id FROM ticket_merge WHERE gone_id = :gone";
const std::string kMerged = std::string("SELECT ") + kTicketColumns +
                            " FROM ticket_merge g JOIN ticket t ON t.id = g.gone_id WHERE g.survivor_id = :survivor"
                            " ORDER BY g.gone_id";
const std::string kMergeEvents = std::string("SELECT ") + kTicketEventColumns +
                                 " FROM ticket_event e WHERE e.ticket_id = :survivor"
                                 " OR e.ticket_id IN (SELECT gone_id FROM ticket_merge WHERE survivor_id = :survivor)"
                                 " ORDER BY e.id";
const std::string kMessage = std::string("SELECT ") + kMessageColumns + " FROM message m WHERE m.id = :id";
const std::string kMessagesOf = std::string("SELECT ") + kMessageColumns +
                                " FROM message m WHERE m.conversation_id = :conversation AND m.ticket_id = :survivor";
constexpr const char* kMoveMessage = "UPDATE message SET ticket_id = :survivor WHERE id = :id";
constexpr const char* kMoveFiles =
    "UPDATE attachment SET ticket_id = :survivor WHERE conversation_id = :conversation AND message = :wamid";

class SqlMerges : public Merges {
 public:
  explicit SqlMerges(Connection& connection)
      : add_(connection, "merges.add", kAddMerge, given(row_.gone, "gone"), given(row_.survivor, "survivor"),
             given(row_.at, "at"), given(row_.who, "who")),
        moves_{moving(connection, "merges.follow", kFollow),      moving(connection, "merges.messages", kMergeMessages),
               moving(connection, "merges.replies", kReplies),    moving(connection, "merges.files", kFiles),
               moving(connection, "merges.mail", kMergeMail),     moving(connection, "merges.mail_in", kMailReceived),
               moving(connection, "merges.waiting", kWaiting),    moving(connection, "merges.proposals", kProposals),
               moving(connection, "merges.callbacks", kCallbacks)},
        survivor_(connection, "merges.survivor_of", kSurvivor, given(row_.gone, "gone"), gives(found_)),
        merged_(connection, "merges.merged_into", kMerged, given(row_.survivor, "survivor"), columns_of(ticket_)),
        events_(connection, "merges.events", kMergeEvents, given(row_.survivor, "survivor"), columns_of(event_)),
        message_(connection, "merges.message", kMessage, given(id_, "id"), columns_of(line_)),
        messages_of_(connection, "merges.messages_of", kMessagesOf, given(conversation_, "conversation"),
                     given(row_.survivor, "survivor"), columns_of(line_)),
        move_message_(connection, "merges.move_message", kMoveMessage, given(row_.survivor, "survivor"),
                      given(id_, "id")),
        move_files_(connection, "merges.move_files", kMoveFiles, given(row_.survivor, "survivor"),
                    given(conversation_, "conversation"), given(line_.wamid, "wamid")) {}

  void add(const MergeRow& merge) override {
    row_ = merge;
    add_.one();
    for (Statement& move : moves_) move.one();
  }

  std::optional<TicketId> survivor_of(TicketId gone) override {
    row_.gone = gone;
    return row_of(survivor_, found_);
  }

  std::vector<TicketRow> merged_into(TicketId survivor) override {
    row_.survivor = survivor;
    return rows_of(merged_, ticket_);
  }

  std::vector<TicketEventRow> events(TicketId survivor) override {
    row_.survivor = survivor;
    return rows_of(events_, event_);
  }

  std::optional<MessageRow> message(std::int64_t id) override {
    id_ = id;
    return row_of(message_, line_);
  }

  std::vector<MessageRow> messages_of(ConversationId conversation, TicketId ticket) override {
    conversation_ = conversation;
    row_.survivor = ticket;
    return rows_of(messages_of_, line_);
  }

  void move_message(const MessageRow& message, TicketId ticket) override {
    id_ = message.id;
    conversation_ = message.conversation;
    line_.wamid = message.wamid;
    row_.survivor = ticket;
    move_message_.one();
    move_files_.one();
  }

 private:
  Statement moving(Connection& connection, const char* name, const char* sql) {
    return Statement(connection, name, sql, given(row_.survivor, "survivor"), given(row_.gone, "gone"));
  }

  MergeRow row_;
  TicketId found_;
  TicketRow ticket_;
  TicketEventRow event_;
  MessageRow line_;
  ConversationId conversation_;
  std::int64_t id_ = 0;
  Statement add_;
  std::array<Statement, 9> moves_;
  Statement survivor_;
  Statement merged_;
  Statement events_;
  Statement message_;
  Statement messages_of_;
  Statement move_message_;
  Statement move_files_;
};

}  // namespace

std::unique_ptr<Merges> make_merges(Connection& connection) {
  return std::make_unique<SqlMerges>(connection);
}

}  // namespace sportello::storage::sql

namespace sportello::storage {

std::optional<TicketRow> standing_ticket(Store& store, const std::string& code) {
  auto ticket = store.tickets().find_by_code(code);
  const auto survivor = ticket ? merges_of(store).survivor_of(ticket->id) : std::nullopt;
  return survivor ? store.tickets().find(*survivor) : ticket;
}

}  // namespace sportello::storage
