#include <fmt/core.h>

#include <algorithm>

#include "flows/answers/day_answer.h"
#include "flows/answers/week_answer.h"
#include "flows/calendar/year.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

/// More days than this are told as the usual hours and what differs from them.
constexpr int kLongRange = 9;
/// At most so many lines in a bubble.
constexpr std::size_t kMostLines = 12;

/// Days in a row with the same hours.
struct Group {
  DeskDay day;  ///< the first one
  Date last;
  std::vector<const CalendarException*> holidays;
};

bool same_others(const std::vector<ServiceDay>& a, const std::vector<ServiceDay>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const ServiceDay& x, const ServiceDay& y) {
    return x.service == y.service && x.intervals == y.intervals;
  });
}

void note_holiday(Group& group, const CalendarException* holiday) {
  if (holiday == nullptr) return;
  if (std::find(group.holidays.begin(), group.holidays.end(), holiday) == group.holidays.end()) {
    group.holidays.push_back(holiday);
  }
}

std::vector<Group> groups_of(const Desk& desk, Date first, Date last) {
  std::vector<Group> groups;
  for (Date date = first; date <= last; date = plus_days(date, 1)) {
    DeskDay day = desk.day(date);
    const bool joins = !groups.empty() && groups.back().day.standard == day.standard &&
                       same_others(groups.back().day.others, day.others) && groups.back().day.half == day.half;
    if (!joins) groups.push_back({day, date, {}});
    groups.back().last = date;
    note_holiday(groups.back(), day.holiday);
  }
  return groups;
}

std::string names_of(const Desk& desk, const std::vector<const CalendarException*>& holidays) {
  std::string names;
  for (const CalendarException* holiday : holidays) names += (names.empty() ? "" : ", ") + desk.name_of(*holiday);
  return names;
}

/// "venerdì 25 e sabato 26 dicembre (Natale, Santo Stefano)", without a preposition.
std::string line_label(const Desk& desk, const Group& group) {
  std::string label = days_label(desk, group.day.date, group.last);
  if (desk.language == Language::En && label.rfind("on ", 0) == 0) label.erase(0, 3);
  const std::string names = names_of(desk, group.holidays);
  return names.empty() ? label : fmt::format("{} ({})", label, names);
}

std::string line_of(const Desk& desk, const Group& group) {
  Params params{{"days", line_label(desk, group)}, {"hours", desk.hours(group.day.standard)}};
  if (!group.day.standard.empty()) return desk.say(group.day.half ? "hours.line_only" : "hours.line", params);
  if (group.day.others.empty()) return desk.say("hours.line_closed", params);
  const ServiceDay& other = group.day.others.front();
  params["service"] = other.service->name.in(desk.language);
  params["hours"] = desk.hours(other.intervals);
  return desk.say("hours.line_other", params);
}

/// The service whose note the days need: the first one that is not the standard one.
const Service* other_in(const std::vector<Group>& groups) {
  for (const Group& group : groups) {
    if (!group.day.others.empty()) return group.day.others.front().service;
  }
  return nullptr;
}

/// "sabato 9:00–13:00 e 14:30–18:30, domenica 9:00–13:00" of another service.
std::string others_in_words(const Desk& desk, const std::vector<Group>& groups) {
  std::string words;
  for (const Group& group : groups) {
    if (group.day.others.empty()) continue;
    const std::string_view weekday = weekday_in_words(weekday_of(group.day.date), desk.language);
    words += fmt::format("{}{} {}", words.empty() ? "" : ", ", weekday, desk.hours(group.day.others.front().intervals));
  }
  return words;
}

std::string all_closed(const Desk& desk, const std::vector<Group>& groups, const std::string& days, Asked asked) {
  std::vector<const CalendarException*> holidays;
  for (const Group& group : groups) holidays.insert(holidays.end(), group.holidays.begin(), group.holidays.end());
  const std::string sentence = desk.say("hours.days_closed", {{"days", days}, {"holidays", names_of(desk, holidays)}});
  const Instant after = std::max(desk.now, desk.start_of(groups.front().day.date));
  return joined({lead(desk, yes_for(asked, false), sentence), reopening_sentences(desk, after)});
}

std::string only_others(const Desk& desk, const std::vector<Group>& groups, const std::string& days, Asked asked) {
  const Service& service = *other_in(groups);
  const auto yes = is_mine(desk, service) ? yes_for(asked, true) : std::nullopt;
  const std::string sentence =
      desk.say(other_key(desk, service, "days"),
               {{"days", days}, {"service", desk.name_of(service)}, {"hours", others_in_words(desk, groups)}});
  const Instant after = std::max(desk.now, desk.start_of(groups.front().day.date));
  return joined({lead(desk, yes, sentence), other_sentences(desk, service, after)});
}

/// A week and the weekend after it.
std::string open_then_closed(const Desk& desk, const std::vector<Group>& groups, Asked asked) {
  const auto days = [&desk](const Group& group) { return days_label(desk, group.day.date, group.last); };
  const Params params{{"days", days(groups[0])}, {"hours", desk.hours(groups[0].day.standard)}};
  return joined({lead(desk, yes_for(asked, true), desk.say("hours.days_open", params)),
                 capital(desk.say("hours.days_closed", {{"days", days(groups[1])}}))});
}

/// The usual hours, and a line for each day with a holiday.
std::string long_answer(const Desk& desk, Date first, Date last, const std::string& days) {
  std::vector<Group> differing;
  for (Date date = first; date <= last; date = plus_days(date, 1)) {
    const DeskDay day = desk.day(date);
    if (day.holiday == nullptr) continue;
    const bool joins = !differing.empty() && days_between(differing.back().last, date) == 1 &&
                       differing.back().holidays.back() == day.holiday && differing.back().day.standard == day.standard;
    if (!joins) differing.push_back({day, date, {day.holiday}});
    differing.back().last = date;
  }
  const Params params{{"days", days}, {"hours", usual_hours_in_words(desk)}};
  if (differing.empty()) return capital(desk.say("hours.days_usual", params));
  std::string text = capital(desk.say("hours.days_usual_except", params));
  for (std::size_t i = 0; i < std::min(differing.size(), kMostLines); ++i) text += "\n" + line_of(desk, differing[i]);
  return text;
}

}  // namespace

std::string days_label(const Desk& desk, Date first, Date last) {
  const Language language = desk.language;
  const std::string on = language == Language::En ? "on " : "";
  if (first == last) return on + in_words(first, desk.today, language);
  if (days_between(first, last) > 1) return range_in_words(first, last, desk.today, language);
  // Two days: both weekdays, and what they share once.
  const std::string second = in_words(last, desk.today, language);
  const bool same_month = first.month() == last.month();
  const std::string start = same_month ? fmt::format("{} {}", weekday_in_words(weekday_of(first), language),
                                                     static_cast<unsigned>(first.day()))
                                       : in_words(first, desk.today, language);
  return on + listed({start, second}, language);
}

std::string days_answer(const Desk& desk, Date first, Date last, Asked asked) {
  const std::string days = days_label(desk, first, last);
  const auto groups = groups_of(desk, first, last);
  const auto opens = [](const Group& group) { return !group.day.standard.empty(); };
  const auto closed = [](const Group& group) { return group.day.closed(); };
  const auto ordinary = [](const Group& group) { return group.holidays.empty(); };
  if (std::all_of(groups.begin(), groups.end(), closed)) return all_closed(desk, groups, days, asked);
  if (std::none_of(groups.begin(), groups.end(), opens)) return only_others(desk, groups, days, asked);
  if (asked == Asked::Different && std::all_of(groups.begin(), groups.end(), ordinary)) {
    return lead(desk, false, desk.say("hours.days_usual", {{"days", days}, {"hours", usual_hours_in_words(desk)}}));
  }
  if (groups.size() == 1 && ordinary(groups.front())) {
    const Params params{{"days", days}, {"hours", desk.hours(groups.front().day.standard)}};
    return lead(desk, yes_for(asked, true), desk.say("hours.days_open", params));
  }
  if (groups.size() == 2 && std::all_of(groups.begin(), groups.end(), ordinary) && opens(groups[0])) {
    if (closed(groups[1])) return open_then_closed(desk, groups, asked);
  }
  if (days_between(first, last) >= kLongRange) return long_answer(desk, first, last, days);

  const bool some_closed = !std::all_of(groups.begin(), groups.end(), opens);
  const char* header = some_closed ? "hours.days_not_all" : "hours.days_differing";
  if (asked != Asked::IsOpen && asked != Asked::IsClosed) header = "hours.days_header";
  std::string text = capital(desk.say(header, {{"days", days}}));
  for (const Group& group : groups) text += "\n" + line_of(desk, group);
  if (const Service* other = other_in(groups)) text += "\n" + desk.note_of(*other);
  return text;
}

}  // namespace sportello::flows
