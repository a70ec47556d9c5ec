/// What systemd is told about the desk: that it is ready, that it stops, that it still works. Without systemd all of
/// it does nothing.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "bot/wakeup.h"

namespace sportello::bot {

void tell_ready();
void tell_stopping();

/// Says again and again that the desk works, twice as often as the unit's WatchdogSec asks for, on a thread of its own.
class Watchdog {
 public:
  /// `prove` returns when the desk has done a piece of work; while it does not return, nothing is said, and systemd
  /// starts the desk anew. Whatever the work's outcome: a full disk is no reason to start anew.
  explicit Watchdog(std::function<void()> prove);
  ~Watchdog();

 private:
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
