#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/customers/customer_file.h"
#include "storage/customers.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/members.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/versions.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;

constexpr std::int64_t kMostLicences = 100'000;

/// A company as somebody wants it. Lists that were not sent stay as they are.
struct CompanyChange {
  storage::CompanyRow row;
  std::optional<std::vector<storage::ContractRow>> contracts;
  std::optional<std::vector<storage::AssetRow>> assets;
  std::optional<std::vector<storage::MailAddressRow>> mail;
};

/// Calls `read` with each object of the list; what is wrong in one is told with its place.
template <class Read>
flows::Result<bool> read_list(const json& body, const char* name, Read read) {
  const auto found = body.find(name);
  if (found == body.end() || found->is_null()) return false;
  if (!found->is_array()) return fail(Errc::Invalid, "\"" + std::string(name) + "\" must be a list");
  for (std::size_t i = 0; i < found->size(); ++i) {
    const std::string place = std::string(name) + "[" + std::to_string(i) + "]";
    if (!found->at(i).is_object()) return fail(Errc::Invalid, "\"" + place + "\" must be an object");
    Members members(found->at(i), flows::utc());
    read(members);
    if (auto fault = members.faults()) {
      fault->text = place + ": " + fault->text;
      fault->reason.params.insert(fault->reason.params.end(), {{"list", name}, {"row", std::to_string(i + 1)}});
      return *fault;
    }
  }
  return true;
}

flows::Result<void> read_contracts(const json& body, const flows::Business& business, CompanyChange& change) {
  std::vector<storage::ContractRow> contracts;
  const auto said = read_list(body, "contracts", [&](Members& members) {
    storage::ContractRow row{members.text("plan", kLongestName), members.date("from"), members.date("to")};
    if (!is_plan(business, row.plan)) members.fault("plan", "is none of the business's, nor \"none\"", "field_no_plan");
    if (row.from && row.to && flows::days_between(*row.from, *row.to) < 0)
      members.fault("to", "must not come before \"from\"", "field_ends_before");
    contracts.push_back(std::move(row));
  });
  if (!said) return said.error();
  if (*said) change.contracts = std::move(contracts);
  return {};
}

flows::Result<void> read_assets(const json& body, CompanyChange& change) {
  std::vector<storage::AssetRow> assets;
  const auto said = read_list(body, "assets", [&](Members& members) {
    storage::AssetRow row{members.text("name", kLongestName, Need::Optional),
                          members.text("serial", kLongestName, Need::Optional), members.date("purchased"),
                          members.yes_no("extended", false)};
    if (row.name.empty() && row.serial.empty()) members.fault("name", "is missing", "field_missing");
    assets.push_back(std::move(row));
  });
  if (!said) return said.error();
  if (*said) change.assets = std::move(assets);
  return {};
}

flows::Result<void> read_mail(const json& body, CompanyChange& change) {
  std::vector<storage::MailAddressRow> mail;
  const auto said = read_list(body, "mail_addresses", [&](Members& members) {
    const auto address = flows::mail_address(members.text("address", kLongestName));
    if (!address) members.fault("address", "is no e-mail address", "field_no_email");
    mail.push_back({address.value_or(""), members.yes_no("enabled", true), {}});
  });
  if (!said) return said.error();
  if (*said) change.mail = std::move(mail);
  return {};
}

flows::Result<CompanyChange> read_company(json body, const flows::Business& business, storage::CompanyRow row) {
  CompanyChange change{.row = std::move(row), .contracts = {}, .assets = {}, .mail = {}};
  for (const auto& read : {read_contracts(body, business, change), read_assets(body, change), read_mail(body, change)}) {
    if (!read) return read.error();
  }
  for (const char* list : {"contracts", "assets", "mail_addresses", "business"}) body.erase(list);
  Members members(body, flows::utc());
  const bool is_new = change.row.id.value == 0;
  if (is_new || body.contains("name")) change.row.name = members.text("name", kLongestName);
  if (body.contains("code")) change.row.code = members.text("code", kLongestName, Need::Optional);
  if (body.contains("standing")) {
    change.row.standing = members.one_of("standing", {"unknown", "good", "bad"});
  }
  if (body.contains("licences")) change.row.licences = members.whole("licences", 0, kMostLicences, Need::Optional);
  if (const auto fault = members.faults()) return *fault;
  return change;
}

void replace_mail(storage::Customers& customers, const storage::CompanyRow& company,
                  std::vector<storage::MailAddressRow>& wanted) {
  for (const auto& old : customers.mail_addresses(company.id)) {
    const bool stays = std::any_of(wanted.begin(), wanted.end(),
                                   [&](const storage::MailAddressRow& mail) { return mail.address == old.address; });
    if (!stays) customers.remove_mail_address(company.business, old.address);
  }
  for (auto& mail : wanted) {
    mail.company = company.id;
    customers.set_mail_address(company.business, mail);
  }
}

flows::Result<storage::CompanyId> keep(storage::Store& store, CompanyChange change, flows::Instant now) {
  auto& customers = storage::customers_of(store);
  change.row.updated_at = now;
  if (change.row.id.value == 0) {
    change.row.created_at = now;
    const auto id = customers.create_company(change.row);
    if (!id) return id.error();
    change.row.id = *id;
  } else if (const auto done = customers.update_company(change.row); !done) {
    return done.error();
  }
  if (change.contracts) customers.set_contracts(change.row.id, *change.contracts);
  if (change.assets) customers.set_assets(change.row.id, *change.assets);
  if (change.mail) replace_mail(customers, change.row, *change.mail);
  return change.row.id;
}

Response shown(storage::Reader& reader, storage::CompanyId id, int status) {
  auto& customers = storage::customers_of(reader);
  const auto row = customers.company(id);
  if (!row) return problem(fail(Errc::NotFound, "There is no such company."));
  return api_json(company_details_json(reader, *row), status).with("ETag", company_etag(customers, *row));
}

/// Inside the transaction: what is to be kept, or why not.
using ReadCompany = std::function<flows::Result<CompanyChange>(storage::Store&)>;

/// Keeps the change, then shows the company as it is now; 412 when the caller had read another version.
void keep_and_show(Api& api, const ApiCall& call, ReadCompany read, const char* what, int status) {
  const auto kept = std::make_shared<storage::CompanyId>();
  const bool taken = api.desk.write(
      [read = std::move(read), kept, now = api.options.now(), who = call.visitor.who, what](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto change = read(store);
        if (!change) return change.error();
        const auto id = keep(store, std::move(*change), now);
        if (!id) return id.error();
        *kept = *id;
        store.audit().add({.id = 0, .at = now, .who = who, .what = what, .data = json{{"company", id->value}}.dump()});
        return {};
      },
      [&api, kept, status, id = storage::CompanyId{read_id(call.request.param("id")).value_or(0)},
       replier = call.replier, request = call.request.request_id](const flows::Result<void>& done) {
        if (!done && done.error().reason.code != kChangedMeanwhile) {
          replier.send(problem(done.error()));
          return;
        }
        api.answer(request, replier, [kept, status, id, stale = !done](storage::Reader& reader) {
          auto& customers = storage::customers_of(reader);
          const auto row = stale ? customers.company(id) : std::nullopt;
          if (!row) return shown(reader, stale ? id : *kept, status);
          return changed_meanwhile(company_details_json(reader, *row), company_etag(customers, *row));
        });
      });
  if (!taken) call.replier.send(too_busy());
}

void create_company(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  const auto* business = business_in(api, *body);
  if (business == nullptr) return call.refuse(fail(Errc::Invalid, "\"business\" must name one of this desk's."));
  storage::CompanyRow row;
  row.business = business->id;
  auto change = read_company(*body, *business, std::move(row));
  if (!change) return call.refuse(change.error());
  keep_and_show(api, call, [change = std::move(*change)](storage::Store&) { return change; }, "company added", 201);
}

std::optional<storage::CompanyRow> company_asked(const ApiCall& call) {
  const auto id = read_id(call.request.param("id"));
  return id ? storage::customers_of(call.reader).company(storage::CompanyId{*id}) : std::nullopt;
}

void change_company(Api& api, const ApiCall& call) {
  const auto row = company_asked(call);
  const auto* business = row ? api.business(row->business) : nullptr;
  if (business == nullptr) return call.refuse(fail(Errc::NotFound, "There is no such company."));
  auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  const auto read = [id = row->id, business, body = std::move(*body),
                     version = if_match(call.request)](storage::Store& store) -> flows::Result<CompanyChange> {
    auto& customers = storage::customers_of(store);
    auto now = customers.company(id);
    if (!now) return fail(Errc::NotFound, "There is no such company.");
    if (version && *version != company_etag(customers, *now))
      return fail(Errc::Conflict, "Somebody has changed this company.", {kChangedMeanwhile});
    return read_company(body, *business, std::move(*now));
  };
  keep_and_show(api, call, read, "company changed", 200);
}

/// Who writes for a company; both must be the same business's.
void connect_person(Api& api, const ApiCall& call, std::optional<std::int64_t> person, bool together) {
  const auto company = company_asked(call);
  const auto row = person ? call.reader.person(flows::PersonId{*person}) : std::nullopt;
  if (!company || !row || row->business != company->business)
    return call.refuse(fail(Errc::NotFound, "There is no such company, or no such person."));
  api.write(
      call.replier,
      [company = company->id, person = row->id, together, who = call.visitor.who, now = api.options.now()](
          storage::Store& store, std::vector<DeskNews>&) -> flows::Result<void> {
        auto& customers = storage::customers_of(store);
        together ? customers.link(company, person) : customers.unlink(company, person);
        store.audit().add({.id = 0, .at = now, .who = who,
                           .what = together ? "person added to a company" : "person taken from a company",
                           .data = json{{"company", company.value}, {"person", person.value}}.dump()});
        return {};
      },
      [] { return Response::no_content(); });
}

void add_to_company(Api& api, const ApiCall& call) {
  const auto body = read_object(call.request);
  if (!body) return call.refuse(body.error());
  Members members(*body, flows::utc());
  const auto person = members.whole("person", 1, std::numeric_limits<std::int64_t>::max(), Need::Required);
  if (const auto fault = members.faults()) return call.refuse(*fault);
  connect_person(api, call, person, true);
}

}  // namespace

void add_company_changes(Api& api, Router& router) {
  const auto right = flows::Right::Customers;
  api.post(router, "/companies", [&api](const ApiCall& call) { create_company(api, call); }, right);
  api.post(router, "/companies/{id}", [&api](const ApiCall& call) { change_company(api, call); }, right);
  api.post(router, "/companies/{id}/people", [&api](const ApiCall& call) { add_to_company(api, call); }, right);
  api.post(
      router, "/companies/{id}/people/{person}/remove",
      [&api](const ApiCall& call) { connect_person(api, call, read_id(call.request.param("person")), false); }, right);
}

}  // namespace sportello::webhooks
