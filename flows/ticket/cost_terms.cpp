#include "flows/ticket/cost_terms.h"

#include <nlohmann/json.hpp>

namespace sportello::flows {

using nlohmann::json;
using std::chrono::minutes;

CostTerms terms_on(const Business& business, const Decision& decision, Date day) {
  CostTerms terms;
  if (const Rate* rate = business.rate_on(day)) terms.rate = *rate;
  terms.covered = decision.covered == "yes";
  if (!terms.covered) return terms;
  // The limit is that of the plan that the work belongs to, whatever larger plan the customer holds.
  const std::string& plan = decision.demanded.empty() ? decision.held.plan : decision.demanded;
  if (const Plan* found = business.plan(plan)) terms.included = found->included_per_intervention;
  return terms;
}

json to_json(const CostTerms& terms) {
  json out{{"covered", terms.covered}, {"included_minutes", terms.included ? json(terms.included->count()) : json()}};
  if (terms.rate) {
    out["rate"] = {{"valid_from", iso_date(terms.rate->valid_from)},
                   {"cents_per_hour", terms.rate->cents_per_hour},
                   {"minimum_minutes", terms.rate->minimum.count()},
                   {"step_minutes", terms.rate->step.count()},
                   {"vat_percent", terms.rate->vat_percent},
                   {"currency", terms.rate->currency}};
  }
  return out;
}

Result<CostTerms> cost_terms_from_json(const json& value) {
  try {
    CostTerms terms;
    terms.covered = value.at("covered").get<bool>();
    if (const json& included = value.at("included_minutes"); !included.is_null()) {
      terms.included = minutes{included.get<long>()};
    }
    if (const auto rate = value.find("rate"); rate != value.end()) {
      const auto day = parse_date(rate->at("valid_from").get<std::string>());
      if (!day) return day.error();
      terms.rate = Rate{*day,
                        rate->at("cents_per_hour").get<long>(),
                        minutes{rate->at("minimum_minutes").get<long>()},
                        minutes{rate->at("step_minutes").get<long>()},
                        rate->at("vat_percent").get<int>(),
                        rate->at("currency").get<std::string>()};
    }
    return terms;
  } catch (const json::exception& error) {
    return fail(Errc::Invalid, std::string("these are no stored terms: ") + error.what());
  }
}

}  // namespace sportello::flows
