/// The port behind which a web server stands. main builds one, starts it last and stops it first. Meant for loopback
/// with a reverse proxy in front (docs/http-traps.md says why). trap 1: whoever replaces the library writes
/// another make_server and make_client; nothing else knows it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "flows/core/result.h"
#include "webhooks/http/message.h"
#include "webhooks/http/replier.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

/// One reply, or one thing that went wrong, for logs and metrics. Views live as long as the call.
struct LogLine {
  std::string_view request_id;
  std::string_view method;
  std::string_view route;  ///< the pattern, not the path: paths carry tokens. Empty when none matched
  std::string_view remote;
  int status = 0;
  std::chrono::microseconds took{};  ///< from the head of the request to the reply's hand-over
  std::string_view fault;            ///< why it failed, when it did; empty otherwise
};

enum class Exposure {
  LoopbackOnly,  ///< any other address is refused
  Anywhere,      ///< the operator insists
};

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< an IPv4 literal
  std::uint16_t port = 0;             ///< must be given: the library cannot tell which one it was given
  Exposure exposure = Exposure::LoopbackOnly;

  std::size_t max_body = 3'145'728;                   ///< 413 above; Meta's webhooks reach 3 MB
  std::size_t max_in_flight = 1024;                   ///< requests without a reply; 503 above
  std::size_t max_body_in_flight = 64 * 1024 * 1024;  ///< their announced bodies together; 503 above

  std::size_t max_streams = 64;                 ///< 503 above
  std::size_t max_stream_buffer = 256 * 1024;   ///< a reader further behind is dropped
  std::chrono::milliseconds heartbeat{15'000};  ///< between comments on an open stream
  std::chrono::milliseconds stream_lifetime{30 * 60'000};

  /// Called for every reply, from any of the server's threads; must not block. May be empty.
  std::function<void(const LogLine&)> log;
};

class Server {
 public:
  virtual ~Server() = default;

  /// Invalid for an address or port that cannot be, Unavailable when the port is taken. Once per object.
  virtual flows::Result<void> start() = 0;
  /// Refuses what is new with 503, waits up to `grace` for what is open, ends the streams, closes. Call it from a
  /// thread of your own, never from a handler. Done by the destructor, without grace, when forgotten. trap 38: a process
  /// that exits without it hangs in the library's own destructors; leave by _exit then.
  virtual void stop(std::chrono::milliseconds grace) = 0;
  /// Requests that have no reply yet.
  virtual std::size_t in_flight() const = 0;
  virtual std::size_t open_streams() const = 0;
};

std::unique_ptr<Server> make_server(ServerOptions options, Router router);

/// Starts the threads that server and clients share; 0 means one more than there are processors, 3 to 8. Nothing may
/// block on them, so more only cost: on two cores 8 threads took 40 µs of processor time for a small signed POST and 3
/// took 27 µs. Before anything else of this library, after masking signals (the threads inherit the mask). Later calls
/// do nothing.
void initialize_http(std::size_t threads = 0);

}  // namespace sportello::webhooks
