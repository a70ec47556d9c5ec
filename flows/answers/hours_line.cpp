#include "flows/answers/hours_line.h"

#include <string>

#include "flows/calendar/calendar.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

/// From here on the same weekday comes twice.
constexpr int kWeek = 7;

std::string opening_in_words(Instant opening, Instant now, const Zone& zone, Language language) {
  const LocalTime there = zone.to_local(opening);
  const int ahead = days_between(zone.to_local(now).date, there.date);
  if (ahead == 0) return at_clock(there.minute(), language);
  if (ahead == 1 || ahead >= kWeek) return moment_in_words(opening, now, zone, language);
  return std::string(weekday_in_words(weekday_of(there.date), language)) + " " + at_clock(there.minute(), language);
}

std::string line(const Business& business, Instant now, Language language) {
  const Zone& zone = business.calendar.zone;
  const Evaluation state = evaluate(business.calendar, business.calendar.services.front(), now);
  if (state.open && !state.until) return business.texts.say("hours.state_always", language, {});
  if (state.open) {
    return business.texts.say("hours.state_open", language,
                              {{"until", until_clock(zone.to_local(*state.until).minute(), language)}});
  }
  Params params;
  if (state.next_opening) params["next_opening"] = opening_in_words(*state.next_opening, now, zone, language);
  return business.texts.say("hours.state_closed", language, params);
}

}  // namespace

Localized hours_line(const Business& business, Instant now) {
  return {line(business, now, Language::It), line(business, now, Language::En)};
}

}  // namespace sportello::flows
