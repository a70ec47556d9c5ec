#include "flows/answers/hours_answer.h"

#include <algorithm>

#include "flows/answers/day_answer.h"
#include "flows/answers/day_part.h"
#include "flows/answers/desk.h"
#include "flows/answers/holidays_answer.h"
#include "flows/answers/week_answer.h"

namespace sportello::flows {
namespace {

/// Longer ranges than this are cut: nobody asks for them, and the data would be endless.
constexpr int kMostDays = 366;

Date cut(Date first, Date last) {
  return std::max(first, std::min(last, plus_days(first, kMostDays)));
}

void list_day(const Desk& desk, HoursAnswer& answer, const DeskDay& day) {
  const Service* standard = desk.offers.front().service;
  if (day.closed()) answer.closed.push_back({day.date, {}, standard, day.holiday});
  if (!day.standard.empty()) answer.open.push_back({day.date, day.standard, standard, day.holiday});
  answer.open.insert(answer.open.end(), day.others.begin(), day.others.end());
}

void list_days(const Desk& desk, HoursAnswer& answer, Date first, Date last) {
  for (Date date = first; date <= last; date = plus_days(date, 1)) list_day(desk, answer, desk.day(date));
}

std::optional<bool> range_is_open(const Desk& desk, Date first, Date last) {
  std::optional<bool> all;
  for (Date date = first; date <= last; date = plus_days(date, 1)) {
    const auto open = day_is_open(desk, date);
    if (!open || (all && *all != *open)) return std::nullopt;
    all = open;
  }
  return all;
}

std::string no_such_day(const Desk& desk, const When& when) {
  if (when.words.empty()) return desk.say("hours.no_such_day_plain");
  return desk.say("hours.no_such_day", {{"words", when.words}});
}

std::string say_days(const Desk& desk, const When& when, Date first, Date last, Asked asked) {
  if (first != last) return days_answer(desk, first, last, asked);
  if (asked == Asked::Break && desk.day(first).ordinary()) return break_answer(desk);
  if (when.time) return time_answer(desk, first, *when.time, asked);
  if (when.part) return part_answer(desk, first, *when.part, asked);
  return day_answer(desk, first, asked);
}

/// Both readings are whole single days.
bool are_single_days(const When& when) {
  return when.to.value_or(*when.from) == *when.from && when.also_to.value_or(*when.also_from) == *when.also_from &&
         !when.time && !when.part;
}

bool are_answered_alike(const Desk& desk, const When& when) {
  const DeskDay one = desk.day(*when.from);
  const DeskDay two = desk.day(*when.also_from);
  return one.ordinary() && two.ordinary() && one.standard == two.standard && !desk.is_past(*when.from);
}

/// Both readings of "giovedì prossimo", each with its date.
std::string say_both(const Desk& desk, const When& when, Asked asked) {
  const Date first = *when.from;
  const Date second = *when.also_from;
  const Date first_end = when.to.value_or(first);
  const Date second_end = when.also_to.value_or(second);
  if (are_single_days(when) && are_answered_alike(desk, when)) {
    const DeskDay one = desk.day(first);
    return lead(desk, yes_for(asked, true),
                desk.say("hours.both_open", {{"first", days_label(desk, first, first)},
                                             {"second", days_label(desk, second, second)},
                                             {"hours", desk.hours(one.standard)}}));
  }
  return say_days(desk, when, first, first_end, Asked::Hours) + "\n" +
         say_days(desk, when, second, second_end, Asked::Hours);
}

void answer_days(const Desk& desk, const When& when, Asked asked, HoursAnswer& answer) {
  const Date first = *when.from;
  const Date last = cut(first, when.to.value_or(first));
  list_days(desk, answer, first, last);
  Instant asked_at = std::max(desk.now, desk.start_of(first));
  if (first != last) {
    answer.is_open = range_is_open(desk, first, last);
  } else if (when.time) {
    asked_at = desk.calendar.zone.to_instant(first, *when.time);
    answer.is_open = desk.state(asked_at).is_open();
  } else if (when.part) {
    asked_at = desk.calendar.zone.to_instant(first, when.part->from);
    answer.is_open = part_is_open(desk, first, *when.part);
  } else {
    answer.is_open = day_is_open(desk, first);
  }
  if (desk.state(asked_at).is_open() != true) answer.next_opening = desk.next_opening(asked_at);
  if (when.also_from) {
    const Date other_last = cut(*when.also_from, when.also_to.value_or(*when.also_from));
    for (Date date = *when.also_from; date <= other_last; date = plus_days(date, 1)) {
      const bool listed = first <= date && date <= last;
      if (!listed) list_day(desk, answer, desk.day(date));
    }
    answer.reply = say_both(desk, when, asked);
    if (are_single_days(when) && !are_answered_alike(desk, when)) answer.either.emplace(*when.from, *when.also_from);
  } else {
    answer.reply = say_days(desk, when, first, last, asked);
  }
}

void answer_now(const Desk& desk, const When& when, Asked asked, HoursAnswer& answer) {
  answer.is_open = desk.state(desk.now).is_open();
  const bool next = when.kind == WhenKind::NextOpening;
  if (next || answer.is_open != true) answer.next_opening = desk.next_opening(desk.now);
  Date day = desk.today;
  if (next && answer.next_opening) day = desk.calendar.zone.to_local(*answer.next_opening).date;
  list_days(desk, answer, day, day);
  answer.reply = next ? next_opening_answer(desk) : now_answer(desk, asked);
}

void answer_usual(const Desk& desk, const HoursQuestion& question, const When& when, Asked asked, HoursAnswer& answer) {
  list_days(desk, answer, desk.today, plus_days(desk.today, 6));
  const auto weekday = weekday_in(question.text);
  if (asked == Asked::Break || (when.part && day_part(*when.part) == DayPart::Lunch)) {
    answer.reply = break_answer(desk);
  } else if (weekday) {
    answer.reply = weekday_answer(desk, *weekday, asked);
  } else {
    answer.reply = usual_answer(desk);
  }
}

void answer_holidays(const Desk& desk, const When& when, HoursAnswer& answer) {
  const bool as_asked = when.kind == WhenKind::Days && when.from;
  const Date first = as_asked ? *when.from : desk.today;
  const Date last = as_asked ? cut(first, when.to.value_or(first)) : plus_days(desk.today, 365);
  const auto holidays = desk.holidays(first, last);
  for (const DeskDay& day : holidays) list_day(desk, answer, day);
  answer.reply = holidays_answer(desk, holidays, first, last, as_asked ? Period::AsAsked : Period::YearAhead);
}

}  // namespace

HoursAnswer answer_hours(const Business& business, const HoursQuestion& question) {
  const Desk desk(business, question);
  const When when = question.when.value_or(When{});
  const Asked asked = question.asked ? *question.asked : asked_in(question.text);
  HoursAnswer answer;
  if (when.kind == WhenKind::NoSuchDay) {
    answer.reply = no_such_day(desk, when);
  } else if (question.intent == Intent::Holidays) {
    answer_holidays(desk, when, answer);
  } else if (when.kind == WhenKind::Days && when.from) {
    answer_days(desk, when, asked, answer);
  } else if (when.kind == WhenKind::Usual || (when.kind == WhenKind::Now && asks_timetable(question.text))) {
    answer_usual(desk, question, when, asked, answer);
  } else {
    answer_now(desk, when, asked, answer);
  }
  return answer;
}

}  // namespace sportello::flows
