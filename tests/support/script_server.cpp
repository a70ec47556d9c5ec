#include "tests/support/script_server.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

namespace sportello::tests {
namespace {

int listen_on_free_port(int backlog, std::uint16_t& port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0 || ::listen(fd, backlog) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot listen");
  }
  port = ntohs(name.sin_port);
  return fd;
}

}  // namespace

ScriptServer::ScriptServer(Script script)
    : script_(std::move(script)), fd_(listen_on_free_port(64, port_)), acceptor_([this] { accept_all(); }) {}

ScriptServer::~ScriptServer() {
  ::shutdown(fd_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
  }
  players_.clear();
  ::close(fd_);
}

std::string ScriptServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
}

void ScriptServer::accept_all() {
  for (;;) {
    const int fd = ::accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    const std::lock_guard lock(mutex_);
    open_.push_back(fd);
    players_.emplace_back([this, fd, index = connections_++] {
      auto socket = RawSocket::adopt(fd);
      try {
        script_(socket, index);
      } catch (const std::exception&) {
        // The client went away, as clients in these tests do.
      }
      const std::lock_guard closing(mutex_);
      std::erase(open_, fd);
      socket.close();
    });
  }
}

WireRequest read_request(RawSocket& socket) {
  WireRequest request;
  request.head = socket.read_until("\r\n\r\n");
  const auto at = request.head.find("Content-Length:");
  if (at != std::string::npos) request.body = socket.read(std::stoul(request.head.substr(at + 15)));
  return request;
}

std::string reply_text(std::string_view body, std::string_view header_lines) {
  std::string text = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return text.append(header_lines).append("\r\n").append(body);
}

FullPort::FullPort() {
  const int listener = listen_on_free_port(0, port_);
  fds_.push_back(listener);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(port_);
  for (int i = 0; i < 4; ++i) {
    fds_.push_back(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    ::connect(fds_.back(), reinterpret_cast<const sockaddr*>(&name), sizeof name);
  }
}

FullPort::~FullPort() {
  for (const int fd : fds_) ::close(fd);
}

}  // namespace sportello::tests
