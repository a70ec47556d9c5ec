#include <fmt/core.h>

#include <algorithm>

#include "flows/answers/day_answer.h"
#include "flows/answers/week_answer.h"
#include "flows/calendar/year.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

/// A holiday so near is worth a line below the usual hours.
constexpr int kNearHoliday = 14;

std::string table_of(const Desk& desk, const Service& service) {
  std::string text;
  for (const WeekLine& line : week_lines(service, desk.language)) {
    text += "\n" + desk.say("hours.line", {{"days", line.days}, {"hours", desk.hours(line.hours)}});
  }
  return text;
}

/// The weekdays on which nothing opens, as one line.
std::string closed_line(const Desk& desk) {
  std::vector<std::string> days;
  for (unsigned iso = 1; iso <= 7; ++iso) {
    const bool open = std::any_of(desk.offers.begin(), desk.offers.end(),
                                  [iso](const Offer& offer) { return !offer.service->week[iso - 1].empty(); });
    if (!open) days.emplace_back(weekday_in_words(std::chrono::weekday{iso}, desk.language));
  }
  if (days.empty()) return {};
  return "\n" + desk.say("hours.line_closed", {{"days", listed(days, desk.language)}});
}

std::string near_holiday(const Desk& desk) {
  for (int ahead = 0; ahead <= kNearHoliday; ++ahead) {
    const Date date = plus_days(desk.today, ahead);
    const DeskDay day = desk.day(date);
    if (day.holiday == nullptr || desk.usual_standard(date) == day.standard) continue;
    Params params{{"day", desk.day_name(date, day.holiday)}, {"hours", desk.hours(day.standard)}};
    return "\n" + desk.say(day.standard.empty() ? "hours.next_holiday_closed" : "hours.next_holiday_half", params);
  }
  return {};
}

/// "il sabato", "on Saturdays".
std::string weekday_label(const Desk& desk, std::chrono::weekday weekday) {
  const std::string_view name = weekday_in_words(weekday, desk.language);
  if (desk.language == Language::En) return fmt::format("on {}s", name);
  return fmt::format("{} {}", weekday == std::chrono::Sunday ? "la" : "il", name);
}

}  // namespace

std::string usual_hours_in_words(const Desk& desk) {
  std::vector<std::string> parts;
  for (const WeekLine& line : week_lines(*desk.offers.front().service, desk.language)) {
    parts.push_back(line.days + " " + desk.hours(line.hours));
  }
  std::string words;
  for (const std::string& part : parts) words += (words.empty() ? "" : "; ") + part;
  return words;
}

std::string usual_answer(const Desk& desk) {
  std::string text = desk.say("hours.usual_header") + table_of(desk, *desk.offers.front().service) + closed_line(desk);
  for (std::size_t i = 1; i < desk.offers.size(); ++i) {
    const Service& service = *desk.offers[i].service;
    text += "\n*" + capital(service.name.in(desk.language)) + "*" + table_of(desk, service);
    if (const std::string note = desk.note_of(service); !note.empty()) text += "\n" + note;
  }
  text += near_holiday(desk);
  return text + "\n" + now_answer(desk, Asked::Hours);
}

std::string weekday_answer(const Desk& desk, std::chrono::weekday weekday, Asked asked) {
  const std::size_t index = weekday.iso_encoding() - 1;
  Params params{{"day", weekday_label(desk, weekday)}};
  const Intervals& standard = desk.offers.front().service->week[index];
  if (!standard.empty()) {
    params["hours"] = desk.hours(standard);
    if (asked == Asked::OpensWhen || asked == Asked::ClosesWhen) {
      const bool opens = asked == Asked::OpensWhen;
      params["at"] = at_clock(opens ? standard.front().from : standard.back().to, desk.language);
      return capital(desk.say(opens ? "hours.day_opens" : "hours.day_closes", params));
    }
    return lead(desk, yes_for(asked, true), desk.say("hours.day_open", params));
  }
  for (std::size_t i = 1; i < desk.offers.size(); ++i) {
    const Service& service = *desk.offers[i].service;
    if (service.week[index].empty()) continue;
    params["service"] = desk.name_of(service);
    params["hours"] = desk.hours(service.week[index]);
    const auto yes = is_mine(desk, service) ? yes_for(asked, true) : std::nullopt;
    return joined({lead(desk, yes, desk.say(other_key(desk, service, "day"), params)), desk.note_of(service)});
  }
  const std::string usual = usual_hours_in_words(desk);
  return joined({lead(desk, yes_for(asked, false), desk.say("hours.day_closed", params)),
                 desk.say("hours.usual_inline", {{"hours", usual}})});
}

std::string break_answer(const Desk& desk) {
  const Params params{{"hours", usual_hours_in_words(desk)}};
  for (const Intervals& day : desk.offers.front().service->week) {
    if (day.size() < 2) continue;
    Params with_pause = params;
    with_pause["pause"] = from_to_clock({day[0].to, day[1].from}, desk.language);
    return capital(desk.say("hours.break", with_pause));
  }
  return capital(desk.say("hours.no_break", params));
}

}  // namespace sportello::flows
