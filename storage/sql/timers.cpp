#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCancel = "DELETE FROM timer WHERE key = :key";
constexpr const char* kSet =
    "INSERT INTO timer (key, kind, conversation_id, ticket_id, due, data) "
    "VALUES (:key, :kind, :conversation, :ticket, :due, :data)";
const std::string kDueTimers = std::string("SELECT ") + kTimerColumns +
                               " FROM timer t WHERE t.due <= :now ORDER BY t.due, t.id LIMIT :most /*claim t*/";
constexpr const char* kNextDueTimers = "SELECT due FROM timer ORDER BY due LIMIT 1";
constexpr const char* kTake = "DELETE FROM timer WHERE id = :id";

class SqlTimers : public Timers {
 public:
  explicit SqlTimers(Connection& connection)
      : cancel_(connection, "timers.cancel", kCancel, given(row_.key, "key")),
        set_(connection, "timers.set", kSet, given(row_.key, "key"), given(row_.kind, "kind"),
             given(row_.conversation, "conversation"), given(row_.ticket, "ticket"), given(row_.due, "due"),
             given(row_.data, "data")),
        due_(connection, "timers.due", kDueTimers, given(now_, "now"), given(most_, "most"), columns_of(row_)),
        next_due_(connection, "timers.next_due", kNextDueTimers, gives(now_)),
        take_(connection, "timers.take", kTake, given(id_, "id")) {}

  void set(const TimerRow& timer) override {
    row_ = timer;
    // A new row with a new id: who still holds the old one finds nothing to take.
    cancel_.one();
    set_.one();
  }

  void cancel(const std::string& key) override {
    row_.key = key;
    cancel_.one();
  }

  std::vector<TimerRow> due(Instant now, int limit) override {
    now_ = now;
    most_ = limit;
    return rows_of(due_, row_);
  }

  std::optional<Instant> next_due() override {
    if (!next_due_.one()) return std::nullopt;
    return now_;
  }

  bool take(std::int64_t id) override {
    id_ = id;
    return take_.changes();
  }

 private:
  TimerRow row_;
  Instant now_{};
  int most_ = 0;
  std::int64_t id_ = 0;
  Statement cancel_;
  Statement set_;
  Statement due_;
  Statement next_due_;
  Statement take_;
};

}  // namespace

std::unique_ptr<Timers> make_timers(Connection& connection) {
  return std::make_unique<SqlTimers>(connection);
}

}  // namespace sportello::storage::sql
