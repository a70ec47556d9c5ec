#include <algorithm>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "webhooks/whatsapp/elements.h"
#include "webhooks/whatsapp/people.h"

namespace sportello::webhooks {
namespace {

StatusUpdate::State state_of(std::string_view spelling) {
  using enum StatusUpdate::State;
  if (spelling == "sent") return Sent;
  if (spelling == "delivered") return Delivered;
  if (spelling == "read") return Read;
  if (spelling == "played") return Played;
  if (spelling == "failed") return Failed;
  return Other;
}

Pricing pricing_in(JsonValue value) {
  return {value["billable"].truth(), value["pricing_model"].text(), value["type"].text(), value["category"].text(),
          value["subtype"].text()};
}

std::optional<int> small_integer(JsonValue value) {
  const std::optional<std::int64_t> number = value.integer();
  if (!number || *number < std::numeric_limits<int>::min() || *number > std::numeric_limits<int>::max()) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

}  // namespace

flows::Instant instant_of(JsonValue value) {
  // Seconds up to the year 5138; what is larger is milliseconds, and what is larger still is no time at all.
  constexpr std::int64_t kLastSecond = 100'000'000'000;
  const std::int64_t number = value.integer().value_or(0);
  if (number <= 0 || number > kLastSecond * 1000) return {};
  return flows::Instant{std::chrono::milliseconds{number < kLastSecond ? number * 1000 : number}};
}

GraphError error_in(JsonValue value) {
  GraphError error;
  error.code = small_integer(value["code"]);
  error.subcode = small_integer(value["error_subcode"]).value_or(0);
  error.title = value.any({"title", "message"}).text();
  const JsonValue data = value["error_data"];
  error.details = data.is_object() ? data["details"].text() : data.text();
  if (error.details.empty()) error.details = value["details"].text();
  error.trace = value["fbtrace_id"].text();
  error.transient = value["is_transient"].truth();
  return error;
}

std::vector<GraphError> errors_in(JsonValue list) {
  std::vector<GraphError> errors;
  for (const JsonValue error : list.elements()) errors.push_back(error_in(error));
  return errors;
}

UpdateContent read_status(JsonValue status, JsonValue contact, const Surroundings& around) {
  StatusUpdate out;
  out.id = flows::Wamid{status["id"].text()};
  if (out.id.value.empty()) return UnknownUpdate{around.field, "a status without an id"};
  out.spelling = status["status"].text();
  std::transform(out.spelling.begin(), out.spelling.end(), out.spelling.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  out.state = state_of(out.spelling);
  out.at = instant_of(status["timestamp"]);
  out.callback_data = status["biz_opaque_callback_data"].text();
  if (status["recipient_type"].is_text("group")) out.group = status["recipient_id"].text();
  out.recipient = recipient_of(status);
  complete(out.recipient, contact);
  if (const JsonValue pricing = status["pricing"]; pricing.is_object()) out.pricing = pricing_in(pricing);
  out.errors = errors_in(status["errors"]);
  return out;
}

}  // namespace sportello::webhooks
