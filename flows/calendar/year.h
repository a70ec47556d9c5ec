/// A year of a calendar as the pages show it: what kind of day each one is, which days differ and how.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "flows/calendar/calendar.h"
#include "flows/core/language.h"

namespace sportello::flows {

enum class DayKind {
  Usual,    ///< the first service has its weekday's hours
  Other,    ///< only another service has
  Changed,  ///< an exception changes some hours
  Closed,   ///< an exception closes a day that would have been open, or names a holiday on a closed one
  Resting,  ///< no hours on this weekday
};
inline constexpr std::array kDayKinds{DayKind::Usual, DayKind::Other, DayKind::Changed, DayKind::Closed,
                                      DayKind::Resting};
std::string_view symbol_of(DayKind kind);
std::string name_of(DayKind kind, Language language);

struct YearDay {
  Date date;
  DayKind kind = DayKind::Resting;
  const CalendarException* exception = nullptr;
  std::vector<Intervals> open;  ///< by service, as in the calendar
};

/// All days of the year, in order.
std::vector<YearDay> days_of(const Calendar& calendar, std::chrono::year year);
/// What a day that differs looks like: "chiuso", "9:00–13:00", "assistenza week-end 9:00–13:00".
std::string hours_in_words(const Calendar& calendar, const YearDay& day, Language language);

/// Weekdays with the same hours, one after another: "lunedì–venerdì", "9:00–13:00 e 14:30–18:30".
struct WeekLine {
  std::string days;
  Intervals hours;
};
/// Only the days on which the service opens.
std::vector<WeekLine> week_lines(const Service& service, Language language);

/// "2.044 ore in 256 giorni" of one service.
std::string total_in_words(const std::vector<YearDay>& days, std::size_t service, Language language);

}  // namespace sportello::flows
