#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

#include "flows/core/text.h"
#include "storage/customers.h"
#include "storage/identities.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/routes.h"
#include "webhooks/console/ticket_json.h"
#include "webhooks/console/versions.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kCustomersOnPage = 50;
constexpr int kMostCustomersOnPage = 200;
constexpr std::size_t kLongestCustomerSearch = 200;

json date_json(const std::optional<flows::Date>& date) {
  return date ? json(flows::iso_date(*date)) : json();
}

flows::Result<std::int64_t> read_id(std::string_view text, const char* what) {
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error == std::errc{} && end == text.data() + text.size() && id >= 0) return id;
  return flows::fail(flows::Errc::Invalid, std::string("This is no ") + what + ".");
}

/// What every list here is asked for.
struct Search {
  flows::BusinessId business;
  std::string words;
  std::int64_t after = 0;
  int limit = kCustomersOnPage;
};

flows::Result<Search> read_search(const Api& api, const Request& request) {
  Search search;
  const auto* business = business_named(api, std::string(request.query.find("business").value_or("")));
  if (business == nullptr) {
    return flows::fail(flows::Errc::Invalid, "\"business\" must name one of the businesses of this desk.");
  }
  search.business = business->id;
  search.words = flows::shorten(flows::clean_text(request.query.find("q").value_or("")), kLongestCustomerSearch);
  if (const auto cursor = request.query.find("cursor"); cursor && !cursor->empty()) {
    const auto after = read_id(*cursor, "cursor that was given out");
    if (!after) return after.error();
    search.after = *after;
  }
  const auto limit = read_limit(request, kCustomersOnPage, kMostCustomersOnPage);
  if (!limit) return limit.error();
  search.limit = *limit;
  return search;
}

json company_json(const storage::CompanyRow& company) {
  return {{"id", company.id.value},
          {"business", company.business.value},
          {"name", company.name},
          {"code", text_or_null(company.code)},
          {"standing", company.standing},
          {"licences", company.licences ? json(*company.licences) : json()}};
}

json contracts_json(const std::vector<storage::ContractRow>& contracts) {
  json list = json::array();
  for (const auto& contract : contracts) {
    list.push_back({{"plan", contract.plan}, {"from", date_json(contract.from)}, {"to", date_json(contract.to)}});
  }
  return list;
}

template <class Rows, class Shown>
void send_page(const ApiCall& call, const char* name, const Rows& rows, int limit, Shown shown) {
  json list = json::array();
  for (const auto& row : rows) list.push_back(shown(row));
  const bool more = static_cast<int>(rows.size()) == limit;
  call.replier.send(api_json(
      {{name, std::move(list)}, {"next", more ? json(std::to_string(rows.back().id.value)) : json()}}));
}

void list_companies(const Api& api, const ApiCall& call) {
  const auto search = read_search(api, call.request);
  if (!search) return call.refuse(search.error());
  const auto rows = storage::customers_of(call.reader).companies(search->business, search->words, search->after, search->limit);
  send_page(call, "companies", rows, search->limit, company_json);
}

void show_company(const ApiCall& call) {
  const auto id = read_id(call.request.param("id"), "company");
  const auto company = id ? storage::customers_of(call.reader).company(storage::CompanyId{*id}) : std::nullopt;
  if (!company) return call.refuse(flows::fail(flows::Errc::NotFound, "There is no such company."));
  call.replier.send(api_json(company_details_json(call.reader, *company))
                        .with("ETag", company_etag(storage::customers_of(call.reader), *company)));
}

void list_people(const Api& api, const ApiCall& call) {
  const auto search = read_search(api, call.request);
  if (!search) return call.refuse(search.error());
  const auto rows = storage::customers_of(call.reader).people(search->business, search->words, search->after, search->limit);
  send_page(call, "people", rows, search->limit,
            [&](const storage::PersonRow& row) { return person_json(row, call.reader.aliases(row.id)); });
}

json customers_json(storage::Reader& reader, const std::vector<flows::PersonId>& ids) {
  json list = json::array();
  for (const auto id : ids) {
    if (const auto row = reader.person(id)) list.push_back(person_json(*row, reader.aliases(id)));
  }
  return list;
}

void list_conflicts(const ApiCall& call) {
  json list = json::array();
  for (const auto& conflict : storage::identities_of(call.reader).open_conflicts(0, kMostCustomersOnPage)) {
    list.push_back({{"id", conflict.id},
                    {"business", conflict.business.value},
                    {"people", {conflict.person.value, conflict.other.value}},
                    {"customers", customers_json(call.reader, {conflict.person, conflict.other})},
                    {"at", flows::iso_utc(conflict.at)}});
  }
  call.replier.send(api_json({{"conflicts", std::move(list)}}));
}

}  // namespace

const flows::Business* business_named(const Api& api, const std::string& id) {
  if (!id.empty()) return api.business(flows::BusinessId{id});
  return api.options.businesses.size() == 1 ? api.options.businesses.front() : nullptr;
}

const flows::Business* business_in(const Api& api, const json& body) {
  const auto given = body.find("business");
  if (given == body.end() || given->is_null()) return business_named(api, "");
  return given->is_string() ? business_named(api, given->get<std::string>()) : nullptr;
}

bool is_plan(const flows::Business& business, const std::string& plan) {
  return plan == "none" || std::any_of(business.plans.begin(), business.plans.end(),
                                       [&](const flows::Plan& one) { return one.id == plan; });
}

namespace {

/// A company without its people.
json company_core_json(storage::Customers& customers, const storage::CompanyRow& company) {
  json assets = json::array();
  for (const auto& asset : customers.assets(company.id)) {
    assets.push_back({{"name", asset.name},
                      {"serial", text_or_null(asset.serial)},
                      {"purchased", date_json(asset.purchased)},
                      {"extended", asset.extended}});
  }
  json mails = json::array();
  for (const auto& mail : customers.mail_addresses(company.id)) {
    mails.push_back({{"address", mail.address}, {"enabled", mail.enabled}});
  }
  auto out = company_json(company);
  out["contracts"] = contracts_json(customers.contracts(company.id));
  out["assets"] = std::move(assets);
  out["mail_addresses"] = std::move(mails);
  return out;
}

/// A person without their companies.
json person_core_json(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases) {
  auto out = person_json(person, aliases);
  out["business"] = person.business.value;
  out["email_enabled"] = person.email_enabled;
  out["plan_from"] = date_json(person.plan_from);
  return out;
}

}  // namespace

json company_details_json(storage::Reader& reader, const storage::CompanyRow& company) {
  auto& customers = storage::customers_of(reader);
  json people = json::array();
  for (const auto& person : customers.people_of(company.id)) {
    people.push_back(person_json(person, reader.aliases(person.id)));
  }
  auto out = company_core_json(customers, company);
  out["people"] = std::move(people);
  return out;
}

json person_details_json(storage::Reader& reader, const storage::PersonRow& person) {
  json companies = json::array();
  for (const auto& company : storage::customers_of(reader).companies_of(person.id)) {
    companies.push_back(company_json(company));
  }
  auto out = person_core_json(person, reader.aliases(person.id));
  out["companies"] = std::move(companies);
  return out;
}

std::string company_etag(storage::Customers& customers, const storage::CompanyRow& company) {
  return etag_of(company_core_json(customers, company));
}

std::string person_etag(const storage::PersonRow& person, const std::vector<storage::AliasRow>& aliases) {
  auto core = person_core_json(person, aliases);
  // What WhatsApp tells by itself is nobody's change.
  for (const char* told : {"profile_name", "username", "bsuid", "known"}) core.erase(told);
  return etag_of(core);
}

void add_customer_routes(Api& api, Router& router) {
  api.get(router, "/companies", [&api](const ApiCall& call) { list_companies(api, call); });
  api.get(router, "/companies/{id}", [](const ApiCall& call) { show_company(call); });
  api.get(router, "/people", [&api](const ApiCall& call) { list_people(api, call); });
  api.get(router, "/conflicts", [](const ApiCall& call) { list_conflicts(call); });
  add_person_changes(api, router);
  add_company_changes(api, router);
  add_customer_file_routes(api, router);
  add_privacy_routes(api, router);
}

}  // namespace sportello::webhooks
