#include "tests/support/raw_socket.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace sportello::tests {
namespace {

constexpr int kPatienceMs = 30'000;

void wait_for(int fd, short what) {
  pollfd item{fd, what, 0};
  int ready = 0;
  do ready = ::poll(&item, 1, kPatienceMs);
  while (ready < 0 && errno == EINTR);
  if (ready == 0) throw std::runtime_error("the other side was silent for thirty seconds");
  if (ready < 0) throw std::system_error(errno, std::generic_category(), "poll");
}

std::string_view trim(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

RawSocket::RawSocket(std::uint16_t port, int machine) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + static_cast<std::uint32_t>(machine));
  sockaddr_in name = own;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  name.sin_port = htons(port);
  if (fd_ < 0 || (machine != 0 && ::bind(fd_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) ||
      ::connect(fd_, reinterpret_cast<const sockaddr*>(&name), sizeof name) != 0) {
    const int reason = errno;
    close();
    throw std::system_error(reason, std::generic_category(), "cannot connect to port " + std::to_string(port));
  }
}

RawSocket RawSocket::adopt(int fd) {
  return RawSocket(fd, Adopted{});
}

RawSocket::RawSocket(RawSocket&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

RawSocket::~RawSocket() {
  close();
}

void RawSocket::close() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void RawSocket::shut_down() {
  ::shutdown(fd_, SHUT_WR);
}

bool RawSocket::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      wait_for(fd_, POLLOUT);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool RawSocket::receive() {
  wait_for(fd_, POLLIN);
  std::array<char, 65536> piece;
  const auto size = ::recv(fd_, piece.data(), piece.size(), 0);
  if (size < 0 && errno == EINTR) return true;
  if (size <= 0) return false;
  buffer_.append(piece.data(), static_cast<std::size_t>(size));
  return true;
}

std::string RawSocket::take(std::size_t size) {
  auto result = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return result;
}

std::string RawSocket::read_until(std::string_view mark) {
  auto found = buffer_.find(mark);
  while (found == std::string::npos) {
    if (!receive()) throw std::runtime_error("closed before the mark; so far: " + buffer_);
    found = buffer_.find(mark);
  }
  return take(found + mark.size());
}

std::string RawSocket::read(std::size_t size) {
  while (buffer_.size() < size) {
    if (!receive()) throw std::runtime_error("closed too early; so far: " + buffer_);
  }
  return take(size);
}

std::string RawSocket::read_all() {
  while (receive()) {
  }
  return take(buffer_.size());
}

bool RawSocket::at_end() {
  return buffer_.empty() && !receive();
}

std::optional<WireReply> RawSocket::read_reply() {
  while (buffer_.find("\r\n\r\n") == std::string::npos) {
    if (receive()) continue;
    if (buffer_.empty()) return std::nullopt;
    throw std::runtime_error("closed inside a head: " + buffer_);
  }
  WireReply reply;
  reply.head = read_until("\r\n\r\n");
  std::string_view lines = reply.head;
  if (!lines.starts_with("HTTP/1.")) throw std::runtime_error("no reply: " + reply.head);
  reply.status = std::stoi(reply.head.substr(9, 3));
  lines.remove_prefix(lines.find('\n') + 1);
  for (auto end = lines.find('\n'); end != std::string_view::npos; end = lines.find('\n')) {
    const auto line = lines.substr(0, end);
    lines.remove_prefix(end + 1);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    reply.headers.add(std::string(line.substr(0, colon)), std::string(trim(line.substr(colon + 1))));
  }
  if (reply.headers.find("Transfer-Encoding") == "chunked") {
    for (;;) {
      const auto size = std::stoul(read_until("\r\n"), nullptr, 16);
      reply.body += read(size);
      read_until("\r\n");
      if (size == 0) break;
    }
  } else if (const auto length = reply.headers.find("Content-Length")) {
    reply.body = read(std::stoul(std::string(*length)));
  } else if (reply.status >= 200 && reply.status != 204 && reply.status != 304) {
    reply.body = read_all();
  }
  return reply;
}

int RawSocket::read_status() {
  const auto reply = read_reply();
  return reply ? reply->status : 0;
}

WireReply exchange(std::uint16_t port, std::string_view request) {
  RawSocket socket(port);
  socket.send(request);
  auto reply = socket.read_reply();
  if (!reply) throw std::runtime_error("closed without a reply");
  return *std::move(reply);
}

std::string request_text(std::string_view method, std::string_view target, std::string_view body,
                         std::string_view header_lines) {
  std::string text;
  text.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: desk.example\r\n").append(header_lines);
  if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text.append("\r\n").append(body);
}

bool answers(std::uint16_t port) {
  try {
    RawSocket socket(port);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace sportello::tests
