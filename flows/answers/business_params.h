/// The values that a business's own sentences may name: {{contact_phone}}, {{rate}}, {{next_opening}}.
#pragma once

#include <optional>
#include <string>

#include "flows/business/business.h"
#include "flows/wording/texts.h"

namespace sportello::flows {

/// business, contact_<id>; with a rate in force rate, rate_exact and vat; while closed next_opening (of the services
/// the person with that plan has a right to) and standard_opening.
Params business_params(const Business& business, Instant now, Language language,
                       const std::optional<std::string>& plan);

/// 8050 cents as "80,50" or "80.50"; with whole units only "80" when `exact` is not asked for.
enum class Cents { Always, WhenNeeded };
std::string money_in_words(long cents, Language language, Cents shown);

}  // namespace sportello::flows
