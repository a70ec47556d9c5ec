#include <algorithm>

#include "flows/calendar/calendar.h"
#include "flows/calendar/openings.h"

namespace sportello::flows {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

bool contains(const Intervals& intervals, MinuteOfDay minute) {
  return std::any_of(intervals.begin(), intervals.end(),
                     [minute](const Interval& i) { return i.from <= minute && minute < i.to; });
}

bool spans(const Intervals& intervals, MinuteOfDay minute) {
  return !intervals.empty() && intervals.front().from <= minute && minute < intervals.back().to;
}

Reason why_closed(const DayHours& day, const Intervals& usual, MinuteOfDay minute) {
  if (day.open.empty()) {
    if (day.exception != nullptr && day.exception->intervals.empty()) return Reason::Holiday;
    return usual.empty() ? Reason::WeeklyClosingDay : Reason::HalfDay;
  }
  const bool cut = day.exception != nullptr && day.exception->hours == ExceptionHours::Within;
  if (cut && (contains(usual, minute) || (spans(usual, minute) && !spans(day.open, minute)))) return Reason::HalfDay;
  if (minute < day.open.front().from) return Reason::BeforeOpening;
  return minute < day.open.back().to ? Reason::Break : Reason::AfterClosing;
}

}  // namespace

Evaluation evaluate(const Calendar& calendar, const Service& service, Instant instant) {
  Evaluation result;
  Openings openings(calendar, service, instant);
  const auto first = openings.next();
  result.open = first && first->begin <= instant;
  if (result.open) {
    if (first->end < instant + kSearch) {
      result.until = first->end;
      if (const auto second = openings.next()) result.next_opening = second->begin;
    }
  } else if (first) {
    result.next_opening = first->begin;
  }

  const LocalTime local = calendar.zone.to_local(instant);
  const DayHours day = hours_of(calendar, service, local.date);
  result.exception = day.exception;
  if (!result.open) result.reason = why_closed(day, usual_hours(service, local.date), local.minute());
  return result;
}

std::optional<Instant> add_working_time(const Calendar& calendar, const Service& service, Instant from,
                                        minutes working) {
  if (working <= minutes{0}) return from;
  milliseconds left = working;
  Openings openings(calendar, service, from);
  while (const auto opening = openings.next()) {
    const Instant begin = std::max(opening->begin, from);
    if (opening->end - begin >= left) return begin + left;
    left -= opening->end - begin;
  }
  return std::nullopt;
}

minutes working_time(const Calendar& calendar, const Service& service, Instant from, Instant to) {
  milliseconds total{0};
  Openings openings(calendar, service, from);
  for (auto opening = openings.next(); opening && opening->begin < to; opening = openings.next()) {
    total += std::max(milliseconds{0}, std::min(opening->end, to) - std::max(opening->begin, from));
  }
  return std::chrono::floor<minutes>(total);
}

std::string closed_period(const Calendar& calendar, const Service& service, Instant instant) {
  const Evaluation now = evaluate(calendar, service, instant);
  if (now.open) return {};
  return now.next_opening ? iso_utc(*now.next_opening) : "always";
}

}  // namespace sportello::flows
