/// The openings of a service one after another, as instants: what evaluation and working time are made of.
#pragma once

#include <cstddef>
#include <optional>

#include "flows/calendar/calendar.h"

namespace sportello::flows {

/// [begin, end) of opening time.
struct Opening {
  Instant begin;
  Instant end;
};

/// The weekday's hours, whatever the date's exceptions.
const Intervals& usual_hours(const Service& service, Date date);

/// Walks forward in time. Days are read inside stretches of constant offset, so that a day with a change of the clock
/// needs no rule of its own. Borrows the calendar and the service.
class Openings {
 public:
  /// From the opening that `from` lies in, or the next one.
  Openings(const Calendar& calendar, const Service& service, Instant from);

  /// The next opening, joined across midnight; the first may have begun before `from`. Empty after two years
  /// without one; an opening that lasts longer than that is cut there.
  std::optional<Opening> next();

 private:
  std::optional<Opening> next_part(Instant limit);
  void enter(Date date);
  /// Where the local day begins, counted as if the present stretch had no end.
  Instant midnight(Date date) const;

  const Calendar& calendar_;
  const Service& service_;
  Instant from_;
  ZoneStretch stretch_;
  DayHours day_;
  std::size_t index_ = 0;
  std::optional<Opening> ahead_;
};

/// How far ahead an opening is looked for.
inline constexpr std::chrono::days kSearch{731};

}  // namespace sportello::flows
