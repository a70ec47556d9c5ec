/// The small change of HTTP's header fields: ASCII case and optional white space (RFC 9110, 5.6.3).
#pragma once

#include <string_view>

namespace sportello::webhooks {

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace sportello::webhooks
