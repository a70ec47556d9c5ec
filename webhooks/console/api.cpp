#include "webhooks/console/api.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/console/tokens.h"

namespace sportello::webhooks {
namespace {

struct HttpMeaning {
  int status;
  std::string_view title;
};

HttpMeaning meaning_of(flows::Errc code) {
  switch (code) {
    case flows::Errc::Invalid:
      return {400, "Invalid request"};
    case flows::Errc::NotFound:
      return {404, "Not found"};
    case flows::Errc::Conflict:
      return {409, "Not possible now"};
    case flows::Errc::Denied:
      return {403, "Not allowed"};
    case flows::Errc::RateLimited:
      return {429, "Too many requests"};
    case flows::Errc::Unavailable:
    case flows::Errc::Timeout:
      return {503, "Not available now"};
    case flows::Errc::OutcomeUnknown:
    case flows::Errc::Internal:
      return {500, "Internal error"};
  }
  return {500, "Internal error"};
}

Response private_answer(Response response) {
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Content-Type-Options", "nosniff");
  return response;
}

Response unknown_visitor() {
  return private_answer(Response::problem(401, "Not signed in",
                                          "Send a valid API token as \"Authorization: Bearer …\", or sign in to the "
                                          "console with a new link.")
                            .with("WWW-Authenticate", "Bearer realm=\"sportello\""));
}

Response unintended() {
  return private_answer(
      Response::problem(403, "Not allowed",
                        "The request does not come from this session's own page: send the X-CSRF-Token "
                        "that /api/v1/me tells."));
}

/// A page tells the two apart by the type.
Response not_allowed(const Visitor& visitor) {
  if (visitor.limited)
    return private_answer(Response::problem(403, "Choose a password first",
                                            "This session came by a one-time link: choose a password first.",
                                            "urn:sportello:choose-password"));
  return private_answer(Response::problem(403, "Not allowed", "Your role does not include this.",
                                          "urn:sportello:not-allowed"));
}

}  // namespace

nlohmann::json reason_json(const flows::CodedText& reason) {
  auto params = nlohmann::json::object();
  for (const auto& [name, value] : reason.params) params[name] = value;
  return {{"code", reason.code}, {"params", std::move(params)}};
}

Response problem(const flows::Error& error) {
  return problem(error, nlohmann::json::object());
}

Response problem(const flows::Error& error, const nlohmann::json& more) {
  const auto meaning = meaning_of(error.code);
  // What broke inside is for the log, not for whoever asked.
  const bool inside = meaning.status == 500;
  auto response = Response::problem(meaning.status, meaning.title, inside ? std::string_view{} : error.text);
  const bool coded = !inside && !error.reason.code.empty();
  if (coded || !more.empty()) {
    auto body = nlohmann::ordered_json::parse(response.body);
    if (coded) body.update(reason_json(error.reason));
    body.update(more);
    response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  }
  if (meaning.status == 503) response.headers.add("Retry-After", "2");
  return private_answer(std::move(response));
}

void ApiCall::refuse(const flows::Error& error) const {
  replier.send(problem(error));
}

Response api_json(const nlohmann::json& value, int status) {
  return private_answer(Response::json(flows::print_json(value), status));
}

Response too_busy() {
  return problem(flows::fail(flows::Errc::Unavailable, "The desk is busy; try again in a moment."));
}

Api::Api(DeskPort& port, ConsoleOptions settings)
    : desk(port),
      options(std::move(settings)),
      access(options.api_tokens, options.public_url),
      live(new_token().substr(0, 8)),
      readers_(options.open_reader, options.reader_threads, options.max_waiting) {}

void Api::get(Router& router, std::string_view pattern, Handle handle, std::optional<flows::Right> right) {
  add(router, Method::Get, pattern, right, std::move(handle));
}

void Api::post(Router& router, std::string_view pattern, Handle handle, std::optional<flows::Right> right) {
  add(router, Method::Post, pattern, right, std::move(handle));
}

void Api::open(Router& router, std::string_view pattern,
               std::function<void(const Request&, storage::Reader&, const Replier&)> handle) {
  router.add(Method::Post, "/api/v1" + std::string(pattern),
             [this, handle = std::move(handle)](Request incoming, const Replier& replier) {
               const auto request = std::make_shared<const Request>(std::move(incoming));
               submit(request->request_id, replier, [this, handle, request, replier](storage::Reader& reader) {
                 if (!access.is_same_origin(*request)) {
                   replier.send(unintended());
                   return;
                 }
                 handle(*request, reader, replier);
               });
             });
}

void Api::write(const Replier& replier, StoreWork work, std::function<Response()> reply) {
  const bool taken =
      desk.write(std::move(work), [replier, reply = std::move(reply)](const flows::Result<void>& done) {
        replier.send(done ? reply() : problem(done.error()));
      });
  if (!taken) replier.send(too_busy());
}

void Api::answer(std::string request_id, const Replier& replier, Answer answer) {
  submit(std::move(request_id), replier,
         [replier, answer = std::move(answer)](storage::Reader& reader) { replier.send(answer(reader)); });
}

const flows::Business* Api::business(const flows::BusinessId& id) const {
  const auto found = std::find_if(options.businesses.begin(), options.businesses.end(),
                                  [&](const auto* business) { return business->id == id; });
  return found == options.businesses.end() ? nullptr : *found;
}

void Api::add(Router& router, Method method, std::string_view pattern, std::optional<flows::Right> right, Handle handle) {
  router.add(method, "/api/v1" + std::string(pattern),
             [this, method, right, handle = std::move(handle)](Request incoming, const Replier& replier) {
               const auto request = std::make_shared<const Request>(std::move(incoming));
               submit(request->request_id, replier, [this, method, right, handle, request, replier](storage::Reader& reader) {
                 const auto visitor = access.identify(*request, reader, options.now());
                 if (!visitor) {
                   replier.send(unknown_visitor());
                   return;
                 }
                 if (method != Method::Get && !access.is_intended(*request, *visitor)) {
                   replier.send(unintended());
                   return;
                 }
                 if (right && !visitor->may(*right)) {
                   replier.send(not_allowed(*visitor));
                   return;
                 }
                 handle(ApiCall{*request, *visitor, reader, replier});
               });
             });
}

void Api::submit(std::string request_id, const Replier& replier, std::function<void(storage::Reader&)> run) {
  const bool taken =
      readers_.submit({std::move(run), [this, request_id = std::move(request_id), replier](const flows::Error& fault) {
                         if (options.log_fault) options.log_fault(request_id, fault.text);
                         replier.send(problem(fault.code == flows::Errc::Unavailable
                                                  ? flows::fail(fault.code, "The desk's store cannot be read now.")
                                                  : fault));
                       }});
  if (!taken) replier.send(too_busy());
}

}  // namespace sportello::webhooks
