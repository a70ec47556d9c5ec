/// A web server on a free port of loopback, for the time of a test.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "webhooks/http/server.h"

namespace sportello::tests {

class TestServer {
 public:
  /// Makes the routes; called again for another port when the first was taken meanwhile.
  using Routes = std::function<webhooks::Router()>;

  explicit TestServer(const Routes& routes, webhooks::ServerOptions options = {});

  std::uint16_t port() const { return port_; }
  webhooks::Server& server() { return *server_; }
  /// Whether something like this was logged as a fault.
  bool has_fault(std::string_view part) const;
  /// Waits up to thirty seconds for it.
  bool wait_for_fault(std::string_view part) const;

 private:
  struct Log {
    mutable std::mutex mutex;
    std::vector<std::string> faults;
  };

  std::shared_ptr<Log> log_ = std::make_shared<Log>();
  std::uint16_t port_ = 0;
  std::unique_ptr<webhooks::Server> server_;
};

/// Polls until the condition holds; false after thirty seconds.
bool eventually(const std::function<bool()>& condition);

}  // namespace sportello::tests
