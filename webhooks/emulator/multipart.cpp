#include "webhooks/emulator/multipart.h"

#include <algorithm>
#include <cctype>

#include "flows/core/text.h"

namespace sportello::webhooks::emulator {
namespace {

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) {
           return std::tolower(x) == std::tolower(y);
         });
}

/// The parameter of a header value, quoted or not; empty when it is not there.
std::string parameter(std::string_view value, std::string_view name) {
  for (std::size_t at = value.find(';'); at != std::string_view::npos; at = value.find(';', at + 1)) {
    std::string_view rest = value.substr(at + 1);
    rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size()));
    if (rest.size() <= name.size() || !same(rest.substr(0, name.size()), name) || rest[name.size()] != '=') continue;
    rest.remove_prefix(name.size() + 1);
    if (!rest.starts_with('"')) return flows::trim_ends(rest.substr(0, rest.find(';')));
    std::string text;
    for (std::size_t i = 1; i < rest.size() && rest[i] != '"'; ++i) {
      if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
      text += rest[i];
    }
    return text;
  }
  return {};
}

void read_head(std::string_view head, Part& part) {
  while (!head.empty()) {
    const std::size_t end = std::min(head.find("\r\n"), head.size());
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(end + 2, head.size()));
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view value = line.substr(colon + 1);
    if (same(line.substr(0, colon), "content-disposition")) {
      part.name = parameter(value, "name");
      part.filename = parameter(value, "filename");
    }
    if (same(line.substr(0, colon), "content-type")) part.type = flows::trim_ends(value);
  }
}

}  // namespace

std::optional<std::vector<Part>> parse_multipart(std::string_view content_type, std::string_view body) {
  if (!same(content_type.substr(0, 19), "multipart/form-data")) return std::nullopt;
  const std::string boundary = parameter(content_type, "boundary");
  if (boundary.empty()) return std::nullopt;
  const std::string first = "--" + boundary;
  const std::string next = "\r\n" + first;

  if (!body.starts_with(first)) return std::nullopt;
  body.remove_prefix(first.size());
  std::vector<Part> parts;
  while (!body.starts_with("--")) {
    if (!body.starts_with("\r\n")) return std::nullopt;
    body.remove_prefix(2);
    const std::size_t head = body.find("\r\n\r\n");
    if (head == std::string_view::npos) return std::nullopt;
    const std::size_t end = body.find(next, head + 2);
    if (end == std::string_view::npos) return std::nullopt;
    Part part;
    read_head(body.substr(0, head + 2), part);
    part.body = body.substr(head + 4, end < head + 4 ? 0 : end - head - 4);
    parts.push_back(std::move(part));
    body.remove_prefix(end + next.size());
  }
  return parts;
}

}  // namespace sportello::webhooks::emulator
