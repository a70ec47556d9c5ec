/// Guarded JSON: depth is limited while parsing, and printing never throws on bad UTF-8.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace sportello::flows {

/// Deeper values overflow the stack when they are copied or printed, so they are not built at all.
inline constexpr std::size_t kMaxJsonDepth = 64;

enum class JsonFault { None, Syntax, TooDeep };

struct JsonError {
  JsonFault fault = JsonFault::None;
  std::size_t line = 0;    ///< from 1; 0 when not known
  std::size_t column = 0;  ///< from 1
  std::string text;
};

enum class JsonComments { Refuse, Allow };

/// Parses a whole document. On failure `value` is null and the error says where.
JsonError parse_json(std::string_view text, nlohmann::json& value, JsonComments comments = JsonComments::Refuse);
/// The same as a Result, for callers that only show the sentence.
Result<nlohmann::json> parse_json(std::string_view text);
/// The string at `key` of an object; empty when there is none or it is no string.
std::string text_at(const nlohmann::json& object, const char* key);
/// Compact text; malformed UTF-8 inside strings becomes U+FFFD.
std::string print_json(const nlohmann::json& value);
/// Indented by two, for people.
std::string print_json_pretty(const nlohmann::json& value);

}  // namespace sportello::flows
