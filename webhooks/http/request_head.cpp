#include "webhooks/http/request_head.h"

#include <optional>
#include <utility>

#include "webhooks/http/message_check.h"

namespace sportello::webhooks {
namespace {

std::optional<Method> to_method(std::string_view name) {
  for (const auto method : {Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete}) {
    if (name == name_of(method)) return method;
  }
  return std::nullopt;
}

Refusal refuse(int status, std::string_view title, std::string why) {
  return {closing(Response::problem(status, title, why)), why};
}

/// trap 12, 13: TRACE would echo cookies and tokens, and a reply to HEAD would have a body.
Refusal refuse_method(std::string_view method) {
  Response response;
  if (method != "HEAD") response = Response::problem(405, "Method not allowed");
  response.status = 405;
  response.headers.add("Allow", "GET, POST, PUT, PATCH, DELETE");
  return {std::move(response), "method"};
}

}  // namespace

Response closing(Response response) {
  response.headers.set("Connection", "close");
  return response;
}

std::variant<Head, Refusal> check_head(RawHead raw, std::size_t max_body) {
  Head head;
  const auto method = to_method(raw.method);
  if (!method) return refuse_method(raw.method);
  head.request.method = *method;

  // trap 9: a TAB or a byte above 0x7f is where a header block may have been cut in two, so neither the request nor
  // what the library would take for the next one is believed. trap 14: the same for control characters.
  for (const auto& [name, value] : raw.headers) {
    if (!is_token(name) || !is_plain_value(value)) return refuse(400, "Bad header", "a header is not plain ASCII");
  }

  // trap 7: the library's reading of chunks is not to be trusted with anything.
  if (raw.headers.find("Transfer-Encoding")) return refuse(411, "Length required", "Transfer-Encoding");
  // trap 8: what is no number counts as 0 for the library, and the body as the next request.
  if (const auto announced = raw.headers.find("Content-Length")) {
    const auto length = parse_content_length(*announced);
    if (!length) return refuse(400, "Bad Content-Length", "Content-Length is no number");
    // trap 5
    if (*length > max_body) return refuse(413, "Body too large", "at most " + std::to_string(max_body) + " bytes");
    head.body_length = static_cast<std::size_t>(*length);
  }

  // trap 27: the library takes "//admin" for a host and accepts whole URLs; here it is a path and a query as written.
  if (raw.absolute) return refuse(400, "Bad target", "the target is not just a path");
  auto target =
      raw.query.empty() ? parse_target(raw.path) : parse_target(std::string(raw.path) + "?" + std::string(raw.query));
  if (!target) return refuse(400, "Bad target", target.error().text);

  head.request.path = std::move(target->path);
  head.request.query = std::move(target->query);
  head.request.request_id = offered_request_id(raw.headers);
  head.request.remote = client_address(raw.peer, raw.headers);
  head.request.headers = std::move(raw.headers);
  return head;
}

}  // namespace sportello::webhooks
