/// Counts what a server has in its hands, refuses what is too much, and lets stop() wait for the rest. Any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace sportello::webhooks {

class Admission {
 public:
  struct Limits {
    std::size_t requests = 0;
    std::size_t body_bytes = 0;
    std::size_t streams = 0;
  };

  explicit Admission(Limits limits) : limits_(limits) {}

  /// Takes a seat for a request that announces a body of that size; false when there is none.
  bool enter(std::size_t body);
  void leave(std::size_t body);
  bool open_stream();
  void close_stream();

  /// From now on `stopping` is true.
  void stop();
  bool stopping() const { return stopping_.load(std::memory_order_relaxed); }
  /// Until no request, or no stream, is left; false when the time is over first.
  bool wait_for_requests(std::chrono::milliseconds limit);
  bool wait_for_streams(std::chrono::milliseconds limit);

  /// Brackets every call of a handler, so that none runs once `close` has returned.
  bool begin_handler();
  void end_handler();
  void close();

  std::size_t requests() const { return requests_.load(std::memory_order_relaxed); }
  std::size_t streams() const { return streams_.load(std::memory_order_relaxed); }

 private:
  bool wait(const std::atomic<std::size_t>& count, std::chrono::milliseconds limit);
  void wake();

  const Limits limits_;
  std::atomic<std::size_t> requests_{0};
  std::atomic<std::size_t> body_bytes_{0};
  std::atomic<std::size_t> streams_{0};
  std::atomic<std::size_t> handlers_{0};
  std::atomic<bool> stopping_{false};
  std::atomic<bool> closed_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace sportello::webhooks
