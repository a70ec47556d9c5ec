/// A day as it was said, before it is known which one is meant: "il 6", "giovedì", "Natale", "tra due settimane".
#pragma once

#include <optional>

#include "flows/calendar/calendar.h"
#include "flows/core/time.h"

namespace sportello::flows {

struct DaySpec {
  enum class Kind {
    None,
    Exact,       ///< `first` to `last`
    DayOfMonth,  ///< `day`: "il 6"
    MonthDay,    ///< `day` of `month`, and of `year` when it is said
    Weekday,     ///< `weekday`
    Holiday,     ///< `rule`
    Month,       ///< the whole of `month`
    NoSuchDay,
  };
  Kind kind = Kind::None;
  int day = 0;
  int month = 0;
  int year = 0;
  int weekday = 0;  ///< 1 is Monday
  DayRule rule;
  int shift = 0;  ///< days after it: the eve of a holiday is -1
  Date first{};
  Date last{};

  static DaySpec exact(Date date) { return exact(date, date); }
  static DaySpec exact(Date first, Date last);
  static DaySpec no_such_day();

  /// "il 6", "Natale": has a place in the calendar, whatever today is.
  bool is_calendar_day() const { return kind == Kind::DayOfMonth || kind == Kind::MonthDay || kind == Kind::Holiday; }
};

/// The first such day that is not before `from`; none for a day that does not exist.
std::optional<DateRange> first_from(const DaySpec& spec, Date from);
/// The last such day that is not after `to`.
std::optional<DateRange> last_until(const DaySpec& spec, Date to);

Date monday_of(Date date);
Date last_of_month(Date date);
Date plus_months(Date date, int months);

}  // namespace sportello::flows
