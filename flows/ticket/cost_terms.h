/// The terms a ticket is charged under, decided when it is opened and kept with it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "flows/core/result.h"
#include "flows/ticket/cost.h"
#include "flows/ticket/entitlement.h"

namespace sportello::flows {

/// The rate in force that day and what the decision includes. Work is covered only when that is sure.
CostTerms terms_on(const Business& business, const Decision& decision, Date day);

nlohmann::json to_json(const CostTerms& terms);
/// Invalid for what to_json did not write.
Result<CostTerms> cost_terms_from_json(const nlohmann::json& value);

}  // namespace sportello::flows
