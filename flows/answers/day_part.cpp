#include "flows/answers/day_part.h"

#include <fmt/core.h>

#include <array>

#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

struct PartWords {
  std::string_view today;
  std::string_view tomorrow;
  std::string_view of_a_day;
};

constexpr std::array<PartWords, 5> kIt{{{"stamattina", "domani mattina", "di mattina"},
                                        {"oggi all'ora di pranzo", "domani all'ora di pranzo", "all'ora di pranzo"},
                                        {"oggi pomeriggio", "domani pomeriggio", "di pomeriggio"},
                                        {"stasera", "domani sera", "di sera"},
                                        {"stanotte", "domani notte", "di notte"}}};
constexpr std::array<PartWords, 5> kEn{{{"this morning", "tomorrow morning", "in the morning"},
                                        {"today at lunchtime", "tomorrow at lunchtime", "at lunchtime"},
                                        {"this afternoon", "tomorrow afternoon", "in the afternoon"},
                                        {"this evening", "tomorrow evening", "in the evening"},
                                        {"tonight", "tomorrow night", "at night"}}};

constexpr MinuteOfDay hour(int hours) {
  return hours * 60;
}

}  // namespace

DayPart day_part(const Interval& interval) {
  if (interval.from >= hour(22) || interval.to <= hour(7)) return DayPart::Night;
  if (interval.from >= hour(12) && interval.to <= hour(15)) return DayPart::Lunch;
  if (interval.to <= hour(14)) return DayPart::Morning;
  return interval.from >= hour(17) ? DayPart::Evening : DayPart::Afternoon;
}

std::string part_label(const Desk& desk, Date date, DayPart part, const CalendarException* holiday) {
  const PartWords& words = (desk.language == Language::It ? kIt : kEn)[static_cast<std::size_t>(part)];
  if (!desk.is_near(date)) return fmt::format("{} {}", desk.day_label(date, holiday), words.of_a_day);
  const std::string day = in_words(date, desk.today, desk.language);
  const std::string_view near = date == desk.today ? words.today : words.tomorrow;
  if (holiday == nullptr) return fmt::format("{} ({})", near, day);
  return fmt::format("{} ({}, {})", near, day, desk.name_of(*holiday));
}

}  // namespace sportello::flows
