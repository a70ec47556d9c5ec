/// Judges a request's head before anything of it reaches a handler, or its body is read.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "webhooks/http/message.h"

namespace sportello::webhooks {

/// The head as the library read it.
struct RawHead {
  std::string_view method;
  std::string_view path;  ///< not decoded
  std::string_view query;
  bool absolute = false;  ///< the target names a scheme, a host or a port
  Headers headers;
  std::string_view peer;
};

struct Head {
  Request request;  ///< without its body
  std::size_t body_length = 0;
};

struct Refusal {
  Response response;
  std::string why;  ///< for the log
};

/// `max_body` in bytes. A refusal after which the connection cannot be trusted says "Connection: close".
std::variant<Head, Refusal> check_head(RawHead raw, std::size_t max_body);

/// The refusal as it is sent before the connection is closed.
Response closing(Response response);

}  // namespace sportello::webhooks
