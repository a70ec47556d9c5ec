/// The other side of a call, played by a function: it may answer wrongly, late, or not at all.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/raw_socket.h"

namespace sportello::tests {

class ScriptServer {
 public:
  /// Plays one connection, on a thread of its own; `index` counts them from 0. Its exceptions end the connection.
  using Script = std::function<void(RawSocket& socket, int index)>;

  explicit ScriptServer(Script script);
  ScriptServer(const ScriptServer&) = delete;
  ScriptServer& operator=(const ScriptServer&) = delete;
  ~ScriptServer();

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view path) const;
  int connections() const { return connections_; }

 private:
  void accept_all();

  Script script_;
  std::uint16_t port_ = 0;  ///< before fd_, whose making sets it
  int fd_ = -1;
  std::atomic<int> connections_{0};
  std::mutex mutex_;
  std::vector<int> open_;
  std::vector<std::jthread> players_;
  std::jthread acceptor_;
};

/// A request as it came over the wire: the head with its last empty line, and the body if it has a Content-Length.
struct WireRequest {
  std::string head;
  std::string body;
};
WireRequest read_request(RawSocket& socket);
/// "HTTP/1.1 200 OK" with that body and the given header lines, each ended by CRLF.
std::string reply_text(std::string_view body, std::string_view header_lines = {});

/// A port of loopback that takes no more connections: whoever connects waits.
class FullPort {
 public:
  FullPort();
  FullPort(const FullPort&) = delete;
  FullPort& operator=(const FullPort&) = delete;
  ~FullPort();
  std::uint16_t port() const { return port_; }

 private:
  std::vector<int> fds_;
  std::uint16_t port_ = 0;
};

}  // namespace sportello::tests
