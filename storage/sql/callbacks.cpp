#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddCallback =
    "INSERT INTO callback (conversation_id, ticket_id, why, text, since, done_at, done_by) "
    "VALUES (:conversation, :ticket, :why, :text, :since, NULL, '') /*new id*/";
const std::string kCallbackColumns =
    "SELECT id, conversation_id, ticket_id, why, text, since, done_at, done_by FROM callback ";
const std::string kFindCallback = kCallbackColumns + "WHERE id = :id";
const std::string kOpenCallbacks = kCallbackColumns + "WHERE done_at IS NULL AND id > :after ORDER BY id LIMIT :most";
constexpr const char* kCountCallbacks = "SELECT count(*) FROM callback WHERE done_at IS NULL AND id > :after";
constexpr const char* kWaits =
    "SELECT id FROM callback WHERE conversation_id = :conversation AND why = :why AND done_at IS NULL LIMIT 1";
constexpr const char* kFinish =
    "UPDATE callback SET done_at = :now, done_by = :who WHERE id = :id AND done_at IS NULL";
constexpr const char* kFinishOf =
    "UPDATE callback SET done_at = :now, done_by = :who WHERE ticket_id = :ticket AND done_at IS NULL AND ticket_id IS "
    "NOT NULL";

class SqlCallbacks : public Callbacks {
 public:
  explicit SqlCallbacks(Connection& connection)
      : add_(connection, "callbacks.add", kAddCallback, given(row_.conversation, "conversation"),
             given(row_.ticket, "ticket"), given(row_.why, "why"), given(row_.text, "text"), given(row_.since, "since"),
             gives_new_id(id_)),
        find_(connection, "callbacks.find", kFindCallback, given(id_, "id"), gives(found_.id),
              gives(found_.conversation), gives(found_.ticket), gives(found_.why), gives(found_.text),
              gives(found_.since), gives(found_.done_at), gives(found_.done_by)),
        open_(connection, "callbacks.open", kOpenCallbacks, given(after_, "after"), given(most_, "most"),
              gives(found_.id), gives(found_.conversation), gives(found_.ticket), gives(found_.why), gives(found_.text),
              gives(found_.since), gives(found_.done_at), gives(found_.done_by)),
        count_(connection, "callbacks.count", kCountCallbacks, given(after_, "after"), gives(id_)),
        waits_(connection, "callbacks.waits", kWaits, given(row_.conversation, "conversation"), given(row_.why, "why"),
               gives(id_)),
        finish_(connection, "callbacks.finish", kFinish, given(row_.since, "now"), given(row_.done_by, "who"),
                given(row_.id, "id")),
        finish_of_(connection, "callbacks.finish_of", kFinishOf, given(row_.since, "now"), given(row_.done_by, "who"),
                   given(row_.ticket, "ticket")) {}

  std::int64_t add(const CallbackRow& row) override {
    row_ = row;
    add_.one();
    return id_;
  }

  std::optional<CallbackRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, found_);
  }

  std::vector<CallbackRow> open(std::int64_t after_id, int limit) override {
    after_ = after_id;
    most_ = limit;
    return rows_of(open_, found_);
  }

  std::int64_t count_open() override {
    after_ = 0;
    count_.one();
    return id_;
  }

  bool waits(ConversationId conversation, const std::string& why) override {
    row_.conversation = conversation;
    row_.why = why;
    return waits_.one();
  }

  bool finish(std::int64_t id, Instant now, const std::string& who) override {
    row_.id = id;
    row_.since = now;
    row_.done_by = who;
    return finish_.changes();
  }

  void finish_of(TicketId ticket, Instant now, const std::string& who) override {
    row_.ticket = ticket;
    row_.since = now;
    row_.done_by = who;
    finish_of_.one();
  }

 private:
  CallbackRow row_;
  CallbackRow found_;
  std::int64_t id_ = 0;
  std::int64_t after_ = 0;
  int most_ = 0;
  Statement add_;
  Statement find_;
  Statement open_;
  Statement count_;
  Statement waits_;
  Statement finish_;
  Statement finish_of_;
};

}  // namespace

std::unique_ptr<Callbacks> make_callbacks(Connection& connection) {
  return std::make_unique<SqlCallbacks>(connection);
}

}  // namespace sportello::storage::sql
