#include "flows/calendar/year.h"

#include <fmt/core.h>

#include <algorithm>

#include "flows/calendar/openings.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

DayKind kind_of(const Calendar& calendar, const YearDay& day) {
  const auto is_open = [](const Intervals& hours) { return !hours.empty(); };
  const bool any = std::any_of(day.open.begin(), day.open.end(), is_open);
  if (day.exception != nullptr) {
    if (!any) return DayKind::Closed;
    for (std::size_t i = 0; i < day.open.size(); ++i) {
      if (day.open[i] != usual_hours(calendar.services[i], day.date)) return DayKind::Changed;
    }
  }
  if (!any) return DayKind::Resting;
  return is_open(day.open.front()) ? DayKind::Usual : DayKind::Other;
}

/// 2044 as "2.044" or "2,044".
std::string grouped(long number, Language language) {
  if (number < 1000) return std::to_string(number);
  return fmt::format("{}{}{:03}", number / 1000, language == Language::It ? '.' : ',', number % 1000);
}

}  // namespace

std::string_view symbol_of(DayKind kind) {
  switch (kind) {
    case DayKind::Usual:
      return "■";
    case DayKind::Other:
      return "□";
    case DayKind::Changed:
      return "◧";
    case DayKind::Closed:
      return "×";
    case DayKind::Resting:
      return "·";
  }
  return "?";
}

std::string name_of(DayKind kind, Language language) {
  const bool it = language == Language::It;
  switch (kind) {
    case DayKind::Usual:
      return it ? "orario solito" : "usual hours";
    case DayKind::Other:
      return it ? "solo un altro servizio" : "another service only";
    case DayKind::Changed:
      return it ? "orario diverso" : "different hours";
    case DayKind::Closed:
      return it ? "festivo, chiuso" : "holiday, closed";
    case DayKind::Resting:
      return it ? "chiusura settimanale" : "weekly closing day";
  }
  return {};
}

std::vector<YearDay> days_of(const Calendar& calendar, std::chrono::year year) {
  std::vector<YearDay> days;
  for (std::size_t i = 0; i < calendar.services.size(); ++i) {
    const auto of_service = year_of(calendar, calendar.services[i], year);
    days.resize(of_service.size());
    for (std::size_t k = 0; k < days.size(); ++k) {
      days[k].date = of_service[k].date;
      days[k].open.push_back(of_service[k].open);
      if (days[k].exception == nullptr) days[k].exception = of_service[k].exception;
    }
  }
  for (YearDay& day : days) day.kind = kind_of(calendar, day);
  return days;
}

std::string hours_in_words(const Calendar& calendar, const YearDay& day, Language language) {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < day.open.size(); ++i) {
    if (day.open[i].empty()) continue;
    const std::string hours = intervals_in_words(day.open[i], language);
    parts.push_back(i == 0 ? hours : calendar.services[i].name.in(language) + " " + hours);
  }
  if (parts.empty()) return language == Language::It ? "chiuso" : "closed";
  return listed(parts, language);
}

std::vector<WeekLine> week_lines(const Service& service, Language language) {
  std::vector<WeekLine> lines;
  for (std::size_t first = 0; first < 7;) {
    std::size_t last = first;
    while (last < 6 && service.week[last + 1] == service.week[first]) ++last;
    const auto name = [language](std::size_t day) {
      return std::string(weekday_in_words(std::chrono::weekday{static_cast<unsigned>(day + 1)}, language));
    };
    if (!service.week[first].empty()) {
      std::string days = name(first);
      if (last == first + 1) days = listed({days, name(last)}, language);
      if (last > first + 1) days += "–" + name(last);
      lines.push_back({std::move(days), service.week[first]});
    }
    first = last + 1;
  }
  return lines;
}

std::string total_in_words(const std::vector<YearDay>& days, std::size_t service, Language language) {
  long open_minutes = 0;
  long open_days = 0;
  for (const YearDay& day : days) {
    for (const Interval& interval : day.open[service]) open_minutes += interval.to - interval.from;
    open_days += day.open[service].empty() ? 0 : 1;
  }
  const std::string rest = open_minutes % 60 == 0 ? "" : fmt::format(":{:02}", open_minutes % 60);
  const bool it = language == Language::It;
  return fmt::format("{}{} {} {} {} {}", grouped(open_minutes / 60, language), rest, it ? "ore" : "hours",
                     it ? "in" : "on", open_days, it ? "giorni" : "days");
}

}  // namespace sportello::flows
