#include "tests/support/test_server.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "tests/support/free_port.h"

namespace sportello::tests {

TestServer::TestServer(const Routes& routes, webhooks::ServerOptions options) {
  options.log = [log = log_](const webhooks::LogLine& line) {
    if (line.fault.empty()) return;
    const std::lock_guard lock(log->mutex);
    log->faults.emplace_back(line.fault);
  };
  for (int attempt = 0; attempt < 20; ++attempt) {
    options.port = free_port();
    server_ = webhooks::make_server(options, routes());
    if (server_->start()) {
      port_ = options.port;
      return;
    }
  }
  throw std::runtime_error("no port to listen on");
}

bool TestServer::has_fault(std::string_view part) const {
  const std::lock_guard lock(log_->mutex);
  return std::any_of(log_->faults.begin(), log_->faults.end(),
                     [part](const std::string& fault) { return fault.find(part) != std::string::npos; });
}

bool TestServer::wait_for_fault(std::string_view part) const {
  return eventually([this, part] { return has_fault(part); });
}

bool eventually(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace sportello::tests
