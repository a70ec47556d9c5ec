/// A worker's bell: it sleeps until somebody rings, a time comes, or it is told to stop.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace sportello::bot {

class Wakeup {
 public:
  /// From any thread; a ring while nobody waits is kept for the next wait.
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      rung_ = true;
    }
    bell_.notify_all();
  }

  /// Waits for a ring, a stop, or `longest` of real time.
  void wait(const std::stop_token& stop, std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    bell_.wait_for(lock, stop, longest, [this] { return rung_; });
    rung_ = false;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any bell_;
  bool rung_ = false;
};

}  // namespace sportello::bot
