/// Tells another program of an event by HTTP POST. libcurl instead of the house's client, because it lets us look at the
/// address it is about to connect to: a name that leads into a private network is found out however it is written.
#pragma once

#include <chrono>
#include <stop_token>
#include <string>

namespace sportello::webhooks {

struct HookRequest {
  std::string url;
  std::string id;         ///< webhook-id
  std::string timestamp;  ///< webhook-timestamp, seconds since 1970
  std::string signature;  ///< webhook-signature
  std::string body;       ///< JSON
  bool private_network = false;  ///< may connect to loopback, link-local and private addresses
};

struct HookAnswer {
  int status = 0;  ///< 0: none came
  std::string error;
  bool forbidden_address = false;  ///< it would have led into a private network
};

/// Redirects are not followed, certificates are checked, the answer's body is not read beyond a few bytes.
HookAnswer post_hook(const HookRequest& request, std::chrono::seconds deadline, const std::stop_token& stop = {});

}  // namespace sportello::webhooks
