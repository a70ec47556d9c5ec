#include "tests/property/calendar_slow_model.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>

namespace sportello::testing {
namespace {

using flows::Instant;
using std::chrono::milliseconds;
using std::chrono::minutes;

struct MonthDay {
  int month;
  int day;
};

/// From the tables printed in missals, 2019 to 2042.
constexpr int kFirstEaster = 2019;
constexpr std::array<MonthDay, 24> kEaster{{{4, 21}, {4, 12}, {4, 4}, {4, 17}, {4, 9},  {3, 31}, {4, 20}, {4, 5},
                                            {3, 28}, {4, 16}, {4, 1}, {4, 21}, {4, 13}, {3, 28}, {4, 17}, {4, 9},
                                            {3, 25}, {4, 13}, {4, 5}, {4, 25}, {4, 10}, {4, 1},  {4, 21}, {4, 6}}};

/// Days since 1970, by the C library.
long day_number(int year, int month, int day) {
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  return timegm(&parts) / 86400;
}

long easter_number(int year) {
  const MonthDay& easter = kEaster.at(static_cast<std::size_t>(year - kFirstEaster));
  return day_number(year, easter.month, easter.day);
}

int from_easter(const WallMinute& wall) {
  return static_cast<int>(day_number(wall.year, wall.month, wall.day) - easter_number(wall.year));
}

int days_in(int year, int month) {
  return static_cast<int>(day_number(month == 12 ? year + 1 : year, month % 12 + 1, 1) - day_number(year, month, 1));
}

int number_of(const flows::FixedDay& day) {
  return static_cast<int>(static_cast<unsigned>(day.month) * 100 + static_cast<unsigned>(day.day));
}

int number_of(flows::Date date) {
  return static_cast<int>(date.year()) * 10000 + number_of(flows::FixedDay{date.month(), date.day()});
}

int number_of(const WallMinute& wall) {
  return wall.year * 10000 + wall.month * 100 + wall.day;
}

bool named(const flows::DayRule& rule, const WallMinute& wall) {
  const int today = wall.month * 100 + wall.day;
  if (const auto* fixed = std::get_if<flows::FixedDay>(&rule)) return number_of(*fixed) == today;
  if (const auto* easter = std::get_if<flows::EasterDay>(&rule)) {
    for (int year = wall.year - 1; year <= wall.year + 1; ++year) {
      if (easter_number(year) + easter->offset == day_number(wall.year, wall.month, wall.day)) return true;
    }
    return false;
  }
  if (const auto* range = std::get_if<flows::DateRange>(&rule)) {
    return number_of(range->first) <= number_of(wall) && number_of(wall) <= number_of(range->last);
  }
  if (const auto* yearly = std::get_if<flows::YearlyRange>(&rule)) {
    const int first = number_of(yearly->first);
    const int last = number_of(yearly->last);
    return first <= last ? first <= today && today <= last : first <= today || today <= last;
  }
  const auto& nth = std::get<flows::NthWeekday>(rule);
  const int weekday = static_cast<int>(nth.weekday.iso_encoding()) - 1;
  if (static_cast<int>(static_cast<unsigned>(nth.month)) != wall.month || weekday != wall.weekday) return false;
  if (nth.nth == -1) return wall.day + 7 > days_in(wall.year, wall.month);
  return (wall.day - 1) / 7 + 1 == nth.nth;
}

bool within(const flows::Intervals& intervals, int minute) {
  return std::any_of(intervals.begin(), intervals.end(),
                     [minute](const flows::Interval& i) { return i.from <= minute && minute < i.to; });
}

bool from_to(const WallMinute& wall, int from, int to) {
  return from <= wall.minute && wall.minute < to;
}

bool split_day(const WallMinute& wall) {
  return from_to(wall, 540, 780) || from_to(wall, 870, 1110);
}

bool is_one_of(const WallMinute& wall, std::initializer_list<MonthDay> days) {
  return std::any_of(days.begin(), days.end(),
                     [&wall](const MonthDay& day) { return day.month == wall.month && day.day == wall.day; });
}

bool leotron_closes(const WallMinute& wall) {
  const int easter = from_easter(wall);
  return easter == 0 || easter == 1 || is_one_of(wall, {{1, 1}, {1, 6}, {8, 15}, {12, 25}, {12, 26}});
}

bool leotron_half_day(const WallMinute& wall) {
  return is_one_of(wall, {{4, 25}, {5, 1}, {6, 2}, {11, 1}, {12, 8}});
}

/// The wall clock at an instant, by the C library in the zone of TZ.
std::tm wall_clock(Instant instant) {
  const std::time_t time = std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
  std::tm parts{};
  localtime_r(&time, &parts);
  return parts;
}

}  // namespace

bool is_open(const flows::Calendar& calendar, const flows::Service& service, const WallMinute& wall) {
  bool open = within(service.week.at(static_cast<std::size_t>(wall.weekday)), wall.minute);
  for (const auto& exception : calendar.exceptions) {
    const auto& ids = exception.services;
    if (!ids.empty() && std::count(ids.begin(), ids.end(), service.id) == 0) continue;
    if (exception.valid_from && number_of(wall) < number_of(*exception.valid_from)) continue;
    if (exception.valid_to && number_of(wall) > number_of(*exception.valid_to)) continue;
    if (!named(exception.rule, wall)) continue;
    const bool inside = within(exception.intervals, wall.minute);
    if (exception.hours == flows::ExceptionHours::Instead) return inside;
    open = open && inside;
  }
  return open;
}

bool leotron_is_open(const WallMinute& wall) {
  if (wall.weekday > 4 || leotron_closes(wall)) return false;
  return leotron_half_day(wall) ? from_to(wall, 540, 780) : split_day(wall);
}

bool leotron_weekend_is_open(const WallMinute& wall) {
  if (wall.weekday < 5 || leotron_closes(wall)) return false;
  return wall.weekday == 6 || leotron_half_day(wall) ? from_to(wall, 540, 780) : split_day(wall);
}

bool kzweb_is_open(const WallMinute& wall) {
  if (wall.weekday > 4 || leotron_closes(wall) || leotron_half_day(wall)) return false;
  if (wall.year >= 2026 && wall.month == 10 && wall.day == 4) return false;
  return from_to(wall, 540, 1080);
}

SlowModel::SlowModel(const std::string& zone, Instant from, Instant to, const IsOpen& is_open) : end_(to) {
  setenv("TZ", zone.c_str(), 1);
  tzset();
  bool was_open = false;
  for (Instant quarter = from; quarter < to; quarter += minutes{15}) {
    // Zones change their clocks on the quarter of an hour.
    const std::tm parts = wall_clock(quarter);
    WallMinute wall{parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, (parts.tm_wday + 6) % 7,
                    parts.tm_hour * 60 + parts.tm_min};
    for (int i = 0; i < 15; ++i, ++wall.minute) {
      const bool open = is_open(wall);
      const Instant minute = quarter + minutes{i};
      if (open && !was_open) stretches_.push_back({minute, to});
      if (!open && was_open) stretches_.back().end = minute;
      was_open = open;
    }
  }
}

std::vector<SlowModel::Stretch>::const_iterator SlowModel::at(Instant instant) const {
  return std::upper_bound(stretches_.begin(), stretches_.end(), instant,
                          [](Instant value, const Stretch& stretch) { return value < stretch.end; });
}

bool SlowModel::open_at(Instant instant) const {
  const auto found = at(instant);
  return found != stretches_.end() && found->begin <= instant;
}

Instant SlowModel::until(Instant instant) const {
  const auto found = at(instant);
  if (found == stretches_.end()) return end_;
  return found->begin <= instant ? found->end : found->begin;
}

std::optional<Instant> SlowModel::next_opening(Instant instant) const {
  auto found = at(instant);
  if (found != stretches_.end() && found->begin <= instant) ++found;
  return found == stretches_.end() ? std::nullopt : std::optional{found->begin};
}

milliseconds SlowModel::open_time(Instant from, Instant to) const {
  milliseconds total{0};
  for (auto stretch = at(from); stretch != stretches_.end() && stretch->begin < to; ++stretch) {
    total += std::max(milliseconds{0}, std::min(stretch->end, to) - std::max(stretch->begin, from));
  }
  return total;
}

int property_runs(int quick) {
  const char* wanted = std::getenv("SPORTELLO_PROPERTY_RUNS");
  return wanted != nullptr ? std::atoi(wanted) : quick;
}

}  // namespace sportello::testing
