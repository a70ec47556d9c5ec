#include "graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace sportello::bench {
namespace {

/// The string value after this key, wherever it stands.
std::string value_of(std::string_view json, std::string_view key) {
  const auto at = json.find(key);
  if (at == std::string_view::npos) return {};
  const auto begin = json.find('"', json.find(':', at + key.size())) + 1;
  return std::string(json.substr(begin, json.find('"', begin) - begin));
}

std::string ok(std::string_view json) {
  return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{}", json.size(),
                     json);
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return result;
}

}  // namespace

std::string graph_reply(std::string_view request, const std::function<void(Sent)>& accepted) {
  static std::uint64_t count = 0;
  const std::string callback = value_of(request, "\"biz_opaque_callback_data\"");
  if (callback.empty()) return ok(R"({"success":true})");
  std::string to = value_of(request, "\"to\"");
  if (to.starts_with('+')) to.erase(0, 1);
  const std::string wamid = fmt::format("wamid.out{}", ++count);
  accepted({wamid, callback, to});
  return ok(fmt::format(R"({{"messaging_product":"whatsapp","messages":[{{"id":"{}"}}]}})", wamid));
}

std::size_t whole_request(std::string_view buffer) {
  const auto head = buffer.find("\r\n\r\n");
  if (head == std::string_view::npos) return 0;
  std::size_t length = 0;
  const std::string lines = lower(buffer.substr(0, head));
  constexpr std::string_view kLength = "\r\ncontent-length:";
  if (const auto at = lines.find(kLength); at != std::string::npos) {
    const auto digits = lines.find_first_not_of(' ', at + kLength.size());
    std::from_chars(lines.data() + digits, lines.data() + lines.size(), length);
  }
  return buffer.size() >= head + 4 + length ? head + 4 + length : 0;
}

}  // namespace sportello::bench
