#include <fmt/core.h>

#include <algorithm>

#include "flows/calendar/calendar.h"
#include "flows/calendar/openings.h"
#include "flows/core/match.h"

namespace sportello::flows {
namespace {

using std::chrono::year;

constexpr std::array<const char*, 7> kDayMembers{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// The years in which a rule without validity is tried: the Gregorian calendar's weekdays and leap days repeat
/// after 400 years, a day that does not come in these does not come.
constexpr year kFirstTried{1900};
constexpr year kLastTried{2299};
/// Days of some years of every kind, to see whether an exception changes anything.
constexpr int kOccurrencesTried = 28;
/// A service that opens at all does so in these years.
constexpr year kFirstOpened{1990};
constexpr year kLastOpened{2100};

class Faults {
 public:
  explicit Faults(const Calendar& calendar) : calendar_(calendar) {}

  std::vector<CalendarFault> all() {
    if (calendar_.services.empty()) report("/services", "there is no service: nothing ever opens");
    for (std::size_t i = 0; i < calendar_.services.size(); ++i) check_service(i);
    for (std::size_t i = 0; i < calendar_.exceptions.size(); ++i) check_exception(i);
    return std::move(faults_);
  }

 private:
  void report(std::string pointer, std::string text) { faults_.push_back({std::move(pointer), std::move(text)}); }

  void check_intervals(const std::string& pointer, const Intervals& intervals) {
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const Interval& interval = intervals[i];
      const std::string place = fmt::format("{}/{}", pointer, i);
      const std::string words = clock_time(interval.from) + "-" + clock_time(interval.to);
      if (interval.from < 0 || interval.to > 1440) {
        report(place, "a day ends at 24:00");
      } else if (interval.from >= interval.to) {
        report(place, words + " is empty; hours past midnight are written 18:00-24:00 and, the day after, 00:00-02:00");
      } else if (i > 0 && interval.from < intervals[i - 1].to) {
        const Interval& before = intervals[i - 1];
        const bool overlap = before.from < interval.to;
        report(place, fmt::format("{} {} {}-{}", words, overlap ? "overlaps" : "stands after the later",
                                  clock_time(before.from), clock_time(before.to)));
      }
    }
  }

  void check_service(std::size_t index) {
    const Service& service = calendar_.services[index];
    const std::string pointer = fmt::format("/services/{}", index);
    if (service.id.empty()) report(pointer + "/id", "a service needs an id");
    if (service.name.it.empty() || service.name.en.empty()) report(pointer + "/name", "needs a name in it and in en");
    for (std::size_t i = 0; i < index; ++i) {
      if (calendar_.services[i].id == service.id) report(pointer + "/id", "'" + service.id + "' is there twice");
    }
    const std::size_t faults_before = faults_.size();
    for (std::size_t day = 0; day < service.week.size(); ++day) {
      check_intervals(pointer + "/week/" + kDayMembers[day], service.week[day]);
    }
    if (faults_.size() == faults_before && !opens(service)) report(pointer + "/week", "this service never opens");
  }

  /// Weekly hours, or an extraordinary opening, that the exceptions leave standing on some day.
  bool opens(const Service& service) const {
    const bool has_week =
        std::any_of(service.week.begin(), service.week.end(), [](const Intervals& day) { return !day.empty(); });
    if (!has_week) {
      return std::any_of(calendar_.exceptions.begin(), calendar_.exceptions.end(), [this, &service](const auto& e) {
        const auto dates = occurrences(e);
        return std::any_of(dates.begin(), dates.end(),
                           [this, &service](Date date) { return !hours_of(calendar_, service, date).open.empty(); });
      });
    }
    const Date last{kLastOpened, std::chrono::December, std::chrono::day{31}};
    for (Date date{kFirstOpened, std::chrono::January, std::chrono::day{1}}; date <= last; date = plus_days(date, 1)) {
      if (!hours_of(calendar_, service, date).open.empty()) return true;
    }
    return false;
  }

  /// Days on which the exception counts: the first of each occurrence, and all days of a dated range.
  static std::vector<Date> occurrences(const CalendarException& exception) {
    std::vector<Date> dates;
    if (const auto* range = std::get_if<DateRange>(&exception.rule)) {
      const Date end = std::min(range->last, plus_days(range->first, 800));
      for (Date date = range->first; date <= end; date = plus_days(date, 1)) {
        if (applies_on(exception, date)) dates.push_back(date);
      }
      return dates;
    }
    const year from = exception.valid_from ? exception.valid_from->year() - std::chrono::years{1} : kFirstTried;
    const year to = exception.valid_to ? exception.valid_to->year() + std::chrono::years{1}
                                       : std::max(kLastTried, from + std::chrono::years{400});
    const int days = std::holds_alternative<YearlyRange>(exception.rule) ? 366 : 1;
    int tried = 0;
    for (year y = from; y <= to && tried < kOccurrencesTried; ++y) {
      const auto first = occurrence(exception.rule, y);
      if (!first) continue;
      const std::size_t before = dates.size();
      for (Date date = *first; falls_on(exception.rule, date) && days_between(*first, date) < days;
           date = plus_days(date, 1)) {
        if (applies_on(exception, date)) dates.push_back(date);
      }
      tried += dates.size() != before ? 1 : 0;
    }
    return dates;
  }

  void check_rule(const std::string& pointer, const DayRule& rule) {
    const auto exists = [](const FixedDay& day) {
      return Date{year{2024}, day.month, day.day}.ok();  // a leap year
    };
    match(
        rule,
        [&](const FixedDay& day) {
          if (!exists(day)) report(pointer, "there is no such day in any year");
        },
        [&](const EasterDay& day) {
          if (day.offset < -100 || day.offset > 300) report(pointer, "Easter ± days stays within -100 and +300");
        },
        [&](const DateRange& range) {
          if (range.last < range.first) report(pointer, "the last day comes before the first");
        },
        [&](const YearlyRange& range) {
          if (!exists(range.first) || !exists(range.last)) report(pointer, "there is no such day in any year");
        },
        [&](const NthWeekday& nth) {
          if (nth.nth != -1 && (nth.nth < 1 || nth.nth > 5))
            report(pointer, "a month has first to fifth weekdays, and a last one");
        });
  }

  void check_exception(std::size_t index) {
    const CalendarException& exception = calendar_.exceptions[index];
    const std::string pointer = fmt::format("/exceptions/{}", index);
    const std::size_t faults_before = faults_.size();
    if (exception.id.empty()) report(pointer + "/id", "an exception needs an id");
    if (exception.name.it.empty() || exception.name.en.empty())
      report(pointer + "/name", "needs a name in it and in en");
    for (std::size_t i = 0; i < exception.services.size(); ++i) {
      if (calendar_.service(exception.services[i]) == nullptr) {
        report(fmt::format("{}/services/{}", pointer, i), "there is no service '" + exception.services[i] + "'");
      }
    }
    check_intervals(pointer + (exception.hours == ExceptionHours::Within ? "/open" : "/instead"), exception.intervals);
    check_rule(pointer + "/day", exception.rule);
    if (exception.valid_from && exception.valid_to && *exception.valid_to < *exception.valid_from) {
      report(pointer + "/valid_to", "comes before valid_from");
    }
    for (std::size_t i = 0; i < index; ++i) check_twins(pointer, calendar_.exceptions[i], exception);
    if (faults_.size() != faults_before) return;

    const auto dates = occurrences(exception);
    if (dates.empty()) {
      report(pointer + "/day", "this never applies: the day does not come while the exception is valid");
    } else if (!exception.intervals.empty() && !changes_something(exception, dates)) {
      report(pointer, "this never applies: the hours are the same without it");
    }
  }

  void check_twins(const std::string& pointer, const CalendarException& first, const CalendarException& second) {
    if (first.id == second.id) report(pointer + "/id", "'" + second.id + "' is there twice");
    const bool apart = (first.valid_to && second.valid_from && *first.valid_to < *second.valid_from) ||
                       (second.valid_to && first.valid_from && *second.valid_to < *first.valid_from);
    if (first.rule == second.rule && !apart && (first.services.empty() || first.services == second.services)) {
      report(pointer + "/day", "the same day as '" + first.id + "'");
    }
  }

  bool changes_something(const CalendarException& exception, const std::vector<Date>& dates) const {
    Calendar alone{calendar_.zone, calendar_.services, {exception}};
    for (const Service& service : alone.services) {
      for (const Date date : dates) {
        if (hours_of(alone, service, date).open != usual_hours(service, date)) return true;
      }
    }
    return false;
  }

  const Calendar& calendar_;
  std::vector<CalendarFault> faults_;
};

}  // namespace

std::vector<CalendarFault> faults_of(const Calendar& calendar) {
  return Faults(calendar).all();
}

}  // namespace sportello::flows
