#include "webhooks/http/uri.h"

#include <algorithm>
#include <charconv>

#include "flows/core/text.h"
#include "webhooks/http/header_text.h"

namespace sportello::webhooks {
namespace {

constexpr std::size_t kMaxQueryItems = 256;

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

bool is_visible_ascii(char c) {
  return c > 0x20 && c < 0x7f;
}

std::string lower_case(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), lower);
  return result;
}

flows::Error bad(std::string text) {
  return flows::fail(flows::Errc::Invalid, std::move(text));
}

bool is_dotted(std::string_view segment) {
  return segment == "." || segment == "..";
}

bool is_host_character(char c) {
  return is_unreserved(c) && c != '~';
}

/// Host and port of "host", "host:8080", "[::1]:8080"; false when they do not follow the grammar.
bool read_authority(std::string_view text, Url& url) {
  std::string_view port;
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const auto literal = text.substr(1, end - 1);
    if (!std::all_of(literal.begin(), literal.end(),
                     [](char c) { return hex_value(c) >= 0 || c == ':' || c == '.'; })) {
      return false;
    }
    url.host = lower_case(literal);
    text.remove_prefix(end + 1);
    if (text.empty()) return true;
    if (!text.starts_with(':')) return false;
    port = text.substr(1);
  } else {
    const auto colon = text.find(':');
    const auto host = text.substr(0, colon);
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
    url.host = lower_case(host);
    if (colon == std::string_view::npos) return true;
    port = text.substr(colon + 1);
  }
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
  return error == std::errc{} && end == port.data() + port.size() && url.port != 0;
}

}  // namespace

std::optional<std::string> decode_component(std::string_view text, Plus plus) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus == Plus::Space) {
      result += ' ';
    } else if (text[i] != '%') {
      result += text[i];
    } else {
      if (text.size() - i < 3) return std::nullopt;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      result += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return result;
}

std::string encode_component(std::string_view text) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    if (is_unreserved(c)) {
      result += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      result += '%';
      result += kDigits[byte >> 4];
      result += kDigits[byte & 15];
    }
  }
  return result;
}

std::optional<std::string_view> Query::find(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::vector<std::string_view> Query::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : items_) {
    if (key == name) values.push_back(value);
  }
  return values;
}

std::optional<Query> parse_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const auto end = std::min(text.find('&'), text.size());
    const auto item = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (item.empty()) continue;
    if (query.size() == kMaxQueryItems) return std::nullopt;
    const auto equals = std::min(item.find('='), item.size());
    auto name = decode_component(item.substr(0, equals), Plus::Space);
    auto value = decode_component(item.substr(std::min(equals + 1, item.size())), Plus::Space);
    if (!name || !value) return std::nullopt;
    query.add(*std::move(name), *std::move(value));
  }
  return query;
}

std::string print_query(const Query& query) {
  std::string result;
  for (const auto& [name, value] : query) {
    if (!result.empty()) result += '&';
    result += encode_component(name);
    result += '=';
    result += encode_component(value);
  }
  return result;
}

flows::Result<Target> parse_target(std::string_view raw) {
  if (!raw.starts_with('/')) return bad("the target does not start with /");
  if (!std::all_of(raw.begin(), raw.end(), is_visible_ascii)) return bad("a byte in the target is not visible ASCII");
  if (raw.find('#') != std::string_view::npos) return bad("the target has a fragment");

  const auto question = std::min(raw.find('?'), raw.size());
  const auto raw_path = raw.substr(0, question);
  auto path = decode_component(raw_path, Plus::Literal);
  if (!path) return bad("the path has a bad escape");
  // A decoded slash would count as a separator here and as a character elsewhere.
  if (std::count(path->begin(), path->end(), '/') != std::count(raw_path.begin(), raw_path.end(), '/')) {
    return bad("the path has an encoded slash");
  }
  if (path->find('\\') != std::string::npos) return bad("the path has a backslash");
  if (std::any_of(path->begin(), path->end(),
                  [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
    return bad("the path has a control character");
  }
  if (!flows::is_utf8(*path)) return bad("the path is not UTF-8");
  if (path->find("//") != std::string::npos) return bad("the path has an empty segment");
  for (const auto segment : split_path(*path)) {
    if (is_dotted(segment)) return bad("the path has a . or .. segment");
  }

  auto query = parse_query(raw.substr(std::min(question + 1, raw.size())));
  if (!query) return bad("the query has a bad escape or too many items");
  return Target{*std::move(path), *std::move(query)};
}

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0) segments.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

std::string Url::origin() const {
  const bool literal = host.find(':') != std::string::npos;
  return scheme + "://" + (literal ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

flows::Result<Url> parse_url(std::string_view text) {
  const auto separator = text.find("://");
  if (separator == std::string_view::npos) return bad("the URL has no scheme");
  Url url;
  url.scheme = lower_case(text.substr(0, separator));
  if (url.scheme == "http") {
    url.port = 80;
  } else if (url.scheme == "https") {
    url.port = 443;
  } else {
    return bad("the URL is neither http nor https");
  }
  if (!std::all_of(text.begin(), text.end(), is_visible_ascii)) return bad("a byte in the URL is not visible ASCII");
  if (text.find('#') != std::string_view::npos) return bad("the URL has a fragment");

  const auto rest = text.substr(separator + 3);
  const auto end = std::min(rest.find_first_of("/?"), rest.size());
  if (!read_authority(rest.substr(0, end), url)) return bad("the URL has no proper host and port");
  url.target = rest.substr(end);
  if (!url.target.starts_with('/')) url.target.insert(0, "/");
  return url;
}

}  // namespace sportello::webhooks
