#include "flows/answers/holidays_answer.h"

#include <fmt/core.h>

#include <map>
#include <vector>

#include "flows/answers/day_answer.h"
#include "flows/answers/week_answer.h"
#include "flows/core/text.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

/// Days in a row with one holiday or closure.
struct Closure {
  DeskDay day;
  Date last;
};

std::vector<Closure> closures(const std::vector<DeskDay>& holidays) {
  std::vector<Closure> found;
  for (const DeskDay& day : holidays) {
    // A summer closure runs on over its Sundays.
    const bool joins = !found.empty() && found.back().day.holiday == day.holiday &&
                       days_between(found.back().last, day.date) == 1 && found.back().day.standard == day.standard;
    if (joins) {
      found.back().last = day.date;
    } else {
      found.push_back({day, day.date});
    }
  }
  return found;
}

/// "ven 25 dicembre", "Fri 25 December".
std::string short_date(const Desk& desk, Date date, bool with_month) {
  const std::string_view weekday = weekday_in_words(weekday_of(date), desk.language);
  // Three letters; "lunedì" has its accent later.
  std::string text = fmt::format("{} {}", weekday.substr(0, 3), static_cast<unsigned>(date.day()));
  if (with_month) text += fmt::format(" {}", month_in_words(date.month(), desk.language));
  return text;
}

std::string words_of(const Desk& desk, const Closure& closure) {
  std::string days = short_date(desk, closure.last, true);
  if (closure.day.date != closure.last) {
    const bool other_month = closure.day.date.month() != closure.last.month();
    days = short_date(desk, closure.day.date, other_month) + "–" + days;
  }
  return fmt::format("{} ({})", days, desk.name_of(*closure.day.holiday));
}

/// The sentence that the day belongs to, without its days.
struct Heading {
  int order = 0;
  std::string key;
  Params params;
  bool operator<(const Heading& other) const {
    return std::tie(order, key, params) < std::tie(other.order, other.key, other.params);
  }
};

Heading heading_of(const Desk& desk, const DeskDay& day) {
  if (!day.standard.empty()) return {1, "hours.holidays_half", {{"hours", desk.hours(day.standard)}}};
  if (day.others.empty()) return {0, "hours.holidays_closed", {}};
  const ServiceDay& other = day.others.front();
  return {2,
          "hours.holidays_other",
          {{"service", other.service->name.in(desk.language)}, {"hours", desk.hours(other.intervals)}}};
}

}  // namespace

std::string holidays_answer(const Desk& desk, const std::vector<DeskDay>& holidays, Date first, Date last,
                            Period period) {
  const auto found = closures(holidays);
  const std::string days = days_label(desk, first, last);
  if (found.empty()) {
    return capital(desk.say("hours.no_holidays", {{"days", days}, {"hours", usual_hours_in_words(desk)}}));
  }
  std::string text = period == Period::YearAhead ? desk.say("hours.holidays_ahead")
                                                 : desk.say("hours.holidays_between", {{"days", days}});
  // One paragraph a year, so that no date needs its own.
  for (std::chrono::year year = first.year(); year <= last.year(); ++year) {
    std::map<Heading, std::string> lists;
    for (const Closure& closure : found) {
      if (closure.day.date.year() != year) continue;
      std::string& list = lists[heading_of(desk, closure.day)];
      list += (list.empty() ? "" : ", ") + words_of(desk, closure);
    }
    if (lists.empty()) continue;
    if (first.year() != last.year()) text += fmt::format("\n*{}*", static_cast<int>(year));
    for (const auto& [heading, list] : lists) {
      Params params = heading.params;
      params["days"] = list;
      text += "\n" + desk.say(heading.key, params);
    }
  }
  return text;
}

}  // namespace sportello::flows
