#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddMail =
    "INSERT INTO mail (business, ticket_id, person_id, recipient, purpose, message_id, in_reply_to, thread, subject, "
    "body, file, file_name, file_type, cause, author, state, attempts, reply_code, error, created_at, not_before, "
    "sent_at) "
    "VALUES (:business, :ticket, :person, :recipient, :purpose, :message_id, :in_reply_to, :thread, :subject, :body, "
    ":file, :file_name, :file_type, :cause, :author, :state, :attempts, :reply_code, :error, :created_at, :not_before, "
    ":sent_at) "
    "ON CONFLICT (cause) DO NOTHING /*new id*/";
const std::string kSelectMail = std::string("SELECT ") + kMailColumns + " FROM mail m WHERE ";
const std::string kFindMail = kSelectMail + "m.id = :id /*hold m*/";
const std::string kFindByMessageId = kSelectMail + "m.message_id = :message_id ORDER BY m.id LIMIT 1";
const std::string kDueMail =
    kSelectMail + "m.state = 'queued' AND m.not_before <= :now ORDER BY m.not_before, m.id LIMIT :most /*claim m*/";
constexpr const char* kNextDueMail =
    "SELECT not_before FROM mail WHERE state = 'queued' ORDER BY not_before, id LIMIT 1";
constexpr const char* kUpdateMail =
    "UPDATE mail SET state = :state, attempts = :attempts, reply_code = :reply_code, error = :error, "
    "not_before = :not_before, sent_at = :sent_at WHERE id = :id";
constexpr const char* kRequeue = "UPDATE mail SET state = 'queued' WHERE state = 'in_flight' AND not_before <= :now";
const std::string kMailOfTicket = kSelectMail + "m.ticket_id = :ticket ORDER BY m.id";
const std::string kMailInState = kSelectMail + "m.state = :state AND m.id > :after ORDER BY m.id LIMIT :most";
const std::string kAllMail = kSelectMail + "m.id > :after ORDER BY m.id LIMIT :most";
constexpr const char* kCountMail = "SELECT count(*) FROM mail WHERE state = :state";

class SqlMailOutbox : public MailOutbox {
 public:
  explicit SqlMailOutbox(Connection& connection)
      : add_(connection, "mail.add", kAddMail, given(row_.business, "business"), given(row_.ticket, "ticket"),
             given(row_.person, "person"), given(row_.recipient, "recipient"), given(row_.purpose, "purpose"),
             given(row_.message_id, "message_id"), given(row_.in_reply_to, "in_reply_to"), given(row_.thread, "thread"),
             given(row_.subject, "subject"), given(row_.body, "body"), given(row_.file, "file"),
             given(row_.file_name, "file_name"), given(row_.file_type, "file_type"), given(row_.cause, "cause"),
             given(row_.author, "author"), given(row_.state, "state"), given(row_.attempts, "attempts"),
             given(row_.reply_code, "reply_code"), given(row_.error, "error"), given(row_.created_at, "created_at"),
             given(row_.not_before, "not_before"), given(row_.sent_at, "sent_at"), gives_new_id(id_)),
        find_(connection, "mail.find", kFindMail, given(id_, "id"), columns_of(row_)),
        find_by_message_id_(connection, "mail.find_by_message_id", kFindByMessageId, given(text_, "message_id"),
                            columns_of(row_)),
        due_(connection, "mail.due", kDueMail, given(now_, "now"), given(most_, "most"), columns_of(row_)),
        next_due_(connection, "mail.next_due", kNextDueMail, gives(now_)),
        update_(connection, "mail.update", kUpdateMail, given(row_.state, "state"), given(row_.attempts, "attempts"),
                given(row_.reply_code, "reply_code"), given(row_.error, "error"), given(row_.not_before, "not_before"),
                given(row_.sent_at, "sent_at"), given(row_.id, "id")),
        requeue_(connection, "mail.requeue_interrupted", kRequeue, given(now_, "now")),
        of_ticket_(connection, "mail.of_ticket", kMailOfTicket, given(ticket_, "ticket"), columns_of(row_)),
        in_state_(connection, "mail.in_state", kMailInState, given(text_, "state"), given(id_, "after"),
                  given(most_, "most"), columns_of(row_)),
        all_(connection, "mail.all", kAllMail, given(id_, "after"), given(most_, "most"), columns_of(row_)),
        count_(connection, "mail.count", kCountMail, given(text_, "state"), gives(id_)) {}

  std::optional<std::int64_t> add(const MailRow& mail) override {
    row_ = mail;
    if (!add_.one()) return std::nullopt;
    return id_;
  }
  std::optional<MailRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }
  std::optional<MailRow> find_by_message_id(const std::string& message_id) override {
    text_ = message_id;
    return row_of(find_by_message_id_, row_);
  }
  std::vector<MailRow> due(Instant now, int limit) override {
    now_ = now;
    most_ = limit;
    return rows_of(due_, row_);
  }
  std::optional<Instant> next_due() override {
    if (!next_due_.one()) return std::nullopt;
    return now_;
  }
  void update(const MailRow& mail) override {
    row_ = mail;
    update_.one();
  }
  void requeue_interrupted(Instant lease_over) override {
    now_ = lease_over;
    requeue_.one();
  }
  std::vector<MailRow> of_ticket(TicketId ticket) override {
    ticket_ = ticket;
    return rows_of(of_ticket_, row_);
  }
  std::vector<MailRow> in_state(std::string_view state, std::int64_t after_id, int limit) override {
    text_ = state;
    id_ = after_id;
    most_ = limit;
    return rows_of(state.empty() ? all_ : in_state_, row_);
  }
  std::int64_t count(std::string_view state) override {
    text_ = state;
    count_.one();
    return id_;
  }

 private:
  MailRow row_;
  std::int64_t id_ = 0;
  std::string text_;
  TicketId ticket_;
  Instant now_{};
  int most_ = 0;
  Statement add_;
  Statement find_;
  Statement find_by_message_id_;
  Statement due_;
  Statement next_due_;
  Statement update_;
  Statement requeue_;
  Statement of_ticket_;
  Statement in_state_;
  Statement all_;
  Statement count_;
};

}  // namespace

std::unique_ptr<MailOutbox> make_mail_outbox(Connection& connection) {
  return std::make_unique<SqlMailOutbox>(connection);
}

}  // namespace sportello::storage::sql
