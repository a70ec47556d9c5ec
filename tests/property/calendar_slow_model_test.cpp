#include "tests/property/calendar_slow_model.h"

#include <random>

#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using std::chrono::days;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::sys_days;
using std::chrono::year;
using testing::SlowModel;

class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}

  /// From `low` to `high`, both included.
  int roll(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  bool one_in(int n) { return roll(1, n) == 1; }
  milliseconds time(milliseconds below) {
    return milliseconds{std::uniform_int_distribution<long>(0, below.count() - 1)(engine_)};
  }

 private:
  std::mt19937 engine_;
};

/// Half of the instants fall on a full minute, where the edges are.
Instant any_instant(Dice& dice, Instant from, Instant to) {
  const Instant instant = from + dice.time(to - from);
  return dice.one_in(2) ? std::chrono::floor<minutes>(instant) : instant;
}

std::string words(std::optional<Instant> instant) {
  return instant ? iso_utc(*instant) : "none";
}

/// Everything evaluate says at one instant; what lies beyond the model's span is only required to lie beyond it.
void expect_same(const Calendar& calendar, const Service& service, const SlowModel& model, Instant instant) {
  const Evaluation result = evaluate(calendar, service, instant);
  ASSERT_EQ(result.open, model.open_at(instant)) << service.id << " " << iso_utc(instant);
  ASSERT_EQ(result.open, result.reason == Reason::Open);
  ASSERT_EQ(closed_period(calendar, service, instant).empty(), result.open);
  if (result.open && model.until(instant) < model.end()) {
    ASSERT_EQ(words(result.until), words(model.until(instant))) << service.id << " " << iso_utc(instant);
  }
  if (const auto next = model.next_opening(instant)) {
    ASSERT_EQ(words(result.next_opening), words(next)) << service.id << " " << iso_utc(instant);
  } else if (result.next_opening) {
    ASSERT_GE(*result.next_opening, model.end()) << service.id << " " << iso_utc(instant);
  }
}

void expect_same_working_time(const Calendar& calendar, const Service& service, const SlowModel& model, Instant from,
                              Instant to) {
  const milliseconds open = model.open_time(from, to);
  ASSERT_EQ(working_time(calendar, service, from, to), std::chrono::floor<minutes>(open))
      << service.id << " " << iso_utc(from) << " to " << iso_utc(to);
  const minutes working = std::chrono::floor<minutes>(open);
  if (working <= minutes{0}) return;
  const auto end = add_working_time(calendar, service, from, working);
  ASSERT_TRUE(end.has_value());
  ASSERT_LE(*end, to);
  // So much has passed, and not a moment earlier.
  ASSERT_EQ(model.open_time(from, *end), working) << service.id << " " << iso_utc(from);
  ASSERT_LT(model.open_time(from, *end - milliseconds{1}), working) << service.id << " " << iso_utc(from);
}

TEST(Calendars, OfBothBusinessesAgreeWithTheSlowModelFrom2020To2040) {
  const Instant from = sys_days{year{2020} / 1 / 1};
  const Instant to = sys_days{year{2041} / 1 / 1};
  const Calendar leotron = testing::leotron_calendar();
  const Calendar kzweb = testing::kzweb_calendar();
  const struct {
    const Calendar& calendar;
    const Service& service;
    SlowModel model;
  } cases[] = {
      {leotron, leotron.services[0], SlowModel("Europe/Rome", from, to, testing::leotron_is_open)},
      {leotron, leotron.services[1], SlowModel("Europe/Rome", from, to, testing::leotron_weekend_is_open)},
      {kzweb, kzweb.services[0], SlowModel("Europe/Rome", from, to, testing::kzweb_is_open)},
  };
  Dice dice(20261121);
  const int runs = testing::property_runs(100'000);
  for (int i = 0; i < runs; ++i) {
    const auto& [calendar, service, model] = cases[static_cast<std::size_t>(i % 3)];
    const Instant instant = any_instant(dice, from, to);
    expect_same(calendar, service, model, instant);
    if (i % 20 == 0) {
      expect_same_working_time(calendar, service, model, instant,
                               std::min(any_instant(dice, instant, instant + days{40}), to));
    }
    if (HasFatalFailure()) return;
  }
}

// ---- calendars nobody would write -----------------------------------------------------------------------------------

Intervals any_intervals(Dice& dice, int at_most) {
  Intervals intervals;
  MinuteOfDay at = dice.one_in(4) ? 0 : dice.roll(0, 900);
  for (int count = dice.roll(0, at_most); count > 0 && at < 1440; --count) {
    const MinuteOfDay to = dice.one_in(5) ? 1440 : std::min(1440, at + dice.roll(1, 400));
    intervals.push_back({at, to});
    at = to + (dice.one_in(5) ? 0 : dice.roll(1, 200));
  }
  return intervals;
}

FixedDay any_day(Dice& dice) {
  const auto month = std::chrono::month(static_cast<unsigned>(dice.roll(1, 12)));
  const auto length = (year{2024} / month / std::chrono::last).day();
  return {month,
          std::chrono::day(static_cast<unsigned>(dice.roll(1, static_cast<int>(static_cast<unsigned>(length)))))};
}

DayRule any_rule(Dice& dice, Date around) {
  const Date near = plus_days(around, dice.roll(-10, 30));
  const FixedDay near_day{near.month(), near.day()};
  const std::vector<DayRule> rules{
      dice.one_in(2) ? any_day(dice) : near_day,
      EasterDay{dice.one_in(2) ? dice.roll(-100, 300) : days_between(easter(near.year()), near)},
      DateRange{near, plus_days(near, dice.one_in(2) ? 0 : dice.roll(0, 20))},
      YearlyRange{any_day(dice), any_day(dice)},
      YearlyRange{near_day, any_day(dice)},
      NthWeekday{dice.one_in(3) ? -1 : dice.roll(1, 5), std::chrono::weekday(static_cast<unsigned>(dice.roll(1, 7))),
                 near.month()}};
  return rules[static_cast<std::size_t>(dice.roll(0, 5))];
}

Calendar any_calendar(Dice& dice, const Zone& zone, Date around) {
  Calendar calendar{zone, {}, {}};
  for (const char* id : {"standard", "weekend"}) {
    Service service{id, {id, id}, {}, {}};
    const bool always = dice.one_in(6);
    for (Intervals& intervals : service.week) {
      intervals = always || dice.one_in(5) ? Intervals{{0, 1440}} : any_intervals(dice, 3);
    }
    calendar.services.push_back(service);
  }
  for (int count = dice.roll(0, 6); count > 0; --count) {
    CalendarException exception{.id = std::to_string(count),
                                .name = {},
                                .rule = any_rule(dice, around),
                                .intervals = any_intervals(dice, 2),
                                .hours = ExceptionHours::Within,
                                .services = {},
                                .valid_from = {},
                                .valid_to = {}};
    if (dice.one_in(3)) exception.hours = ExceptionHours::Instead;
    if (dice.one_in(3)) exception.services = {dice.one_in(2) ? "standard" : "weekend"};
    if (dice.one_in(3)) exception.valid_from = plus_days(around, dice.roll(-10, 20));
    if (dice.one_in(3)) exception.valid_to = plus_days(around, dice.roll(-10, 20));
    calendar.exceptions.push_back(exception);
  }
  return calendar;
}

/// Clocks that change by an hour and by half of one, at night, at midnight, in either half of the year, or never.
/// Not Havana: its clocks do not follow their own rule before 2028.
constexpr const char* kZones[] = {"Europe/Rome",      "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham",
                                  "America/Chicago",  "Africa/Cairo",     "Asia/Beirut",         "Atlantic/Azores",
                                  "Asia/Kathmandu",   "America/Santiago", "America/St_Johns",    "UTC",
                                  "Pacific/Auckland", "America/Nuuk",     "Asia/Tokyo"};

TEST(Calendars, OfAnyShapeAgreeWithTheSlowModelInAnyZone) {
  Dice dice(1583);
  const int runs = testing::property_runs(100'000) / 400;
  for (int i = 0; i < runs; ++i) {
    const Zone zone = *Zone::find(kZones[static_cast<std::size_t>(i) % std::size(kZones)]);
    Instant from =
        sys_days{plus_days(Date{year{2020}, std::chrono::January, std::chrono::day{10}}, dice.roll(0, 7600))};
    // Half of the spans hold a change of the clock, where there is one.
    const ZoneStretch stretch = zone.stretch_at(from);
    if (dice.one_in(2) && stretch.end < Instant{sys_days{year{2041} / 1 / 1}}) {
      from = std::chrono::floor<days>(stretch.end) - days{dice.roll(1, 15)};
    }
    const Instant to = from + days{20};
    const Calendar calendar = any_calendar(dice, zone, Date{std::chrono::floor<days>(from)});
    for (const Service& service : calendar.services) {
      const SlowModel model(zone.name(), from, to, [&calendar, &service](const testing::WallMinute& wall) {
        return testing::is_open(calendar, service, wall);
      });
      for (int k = 0; k < 25; ++k) {
        const Instant instant = any_instant(dice, from, to);
        expect_same(calendar, service, model, instant);
        expect_same_working_time(calendar, service, model, instant, any_instant(dice, instant, to));
        if (HasFatalFailure()) FAIL() << "case " << i << " in " << zone.name();
      }
    }
  }
}

}  // namespace
}  // namespace sportello::flows
