/// Who asks, and whether they may: an operator with a session, or a program with an API token.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/secret.h"
#include "flows/core/time.h"
#include "flows/operators/rights.h"
#include "storage/reader.h"
#include "webhooks/http/message.h"

namespace sportello::webhooks {

/// A program that may use the API. Its name is what logs say.
struct ApiToken {
  std::string name;
  flows::Secret secret;
};

struct Visitor {
  std::string who;               ///< as logs of tickets say it: "operator:Anna", "api:ci"
  std::string name;              ///< "Anna", "ci"
  std::int64_t operator_id = 0;  ///< 0 for a program
  std::string role;              ///< of an operator
  std::string csrf;              ///< what an operator's page must send with every change; empty for a program
  bool limited = false;          ///< came by a link and must choose a password first

  bool is_operator() const { return operator_id != 0; }
  /// Programs may do everything but have no account of their own.
  bool may(flows::Right right) const;
};

class Access {
 public:
  /// `public_url` is where people reach the desk; empty when that is not known (the demo).
  Access(std::vector<ApiToken> tokens, std::string public_url);

  /// Nobody without a valid token or session. A request with an Authorization header is judged by that alone.
  std::optional<Visitor> identify(const Request& request, storage::Reader& reader, flows::Instant now) const;
  /// False when another site's page may have made the operator's browser send this: the request comes from elsewhere,
  /// or lacks the session's X-CSRF-Token. Programs need neither.
  bool is_intended(const Request& request, const Visitor& visitor) const;
  /// False when the browser says that the request was made by another site's page.
  bool is_same_origin(const Request& request) const;

  /// The hash of the request's session token, if it has one.
  std::optional<std::string> session_hash(const Request& request) const;
  /// The Set-Cookie value that opens the session; that of an empty token ends it.
  std::string session_cookie(std::string_view token, std::chrono::seconds lifetime) const;

 private:
  std::string_view cookie_name() const;

  std::vector<ApiToken> tokens_;
  std::string own_origin_;  ///< "https://desk.example.it:443"; empty when not known
  bool secure_ = false;
};

}  // namespace sportello::webhooks
