/// Instants, civil dates and zones. Time is always an argument: nothing here reads a clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace date {
class time_zone;
}

namespace sportello::flows {

/// A point on the UTC time line, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
/// A civil date, in whatever zone the context says.
using Date = std::chrono::year_month_day;
/// Minutes since local midnight, 0 to 1440 (1440 is the midnight that ends the day).
using MinuteOfDay = int;

/// A wall-clock reading in some zone.
struct LocalTime {
  Date date;
  std::chrono::seconds time{};  ///< since local midnight, below 24 h

  MinuteOfDay minute() const { return static_cast<int>(time.count() / 60); }
  friend bool operator==(const LocalTime&, const LocalTime&) = default;
};

/// A time in which a zone's distance from UTC does not change.
struct ZoneStretch {
  Instant begin;                  ///< may lie later than the change it follows
  Instant end;                    ///< the first instant after it; may lie before the next change
  std::chrono::seconds offset{};  ///< local minus UTC
};

/// A time zone by its IANA name. Cheap to copy; the zone data lives as long as the program.
class Zone {
 public:
  /// NotFound when the system's zone data has no such name.
  static Result<Zone> find(std::string_view name);

  /// The stretch of constant offset around an instant.
  ZoneStretch stretch_at(Instant instant) const;
  LocalTime to_local(Instant instant) const;
  /// A reading that occurs twice (end of summer time) means its first occurrence; one that does not occur
  /// (start of summer time) means the first instant after the gap.
  Instant to_instant(const LocalTime& local) const;
  Instant to_instant(Date date, MinuteOfDay minute) const;
  /// "Europe/Rome".
  std::string name() const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

/// Made once.
const Zone& utc();
/// Whole seconds since 1970.
std::int64_t unix_seconds(Instant instant);

/// `days` later (earlier when negative); always a valid date.
Date plus_days(Date date, int days);
/// b - a in days.
int days_between(Date a, Date b);
std::chrono::weekday weekday_of(Date date);

/// "2026-11-21".
std::string iso_date(Date date);
/// "09:30"; 1440 prints as "24:00".
std::string clock_time(MinuteOfDay minute);
/// "2026-11-21T09:30" in the zone.
std::string iso_local(Instant instant, const Zone& zone);
/// "2026-11-21T08:30:00Z", with ".123" before the Z only when there are milliseconds.
std::string iso_utc(Instant instant);

/// Only "YYYY-MM-DD" of a day that exists.
Result<Date> parse_date(std::string_view text);
/// "HH:MM", 00:00 to 24:00.
Result<MinuteOfDay> parse_clock(std::string_view text);
/// ISO 8601 with "Z" or an offset ("+01:00"), seconds and milliseconds optional. Without either it is read in `zone`.
Result<Instant> parse_instant(std::string_view text, const Zone& zone);

}  // namespace sportello::flows
