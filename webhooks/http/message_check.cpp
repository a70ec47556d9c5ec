#include "webhooks/http/message_check.h"

#include <algorithm>

#include "webhooks/http/header_text.h"

namespace sportello::webhooks {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Loose on purpose: it only has to keep nonsense out of logs and of tables of failed sign-ins.
bool looks_like_address(std::string_view text) {
  return !text.empty() && text.size() <= 45 && std::all_of(text.begin(), text.end(), [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || c == '.' || c == ':';
  });
}

}  // namespace

std::optional<std::uint64_t> parse_content_length(std::string_view text) {
  if (text.empty() || text.size() > 18 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::uint64_t length = 0;
  for (const char c : text) length = length * 10 + static_cast<std::uint64_t>(c - '0');
  return length;
}

bool is_token(std::string_view name) {
  static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_digit(c) || is_letter(c) || kMarks.find(c) != std::string_view::npos;
  });
}

bool is_plain_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

bool is_sendable_value(std::string_view value) {
  return std::none_of(value.begin(), value.end(), [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; });
}

std::string client_address(std::string_view peer, const Headers& headers) {
  if (is_loopback(peer)) {
    const auto forwarded = headers.find("X-Forwarded-For").value_or("");
    const auto comma = forwarded.rfind(',');
    const auto last = without_blanks(comma == std::string_view::npos ? forwarded : forwarded.substr(comma + 1));
    if (looks_like_address(last)) return std::string(last);
  }
  return std::string(peer);
}

std::string_view offered_request_id(const Headers& headers) {
  const auto offered = headers.find("X-Request-Id").value_or("");
  const bool proper = offered.size() <= 64 && std::all_of(offered.begin(), offered.end(), [](char c) {
                        return is_digit(c) || is_letter(c) || c == '-' || c == '_';
                      });
  return proper ? offered : std::string_view{};
}

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

}  // namespace sportello::webhooks
