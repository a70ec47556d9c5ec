#include <algorithm>

#include "flows/calendar/calendar.h"
#include "flows/core/match.h"

namespace sportello::flows {
namespace {

using std::chrono::sys_days;
using std::chrono::year;

Date nth_weekday(const NthWeekday& rule, year y) {
  const auto month = y / rule.month;
  if (rule.nth < 0) return Date{sys_days{month / rule.weekday[std::chrono::last]}};
  // A fifth weekday that the month does not have lands in the next one; the callers compare months.
  return Date{sys_days{month / rule.weekday[1]} + std::chrono::weeks{rule.nth - 1}};
}

bool is_before(const FixedDay& a, const FixedDay& b) {
  return a.month != b.month ? a.month < b.month : a.day < b.day;
}

}  // namespace

// The Gregorian computus: the Metonic cycle gives the mean moon (epact), corrected for the leap days left out by the
// centuries (solar) and for the cycle's own error of 8 days in 2500 years (lunar).
Date easter(year y) {
  const int number = static_cast<int>(y);
  const int century = number / 100;
  const int golden = number % 19;
  const int solar = century - century / 4;
  const int lunar = (8 * century + 13) / 25;
  int moon = (19 * golden + solar - lunar + 15) % 30;  // days from 21 March to the full moon
  // No lunation may end on 19 April, and two years of one cycle may not share the 18th.
  if (moon == 29 || (moon == 28 && golden > 10)) --moon;
  const sys_days full_moon = sys_days{y / std::chrono::March / 21} + std::chrono::days{moon};
  const std::chrono::weekday weekday{full_moon};
  return Date{full_moon + (std::chrono::days{7} - (weekday - std::chrono::Sunday))};
}

std::optional<Date> occurrence(const DayRule& rule, year y) {
  const auto fixed = [y](const FixedDay& day) -> std::optional<Date> {
    const Date date{y, day.month, day.day};
    return date.ok() ? std::optional{date} : std::nullopt;
  };
  return match(
      rule, fixed, [y](const EasterDay& day) -> std::optional<Date> { return plus_days(easter(y), day.offset); },
      [y](const DateRange& range) { return range.first.year() == y ? std::optional{range.first} : std::nullopt; },
      [&fixed](const YearlyRange& range) { return fixed(range.first); },
      [y](const NthWeekday& nth) {
        const Date date = nth_weekday(nth, y);
        return date.month() == nth.month ? std::optional{date} : std::nullopt;
      });
}

bool falls_on(const DayRule& rule, Date date) {
  const FixedDay day{date.month(), date.day()};
  return match(
      rule, [&day](const FixedDay& fixed) { return fixed == day; },
      [date](const EasterDay& rule_day) {
        // An offset may lead over New Year's Day. Most days are far from any Easter.
        const Date sunday = plus_days(date, -rule_day.offset);
        if (sunday.month() != std::chrono::March && sunday.month() != std::chrono::April) return false;
        return easter(sunday.year()) == sunday;
      },
      [date](const DateRange& range) { return range.first <= date && date <= range.last; },
      [&day](const YearlyRange& range) {
        const bool from_first = !is_before(day, range.first);
        const bool to_last = !is_before(range.last, day);
        return is_before(range.last, range.first) ? from_first || to_last : from_first && to_last;
      },
      [date](const NthWeekday& nth) { return date.month() == nth.month && nth_weekday(nth, date.year()) == date; });
}

bool applies_on(const CalendarException& exception, Date date) {
  if (exception.valid_from && date < *exception.valid_from) return false;
  if (exception.valid_to && *exception.valid_to < date) return false;
  return falls_on(exception.rule, date);
}

}  // namespace sportello::flows
