/// Fires timers that are due, also those whose time passed while the process was down (invariant I7).
#pragma once

#include <functional>
#include <thread>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/wakeup.h"
#include "storage/commit_loop.h"

namespace sportello::bot {

class Scheduler {
 public:
  Scheduler(storage::CommitLoop& commits, Clock& clock, Desk& desk, std::function<void(Afterwards)> publish);
  ~Scheduler();
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  void start();
  void stop();
  /// A timer was set, or the clock was moved.
  void wake() { wakeup_.ring(); }

 private:
  std::chrono::milliseconds fire_due();
  /// In a command of its own: one that fails keeps none of the others from firing. False when nothing can be stored.
  bool fire(const storage::TimerRow& timer, flows::Instant now);

  storage::CommitLoop& commits_;
  Clock& clock_;
  Desk& desk_;
  std::function<void(Afterwards)> publish_;
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
