#include <charconv>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/console/routes.h"

namespace sportello::webhooks {

flows::Result<int> read_limit(const Request& request, int otherwise, int most) {
  const auto given = request.query.find("limit");
  if (!given) return otherwise;
  int limit = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), limit);
  if (error != std::errc{} || end != given->data() + given->size() || limit < 1 || limit > most)
    return flows::fail(flows::Errc::Invalid, "\"limit\" must be a number from 1 to " + std::to_string(most) + ".");
  return limit;
}

std::optional<std::int64_t> read_id(std::string_view digits) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), id);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size() || id < 1) return std::nullopt;
  return id;
}

flows::Result<nlohmann::json> read_object(const Request& request) {
  auto value = flows::parse_json(request.body.empty() ? "{}" : request.body);
  if (!value) return flows::fail(flows::Errc::Invalid, "The body is not JSON: " + value.error().text);
  if (!value->is_object()) return flows::fail(flows::Errc::Invalid, "The body is not a JSON object.");
  return std::move(*value);
}

}  // namespace sportello::webhooks
