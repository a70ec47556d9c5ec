#include <string>

#include "storage/outbox_state.h"
#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddOutbox =
    "INSERT INTO outbox (conversation_id, number, to_wa_id, to_bsuid, content, text, purpose, cause, callback, author, "
    "ticket_id, state, attempts, wamid, error_code, error, created_at, not_before, sent_at, updated_at) "
    "VALUES (:conversation, :number, :to_wa_id, :to_bsuid, :content, :text, :purpose, :cause, :callback, :author, "
    ":ticket, :state, :attempts, :wamid, :error_code, :error, :created_at, :not_before, :sent_at, :updated_at) "
    "ON CONFLICT (cause) DO NOTHING /*new id*/";
const std::string kFindOutbox = std::string("SELECT ") + kOutboxColumns + " FROM outbox o WHERE o.id = :id /*hold o*/";
const std::string kFindByWamid = std::string("SELECT ") + kOutboxColumns +
                                 " FROM outbox o WHERE o.wamid = :wamid AND o.number = :number ORDER BY o.id LIMIT 1"
                                 " /*hold o*/";
const std::string kFindByCallback =
    std::string("SELECT ") + kOutboxColumns + " FROM outbox o WHERE o.callback = :callback /*hold o*/";
// Blocked: an older message of the conversation is still queued, one is on its way, or one is uncertain and may still
// hear its status. An uncertain one whose wait is over stays flagged but holds up nobody.
const std::string kUnblocked =
    "NOT EXISTS (SELECT 1 FROM outbox b WHERE b.conversation_id = o.conversation_id AND " +
    is_under_way("b") +
    " AND ((b.state = 'queued' AND b.id < o.id) "
    "OR b.state = 'in_flight' OR (b.state = 'uncertain' AND b.not_before > :now)))";
const std::string kDueOutbox =
    std::string("SELECT ") + kOutboxColumns +
    " FROM outbox o WHERE o.state = 'queued' AND " + is_unsettled("o") + " AND o.not_before <= :now AND " + kUnblocked + " ORDER BY o.id LIMIT :most /*claim o*/";
const std::string kDueOf = std::string("SELECT ") + kOutboxColumns +
                           " FROM outbox o WHERE o.number = :number AND o.state = 'queued' AND o.not_before <= :now"
                           " AND " +
                           kUnblocked + " ORDER BY o.id LIMIT :most /*claim o*/";
// One step of the index for each number, however many messages wait.
constexpr const char* kNextOutboxNumber =
    "SELECT o.number FROM outbox o WHERE o.state = 'queued' AND o.number > :number ORDER BY o.number LIMIT 1";
const std::string kNextDueOutbox = "SELECT o.not_before FROM outbox o WHERE o.state = 'queued' AND " + kUnblocked +
                                   " ORDER BY o.not_before, o.id LIMIT 1";
const std::string kNextSettled =
    "SELECT u.not_before FROM outbox u WHERE u.state = 'uncertain' AND u.not_before > :now AND EXISTS "
    "(SELECT 1 FROM outbox q WHERE q.conversation_id = u.conversation_id "
    "AND q.state IN ('queued', 'in_flight', 'uncertain') AND q.state = 'queued') ORDER BY u.not_before LIMIT 1";

/// The condition that the state which a message has may be followed by `:state` (invariant I11).
std::string may_become() {
  std::string condition = "CASE :state";
  for (const std::string_view to : kOutboxStates) {
    // Not a list: SQLite would make a table of it at each call.
    std::string before;
    for (const std::string_view from : kOutboxStates) {
      if (may_follow(from, to)) before.append(before.empty() ? "state = '" : " OR state = '").append(from).append("'");
    }
    condition.append(" WHEN '").append(to).append("' THEN ").append(before);
  }
  return condition + " ELSE FALSE END";
}

const std::string kUpdateOutbox =
    "UPDATE outbox SET state = :state, attempts = :attempts, wamid = :wamid, error_code = :error_code, error = :error, "
    "not_before = :not_before, sent_at = :sent_at, updated_at = :updated_at WHERE id = :id AND " +
    may_become();
constexpr const char* kLinkOutbox =
    "UPDATE outbox SET ticket_id = :ticket WHERE conversation_id = :conversation AND created_at >= :since "
    "AND ticket_id IS NULL";
const std::string kMarkInterrupted =
    "UPDATE outbox SET state = 'uncertain', updated_at = :now, not_before = :until WHERE state = 'in_flight' AND " +
    is_unsettled("outbox") +
    " AND coalesce(updated_at, 0) < :claimed_before";
const std::string kInOpenState = std::string("SELECT ") + kOutboxColumns +
                                 " FROM outbox o WHERE " + is_unsettled("o") +
                                 " AND o.state = :state AND o.id > :after ORDER BY o.id LIMIT :most";
const std::string kOutboxInState = std::string("SELECT ") + kOutboxColumns +
                                   " FROM outbox o WHERE o.state = :state AND o.id > :after ORDER BY o.id LIMIT :most";
constexpr const char* kLaterOneArrived =
    "SELECT id FROM outbox WHERE number = :number AND id > :id AND sent_at > :since "
    "AND state IN ('delivered', 'read') LIMIT 1";
constexpr const char* kOvertaken =
    "SELECT id FROM outbox WHERE conversation_id = :conversation AND id > :id "
    "AND state IN ('sent', 'delivered', 'read') LIMIT 1";

class SqlOutbox : public Outbox {
 public:
  explicit SqlOutbox(Connection& connection)
      : add_(connection, "outbox.add", kAddOutbox, given(row_.conversation, "conversation"),
             given(row_.number, "number"), given(row_.to_wa_id, "to_wa_id"), given(row_.to_bsuid, "to_bsuid"),
             given(row_.content, "content"), given(row_.text, "text"), given(row_.purpose, "purpose"),
             given(row_.cause, "cause"), given(row_.callback, "callback"), given(row_.author, "author"),
             given(row_.ticket, "ticket"), given(row_.state, "state"), given(row_.attempts, "attempts"),
             given(row_.wamid, "wamid"), given(row_.error_code, "error_code"), given(row_.error, "error"),
             given(row_.created_at, "created_at"), given(row_.not_before, "not_before"), given(row_.sent_at, "sent_at"),
             given(row_.updated_at, "updated_at"), gives_new_id(id_)),
        find_(connection, "outbox.find", kFindOutbox, given(id_, "id"), columns_of(row_)),
        find_by_wamid_(connection, "outbox.find_by_wamid", kFindByWamid, given(wamid_, "wamid"),
                       given(number_, "number"), columns_of(row_)),
        find_by_callback_(connection, "outbox.find_by_callback", kFindByCallback, given(callback_, "callback"),
                          columns_of(row_)),
        due_(connection, "outbox.due", kDueOutbox, given(now_, "now"), given(most_, "most"), columns_of(row_)),
        due_of_(connection, "outbox.due_of", kDueOf, given(number_, "number"), given(now_, "now"), given(most_, "most"),
                columns_of(row_)),
        next_number_(connection, "outbox.next_number", kNextOutboxNumber, given(number_, "number"),
                     gives(number_found_)),
        next_due_(connection, "outbox.next_due", kNextDueOutbox, given(now_, "now"), gives(next_)),
        next_settled_(connection, "outbox.next_settled", kNextSettled, given(now_, "now"), gives(next_)),
        update_(connection, "outbox.update", kUpdateOutbox, given(row_.state, "state"),
                given(row_.attempts, "attempts"), given(row_.wamid, "wamid"), given(row_.error_code, "error_code"),
                given(row_.error, "error"), given(row_.not_before, "not_before"), given(row_.sent_at, "sent_at"),
                given(row_.updated_at, "updated_at"), given(row_.id, "id")),
        link_(connection, "outbox.link", kLinkOutbox, given(row_.ticket, "ticket"),
              given(row_.conversation, "conversation"), given(now_, "since")),
        mark_interrupted_(connection, "outbox.mark_interrupted", kMarkInterrupted, given(now_, "now"),
                          given(next_, "until"), given(claimed_before_, "claimed_before")),
        in_open_state_(connection, "outbox.in_open_state", kInOpenState, given(state_asked_, "state"),
                       given(id_, "after"), given(most_, "most"), columns_of(row_)),
        in_state_(connection, "outbox.in_state", kOutboxInState, given(state_asked_, "state"), given(id_, "after"),
                  given(most_, "most"), columns_of(row_)),
        later_one_arrived_(connection, "outbox.later_one_arrived", kLaterOneArrived, given(number_, "number"),
                           given(id_, "id"), given(now_, "since"), gives(found_)),
        overtaken_(connection, "outbox.overtaken", kOvertaken, given(row_.conversation, "conversation"),
                   given(id_, "id"), gives(found_)) {}

  std::optional<OutboxId> add(const OutboxRow& message) override {
    row_ = message;
    if (!add_.one()) return std::nullopt;
    return id_;
  }

  std::optional<OutboxRow> find(OutboxId id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::optional<OutboxRow> find_by_wamid(const PhoneNumberId& number, const Wamid& wamid) override {
    number_ = number;
    wamid_ = wamid;
    return row_of(find_by_wamid_, row_);
  }

  std::optional<OutboxRow> find_by_callback(const std::string& callback) override {
    callback_ = callback;
    return row_of(find_by_callback_, row_);
  }

  std::vector<OutboxRow> due(Instant now, int limit) override {
    now_ = now;
    most_ = limit;
    return rows_of(due_, row_);
  }

  std::vector<OutboxRow> due(const PhoneNumberId& number, Instant now, int limit) override {
    number_ = number;
    now_ = now;
    most_ = limit;
    return rows_of(due_of_, row_);
  }

  std::vector<PhoneNumberId> queued_numbers() override {
    std::vector<PhoneNumberId> numbers;
    for (number_ = {}; next_number_.one(); number_ = number_found_) numbers.push_back(number_found_);
    return numbers;
  }

  std::optional<Instant> next_due(Instant now) override {
    now_ = now;
    std::optional<Instant> earliest;
    if (next_due_.one()) earliest = next_;
    if (next_settled_.one() && (!earliest || next_ < *earliest)) earliest = next_;
    return earliest;
  }

  bool update(const OutboxRow& message) override {
    row_ = message;
    return update_.changes();
  }

  void link(ConversationId conversation, TicketId ticket, Instant since) override {
    row_.conversation = conversation;
    row_.ticket = ticket;
    now_ = since;
    link_.one();
  }

  int mark_interrupted(Instant now, Instant until, Instant claimed_before) override {
    claimed_before_ = claimed_before;
    now_ = now;
    next_ = until;
    mark_interrupted_.one();
    return static_cast<int>(mark_interrupted_.changed());
  }

  std::vector<OutboxRow> in_state(std::string_view state, std::int64_t after_id, int limit) override {
    state_asked_ = state;
    id_ = OutboxId{after_id};
    most_ = limit;
    return rows_of(needs_a_look(state) ? in_open_state_ : in_state_, row_);
  }

  bool later_one_arrived(const OutboxRow& message) override {
    number_ = message.number;
    id_ = message.id;
    now_ = message.updated_at.value_or(message.created_at);
    return later_one_arrived_.one();
  }

  bool overtaken(const OutboxRow& message) override {
    row_.conversation = message.conversation;
    id_ = message.id;
    return overtaken_.one();
  }

 private:
  OutboxRow row_;
  OutboxId id_;
  OutboxId found_;
  PhoneNumberId number_;
  PhoneNumberId number_found_;
  Wamid wamid_;
  std::string callback_;
  std::string state_asked_;
  Instant now_{};
  Instant next_{};
  Instant claimed_before_{};
  int most_ = 0;
  Statement add_;
  Statement find_;
  Statement find_by_wamid_;
  Statement find_by_callback_;
  Statement due_;
  Statement due_of_;
  Statement next_number_;
  Statement next_due_;
  Statement next_settled_;
  Statement update_;
  Statement link_;
  Statement mark_interrupted_;
  Statement in_open_state_;
  Statement in_state_;
  Statement later_one_arrived_;
  Statement overtaken_;
};

}  // namespace

std::unique_ptr<Outbox> make_outbox(Connection& connection) {
  return std::make_unique<SqlOutbox>(connection);
}

}  // namespace sportello::storage::sql
