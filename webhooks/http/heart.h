/// The server's own thread: keeps open streams alive, and ends them when their time is over.
#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace sportello::webhooks {

/// What the heart looks after. Neither function may block.
class Beating {
 public:
  virtual ~Beating() = default;
  virtual void beat() = 0;
  virtual void expire() = 0;
};

class Heart {
 public:
  Heart(std::chrono::milliseconds interval, std::chrono::milliseconds lifetime);
  Heart(const Heart&) = delete;
  Heart& operator=(const Heart&) = delete;
  ~Heart() = default;

  /// Beats for as long as somebody else holds it.
  void watch(std::weak_ptr<Beating> beating);
  /// Expires everything that is watched.
  void expire_all();

 private:
  using Clock = std::chrono::steady_clock;
  struct Entry {
    std::weak_ptr<Beating> beating;
    Clock::time_point next_beat;
    Clock::time_point end;
  };

  void run(const std::stop_token& stop);
  Clock::time_point next_due() const;

  const std::chrono::milliseconds interval_;
  const std::chrono::milliseconds lifetime_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Entry> entries_;
  std::jthread thread_;  ///< last: it uses all of the above
};

}  // namespace sportello::webhooks
