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
#include "webhooks/console/versions.h"

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
  if (!found || !found->rest.empty()) return members.fault(name, "is no phone number", "field_no_phone"), std::string{};
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
  if (!plan.empty() && !is_plan(business, plan)) {
    members.fault("plan", "is none of the business's, nor \"none\"", "field_no_plan");
  }
  if (is_said(body, "plan")) row.plan = plan;
  if (is_said(body, "plan_from")) row.plan_from = from;
  if (is_said(body, "plan_to")) row.plan_to = to;
  if (row.plan.empty() && (row.plan_from || row.plan_to)) members.fault("plan_from", "needs a plan", "field_needs_plan");
  if (row.plan_from && row.plan_to && flows::days_between(*row.plan_from, *row.plan_to) < 0)
    members.fault("plan_to", "must not come before \"plan_from\"", "field_ends_before");
}

flows::Result<PersonChange> read_person(const json& body, const flows::Business& business, storage::PersonRow row) {
  Members members(body, flows::utc());
  members.text("business", kLongestName, Need::Optional);
  PersonChange change{.row = std::move(row), .whatsapp = read_phone(members, "whatsapp"), .company = {}};
  read_text(body, members, "name", change.row.name);
  read_text(body, members, "reachable", change.row.reachable);
  const auto phone = read_phone(members, "phone");
  if (is_said(body, "phone")) change.row.phone = phone;
  if (auto email = members.text("email", kLongestName, Need::Optional); is_said(body, "email")) {
    const auto address = flows::mail_address(email);
    if (!email.empty() && (!address || address->front() == '@')) {
      members.fault("email", "is no e-mail address", "field_no_email");
    }
    change.row.email = address.value_or("");
  }
  // Without an address there is nothing to enable.
  change.row.email_enabled = members.yes_no("email_enabled", change.row.email_enabled && !change.row.email.empty());
  if (change.row.email_enabled && change.row.email.empty()) {
    members.fault("email_enabled", "needs an e-mail", "field_needs_email");
  }
  if (auto language = members.text("language", kLongestName, Need::Optional); is_said(body, "language")) {
    if (!language.empty() && language != "it" && language != "en") members.fault("language", "must be it or en");
    change.row.language = language;
  }
  change.row.opted_out = members.yes_no("opted_out", change.row.opted_out);
  read_plan(body, members, business, change.row);
  if (const auto company = members.whole("company", 1, std::numeric_limits<std::int64_t>::max(), Need::Optional))
    change.company = storage::CompanyId{*company};
  if (const auto fault = members.faults()) return *fault;
  return change;
}

/// An address that somebody had, and that nobody has now, is not listed any more.
void forget_address(storage::Customers& customers, const flows::BusinessId& business, const std::string& address) {
  if (address.empty() || customers.person_by_email(business, address)) return;
  const auto listed = customers.mail_address(business, address);
  if (listed && !listed->company) customers.remove_mail_address(business, address);
}

/// Writes what was read; `row.id` zero: a new person.
flows::Result<flows::PersonId> keep(storage::Store& store, const PersonChange& change, flows::Instant now) {
  auto row = change.row;
  row.known = true;
  auto& customers = storage::customers_of(store);
  if (change.company) {
    const auto company = customers.company(*change.company);
    if (!company || company->business != row.business) {
      return fail(Errc::Invalid, "There is no such company.", {"company_gone"});
    }
  }
  if (row.id.value == 0) {
    row.id = store.people().create(row);
  } else {
    const auto before = store.people().find(row.id);
    store.people().update(row);
    if (before && before->email != row.email) forget_address(customers, row.business, before->email);
  }
  if (!change.whatsapp.empty()) {
    const auto added = store.people().add_alias(row.id, row.business, storage::AliasKind::WaId,
                                                change.whatsapp.substr(1), now);
    if (!added) {
      return fail(Errc::Conflict, "Somebody else writes from " + change.whatsapp + ".",
                  {"number_taken", {{"number", change.whatsapp}}});
    }
  }
  if (change.company) customers.link(*change.company, row.id);
  return row.id;
}

Response shown(storage::Reader& reader, flows::PersonId id, int status) {
  const auto row = reader.person(id);
  if (!row) return problem(fail(Errc::NotFound, "There is no such person."));
  return api_json(person_details_json(reader, *row), status).with("ETag", person_etag(*row, reader.aliases(id)));
}

/// Inside the transaction: what is to be kept, or why not.
using ReadPerson = std::function<flows::Result<PersonChange>(storage::Store&)>;

/// Keeps the change, then shows the person as they are now; 412 when the caller had read another version.
void keep_and_show(Api& api, const ApiCall& call, ReadPerson read, const char* what, int status) {
  const auto kept = std::make_shared<flows::PersonId>();
  const auto now = api.options.now();
  const bool taken = api.desk.write(
      [read = std::move(read), kept, now, who = call.visitor.who, what](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        const auto change = read(store);
        if (!change) return change.error();
        const auto id = keep(store, *change, now);
        if (!id) return id.error();
        *kept = *id;
        store.audit().add({.id = 0, .at = now, .who = who, .what = what, .data = json{{"person", id->value}}.dump()});
        return {};
      },
      [&api, kept, status, id = flows::PersonId{read_id(call.request.param("id")).value_or(0)},
       replier = call.replier, request = call.request.request_id](const flows::Result<void>& done) {
        if (!done && done.error().reason.code != kChangedMeanwhile) {
          replier.send(problem(done.error()));
          return;
        }
        api.answer(request, replier, [kept, status, id, stale = !done](storage::Reader& reader) {
          const auto row = stale ? reader.person(id) : std::nullopt;
          if (!row) return shown(reader, stale ? id : *kept, status);
          return changed_meanwhile(person_details_json(reader, *row), person_etag(*row, reader.aliases(id)));
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
  if (change->whatsapp.empty() && change->row.email.empty()) {
    return call.refuse(fail(Errc::Invalid, "A person needs a \"whatsapp\" number, a \"phone\" or an \"email\".",
                            {"person_unreachable"}));
  }
  keep_and_show(api, call, [change = std::move(*change)](storage::Store&) { return change; }, "person added", 201);
}

void change_person(Api& api, const ApiCall& call) {
  const auto id = flows::PersonId{read_id(call.request.param("id")).value_or(0)};
  const auto row = call.reader.person(id);
  const auto* business = row ? api.business(row->business) : nullptr;
  if (business == nullptr) return call.refuse(fail(Errc::NotFound, "There is no such person."));
  auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  const auto read = [id, business, body = std::move(*body),
                     version = if_match(call.request)](storage::Store& store) -> flows::Result<PersonChange> {
    auto now = store.people().find(id);
    if (!now) return fail(Errc::NotFound, "There is no such person.");
    if (version && *version != person_etag(*now, store.people().aliases(id)))
      return fail(Errc::Conflict, "Somebody has changed this person.", {kChangedMeanwhile});
    return read_person(body, *business, std::move(*now));
  };
  keep_and_show(api, call, read, "person changed", 200);
}

void settle_conflict(Api& api, const ApiCall& call) {
  const auto id = read_id(call.request.param("id")).value_or(0);
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto outcome = members.text("outcome", kLongestName);
  const auto into = members.whole("into", 1, std::numeric_limits<std::int64_t>::max(), Need::Optional);
  if (outcome != "merged" && outcome != "apart") members.fault("outcome", "must be merged or apart");
  if (outcome == "merged" && !into) members.fault("into", "must name the person who stays");
  if (const auto fault = members.faults()) return call.refuse(*fault);
  api.write(
      call.replier,
      [id, outcome, into, who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto& identities = storage::identities_of(store);
        const auto conflict = identities.conflict(id);
        if (!conflict) return fail(Errc::NotFound, "There is no such conflict.");
        if (!conflict->outcome.empty()) return fail(Errc::Conflict, "Somebody has settled it already.", {"conflict_settled"});
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
