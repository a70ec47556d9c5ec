#include "flows/understanding/day_spec.h"

#include <chrono>

namespace sportello::flows {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

/// 29 February comes back after eight years at most.
constexpr int kYearsAhead = 9;

std::optional<Date> holiday_in(const DaySpec& spec, year in) {
  const auto date = occurrence(spec.rule, in);
  if (!date) return std::nullopt;
  return plus_days(*date, spec.shift);
}

std::optional<DateRange> one(std::optional<Date> date) {
  if (!date) return std::nullopt;
  return DateRange{*date, *date};
}

Date make(year y, int m, int d) {
  return Date{y, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
}

std::optional<Date> day_of_month(int wanted, Date around, int step) {
  auto at = around.year() / around.month();
  for (int tries = 0; tries < 4; ++tries, at += std::chrono::months{step}) {
    const Date date = at / day{static_cast<unsigned>(wanted)};
    if (!date.ok()) continue;
    if (step > 0 ? date >= around : date <= around) return date;
  }
  return std::nullopt;
}

std::optional<DateRange> month_range(const DaySpec& spec, year in) {
  const Date first = make(in, spec.month, 1);
  return DateRange{first, last_of_month(first)};
}

}  // namespace

DaySpec DaySpec::exact(Date first, Date last) {
  DaySpec spec;
  spec.kind = Kind::Exact;
  spec.first = first;
  spec.last = last;
  return spec;
}

DaySpec DaySpec::no_such_day() {
  DaySpec spec;
  spec.kind = Kind::NoSuchDay;
  return spec;
}

Date monday_of(Date date) {
  return plus_days(date, -static_cast<int>(weekday_of(date).iso_encoding()) + 1);
}

Date last_of_month(Date date) {
  return Date{date.year() / date.month() / std::chrono::last};
}

Date plus_months(Date date, int months) {
  const auto moved = date.year() / date.month() + std::chrono::months{months};
  const Date same = moved / date.day();
  return same.ok() ? same : Date{moved / std::chrono::last};
}

std::optional<DateRange> first_from(const DaySpec& spec, Date from) {
  switch (spec.kind) {
    case DaySpec::Kind::None:
    case DaySpec::Kind::NoSuchDay:
      return std::nullopt;
    case DaySpec::Kind::Exact:
      return DateRange{spec.first, spec.last};
    case DaySpec::Kind::DayOfMonth:
      return one(day_of_month(spec.day, from, 1));
    case DaySpec::Kind::MonthDay:
      if (spec.year != 0) {
        const Date date = make(year{spec.year}, spec.month, spec.day);
        return date.ok() ? one(date) : std::nullopt;
      }
      for (int i = 0; i < kYearsAhead; ++i) {
        const Date date = make(from.year() + std::chrono::years{i}, spec.month, spec.day);
        if (date.ok() && date >= from) return one(date);
      }
      return std::nullopt;
    case DaySpec::Kind::Weekday: {
      const int ahead = (spec.weekday - static_cast<int>(weekday_of(from).iso_encoding()) + 7) % 7;
      return one(plus_days(from, ahead));
    }
    case DaySpec::Kind::Holiday:
      for (int i = -1; i < 3; ++i) {
        const auto date = holiday_in(spec, from.year() + std::chrono::years{i});
        if (date && *date >= from && (spec.year == 0 || static_cast<int>(date->year()) == spec.year)) return one(date);
      }
      return std::nullopt;
    case DaySpec::Kind::Month: {
      if (spec.year != 0) return month_range(spec, year{spec.year});
      const bool gone = spec.month < static_cast<int>(static_cast<unsigned>(from.month()));
      auto range = month_range(spec, from.year() + std::chrono::years{gone ? 1 : 0});
      if (range->first < from) range->first = from;
      return range;
    }
  }
  return std::nullopt;
}

std::optional<DateRange> last_until(const DaySpec& spec, Date to) {
  switch (spec.kind) {
    case DaySpec::Kind::None:
    case DaySpec::Kind::NoSuchDay:
      return std::nullopt;
    case DaySpec::Kind::Exact:
      return DateRange{spec.first, spec.last};
    case DaySpec::Kind::DayOfMonth:
      return one(day_of_month(spec.day, to, -1));
    case DaySpec::Kind::MonthDay:
      if (spec.year != 0) return first_from(spec, to);
      for (int i = 0; i < kYearsAhead; ++i) {
        const Date date = make(to.year() - std::chrono::years{i}, spec.month, spec.day);
        if (date.ok() && date <= to) return one(date);
      }
      return std::nullopt;
    case DaySpec::Kind::Weekday: {
      const int back = (static_cast<int>(weekday_of(to).iso_encoding()) - spec.weekday + 7) % 7;
      return one(plus_days(to, -back));
    }
    case DaySpec::Kind::Holiday:
      for (int i = 1; i > -3; --i) {
        const auto date = holiday_in(spec, to.year() + std::chrono::years{i});
        if (date && *date <= to) return one(date);
      }
      return std::nullopt;
    case DaySpec::Kind::Month:
      return month_range(
          spec,
          to.year() - std::chrono::years{spec.month > static_cast<int>(static_cast<unsigned>(to.month())) ? 1 : 0});
  }
  return std::nullopt;
}

}  // namespace sportello::flows
