/// The port behind which an HTTP client stands. Calls wait, so they belong on a thread of your own; one client serves
/// one thread. TLS certificates are always verified, redirects are not followed, nothing is ever sent twice.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "flows/core/result.h"
#include "webhooks/http/message.h"

namespace sportello::webhooks {

struct Call {
  Method method = Method::Get;
  std::string url;  ///< absolute
  Headers headers;  ///< Host, Content-Length and Transfer-Encoding are the client's business: Invalid
  std::string body;
};

/// What the other side answered, whatever its status.
struct Reply {
  int status = 0;
  Headers headers;
  std::string body;
};

/// A download's end. The sink saw bytes only if the status was 200.
struct Download {
  int status = 0;
  Headers headers;
  std::uint64_t bytes = 0;
};

/// Takes the next piece; false stops the download.
using Sink = std::function<bool(std::string_view)>;

/// Errors of both functions: Invalid, the call itself cannot be (bad URL, control characters in a header, body of a
/// GET); Unavailable, surely not processed (no such host, refused, certificate not trusted); Timeout, surely not sent
/// in time; OutcomeUnknown, perhaps processed (sent, and then no complete answer, too large an answer included).
class Client {
 public:
  virtual ~Client() = default;

  /// `deadline` covers everything: queueing, name look-up, connecting, sending, receiving. The call returns at most
  /// about a second after it.
  virtual flows::Result<Reply> send(const Call& call, std::chrono::milliseconds deadline) = 0;
  /// Hands the body to `sink` piece by piece. Beyond `max_bytes`, or when the sink says stop: Invalid.
  virtual flows::Result<Download> download(const Call& call, const Sink& sink, std::uint64_t max_bytes,
                                           std::chrono::milliseconds deadline) = 0;
};

struct ClientOptions {
  std::size_t max_reply = 1024 * 1024;  ///< bytes of a reply's body; a larger one is OutcomeUnknown
  std::optional<std::string> proxy;     ///< "http://host:port"; the environment's proxies are not read
  std::string user_agent = "sportello";
};

std::unique_ptr<Client> make_client(ClientOptions options = {});

}  // namespace sportello::webhooks
