#include <limits>
#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kMailbox = "SELECT uidvalidity, last_uid FROM mailbox b WHERE name = :name /*hold b*/";
constexpr const char* kSetMailbox =
    "INSERT INTO mailbox (name, uidvalidity, last_uid) VALUES (:name, :uidvalidity, :last_uid) "
    "ON CONFLICT (name) DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid";
constexpr const char* kAddMailReceived =
    "INSERT INTO mail_received (business, mailbox, uidvalidity, uid, message_id, sender, subject, body, raw, outcome, "
    "detail, ticket_id, person_id, received_at) VALUES (:business, :mailbox, :uidvalidity, :uid, :message_id, :sender, "
    ":subject, :body, :raw, :outcome, :detail, :ticket, :person, :received_at) ON CONFLICT DO NOTHING /*new id*/";
constexpr const char* kUpdateMailReceived =
    "UPDATE mail_received SET outcome = :outcome, detail = :detail, ticket_id = :ticket, person_id = :person "
    "WHERE id = :id";
const std::string kSelectMailReceived = std::string("SELECT ") + kReceivedMailColumns + " FROM mail_received r WHERE ";
const std::string kFindMailReceived = kSelectMailReceived + "r.id = :id /*hold r*/";
constexpr const char* kCountFrom =
    "SELECT count(*) FROM mail_received WHERE mailbox = :mailbox AND sender = :sender AND received_at >= :since";
const std::string kMailReceivedOfTicket = kSelectMailReceived + "r.ticket_id = :ticket ORDER BY r.id";
const std::string kNewestMailReceived = kSelectMailReceived + "r.id < :before ORDER BY r.id DESC LIMIT :most";
const std::string kNewestMailReceivedOf =
    kSelectMailReceived + "r.outcome = :outcome AND r.id < :before ORDER BY r.id DESC LIMIT :most";

class SqlMailInbox : public MailInbox {
 public:
  explicit SqlMailInbox(Connection& connection)
      : mailbox_(connection, "mailbox.find", kMailbox, given(box_.name, "name"), gives(box_.uidvalidity),
                 gives(box_.last_uid)),
        set_mailbox_(connection, "mailbox.set", kSetMailbox, given(box_.name, "name"),
                     given(box_.uidvalidity, "uidvalidity"), given(box_.last_uid, "last_uid")),
        add_(connection, "mail_received.add", kAddMailReceived, given(row_.business, "business"),
             given(row_.mailbox, "mailbox"), given(row_.uidvalidity, "uidvalidity"), given(row_.uid, "uid"),
             given(row_.message_id, "message_id"), given(row_.sender, "sender"), given(row_.subject, "subject"),
             given(row_.body, "body"), given(row_.raw, "raw"), given(row_.outcome, "outcome"),
             given(row_.detail, "detail"), given(row_.ticket, "ticket"), given(row_.person, "person"),
             given(row_.received_at, "received_at"), gives_new_id(id_)),
        update_(connection, "mail_received.update", kUpdateMailReceived, given(row_.outcome, "outcome"),
                given(row_.detail, "detail"), given(row_.ticket, "ticket"), given(row_.person, "person"),
                given(row_.id, "id")),
        find_(connection, "mail_received.find", kFindMailReceived, given(id_, "id"), columns_of(row_)),
        count_from_(connection, "mail_received.count_from", kCountFrom, given(row_.mailbox, "mailbox"),
                    given(row_.sender, "sender"), given(row_.received_at, "since"), gives(id_)),
        of_ticket_(connection, "mail_received.of_ticket", kMailReceivedOfTicket, given(ticket_, "ticket"),
                   columns_of(row_)),
        newest_(connection, "mail_received.newest", kNewestMailReceived, given(id_, "before"), given(most_, "most"),
                columns_of(row_)),
        newest_of_(connection, "mail_received.newest_of", kNewestMailReceivedOf, given(outcome_, "outcome"),
                   given(id_, "before"), given(most_, "most"), columns_of(row_)) {}

  std::optional<MailboxRow> mailbox(const std::string& name) override {
    box_.name = name;
    if (!mailbox_.one()) return std::nullopt;
    return box_;
  }
  void set_mailbox(const MailboxRow& row) override {
    box_ = row;
    set_mailbox_.one();
  }
  std::optional<std::int64_t> add(const ReceivedMailRow& mail) override {
    row_ = mail;
    if (!add_.one()) return std::nullopt;
    return id_;
  }
  void update(const ReceivedMailRow& mail) override {
    row_ = mail;
    update_.one();
  }
  std::optional<ReceivedMailRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }
  int count_from(const std::string& mailbox, const std::string& sender, Instant since) override {
    row_.mailbox = mailbox;
    row_.sender = sender;
    row_.received_at = since;
    count_from_.one();
    return static_cast<int>(id_);
  }
  std::vector<ReceivedMailRow> of_ticket(TicketId ticket) override {
    ticket_ = ticket;
    return rows_of(of_ticket_, row_);
  }
  std::vector<ReceivedMailRow> newest(std::string_view outcome, std::int64_t before_id, int limit) override {
    outcome_ = outcome;
    id_ = before_id > 0 ? before_id : std::numeric_limits<std::int64_t>::max();
    most_ = limit;
    return rows_of(outcome.empty() ? newest_ : newest_of_, row_);
  }

 private:
  MailboxRow box_;
  ReceivedMailRow row_;
  std::string outcome_;
  std::int64_t id_ = 0;
  TicketId ticket_;
  int most_ = 0;
  Statement mailbox_;
  Statement set_mailbox_;
  Statement add_;
  Statement update_;
  Statement find_;
  Statement count_from_;
  Statement of_ticket_;
  Statement newest_;
  Statement newest_of_;
};

}  // namespace

std::unique_ptr<MailInbox> make_mail_inbox(Connection& connection) {
  return std::make_unique<SqlMailInbox>(connection);
}

}  // namespace sportello::storage::sql
