#include "webhooks/console/versions.h"

#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/console/api.h"
#include "webhooks/console/tokens.h"

namespace sportello::webhooks {

std::string etag_of(const nlohmann::json& value) {
  return '"' + hash_token(flows::print_json(value)).substr(0, 16) + '"';
}

std::optional<std::string> if_match(const Request& request) {
  const auto tag = request.headers.find("If-Match").value_or("");
  if (tag.empty() || tag == "*") return std::nullopt;
  return std::string(tag);
}

Response changed_meanwhile(const nlohmann::json& current, const std::string& etag) {
  constexpr int kPreconditionFailed = 412;
  auto response = api_json({{"title", "Changed meanwhile"},
                            {"status", kPreconditionFailed},
                            {"detail", "Somebody has changed this since you read it; \"current\" is how it is now."},
                            {"code", kChangedMeanwhile},
                            {"params", nlohmann::json::object()},
                            {"current", current}},
                           kPreconditionFailed);
  response.headers.set("Content-Type", "application/problem+json");
  response.headers.set("ETag", etag);
  return response;
}

}  // namespace sportello::webhooks
