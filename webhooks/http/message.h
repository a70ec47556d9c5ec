/// What travels over HTTP, as plain values: no library's types, no sockets. Bodies are raw bytes.
#pragma once

#include <cstddef>
#include <functional>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "webhooks/http/uri.h"

namespace sportello::webhooks {

enum class Method { Get, Post, Put, Patch, Delete };

/// "GET", "POST", …
const char* name_of(Method method);

struct Header {
  std::string name;
  std::string value;
};

/// Header names are equal whatever their case.
bool same_name(std::string_view a, std::string_view b);

/// Header fields in the order they were added; names compare without regard to case.
class Headers {
 public:
  Headers() = default;
  Headers(std::initializer_list<Header> headers) : items_(headers) {}

  /// The first field of that name. A field that came several times is one value, joined by ", ".
  std::optional<std::string_view> find(std::string_view name) const;
  void add(std::string name, std::string value) { items_.push_back({std::move(name), std::move(value)}); }
  /// Replaces every field of that name.
  void set(std::string_view name, std::string value);

  void reserve(std::size_t count) { items_.reserve(count); }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }

 private:
  std::vector<Header> items_;
};

struct Request {
  Method method = Method::Get;
  std::string path = "/";  ///< decoded and checked, see parse_target
  Query query;
  Headers headers;
  std::string body;
  std::string remote;  ///< the peer's address; X-Forwarded-For's last entry when the peer is our proxy on loopback
  std::map<std::string, std::string, std::less<>> params;  ///< what the route's {names} stood for
  std::string request_id;

  /// The value of the route's {name}; empty when the route has no such name.
  std::string_view param(std::string_view name) const;
  /// The path's pieces; they point into `path`.
  std::vector<std::string_view> segments() const { return split_path(path); }
};

/// A cookie of the request; the first of that name.
std::optional<std::string_view> cookie(const Request& request, std::string_view name);

/// A reply. Content-Length is the server's business. Set-Cookie may be added several times: each becomes a field of
/// its own. A header with a control character in it is refused by the server, which then answers 500.
struct Response {
  int status = 200;
  Headers headers;
  std::string body;

  static Response text(std::string body, int status = 200);
  static Response html(std::string body, int status = 200);
  /// `json` is a printed document.
  static Response json(std::string json, int status = 200);
  /// application/problem+json (RFC 9457). `type` is a URI reference; about:blank when empty.
  static Response problem(int status, std::string_view title, std::string_view detail = {}, std::string_view type = {});
  /// 303: what answers a form that was posted.
  static Response redirect(std::string location, int status = 303);
  static Response no_content();

  Response&& with(std::string name, std::string value) &&;
};

}  // namespace sportello::webhooks
