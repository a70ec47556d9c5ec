#include <algorithm>
#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "embedded/console_pages.h"
#include "webhooks/console/accounts.h"
#include "webhooks/console/members.h"
#include "webhooks/console/passwords.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/tokens.h"
#include "webhooks/console/totp.h"
#include "webhooks/http/static_files.h"

namespace sportello::webhooks {
namespace {

constexpr std::size_t kEmail = 254;
constexpr std::size_t kCode = 10;

/// The page that says why a link does not work, and how to get another.
Response refused(int status) {
  auto response = Response::html(std::string(embedded::console_pages("sign-in-refused.html")), status);
  response.headers.set("Cache-Control", "no-store");
  add_page_headers(response);
  return response;
}

NewSession new_session(const Api& api, std::string_view token) {
  return {.token_hash = hash_token(token),
          .csrf = new_token(),
          .now = api.options.now(),
          .lifetime = api.options.session_lifetime};
}

Response signed_in(const Api& api, std::string_view token) {
  return Response::redirect("/console/")
      .with("Set-Cookie", api.access.session_cookie(token, api.options.session_lifetime))
      .with("Cache-Control", "no-store");
}

/// Nothing is used up by looking: programs that preview links only ever GET.
void follow_link(Api& api, const Request& request, const Replier& replier) {
  if (!api.access.is_same_origin(request)) {
    replier.send(refused(403));
    return;
  }
  const auto token = new_token();
  const bool taken = api.desk.write(
      [hash = hash_token(request.param("token")), session = new_session(api, token)](
          storage::Store& store, std::vector<DeskNews>&) { return use_link(store, hash, session); },
      [&api, token, replier](const flows::Result<void>& done) {
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

Response slowed(std::chrono::seconds wait) {
  auto response = problem(flows::fail(flows::Errc::RateLimited,
                                      "Too many wrong tries: wait " + std::to_string(wait.count()) + " seconds.",
                                      {"tries_slowed", {{"seconds", std::to_string(wait.count())}}}));
  response.headers.set("Retry-After", std::to_string(wait.count()));
  return response;
}

/// One sentence for whatever was wrong, so that nobody learns who has an account.
Response wrong() {
  auto response = Response::problem(401, "Not signed in", "Address, password or code are not right.");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

struct Credentials {
  std::string email;
  std::string password;
  std::string code;
};

flows::Result<Credentials> read_credentials(const Request& request) {
  const auto body = read_object(request);
  if (!body) return body.error();
  Members members(*body, flows::utc());
  Credentials given{.email = members.text("email", kEmail),
                    .password = members.secret("password", kLongestPassword),
                    .code = members.text("code", kCode, Need::Optional)};
  if (const auto fault = members.faults()) return *fault;
  std::erase(given.code, ' ');
  return given;
}

/// Tells the failure to the throttle and to the audit log.
void refuse(Api& api, const Request& request, const Replier& replier, const std::string& email) {
  const auto now = api.options.now();
  api.throttle.failed("account:" + flows::fold(email), now);
  api.throttle.failed("machine:" + request.remote, now);
  api.write(
      replier,
      [now, email, remote = request.remote](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.audit().add({.id = 0,
                           .at = now,
                           .who = "somebody",
                           .what = "sign-in refused",
                           .data = nlohmann::json{{"email", email}, {"from", remote}}.dump()});
        return {};
      },
      [] { return wrong(); });
}

void sign_in(Api& api, const Request& request, storage::Reader& reader, const Replier& replier) {
  const auto given = read_credentials(request);
  if (!given) {
    replier.send(problem(given.error()));
    return;
  }
  const auto now = api.options.now();
  for (const auto& key : {"account:" + flows::fold(given->email), "machine:" + request.remote}) {
    if (const auto wait = api.throttle.wait(key, now)) {
      replier.send(slowed(*wait));
      return;
    }
  }
  const auto person = reader.operator_by_email(given->email);
  const bool right = check_password(person ? person->password_hash : std::string{}, given->password);
  if (!right || person->disabled) {
    refuse(api, request, replier, given->email);
    return;
  }
  std::int64_t step = 0;
  if (!person->totp_secret.empty()) {
    if (given->code.empty()) {
      replier.send(api_json({{"step", "code"}}));
      return;
    }
    const auto found = totp_step(person->totp_secret, given->code, now, person->totp_step);
    if (!found) {
      refuse(api, request, replier, given->email);
      return;
    }
    step = *found;
  }
  const auto token = new_token();
  api.write(
      replier,
      [id = person->id, session = new_session(api, token), step](storage::Store& store, std::vector<DeskNews>&) {
        return open_session(store, id, session, step);
      },
      [&api, token, email = flows::fold(given->email)] {
        api.throttle.succeeded("account:" + email);
        return api_json({{"step", "in"}})
            .with("Set-Cookie", api.access.session_cookie(token, api.options.session_lifetime));
      });
}

void sign_out(Api& api, const ApiCall& call) {
  const auto hash = api.access.session_hash(call.request);
  if (!hash || !call.visitor.is_operator()) {
    call.replier.send(problem(flows::fail(flows::Errc::Conflict, "There is no session to end.")));
    return;
  }
  api.write(
      call.replier,
      [hash = *hash](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.operators().end_session(hash);
        return {};
      },
      [&api] { return Response::no_content().with("Set-Cookie", api.access.session_cookie("", {})); });
}

void sign_out_everywhere(Api& api, const ApiCall& call) {
  api.write(
      call.replier,
      [id = call.visitor.operator_id, who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        store.operators().end_sessions_of(id);
        store.audit().add({.id = 0, .at = now, .who = who, .what = "signed out everywhere", .data = "{}"});
        return {};
      },
      [&api, id = call.visitor.operator_id] {
        api.live.end(id);
        return Response::no_content().with("Set-Cookie", api.access.session_cookie("", {}));
      });
}

}  // namespace

void add_sign_in_routes(Api& api, Router& router) {
  router.add(Method::Get, "/console/sign-in/{token}", static_file(embedded::console_pages(), "sign-in.html"));
  router.add(Method::Post, "/console/sign-in/{token}",
             [&api](const Request& request, const Replier& replier) { follow_link(api, request, replier); });
  api.open(router, "/sign-in", [&api](const Request& request, storage::Reader& reader, const Replier& replier) {
    sign_in(api, request, reader, replier);
  });
  api.post(
      router, "/sign-out", [&api](const ApiCall& call) { sign_out(api, call); }, flows::Right::OwnAccount);
  api.post(
      router, "/sign-out-everywhere", [&api](const ApiCall& call) { sign_out_everywhere(api, call); },
      flows::Right::OwnAccount);
}

}  // namespace sportello::webhooks
