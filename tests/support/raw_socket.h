/// A TCP connection for tests that must say what no well-behaved client says. Every wait ends after thirty seconds with
/// an exception, so that a test fails instead of hanging.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "webhooks/http/message.h"

namespace sportello::tests {

/// A reply as it came over the wire.
struct WireReply {
  int status = 0;
  std::string head;  ///< status line and header lines, as they came
  webhooks::Headers headers;
  std::string body;  ///< without the chunks' framing
};

class RawSocket {
 public:
  /// Connects to 127.0.0.1, from an address of its own for each `machine`: 127.0.0.1 is machine 0.
  explicit RawSocket(std::uint16_t port, int machine = 0);
  /// Takes over an open socket.
  static RawSocket adopt(int fd);
  RawSocket(RawSocket&& other) noexcept;
  RawSocket& operator=(RawSocket&&) = delete;
  ~RawSocket();

  /// False when the other side does not take it any more.
  bool send(std::string_view bytes);
  /// No more bytes from here; the other side's may still come.
  void shut_down();
  void close();

  /// Everything up to and with `mark`.
  std::string read_until(std::string_view mark);
  /// Exactly that many bytes.
  std::string read(std::size_t size);
  /// Everything until the other side closes.
  std::string read_all();
  /// One reply; nullopt when the other side closes instead.
  std::optional<WireReply> read_reply();
  /// The status of the next reply, 0 when the other side closes instead.
  int read_status();
  /// True when the other side has closed and nothing is left to read. Waits for either.
  bool at_end();

 private:
  enum class Adopted {};
  RawSocket(int fd, Adopted) : fd_(fd) {}
  /// False at the end of the stream.
  bool receive();
  std::string take(std::size_t size);

  int fd_ = -1;
  std::string buffer_;
};

/// Sends one whole request on a connection of its own.
WireReply exchange(std::uint16_t port, std::string_view request);
/// "METHOD target HTTP/1.1" with Host, Content-Length where there is a body, and the given header lines, each ended by
/// CRLF.
std::string request_text(std::string_view method, std::string_view target, std::string_view body = {},
                         std::string_view header_lines = {});

/// Whether something listens on a port of this machine.
bool answers(std::uint16_t port);

}  // namespace sportello::tests
