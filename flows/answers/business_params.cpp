#include "flows/answers/business_params.h"

#include <fmt/core.h>

#include "flows/answers/desk.h"
#include "flows/wording/dates.h"

namespace sportello::flows {

std::string money_in_words(long cents, Language language, Cents shown) {
  if (shown == Cents::WhenNeeded && cents % 100 == 0) return std::to_string(cents / 100);
  return fmt::format("{}{}{:02}", cents / 100, language == Language::It ? ',' : '.', cents % 100);
}

Params business_params(const Business& business, Instant now, Language language,
                       const std::optional<std::string>& plan) {
  Params params{{"business", business.name}};
  for (const Contact& contact : business.contacts) params["contact_" + contact.id] = contact.value;
  const Zone& zone = business.calendar.zone;
  if (const Rate* rate = business.rate_on(zone.to_local(now).date)) {
    params["rate"] = money_in_words(rate->cents_per_hour, language, Cents::WhenNeeded);
    params["rate_exact"] = money_in_words(rate->cents_per_hour, language, Cents::Always);
    params["vat"] = std::to_string(rate->vat_percent);
  }
  std::optional<Instant> next;
  bool open = false;
  for (const Service& service : business.calendar.services) {
    if (right_to(business, service, plan) != Right::Yes) continue;
    const Evaluation found = evaluate(business.calendar, service, now);
    open = open || found.open;
    if (found.next_opening && (!next || *found.next_opening < *next)) next = found.next_opening;
    if (&service == &business.calendar.services.front() && !found.open && found.next_opening) {
      params["standard_opening"] = moment_in_words(*found.next_opening, now, zone, language);
    }
  }
  if (!open && next) params["next_opening"] = moment_in_words(*next, now, zone, language);
  return params;
}

}  // namespace sportello::flows
