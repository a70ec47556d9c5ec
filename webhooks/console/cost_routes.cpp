#include <charconv>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "flows/ticket/cost_terms.h"
#include "storage/merges.h"
#include "storage/terms.h"
#include "webhooks/console/customer_routes.h"
#include "webhooks/console/ticket_json.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr int kMostMinutes = 24 * 60;

/// The minutes of a preview; nothing when they were left out.
flows::Result<std::optional<int>> read_minutes(const Request& request) {
  const auto given = request.query.find("minutes");
  if (!given) return std::optional<int>{};
  int minutes = 0;
  const auto [end, error] = std::from_chars(given->data(), given->data() + given->size(), minutes);
  if (error == std::errc{} && end == given->data() + given->size() && minutes >= 1 && minutes <= kMostMinutes) {
    return std::optional(minutes);
  }
  return flows::fail(flows::Errc::Invalid,
                     "\"minutes\" must be a whole number from 1 to " + std::to_string(kMostMinutes) + ".");
}

json computation_json(const std::vector<flows::TimeEntry>& entries, const flows::CostTerms& terms,
                      flows::Excess excess, const flows::Texts& texts) {
  const flows::Cost cost = flows::cost_of(entries, terms, excess);
  json lines = json::array();
  for (const flows::CostLine& line : cost.lines) {
    lines.push_back({{"intervention", line.intervention},
                     {"minutes", line.spent.count()},
                     {"included_minutes", line.included.count()},
                     {"charged_minutes", line.charged.count()},
                     {"cents", line.cents}});
  }
  return {{"id", name_of(excess)},
          {"lines", std::move(lines)},
          {"net_cents", cost.net},
          {"vat_cents", cost.vat},
          {"gross_cents", cost.gross()},
          {"explanation",
           {{"it", flows::explain(cost, terms, texts, flows::Language::It)},
            {"en", flows::explain(cost, terms, texts, flows::Language::En)}}}};
}

json entitlement_json(const std::optional<storage::EntitlementRow>& row) {
  if (!row) return {};
  const auto text = [](const std::string& value) { return value.empty() ? json() : json(value); };
  return {{"company", text(row->company)},   {"validity", row->validity}, {"plan", text(row->plan)},
          {"demanded", text(row->demanded)}, {"covered", row->covered},   {"standing", row->standing}};
}

void show_cost(const Api& api, const ApiCall& call) {
  const auto row = call.reader.ticket(std::string(call.request.param("code")));
  if (!row) return call.refuse(flows::fail(flows::Errc::NotFound, "There is no ticket with this code."));
  const auto minutes = read_minutes(call.request);
  if (!minutes) return call.refuse(minutes.error());

  const auto entitlement = storage::customers_of(call.reader).entitlement(row->ticket.id);
  const flows::CostTerms terms = storage::terms_of(entitlement);
  const auto events = storage::merges_of(call.reader).events(row->ticket.id);
  auto entries = storage::time_entries(events);
  if (*minutes) entries.push_back({storage::intervention_now(events), std::chrono::minutes{**minutes}});

  const auto* business = api.business(row->ticket.business);
  const flows::Texts texts = business != nullptr ? business->texts : flows::Texts{};
  json computations = json::array({computation_json(entries, terms, flows::Excess::MinimumAgain, texts)});
  // Both ways of counting what exceeds the included time: the business has not settled which (A9).
  if (terms.covered && terms.included) {
    computations.push_back(computation_json(entries, terms, flows::Excess::StepsOnly, texts));
  }
  call.replier.send(api_json({{"code", row->ticket.code},
                              {"preview", minutes->has_value()},
                              {"rules_version", row->ticket.rules_version},
                              {"entitlement", entitlement_json(entitlement)},
                              {"terms", to_json(terms)},
                              {"computations", std::move(computations)}}));
}

}  // namespace

void add_cost_routes(Api& api, Router& router) {
  api.get(router, "/tickets/{code}/cost", [&api](const ApiCall& call) { show_cost(api, call); });
}

}  // namespace sportello::webhooks
