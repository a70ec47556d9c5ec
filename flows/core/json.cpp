#include "flows/core/json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace sportello::flows {
namespace {

using nlohmann::json;

}  // namespace

JsonError parse_json(std::string_view text, json& value, JsonComments comments) {
  bool too_deep = false;
  const auto guard = [&too_deep](int depth, json::parse_event_t event, json&) {
    const bool opens = event == json::parse_event_t::object_start || event == json::parse_event_t::array_start;
    if (opens && depth >= static_cast<int>(kMaxJsonDepth)) too_deep = true;
    return !too_deep;
  };
  try {
    value = json::parse(text.begin(), text.end(), guard, true, comments == JsonComments::Allow);
  } catch (const json::parse_error& error) {
    value = nullptr;
    const std::size_t at = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
    const std::string_view before = text.substr(0, at);
    const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
    const std::size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    std::string reason = error.what();
    if (const auto cut = reason.find("syntax error"); cut != std::string::npos) reason = reason.substr(cut);
    return {JsonFault::Syntax, line, at - line_start + 1, reason};
  } catch (const json::out_of_range&) {
    value = nullptr;
    return {JsonFault::Syntax, 0, 0, "a number is too large"};
  }
  if (too_deep) {
    value = nullptr;
    return {JsonFault::TooDeep, 0, 0, "nested deeper than " + std::to_string(kMaxJsonDepth) + " levels"};
  }
  return {};
}

Result<json> parse_json(std::string_view text) {
  json value;
  const JsonError error = parse_json(text, value);
  if (error.fault == JsonFault::None) return value;
  return fail(Errc::Invalid, "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " +
                                 error.text);
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

std::string print_json(const json& value) { return value.dump(-1, ' ', false, json::error_handler_t::replace); }

std::string print_json_pretty(const json& value) { return value.dump(2, ' ', false, json::error_handler_t::replace); }

}  // namespace sportello::flows
