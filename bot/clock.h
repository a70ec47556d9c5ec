/// The one clock of the house. Everything below bot/ gets the time as an argument; the demo can move it.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "flows/core/time.h"

namespace sportello::bot {

class Clock {
 public:
  /// The wall clock, moved by what `set` asked for.
  flows::Instant now() const;
  /// Makes `now()` read `instant` from here on; it keeps running. Calls every listener.
  void set(flows::Instant instant);
  /// Back to the wall clock.
  void reset();
  /// Called on the thread that moves the clock, so that waiting workers look at the time again. Before the start only.
  void on_move(std::function<void()> listener);

 private:
  void tell();

  std::atomic<std::int64_t> offset_ms_{0};
  std::mutex mutex_;
  std::vector<std::function<void()>> listeners_;
};

}  // namespace sportello::bot
