#include "flows/calendar/calendar.h"

#include <algorithm>

#include "flows/calendar/openings.h"

namespace sportello::flows {
namespace {

bool concerns(const CalendarException& exception, const Service& service) {
  const auto& ids = exception.services;
  return ids.empty() || std::find(ids.begin(), ids.end(), service.id) != ids.end();
}

/// What lies in both; both are in order.
Intervals common(const Intervals& a, const Intervals& b) {
  Intervals both;
  for (const Interval& x : a) {
    for (const Interval& y : b) {
      const Interval part{std::max(x.from, y.from), std::min(x.to, y.to)};
      if (part.from < part.to) both.push_back(part);
    }
  }
  return both;
}

bool closes(const CalendarException& exception) {
  return exception.intervals.empty();
}

}  // namespace

const Service* Calendar::service(std::string_view id) const {
  const auto found = std::find_if(services.begin(), services.end(), [id](const Service& s) { return s.id == id; });
  return found == services.end() ? nullptr : &*found;
}

const Intervals& usual_hours(const Service& service, Date date) {
  return service.week[weekday_of(date).iso_encoding() - 1];
}

DayHours hours_of(const Calendar& calendar, const Service& service, Date date) {
  DayHours hours{date, usual_hours(service, date), nullptr};
  for (const CalendarException& exception : calendar.exceptions) {
    if (!applies_on(exception, date) || !concerns(exception, service)) continue;
    if (exception.hours == ExceptionHours::Instead) return {date, exception.intervals, &exception};
    hours.open = common(hours.open, exception.intervals);
    if (hours.exception == nullptr || (closes(exception) && !closes(*hours.exception))) hours.exception = &exception;
  }
  return hours;
}

std::vector<DayHours> year_of(const Calendar& calendar, const Service& service, std::chrono::year year) {
  std::vector<DayHours> all;
  all.reserve(366);
  for (Date date{year, std::chrono::January, std::chrono::day{1}}; date.year() == year; date = plus_days(date, 1)) {
    all.push_back(hours_of(calendar, service, date));
  }
  return all;
}

}  // namespace sportello::flows
