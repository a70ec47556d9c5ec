#include <chrono>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/console/accounts.h"
#include "webhooks/console/console.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"
#include "webhooks/console/tokens.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::chrono::hours kLinkLifetime{48};
constexpr int kAuditPage = 100;
constexpr int kLargestAuditPage = 500;

json account_json(const storage::OperatorRow& row) {
  return {{"id", row.id},
          {"name", row.name},
          {"email", row.email},
          {"role", row.role},
          {"disabled", row.disabled},
          {"has_password", !row.password_hash.empty()},
          {"second_factor", !row.totp_secret.empty()},
          {"created_at", flows::iso_utc(row.created_at)}};
}

Response list_accounts(const ApiCall& call) {
  json list = json::array();
  for (const auto& row : call.reader.operators()) list.push_back(account_json(row));
  return api_json({{"accounts", std::move(list)}});
}

std::string role_in(Members& members, Need need) {
  auto role = members.text("role", kLongestName, need);
  if (!role.empty() && !flows::role_of(role))
    members.fault("role", "must be operator, second_level, administration or manager");
  return role;
}

/// What a one-time link looks like to whoever passes it on; the desk does not know its own address in the demo.
json link_json(const Api& api, const std::string& token) {
  return {{"link", sign_in_url(api.options.public_url, token)},
          {"until", flows::iso_utc(api.options.now() + kLinkLifetime)}};
}

void add_account(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto token = new_token();
  NewOperator wanted{.name = members.text("name", kLongestName),
                     .email = members.text("email", kLongestName),
                     .role = role_in(members, Need::Required),
                     .link_hash = hash_token(token),
                     .now = api.options.now(),
                     .link_until = api.options.now() + kLinkLifetime,
                     .who = call.visitor.who};
  if (wanted.email.find('@') == std::string::npos) {
    members.fault("email", "must be a mail address", "field_no_email");
  }
  if (const auto fault = members.faults()) return call.refuse(*fault);
  api.write(
      call.replier,
      [wanted](storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        if (auto invited = invite(store, wanted); !invited) return invited.error();
        return {};
      },
      [&api, token] { return api_json(link_json(api, token), 201); });
}

void reset(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  if (!id) return call.refuse(flows::fail(flows::Errc::NotFound, "There is no such operator."));
  const auto token = new_token();
  const Reset wanted{.operator_id = *id,
                     .link_hash = hash_token(token),
                     .now = api.options.now(),
                     .link_until = api.options.now() + kLinkLifetime,
                     .who = call.visitor.who};
  api.write(
      call.replier, [wanted](storage::Store& store, std::vector<DeskNews>&) { return reset_account(store, wanted); },
      [&api, token, id = *id] {
        api.live.end(id);
        return api_json(link_json(api, token));
      });
}

void change(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  if (!id) return call.refuse(flows::fail(flows::Errc::NotFound, "There is no such operator."));
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  AccountChange wanted{.operator_id = *id, .role = {}, .disabled = {}, .now = api.options.now(), .who = call.visitor.who};
  if (auto role = role_in(members, Need::Optional); !role.empty()) wanted.role = std::move(role);
  if (body->contains("disabled")) wanted.disabled = members.yes_no("disabled", false);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  api.write(
      call.replier, [wanted](storage::Store& store, std::vector<DeskNews>&) { return change_account(store, wanted); },
      [&api, id = *id, ended = wanted.disabled.value_or(false)] {
        if (ended) api.live.end(id);
        return Response::no_content();
      });
}

Response list_audit(const ApiCall& call) {
  const auto limit = read_limit(call.request, kAuditPage, kLargestAuditPage);
  if (!limit) return problem(limit.error());
  auto before = std::numeric_limits<std::int64_t>::max();
  if (const auto cursor = call.request.query.find("cursor"); cursor && !cursor->empty()) {
    const auto id = read_id(*cursor);
    if (!id) return problem(flows::fail(flows::Errc::Invalid, "This cursor was not given out."));
    before = *id;
  }
  const auto rows = call.reader.audit(before, *limit);
  json entries = json::array();
  for (const auto& row : rows) {
    auto data = flows::parse_json(row.data.empty() ? "{}" : row.data);
    entries.push_back({{"id", row.id},
                       {"at", flows::iso_utc(row.at)},
                       {"who", row.who},
                       {"what", row.what},
                       {"data", data ? std::move(*data) : json::object()}});
  }
  const bool more = static_cast<int>(rows.size()) == *limit;
  return api_json({{"entries", std::move(entries)}, {"next", more ? json(std::to_string(rows.back().id)) : json()}});
}

}  // namespace

void add_operator_routes(Api& api, Router& router) {
  const auto right = flows::Right::Operators;
  api.get(router, "/accounts", [](const ApiCall& call) { call.replier.send(list_accounts(call)); }, right);
  api.post(router, "/accounts", [&api](const ApiCall& call) { add_account(api, call); }, right);
  api.post(router, "/accounts/{id}", [&api](const ApiCall& call) { change(api, call); }, right);
  api.post(router, "/accounts/{id}/reset", [&api](const ApiCall& call) { reset(api, call); }, right);
  api.get(router, "/audit", [](const ApiCall& call) { call.replier.send(list_audit(call)); }, right);
}

}  // namespace sportello::webhooks
