#include "webhooks/console/access.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "webhooks/console/tokens.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

/// "https://host:port"; empty for what is no URL.
std::string origin_of(std::string_view url) {
  const auto parsed = parse_url(url);
  return parsed ? parsed->origin() : std::string{};
}

std::optional<std::string_view> bearer(std::string_view authorization) {
  constexpr std::string_view kScheme = "bearer ";
  if (authorization.size() <= kScheme.size()) return std::nullopt;
  const auto scheme = authorization.substr(0, kScheme.size());
  const bool same = std::equal(scheme.begin(), scheme.end(), kScheme.begin(), [](char given, char expected) {
    return (given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given) == expected;
  });
  return same ? std::optional(authorization.substr(kScheme.size())) : std::nullopt;
}

}  // namespace

bool Visitor::may(flows::Right right) const {
  if (!is_operator()) return right != flows::Right::OwnAccount;
  if (right == flows::Right::OwnAccount) return true;
  const auto own = flows::role_of(role);
  return !limited && own && flows::may(*own, right);
}

Access::Access(std::vector<ApiToken> tokens, std::string public_url)
    : tokens_(std::move(tokens)), own_origin_(origin_of(public_url)), secure_(own_origin_.starts_with("https:")) {
  // An empty one would let everybody in.
  std::erase_if(tokens_, [](const ApiToken& token) { return token.secret.empty(); });
}

std::optional<Visitor> Access::identify(const Request& request, storage::Reader& reader, flows::Instant now) const {
  if (const auto authorization = request.headers.find("Authorization")) {
    const auto given = bearer(*authorization);
    if (!given) return std::nullopt;
    const ApiToken* match = nullptr;
    // All of them are compared, so that the time tells nothing.
    for (const auto& token : tokens_)
      if (same_secret(*given, token.secret.reveal())) match = &token;
    if (match == nullptr) return std::nullopt;
    Visitor program;
    program.who = "api:" + match->name;
    program.name = match->name;
    return program;
  }

  const auto hash = session_hash(request);
  if (!hash) return std::nullopt;
  const auto session = reader.session(*hash, now);
  if (!session) return std::nullopt;
  const auto person = reader.operator_by_id(session->operator_id);
  if (!person || person->disabled) return std::nullopt;
  return Visitor{.who = "operator:" + person->name,
                 .name = person->name,
                 .operator_id = person->id,
                 .role = person->role,
                 .csrf = session->csrf,
                 .limited = session->limited};
}

bool Access::is_intended(const Request& request, const Visitor& visitor) const {
  if (!visitor.is_operator()) return true;
  const auto csrf = request.headers.find("X-CSRF-Token");
  return is_same_origin(request) && csrf && !visitor.csrf.empty() && same_secret(*csrf, visitor.csrf);
}

bool Access::is_same_origin(const Request& request) const {
  const auto origin = request.headers.find("Origin");
  // Browsers send it with every POST; what has none is no browser and carries no cookie by itself.
  if (!origin) return true;
  const auto given = origin_of(*origin);
  if (given.empty()) return false;
  if (given == own_origin_) return true;
  // Behind a proxy the scheme is not known here, and the demo is reached by whatever name it has.
  const auto host = request.headers.find("Host").value_or("");
  return given == origin_of(fmt::format("http://{}", host)) || given == origin_of(fmt::format("https://{}", host));
}

std::optional<std::string> Access::session_hash(const Request& request) const {
  const auto token = cookie(request, cookie_name());
  if (!token || token->empty()) return std::nullopt;
  return hash_token(*token);
}

std::string Access::session_cookie(std::string_view token, std::chrono::seconds lifetime) const {
  return fmt::format("{}={}; Path=/; Max-Age={}; HttpOnly; SameSite=Lax{}", cookie_name(), token,
                     token.empty() ? 0 : lifetime.count(), secure_ ? "; Secure" : "");
}

std::string_view Access::cookie_name() const {
  // Browsers take a cookie of this name only over https and for the whole of this host alone.
  return secure_ ? "__Host-sportello" : "sportello";
}

}  // namespace sportello::webhooks
