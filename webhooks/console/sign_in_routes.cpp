#include <chrono>
#include <optional>
#include <utility>

#include "embedded/console_pages.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/tokens.h"
#include "webhooks/http/static_files.h"

namespace sportello::webhooks {
namespace {

/// The page that says why a link does not work, and how to get another.
Response refused(int status) {
  auto response = Response::html(std::string(embedded::console_pages("sign-in-refused.html")), status);
  response.headers.set("Cache-Control", "no-store");
  add_page_headers(response);
  return response;
}

Response signed_in(const Api& api, std::string_view token) {
  return Response::redirect("/console/")
      .with("Set-Cookie", api.access.session_cookie(token, api.options.session_lifetime))
      .with("Cache-Control", "no-store");
}

/// Nothing is used up by looking: programs that preview links only ever GET.
void use_link(Api& api, const Request& request, const Replier& replier) {
  if (!api.access.is_same_origin(request)) {
    replier.send(refused(403));
    return;
  }
  const auto token = new_token();
  NewSession session{.token_hash = hash_token(token),
                     .csrf = new_token(),
                     .expires_at = api.options.now() + api.options.session_lifetime};
  const bool taken = api.desk.sign_in(hash_token(request.param("token")), std::move(session),
                                      [&api, token, replier](const flows::Result<SignedIn>& done) {
                                        if (done) {
                                          replier.send(signed_in(api, token));
                                        } else if (done.error().code == flows::Errc::Denied) {
                                          replier.send(refused(403));
                                        } else {
                                          replier.send(problem(done.error()));
                                        }
                                      });
  if (!taken) replier.send(too_busy());
}

void sign_out(Api& api, const ApiCall& call) {
  const auto hash = api.access.session_hash(call.request);
  if (!hash) {
    call.replier.send(problem(flows::fail(flows::Errc::Conflict, "There is no session to end.")));
    return;
  }
  const bool taken = api.desk.sign_out(*hash, [&api, replier = call.replier](const flows::Result<void>& done) {
    if (!done) {
      replier.send(problem(done.error()));
      return;
    }
    replier.send(Response::no_content().with("Set-Cookie", api.access.session_cookie("", std::chrono::seconds(0))));
  });
  if (!taken) call.replier.send(too_busy());
}

}  // namespace

void add_sign_in_routes(Api& api, Router& router) {
  router.add(Method::Get, "/console/sign-in/{token}", static_file(embedded::console_pages(), "sign-in.html"));
  router.add(Method::Post, "/console/sign-in/{token}",
             [&api](const Request& request, const Replier& replier) { use_link(api, request, replier); });
  api.post(router, "/sign-out", [&api](const ApiCall& call) { sign_out(api, call); });
}

}  // namespace sportello::webhooks
