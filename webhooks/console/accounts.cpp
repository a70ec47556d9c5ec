#include "webhooks/console/accounts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "flows/operators/rights.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

/// Long enough to choose a password.
constexpr std::chrono::hours kLimitedSession{1};

void note(storage::Store& store, flows::Instant now, const std::string& who, std::string what,
          const json& data = json::object()) {
  store.audit().add({.id = 0, .at = now, .who = who, .what = std::move(what), .data = flows::print_json(data)});
}

std::string actor(const storage::OperatorRow& row) {
  return "operator:" + row.name;
}

bool manages(const storage::OperatorRow& row) {
  const auto role = flows::role_of(row.role);
  return !row.disabled && role && may(*role, flows::Right::Operators);
}

flows::Error nobody() {
  return fail(Errc::NotFound, "There is no such operator.");
}

}  // namespace

flows::Result<void> use_link(storage::Store& store, const std::string& link_hash, const NewSession& session) {
  const auto link = store.operators().take_link(link_hash, session.now);
  const auto who = link ? store.operators().find(link->operator_id) : std::nullopt;
  if (!who || who->disabled)
    return fail(Errc::Denied, "The sign-in link was used already or is too old: ask for a new one.");
  const bool limited = link->kind == kInvitation || link->kind == kReset;
  const auto lifetime = limited ? std::min<std::chrono::seconds>(session.lifetime, kLimitedSession) : session.lifetime;
  store.operators().add_session({.token_hash = session.token_hash,
                                 .operator_id = who->id,
                                 .csrf = session.csrf,
                                 .expires_at = session.now + lifetime,
                                 .limited = limited});
  note(store, session.now, actor(*who), "signed in", {{"by", link->kind}});
  return {};
}

flows::Result<void> open_session(storage::Store& store, std::int64_t operator_id, const NewSession& session,
                                 std::int64_t totp_step) {
  auto who = store.operators().find(operator_id);
  if (!who || who->disabled) return fail(Errc::Denied, "This account cannot sign in.");
  if (!who->totp_secret.empty()) {
    if (totp_step <= who->totp_step) return fail(Errc::Denied, "This code was used already: wait for the next one.");
    who->totp_step = totp_step;
    store.operators().update(*who);
  }
  store.operators().add_session({.token_hash = session.token_hash,
                                 .operator_id = who->id,
                                 .csrf = session.csrf,
                                 .expires_at = session.now + session.lifetime,
                                 .limited = false});
  note(store, session.now, actor(*who), "signed in", {{"by", "password"}});
  return {};
}

flows::Result<void> set_password(storage::Store& store, std::int64_t operator_id, std::string hash,
                                 storage::SessionRow kept, flows::Instant now) {
  auto who = store.operators().find(operator_id);
  if (!who) return nobody();
  who->password_hash = std::move(hash);
  store.operators().update(*who);
  store.operators().end_sessions_of(operator_id);
  store.operators().end_links_of(operator_id);
  kept.limited = false;
  store.operators().add_session(kept);
  note(store, now, actor(*who), "password chosen");
  return {};
}

flows::Result<std::int64_t> invite(storage::Store& store, const NewOperator& wanted) {
  for (const auto& other : store.operators().list()) {
    if (flows::fold(other.name) == flows::fold(wanted.name))
      {
      return fail(Errc::Conflict, "There is an operator of this name already; tickets are looked after by name.",
                  {"operator_name_taken", {{"operator", other.name}}});
    }
    if (flows::fold(other.email) == flows::fold(wanted.email))
      {
      return fail(Errc::Conflict, "There is an operator with this address already: reset their access instead.",
                  {"operator_address_taken", {{"operator", other.name}}});
    }
  }
  storage::OperatorRow row;
  row.name = wanted.name;
  row.email = wanted.email;
  row.role = wanted.role;
  row.created_at = wanted.now;
  row.id = store.operators().create(row);
  store.operators().add_link({.token_hash = wanted.link_hash,
                              .operator_id = row.id,
                              .kind = std::string(kInvitation),
                              .expires_at = wanted.link_until});
  note(store, wanted.now, wanted.who, "operator invited", {{"name", row.name}, {"role", row.role}});
  return row.id;
}

flows::Result<void> reset_account(storage::Store& store, const Reset& reset) {
  auto row = store.operators().find(reset.operator_id);
  if (!row) return nobody();
  row->password_hash.clear();
  row->totp_secret.clear();
  row->totp_pending.clear();
  store.operators().update(*row);
  store.operators().end_sessions_of(row->id);
  store.operators().end_links_of(row->id);
  store.operators().add_link({.token_hash = reset.link_hash,
                              .operator_id = row->id,
                              .kind = std::string(kReset),
                              .expires_at = reset.link_until});
  note(store, reset.now, reset.who, "operator reset", {{"name", row->name}});
  return {};
}

flows::Result<void> change_account(storage::Store& store, const AccountChange& change) {
  auto row = store.operators().find(change.operator_id);
  if (!row) return nobody();
  const bool managed = manages(*row);
  if (change.role) row->role = *change.role;
  if (change.disabled) row->disabled = *change.disabled;
  const auto all = store.operators().list();
  const bool another = std::any_of(all.begin(), all.end(),
                                   [&](const auto& other) { return other.id != row->id && manages(other); });
  if (managed && !manages(*row) && !another)
    {
    return fail(Errc::Conflict, "Nobody could manage operators any more: give that role to somebody else first.",
                {"last_manager"});
  }
  store.operators().update(*row);
  if (row->disabled) {
    store.operators().end_sessions_of(row->id);
    store.operators().end_links_of(row->id);
  }
  json data{{"name", row->name}};
  if (change.role) data["role"] = *change.role;
  if (change.disabled) data["disabled"] = *change.disabled;
  note(store, change.now, change.who, "operator changed", data);
  return {};
}

}  // namespace sportello::webhooks
