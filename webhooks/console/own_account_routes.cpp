#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "webhooks/console/accounts.h"
#include "webhooks/console/members.h"
#include "webhooks/console/passwords.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/totp.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

json rights_json(const Visitor& visitor) {
  json rights = json::array();
  for (const auto right : flows::kRights)
    if (visitor.may(right)) rights.push_back(name_of(right));
  return rights;
}

Response show_me(const ApiCall& call) {
  const auto& visitor = call.visitor;
  const auto person = visitor.is_operator() ? call.reader.operator_by_id(visitor.operator_id) : std::nullopt;
  return api_json({{"kind", visitor.is_operator() ? "operator" : "api_token"},
                   {"name", visitor.name},
                   {"email", person ? json(person->email) : json()},
                   {"role", visitor.role.empty() ? json() : json(visitor.role)},
                   {"rights", rights_json(visitor)},
                   {"has_password", person && !person->password_hash.empty()},
                   {"second_factor", person && !person->totp_secret.empty()},
                   {"must_choose_password", visitor.limited},
                   {"csrf", visitor.csrf.empty() ? json() : json(visitor.csrf)}});
}

Response wrong_password() {
  return problem(flows::fail(flows::Errc::Denied, "The present password is not right.", {"password_wrong"}));
}

/// The signed-in operator whose present password was given; answers and returns nothing otherwise.
std::optional<storage::OperatorRow> confirmed(Api& api, const ApiCall& call, const std::string& password) {
  const auto person = call.reader.operator_by_id(call.visitor.operator_id);
  const auto key = "account:" + flows::fold(person ? person->email : "");
  const auto now = api.options.now();
  if (!person || api.throttle.wait(key, now)) {
    call.refuse(flows::fail(flows::Errc::RateLimited, "Too many wrong tries: wait some minutes.", {"tries_wait"}));
    return std::nullopt;
  }
  if (!check_password(person->password_hash, password)) {
    api.throttle.failed(key, now);
    call.replier.send(wrong_password());
    return std::nullopt;
  }
  return person;
}

void choose_password(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto present = members.secret("present", kLongestPassword, Need::Optional);
  const auto wanted = members.secret("password", kLongestPassword);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  const auto person = call.reader.operator_by_id(call.visitor.operator_id);
  const auto hash = api.access.session_hash(call.request);
  const auto session = hash ? call.reader.session(*hash, api.options.now()) : std::nullopt;
  if (!person || !session) return call.refuse(flows::fail(flows::Errc::NotFound, "No such account."));
  // Who came by a link, or never had a password, has none to give.
  if (!call.visitor.limited && !person->password_hash.empty() && !confirmed(api, call, present)) return;
  if (const auto accepted = accept_password(wanted, person->name, person->email); !accepted)
    return call.refuse(accepted.error());
  auto kept = *session;
  kept.expires_at = api.options.now() + api.options.session_lifetime;
  api.write(
      call.replier,
      [id = person->id, hashed = hash_password(wanted), kept, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) { return set_password(store, id, hashed, kept, now); },
      [&api, id = person->id] {
        api.live.end(id);
        return Response::no_content();
      });
}

void start_second_factor(Api& api, const ApiCall& call) {
  const auto secret = new_totp_secret();
  const auto person = call.reader.operator_by_id(call.visitor.operator_id);
  if (!person) return call.refuse(flows::fail(flows::Errc::NotFound, "No such account."));
  api.write(
      call.replier,
      [id = person->id, secret](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto row = store.operators().find(id);
        if (!row) return flows::fail(flows::Errc::NotFound, "No such account.");
        row->totp_pending = secret;
        store.operators().update(*row);
        return {};
      },
      [secret, email = person->email] {
        const auto uri = totp_uri(email, secret);
        return api_json({{"secret", secret}, {"uri", uri}, {"qr", qr_rows(uri)}});
      });
}

void confirm_second_factor(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  auto code = members.text("code", 10);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  std::erase(code, ' ');
  api.write(
      call.replier,
      [id = call.visitor.operator_id, who = call.visitor.who, code, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto row = store.operators().find(id);
        if (!row || row->totp_pending.empty())
          {
          return flows::fail(flows::Errc::Conflict, "Show the QR code first, then type the app's code.",
                             {"second_factor_not_shown"});
        }
        const auto step = totp_step(row->totp_pending, code, now, 0);
        if (!step) {
          return flows::fail(flows::Errc::Invalid, "This is not the app's present code.", {"second_factor_code"});
        }
        row->totp_secret = std::exchange(row->totp_pending, {});
        row->totp_step = *step;
        store.operators().update(*row);
        store.audit().add({.id = 0, .at = now, .who = who, .what = "second factor added", .data = "{}"});
        return {};
      },
      [] { return Response::no_content(); });
}

void remove_second_factor(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto password = members.secret("password", kLongestPassword);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  if (!confirmed(api, call, password)) return;
  api.write(
      call.replier,
      [id = call.visitor.operator_id, who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto row = store.operators().find(id);
        if (!row) return flows::fail(flows::Errc::NotFound, "No such account.");
        row->totp_secret.clear();
        row->totp_pending.clear();
        store.operators().update(*row);
        store.audit().add({.id = 0, .at = now, .who = who, .what = "second factor removed", .data = "{}"});
        return {};
      },
      [] { return Response::no_content(); });
}

/// A whole session of an operator; a limited one must choose a password first.
Api::Handle own(void (*work)(Api&, const ApiCall&), Api& api) {
  return [work, &api](const ApiCall& call) {
    if (call.visitor.limited)
      return call.refuse(flows::fail(flows::Errc::Denied, "Choose a password first."));
    work(api, call);
  };
}

}  // namespace

void add_own_account_routes(Api& api, Router& router) {
  // A program asks who it is, too: Look, or an operator's own account.
  api.get(
      router, "/me", [](const ApiCall& call) { call.replier.send(show_me(call)); }, std::nullopt);
  const auto right = flows::Right::OwnAccount;
  api.post(router, "/me/password", [&api](const ApiCall& call) { choose_password(api, call); }, right);
  api.post(router, "/me/second-factor/start", own(start_second_factor, api), right);
  api.post(router, "/me/second-factor/confirm", own(confirm_second_factor, api), right);
  api.post(router, "/me/second-factor/remove", own(remove_second_factor, api), right);
}

}  // namespace sportello::webhooks
