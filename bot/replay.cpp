#include "bot/replay.h"

#include <algorithm>
#include <exception>
#include <functional>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/whatsapp/parser.h"

namespace sportello::bot {
namespace {

constexpr int kPage = 500;

/// As in the commit loop: what throws takes back its own effects only. Returns the error, empty when there was none.
std::string attempt(storage::Store& store, const std::function<void()>& work) {
  store.savepoint();
  try {
    work();
    store.release_savepoint();
    return {};
  } catch (const storage::StoreError&) {
    throw;
  } catch (const std::exception& error) {
    store.rollback_to_savepoint();
    const std::string why = error.what();
    return why.empty() ? "unknown" : why;
  }
}

class LogRun {
 public:
  LogRun(storage::Store& into, Desk& desk) : into_(into), desk_(desk) {}

  void take(const storage::InboxRow& event) {
    now_ = std::max(now_, event.received_at);
    fire_before(now_);
    ++result_.events;
    const webhooks::Update update = webhooks::reparse(event.raw);
    Afterwards after;
    const std::string error = attempt(into_, [&] { desk_.take(into_, update, now_, after); });
    if (error.empty()) return;
    ++result_.parked;
    desk_.park(into_, update, error, now_);
  }

  /// A timer that falls on the very instant of an event comes after it.
  void fire_before(flows::Instant end) {
    for (auto due = into_.timers().due(end - std::chrono::milliseconds{1}, 1); !due.empty();
         due = into_.timers().due(end - std::chrono::milliseconds{1}, 1)) {
      const storage::TimerRow& timer = due.front();
      into_.timers().take(timer.id);
      ++result_.timers;
      Afterwards after;
      const std::string error = attempt(into_, [&] { desk_.fire(into_, timer, timer.due, after); });
      if (!error.empty()) {
        into_.audit().add({0, timer.due, "bot", "timer failed: " + timer.key, flows::print_json({{"error", error}})});
      }
    }
  }

  void keep_unsent() {
    for (auto rows = into_.outbox().in_state("queued", 0, kPage); !rows.empty();
         rows = into_.outbox().in_state("queued", rows.back().id.value, kPage)) {
      for (storage::OutboxRow& row : rows) {
        row.state = "failed";
        row.error = "not sent: it was replayed from a log that knows no status of it";
        into_.outbox().update(row);
        ++result_.unsent;
      }
    }
  }

  const LogReplay& result() const { return result_; }

 private:
  storage::Store& into_;
  Desk& desk_;
  flows::Instant now_{};
  LogReplay result_;
};

}  // namespace

std::vector<ReplayedEvent> replay_parked(storage::Store& store, Desk& desk, flows::Instant now) {
  std::vector<ReplayedEvent> replayed;
  std::int64_t last = 0;
  for (bool more = true; more;) {
    store.begin();
    const auto rows = store.inbox().parked(last, 1);
    more = !rows.empty();
    if (more) {
      last = rows.front().id;
      Afterwards after;
      const std::string error = attempt(store, [&] { desk.replay(store, rows.front(), now, after); });
      if (!error.empty()) store.inbox().park(last, error);
      const auto row = store.inbox().find(last);
      replayed.push_back({last, row->kind, row->outcome, row->state == "parked"});
    }
    store.commit();
  }
  return replayed;
}

LogReplay replay_log(storage::Reader& log, storage::Store& into, Desk& desk, flows::Instant until) {
  LogRun run(into, desk);
  std::int64_t last = 0;
  for (auto events = log.events(last, kPage); !events.empty(); events = log.events(last, kPage)) {
    into.begin();
    for (const storage::InboxRow& event : events) run.take(event);
    into.commit();
    last = events.back().id;
  }
  into.begin();
  run.fire_before(until);
  run.keep_unsent();
  into.commit();
  return run.result();
}

}  // namespace sportello::bot
