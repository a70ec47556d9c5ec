/// Opening hours as data: weekly half-open intervals, dated exceptions, several services. One function answers
/// whether a service is open, until when, when it opens next, and why.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flows/core/language.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// [from, to) in minutes of the local day; `to` may be 1440.
struct Interval {
  MinuteOfDay from = 0;
  MinuteOfDay to = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};
using Intervals = std::vector<Interval>;

/// Every year on the same day: 25 April.
struct FixedDay {
  std::chrono::month month{};
  std::chrono::day day{};
  friend bool operator==(const FixedDay&, const FixedDay&) = default;
};
/// Days from Easter Sunday: 0 is Easter, 1 Easter Monday, -47 Shrove Tuesday.
struct EasterDay {
  int offset = 0;
  friend bool operator==(const EasterDay&, const EasterDay&) = default;
};
/// Both ends included; one day when they are equal.
struct DateRange {
  Date first;
  Date last;
  friend bool operator==(const DateRange&, const DateRange&) = default;
};
/// The same days every year, both ends included; over New Year when `last` comes before `first`.
struct YearlyRange {
  FixedDay first;
  FixedDay last;
  friend bool operator==(const YearlyRange&, const YearlyRange&) = default;
};
/// The nth such weekday of a month; -1 is the last one.
struct NthWeekday {
  int nth = 1;
  std::chrono::weekday weekday{};
  std::chrono::month month{};
  friend bool operator==(const NthWeekday&, const NthWeekday&) = default;
};
using DayRule = std::variant<FixedDay, EasterDay, DateRange, YearlyRange, NthWeekday>;

/// What an exception's intervals do to the weekday's hours.
enum class ExceptionHours {
  Within,   ///< only what lies within them stays open: a half day opens nothing on a weekly closing day
  Instead,  ///< they are the day's hours: an extraordinary opening, or different hours for a while
};

/// A day that differs from its weekday. Without intervals it is closed. Where several fall on one day, all of them
/// cut its hours; one that stands instead of the weekday's hours wins over those that cut.
struct CalendarException {
  std::string id;
  Localized name;  ///< "Festa della Liberazione"
  DayRule rule;
  Intervals intervals;
  ExceptionHours hours = ExceptionHours::Within;
  std::vector<std::string> services;  ///< ids of the services it concerns; empty: all
  std::optional<Date> valid_from;     ///< first day on which the rule counts
  std::optional<Date> valid_to;       ///< last day on which it counts
};

/// Hours of one service.
struct Service {
  std::string id;  ///< "standard", "weekend"
  Localized name;
  std::array<Intervals, 7> week;  ///< index 0 is Monday; each day's intervals in order, without overlaps
  std::string entitlement;        ///< plan that gives a right to it; empty: everybody
};

struct Calendar {
  Zone zone;
  std::vector<Service> services;  ///< the first one is the standard service
  std::vector<CalendarException> exceptions;

  const Service* service(std::string_view id) const;
};

/// Easter Sunday of a Gregorian year, 1583 to 4099.
Date easter(std::chrono::year year);
/// The day the rule names in that year, if there is one (29 February, a fifth Monday). A range answers its first day.
std::optional<Date> occurrence(const DayRule& rule, std::chrono::year year);
/// True when the rule names the date.
bool falls_on(const DayRule& rule, Date date);
/// True when the exception counts on the date: its rule names it and it is valid then.
bool applies_on(const CalendarException& exception, Date date);

/// What one local day looks like for a service.
struct DayHours {
  Date date;
  Intervals open;
  const CalendarException* exception = nullptr;  ///< why it differs from the weekday; belongs to the calendar
};
DayHours hours_of(const Calendar& calendar, const Service& service, Date date);
/// Every day of a year, in order.
std::vector<DayHours> year_of(const Calendar& calendar, const Service& service, std::chrono::year year);

enum class Reason {
  Open,
  BeforeOpening,
  Break,
  AfterClosing,
  WeeklyClosingDay,  ///< an exception that closes the day wins over this reason
  Holiday,           ///< closed all day by an exception
  HalfDay,           ///< an ordinary day would be open now
};

struct Evaluation {
  bool open = false;
  std::optional<Instant> until;         ///< when open: the end of this stretch; empty if none within two years
  std::optional<Instant> next_opening;  ///< the next change from closed to open; empty if none within two years
  Reason reason = Reason::Open;
  const CalendarException* exception = nullptr;  ///< the holiday or half day behind the reason, if any
};
/// The service is open while the clock on the wall shows one of the day's intervals: both passes of an hour that
/// occurs twice count, an hour that is skipped does not.
Evaluation evaluate(const Calendar& calendar, const Service& service, Instant instant);

/// The first instant at which `working` minutes of the service's opening time have passed since `from`; `from` itself
/// when there is nothing to wait for. Empty when the service never opens that long (a gap of two years ends the
/// search).
std::optional<Instant> add_working_time(const Calendar& calendar, const Service& service, Instant from,
                                        std::chrono::minutes working);
/// Opening time of the service between two instants, in whole minutes; zero when `to` is not after `from`.
std::chrono::minutes working_time(const Calendar& calendar, const Service& service, Instant from, Instant to);

/// A stable name of the closed period `instant` lies in (the instant it ends, or "always"): the out-of-hours notice
/// is said once for each. Empty while the service is open.
std::string closed_period(const Calendar& calendar, const Service& service, Instant instant);

/// Everything wrong with a calendar, with the JSON pointer of the place below the calendar's own object:
/// overlapping or empty intervals, a service that never opens, an exception that never applies or changes nothing,
/// double ids. The functions above may be used only on a calendar without faults.
struct CalendarFault {
  std::string pointer;  ///< "/exceptions/3/day"
  std::string text;
  friend bool operator==(const CalendarFault&, const CalendarFault&) = default;
};
std::vector<CalendarFault> faults_of(const Calendar& calendar);

}  // namespace sportello::flows
