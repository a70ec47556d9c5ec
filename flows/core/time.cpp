#include "flows/core/time.h"

#include <date/tz.h>
#include <fmt/core.h>

#include <algorithm>
#include <optional>

namespace sportello::flows {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

/// Reads exactly `width` digits at `at` and moves past them.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width) {
  if (at + width > text.size()) return std::nullopt;
  int value = 0;
  for (std::size_t i = at; i < at + width; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  at += width;
  return value;
}

bool take(std::string_view text, std::size_t& at, char wanted) {
  if (at >= text.size() || text[at] != wanted) return false;
  ++at;
  return true;
}

Error bad_instant(std::string_view text) {
  return fail(Errc::Invalid, "'" + std::string(text) + "' is not an instant; write 2026-11-21T09:30:00+01:00");
}

/// The last year the system's zone data lists change by change; later ones it gives as a rule that date-tz does not
/// read.
constexpr std::chrono::year kLastListedYear{2037};

/// How far back a month lies that is listed and begins on the same weekday: its changes, moved by that much, are those
/// the rule gives. Every weekday begins a given month within eleven years, so the rule is a recent one. Zero for
/// listed years and for zones whose clocks no longer change.
days distance_to_listed_month(const date::time_zone& zone, std::chrono::year_month month) {
  if (month.year() <= kLastListedYear) return days{0};
  const auto after = (kLastListedYear + std::chrono::years{1}) / 1 / 1;
  const auto last = zone.get_info(std::chrono::sys_seconds{sys_days{after}});
  const bool goes_on = Date{std::chrono::floor<days>(last.end)}.year() < std::chrono::year{9999};
  const bool changes = Date{std::chrono::floor<days>(last.begin)}.year() == kLastListedYear;
  if (goes_on || !changes) return days{0};
  const auto first = [](std::chrono::year_month m) { return sys_days{m / 1}; };
  auto twin = kLastListedYear / month.month();
  while (std::chrono::weekday{first(twin)} != std::chrono::weekday{first(month)}) twin -= std::chrono::years{1};
  return first(month) - first(twin);
}

}  // namespace

std::int64_t unix_seconds(Instant instant) {
  return std::chrono::duration_cast<std::chrono::seconds>(instant.time_since_epoch()).count();
}

const Zone& utc() {
  static const Zone kUtc = *Zone::find("UTC");
  return kUtc;
}

Result<Zone> Zone::find(std::string_view name) {
  try {
    return Zone(date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {
    return fail(Errc::NotFound, "there is no time zone '" + std::string(name) + "' in the system's zone data");
  }
}

ZoneStretch Zone::stretch_at(Instant instant) const {
  const auto second = std::chrono::floor<seconds>(instant);
  const Date date{std::chrono::floor<days>(instant)};
  const auto month = date.year() / date.month();
  const days back = distance_to_listed_month(*zone_, month);
  const auto info = zone_->get_info(second - back);
  if (back != days{0}) {
    const Instant first{sys_days{month / 1}};
    const Instant next{sys_days{(month + std::chrono::months{1}) / 1}};
    return {std::max(Instant{info.begin + back}, first), std::min(Instant{info.end + back}, next), info.offset};
  }
  if (date.year() > kLastListedYear) return {Instant{info.begin}, Instant{info.end}, info.offset};
  const std::chrono::sys_seconds unlisted{sys_days{(kLastListedYear + std::chrono::years{1}) / 1 / 1}};
  return {Instant{info.begin}, Instant{std::min(info.end, unlisted)}, info.offset};
}

LocalTime Zone::to_local(Instant instant) const {
  const auto second = std::chrono::floor<seconds>(instant);
  const auto local = (second + stretch_at(instant).offset).time_since_epoch();
  const auto day = std::chrono::floor<days>(local);
  return {Date{sys_days{day}}, local - day};
}

Instant Zone::to_instant(const LocalTime& local) const {
  const days back = distance_to_listed_month(*zone_, local.date.year() / local.date.month());
  const auto reading = date::local_time<seconds>{sys_days{local.date}.time_since_epoch() + local.time - back};
  const auto info = zone_->get_info(reading);
  if (info.result == date::local_info::nonexistent) return Instant{info.first.end.time_since_epoch() + back};
  return Instant{reading.time_since_epoch() - info.first.offset + back};
}

Instant Zone::to_instant(Date date, MinuteOfDay minute) const {
  return to_instant(LocalTime{date, minutes{minute}});
}

std::string Zone::name() const { return zone_->name(); }

Date plus_days(Date date, int count) { return Date{sys_days{date} + days{count}}; }

int days_between(Date a, Date b) { return static_cast<int>((sys_days{b} - sys_days{a}).count()); }

std::chrono::weekday weekday_of(Date date) { return std::chrono::weekday{sys_days{date}}; }

std::string iso_date(Date date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
               static_cast<unsigned>(date.day()));
}

std::string clock_time(MinuteOfDay minute) { return fmt::format("{:02}:{:02}", minute / 60, minute % 60); }

std::string iso_local(Instant instant, const Zone& zone) {
  const LocalTime local = zone.to_local(instant);
  return iso_date(local.date) + "T" + clock_time(local.minute());
}

std::string iso_utc(Instant instant) {
  const auto day = std::chrono::floor<days>(instant);
  const auto rest = instant - day;
  const auto whole = std::chrono::floor<seconds>(rest);
  std::string text = iso_date(Date{day});
  text += fmt::format("T{:02}:{:02}:{:02}", whole.count() / 3600, whole.count() / 60 % 60, whole.count() % 60);
  if (rest != whole) text += fmt::format(".{:03}", (rest - whole).count());
  return text + "Z";
}

Result<Date> parse_date(std::string_view text) {
  std::size_t at = 0;
  const auto year = digits(text, at, 4);
  const bool first = take(text, at, '-');
  const auto month = digits(text, at, 2);
  const bool second = take(text, at, '-');
  const auto day = digits(text, at, 2);
  if (!year || !first || !month || !second || !day || at != text.size()) {
    return fail(Errc::Invalid, "'" + std::string(text) + "' is not a date; write 2026-11-21");
  }
  const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                  std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return fail(Errc::Invalid, "there is no day " + std::string(text));
  return date;
}

Result<MinuteOfDay> parse_clock(std::string_view text) {
  std::size_t at = 0;
  const auto hour = digits(text, at, 2);
  const bool colon = take(text, at, ':');
  const auto minute = digits(text, at, 2);
  if (!hour || !colon || !minute || at != text.size() || *minute > 59 || *hour * 60 + *minute > 1440) {
    return fail(Errc::Invalid, "'" + std::string(text) + "' is not a time of day; write 09:30");
  }
  return *hour * 60 + *minute;
}

Result<Instant> parse_instant(std::string_view text, const Zone& zone) {
  const std::size_t split = text.find_first_of("T ");
  const auto date = parse_date(text.substr(0, split));
  if (!date) return date.error();
  if (split == std::string_view::npos) return zone.to_instant(*date, 0);

  std::string_view rest = text.substr(split + 1);
  std::size_t at = 0;
  const auto hour = digits(rest, at, 2);
  const bool colon = take(rest, at, ':');
  const auto minute = digits(rest, at, 2);
  if (!hour || !colon || !minute || *hour > 23 || *minute > 59) return bad_instant(text);
  milliseconds time = std::chrono::hours{*hour} + minutes{*minute};
  if (take(rest, at, ':')) {
    const auto second = digits(rest, at, 2);
    if (!second || *second > 59) return bad_instant(text);
    time += seconds{*second};
    if (take(rest, at, '.')) {
      milliseconds unit{100};
      if (at >= rest.size()) return bad_instant(text);
      while (at < rest.size() && rest[at] >= '0' && rest[at] <= '9') {
        time += unit * (rest[at++] - '0');
        unit /= 10;
      }
    }
  }
  if (at == rest.size()) {
    return zone.to_instant(LocalTime{*date, std::chrono::floor<seconds>(time)}) +
           (time - std::chrono::floor<seconds>(time));
  }
  const Instant as_utc{sys_days{*date}.time_since_epoch() + time};
  if (rest.substr(at) == "Z") return as_utc;
  const bool east = rest[at] == '+';
  if (!east && rest[at] != '-') return bad_instant(text);
  ++at;
  const auto offset_hour = digits(rest, at, 2);
  take(rest, at, ':');
  const auto offset_minute = digits(rest, at, 2);
  if (!offset_hour || !offset_minute || at != rest.size()) return bad_instant(text);
  const minutes offset{*offset_hour * 60 + *offset_minute};
  return east ? as_utc - offset : as_utc + offset;
}

}  // namespace sportello::flows
