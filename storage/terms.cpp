#include "storage/terms.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"

namespace sportello::storage {

EntitlementRow entitlement_row(TicketId ticket, const Business& business, const Decision& decision, Instant now) {
  EntitlementRow row;
  row.ticket = ticket;
  row.company = decision.company;
  row.validity = name_of(decision.held.validity);
  row.plan = decision.held.plan;
  row.demanded = decision.demanded;
  row.covered = decision.covered;
  row.standing = name_of(decision.standing);
  row.terms = print_json(to_json(terms_on(business, decision, business.calendar.zone.to_local(now).date)));
  return row;
}

CostTerms terms_of(const std::optional<EntitlementRow>& entitlement) {
  if (!entitlement) return {};
  const auto value = parse_json(entitlement->terms);
  if (!value) throw std::runtime_error("stored terms: " + value.error().text);
  const auto terms = cost_terms_from_json(*value);
  if (!terms) throw std::runtime_error("stored terms: " + terms.error().text);
  return *terms;
}

std::vector<TimeEntry> time_entries(const std::vector<TicketEventRow>& events) {
  std::vector<TimeEntry> entries;
  int intervention = 1;
  for (const TicketEventRow& event : events) {
    if (event.what == "resolved") ++intervention;
    if (event.what != "time") continue;
    const auto data = parse_json(event.data);
    if (!data || !data->is_object()) continue;
    entries.push_back({intervention, std::chrono::minutes{data->value("minutes", 0)}});
  }
  return entries;
}

int intervention_now(const std::vector<TicketEventRow>& events) {
  return 1 + static_cast<int>(std::count_if(events.begin(), events.end(),
                                            [](const TicketEventRow& event) { return event.what == "resolved"; }));
}

}  // namespace sportello::storage
