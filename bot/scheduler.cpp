#include "bot/scheduler.h"

#include <algorithm>
#include <future>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "flows/core/json.h"

namespace sportello::bot {
namespace {

/// Timers are instants; the wall clock is looked at this often even when nothing is due, so that a jump or a suspend
/// of the machine is honoured.
constexpr std::chrono::milliseconds kLookForTimers{30'000};
constexpr std::chrono::milliseconds kLookForSharedTimers{5'000};
constexpr int kTimerBatch = 100;

}  // namespace

Scheduler::Scheduler(storage::CommitLoop& commits, Clock& clock, Desk& desk, std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), desk_(desk), publish_(std::move(publish)) {}

Scheduler::~Scheduler() {
  stop();
}

void Scheduler::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) wakeup_.wait(stop, fire_due());
  });
}

void Scheduler::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

std::chrono::milliseconds Scheduler::fire_due() {
  const flows::Instant now = clock_.now();
  std::vector<storage::TimerRow> due;
  std::optional<flows::Instant> next;
  const auto look = [&](storage::Store& store) {
    due = store.timers().due(now, kTimerBatch);
    next = store.timers().next_due();
  };
  if (commits_.run_and_wait(look) == storage::Committed::No) return std::chrono::milliseconds{1000};
  for (const storage::TimerRow& timer : due) {
    if (!fire(timer, now)) return std::chrono::milliseconds{1000};
  }
  if (static_cast<int>(due.size()) == kTimerBatch) return std::chrono::milliseconds{0};
  if (!due.empty()) return std::chrono::milliseconds{1};
  // Another process may have set a timer and died.
  const auto longest = commits_.shared() ? kLookForSharedTimers : kLookForTimers;
  if (!next) return longest;
  return std::clamp(*next - clock_.now(), std::chrono::milliseconds{1}, longest);
}

bool Scheduler::fire(const storage::TimerRow& timer, flows::Instant now) {
  auto after = std::make_shared<Afterwards>();
  std::promise<storage::Committed> done;
  storage::Command command;
  command.run = [&, after](storage::Store& store) {
    *after = {};
    if (store.timers().take(timer.id)) desk_.fire(store, timer, now, *after);
  };
  // A timer whose work throws has had its chance: it is kept in the audit, not fired for ever.
  command.failed = [&, after](storage::Store& store, const std::string& error) {
    *after = {};
    store.timers().take(timer.id);
    store.audit().add({0, now, "bot", "timer failed: " + timer.key, flows::print_json({{"error", error}})});
  };
  command.done = [&done](storage::Committed committed) { done.set_value(committed); };
  if (!commits_.submit(std::move(command))) return false;
  if (done.get_future().get() == storage::Committed::No) return false;
  publish_(std::move(*after));
  return true;
}

}  // namespace sportello::bot
