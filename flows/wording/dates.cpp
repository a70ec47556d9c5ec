#include "flows/wording/dates.h"

#include <fmt/core.h>

#include <array>

namespace sportello::flows {
namespace {

constexpr std::array<std::string_view, 7> kWeekdaysIt{"lunedì",  "martedì", "mercoledì", "giovedì",
                                                      "venerdì", "sabato",  "domenica"};
constexpr std::array<std::string_view, 7> kWeekdaysEn{"Monday", "Tuesday",  "Wednesday", "Thursday",
                                                      "Friday", "Saturday", "Sunday"};
constexpr std::array<std::string_view, 12> kMonthsIt{"gennaio",   "febbraio", "marzo",    "aprile",
                                                     "maggio",    "giugno",   "luglio",   "agosto",
                                                     "settembre", "ottobre",  "novembre", "dicembre"};
constexpr std::array<std::string_view, 12> kMonthsEn{"January",   "February", "March",    "April",
                                                     "May",       "June",     "July",     "August",
                                                     "September", "October",  "November", "December"};

/// A date further away than this is said with its year.
constexpr int kClearDays = 335;

bool needs_year(Date date, Date today) {
  const int away = days_between(today, date);
  return away < 0 ? date.year() != today.year() : away > kClearDays;
}

std::string day_of(Date date, Language language) {
  return fmt::format("{} {}", weekday_in_words(weekday_of(date), language), static_cast<unsigned>(date.day()));
}

std::string_view conjunction(Language language) {
  return language == Language::It ? " e " : " and ";
}

}  // namespace

std::string_view weekday_in_words(std::chrono::weekday weekday, Language language) {
  return (language == Language::It ? kWeekdaysIt : kWeekdaysEn)[weekday.iso_encoding() - 1];
}

std::string_view month_in_words(std::chrono::month month, Language language) {
  return (language == Language::It ? kMonthsIt : kMonthsEn)[static_cast<unsigned>(month) - 1];
}

std::string in_words(Date date, Language language) {
  return fmt::format("{} {}", day_of(date, language), month_in_words(date.month(), language));
}

std::string in_words(Date date, Date today, Language language) {
  std::string words = in_words(date, language);
  if (needs_year(date, today)) words += fmt::format(" {}", static_cast<int>(date.year()));
  return words;
}

std::string_view near_day(Date date, Date today, Language language) {
  const bool it = language == Language::It;
  switch (days_between(today, date)) {
    case 0:
      return it ? "oggi" : "today";
    case 1:
      return it ? "domani" : "tomorrow";
    case 2:
      return it ? "dopodomani" : "the day after tomorrow";
    default:
      return {};
  }
}

std::string range_in_words(Date first, Date last, Date today, Language language) {
  if (first == last) return in_words(first, today, language);
  const bool same_month = first.year() == last.year() && first.month() == last.month();
  // One year is enough for both ends, unless the range goes over New Year.
  const bool year_at_end = needs_year(last, today);
  std::string from = same_month ? day_of(first, language) : in_words(first, language);
  if (year_at_end && first.year() != last.year()) from += fmt::format(" {}", static_cast<int>(first.year()));
  std::string to = in_words(last, language);
  if (year_at_end) to += fmt::format(" {}", static_cast<int>(last.year()));
  return language == Language::It ? fmt::format("da {} a {}", from, to) : fmt::format("from {} to {}", from, to);
}

std::string short_clock(MinuteOfDay minute) {
  return fmt::format("{}:{:02}", minute / 60, minute % 60);
}

std::string at_clock(MinuteOfDay minute, Language language) {
  if (minute % 1440 == 0) return language == Language::It ? "a mezzanotte" : "at midnight";
  if (language == Language::En) return "at " + short_clock(minute);
  return (minute / 60 == 1 ? "all'" : "alle ") + short_clock(minute);
}

std::string until_clock(MinuteOfDay minute, Language language) {
  if (language == Language::It) return "fino " + at_clock(minute, language);
  return "until " + (minute % 1440 == 0 ? "midnight" : short_clock(minute));
}

std::string from_to_clock(const Interval& interval, Language language) {
  const std::string from = short_clock(interval.from);
  if (language == Language::En) return fmt::format("from {} to {}", from, short_clock(interval.to));
  const char* article = interval.from == 0 ? "da mezzanotte" : interval.from / 60 == 1 ? "dall'" : "dalle ";
  return fmt::format("{}{} {}", article, interval.from == 0 ? "" : from, at_clock(interval.to, language));
}

std::string intervals_in_words(const Intervals& intervals, Language language) {
  if (intervals.size() == 1 && intervals[0] == Interval{0, 1440}) {
    return language == Language::It ? "24 ore su 24" : "24 hours";
  }
  std::vector<std::string> parts;
  for (const Interval& interval : intervals) {
    parts.push_back(short_clock(interval.from) + "–" + short_clock(interval.to));
  }
  return listed(parts, language);
}

std::string moment_in_words(Instant instant, Instant now, const Zone& zone, Language language) {
  const LocalTime local = zone.to_local(instant);
  const Date today = zone.to_local(now).date;
  // "dopodomani" is heavier than the weekday it stands for.
  const bool near = days_between(today, local.date) <= 1;
  std::string day{near ? near_day(local.date, today, language) : std::string_view{}};
  if (day.empty()) day = in_words(local.date, today, language);
  return day + " " + at_clock(local.minute(), language);
}

std::string exact_moment_in_words(Instant instant, Instant now, const Zone& zone, Language language) {
  const LocalTime local = zone.to_local(instant);
  return in_words(local.date, zone.to_local(now).date, language) + " " + at_clock(local.minute(), language);
}

std::string listed(const std::vector<std::string>& items, Language language) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? conjunction(language) : std::string_view{", "};
    text += items[i];
  }
  return text;
}

}  // namespace sportello::flows
