#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/customers/customer_file.h"
#include "flows/dialogue/phone.h"
#include "storage/customers.h"
#include "storage/identities.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

/// What somebody wrote about a person. What is left out stays as it is; an empty text takes away what was known.
struct PersonChange {
  storage::PersonRow row;  ///< as it will be
  std::string whatsapp;    ///< E.164; empty: not said
  std::optional<storage::CompanyId> company;
};

bool is_said(const json& body, const char* name) {
  return body.contains(name);
}

/// E.164, or empty with a fault.
std::string read_phone(Members& members, const char* name) {
  const auto text = members.text(name, kLongestName, Need::Optional);
  if (text.empty()) return {};
  const auto found = flows::find_phone(text, "IT");
  if (!found || !found->rest.empty()) return members.fault(name, "is no phone number"), std::string{};
  return found->e164;
}

void read_text(const json& body, Members& members, const char* name, std::string& into) {
  const auto text = members.text(name, kLongestName, Need::Optional);
  if (is_said(body, name)) into = text;
}

void read_plan(const json& body, Members& members, const flows::Business& business, storage::PersonRow& row) {
  const auto plan = members.text("plan", kLongestName, Need::Optional);
  const auto from = members.date("plan_from");
  const auto to = members.date("plan_to");
  if (!plan.empty() && !is_plan(business, plan)) members.fault("plan", "is none of the business's, nor \"none\"");
  if (is_said(body, "plan")) row.plan = plan;
  if (is_said(body, "plan_from")) row.plan_from = from;
  if (is_said(body, "plan_to")) row.plan_to = to;
  if (row.plan.empty() && (row.plan_from || row.plan_to)) members.fault("plan_from", "needs a plan");
  if (row.plan_from && row.plan_to && flows::days_between(*row.plan_from, *row.plan_to) < 0)
    members.fault("plan_to", "must not come before \"plan_from\"");
}

flows::Result<PersonChange> read_person(const json& body, const flows::Business& business, storage::PersonRow row) {
  static const auto kUtc = flows::Zone::find("UTC");
  Members members(body, *kUtc);
  members.text("business", kLongestName, Need::Optional);
  PersonChange change{.row = std::move(row), .whatsapp = read_phone(members, "whatsapp"), .company = {}};
  read_text(body, members, "name", change.row.name);
  read_text(body, members, "reachable", change.row.reachable);
  const auto phone = read_phone(members, "phone");
  if (is_said(body, "phone")) change.row.phone = phone;
  if (auto email = members.text("email", kLongestName, Need::Optional); is_said(body, "email")) {
    const auto address = flows::mail_address(email);
    if (!email.empty() && (!address || address->front() == '@')) members.fault("email", "is no e-mail address");
    change.row.email = address.value_or("");
  }
  change.row.email_enabled = members.yes_no("email_enabled", change.row.email_enabled);
  if (change.row.email_enabled && change.row.email.empty()) members.fault("email_enabled", "needs an e-mail");
  if (auto language = members.text("language", kLongestName, Need::Optional); is_said(body, "language")) {
    if (!language.empty() && language != "it" && language != "en") members.fault("language", "must be it or en");
    change.row.language = language;
  }
  change.row.opted_out = members.yes_no("opted_out", change.row.opted_out);
  read_plan(body, members, business, change.row);
  if (const auto company = members.whole("company", 1, std::numeric_limits<std::int64_t>::max(), Need::Optional))
    change.company = storage::CompanyId{*company};
  if (const auto fault = members.faults()) return fail(Errc::Invalid, *fault);
  return change;
}

/// Writes what was read; `row.id` zero: a new person.
flows::Result<flows::PersonId> keep(storage::Store& store, const PersonChange& change, flows::Instant now) {
  auto row = change.row;
  row.known = true;
  auto& customers = storage::customers_of(store);
  if (change.company) {
    const auto company = customers.company(*change.company);
    if (!company || company->business != row.business) return fail(Errc::Invalid, "There is no such company.");
  }
  if (row.id.value == 0) {
    row.id = store.people().create(row);
  } else {
    store.people().update(row);
  }
  if (!change.whatsapp.empty()) {
    const auto added = store.people().add_alias(row.id, row.business, storage::AliasKind::WaId,
                                                change.whatsapp.substr(1), now);
    if (!added) return fail(Errc::Conflict, "Somebody else writes from " + change.whatsapp + ".");
  }
  if (change.company) customers.link(*change.company, row.id);
  return row.id;
}

Response shown(storage::Reader& reader, flows::PersonId id, int status) {
  const auto row = reader.person(id);
  if (!row) return problem(fail(Errc::NotFound, "There is no such person."));
  return api_json(person_details_json(reader, *row), status);
}

/// Keeps the change, then shows the person as they are now.
void keep_and_show(Api& api, const ApiCall& call, PersonChange change, const char* what, int status) {
  const auto kept = std::make_shared<flows::PersonId>();
  const auto now = api.options.now();
  const bool taken = api.desk.write(
      [change = std::move(change), kept, now, who = call.visitor.who, what](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        const auto id = keep(store, change, now);
        if (!id) return id.error();
        *kept = *id;
        store.audit().add({.id = 0, .at = now, .who = who, .what = what, .data = json{{"person", id->value}}.dump()});
        return {};
      },
      [&api, kept, status, replier = call.replier, request = call.request.request_id](const flows::Result<void>& done) {
        if (!done) return static_cast<void>(replier.send(problem(done.error())));
        api.answer(request, replier, [kept, status](storage::Reader& reader) {
          return shown(reader, *kept, status);
        });
      });
  if (!taken) call.replier.send(too_busy());
}

void create_person(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  const auto* business = business_in(api, *body);
  if (business == nullptr) return call.refuse(fail(Errc::Invalid, "\"business\" must name one of this desk's."));
  storage::PersonRow row;
  row.business = business->id;
  row.created_at = api.options.now();
  auto change = read_person(*body, *business, std::move(row));
  if (!change) return call.refuse(change.error());
  // As in the customers' file: the number somebody is called at is the one they write from, unless another is told.
  if (change->whatsapp.empty()) change->whatsapp = change->row.phone;
  if (change->whatsapp.empty() && change->row.email.empty())
    return call.refuse(fail(Errc::Invalid, "A person needs a \"whatsapp\" number, a \"phone\" or an \"email\"."));
  keep_and_show(api, call, std::move(*change), "person added", 201);
}

void change_person(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  const auto row = id ? call.reader.person(flows::PersonId{*id}) : std::nullopt;
  const auto* business = row ? api.business(row->business) : nullptr;
  if (business == nullptr) return call.refuse(fail(Errc::NotFound, "There is no such person."));
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  auto change = read_person(*body, *business, *row);
  if (!change) return call.refuse(change.error());
  keep_and_show(api, call, std::move(*change), "person changed", 200);
}

void settle_conflict(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id")).value_or(0);
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  static const auto kUtc = flows::Zone::find("UTC");
  Members members(*body, *kUtc);
  const auto outcome = members.text("outcome", kLongestName);
  const auto into = members.whole("into", 1, std::numeric_limits<std::int64_t>::max(), Need::Optional);
  if (outcome != "merged" && outcome != "apart") members.fault("outcome", "must be merged or apart");
  if (outcome == "merged" && !into) members.fault("into", "must name the person who stays");
  if (const auto fault = members.faults()) return call.refuse(fail(Errc::Invalid, *fault));
  api.write(
      call.replier,
      [id, outcome, into, who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto& identities = storage::identities_of(store);
        const auto conflict = identities.conflict(id);
        if (!conflict) return fail(Errc::NotFound, "There is no such conflict.");
        if (!conflict->outcome.empty()) return fail(Errc::Conflict, "Somebody has settled it already.");
        if (outcome == "merged") {
          const flows::PersonId stays{*into};
          if (stays != conflict->person && stays != conflict->other)
            return fail(Errc::Invalid, "\"into\" must be one of the two people.");
          const auto goes = stays == conflict->person ? conflict->other : conflict->person;
          identities.merge(stays, goes);
          store.audit().add({.id = 0, .at = now, .who = who, .what = "merged two people",
                             .data = json{{"into", stays.value}, {"from", goes.value}}.dump()});
        }
        identities.settle(id, outcome, who, now);
        return {};
      },
      [] { return Response::no_content(); });
}

}  // namespace

void add_person_changes(Api& api, Router& router) {
  const auto right = flows::Right::Customers;
  api.post(router, "/people", [&api](const ApiCall& call) { create_person(api, call); }, right);
  api.get(router, "/people/{id}", [](const ApiCall& call) {
    call.replier.send(shown(call.reader, flows::PersonId{read_id(call.request.param("id")).value_or(0)}, 200));
  });
  api.post(router, "/people/{id}", [&api](const ApiCall& call) { change_person(api, call); }, right);
  api.post(router, "/conflicts/{id}/settle", [&api](const ApiCall& call) { settle_conflict(api, call); }, right);
}

}  // namespace sportello::webhooks
