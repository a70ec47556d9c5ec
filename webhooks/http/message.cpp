#include "webhooks/http/message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "webhooks/http/header_text.h"

namespace sportello::webhooks {
namespace {

Response with_type(int status, std::string_view type, std::string body) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", std::string(type));
  response.body = std::move(body);
  return response;
}

}  // namespace

const char* name_of(Method method) {
  switch (method) {
    case Method::Get:
      return "GET";
    case Method::Post:
      return "POST";
    case Method::Put:
      return "PUT";
    case Method::Patch:
      return "PATCH";
    case Method::Delete:
      return "DELETE";
  }
  return "";
}

bool same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& header : items_) {
    if (same_name(header.name, name)) return header.value;
  }
  return std::nullopt;
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(items_, [name](const Header& header) { return same_name(header.name, name); });
  add(std::string(name), std::move(value));
}

std::string_view Request::param(std::string_view name) const {
  const auto found = params.find(name);
  return found == params.end() ? std::string_view{} : std::string_view{found->second};
}

std::optional<std::string_view> cookie(const Request& request, std::string_view name) {
  auto rest = request.headers.find("Cookie").value_or("");
  while (!rest.empty()) {
    // Cookie fields that came several times are joined by commas; no cookie of ours has one in it.
    const auto end = std::min(rest.find_first_of(";,"), rest.size());
    const auto pair = without_blanks(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
    auto value = pair.substr(equals + 1);
    if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
    return value;
  }
  return std::nullopt;
}

Response Response::text(std::string body, int status) {
  return with_type(status, "text/plain; charset=utf-8", std::move(body));
}

Response Response::html(std::string body, int status) {
  return with_type(status, "text/html; charset=utf-8", std::move(body));
}

Response Response::json(std::string json, int status) {
  return with_type(status, "application/json", std::move(json));
}

Response Response::problem(int status, std::string_view title, std::string_view detail, std::string_view type) {
  nlohmann::ordered_json body;
  if (!type.empty()) body["type"] = type;
  body["title"] = title;
  body["status"] = status;
  if (!detail.empty()) body["detail"] = detail;
  return with_type(status, "application/problem+json",
                   body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

Response Response::redirect(std::string location, int status) {
  Response response;
  response.status = status;
  response.headers.add("Location", std::move(location));
  return response;
}

Response Response::no_content() {
  Response response;
  response.status = 204;
  return response;
}

Response&& Response::with(std::string name, std::string value) && {
  headers.add(std::move(name), std::move(value));
  return std::move(*this);
}

}  // namespace sportello::webhooks
