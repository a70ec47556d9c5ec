/// The routes that the tests of the HTTP traps call, with and without a proxy in front.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "webhooks/http/router.h"

namespace sportello::tests {

/// GET /hello, /fail, /forget, /twice, /cookies, /evil, /html; POST /echo (the same bytes back), /length (their
/// number); GET /seen/* (what the handler saw: path, query, remote, headers); GET /hold (until `release`); GET /events
/// (a stream, see `stream`); GET /metrics.
class TrapLab {
 public:
  webhooks::Router routes();

  /// Requests that reached a handler.
  int served() const { return served_; }
  /// Waits until that many /hold requests wait.
  bool wait_for_held(std::size_t count) const;
  /// Answers all that wait.
  void release(const std::string& text);
  /// Waits for the stream that /events opened last.
  std::shared_ptr<webhooks::EventStream> stream() const;
  void forget_streams();

 private:
  mutable std::mutex mutex_;
  std::vector<webhooks::Replier> held_;
  std::shared_ptr<webhooks::EventStream> stream_;
  std::atomic<int> served_{0};
};

}  // namespace sportello::tests
