#include <string_view>

#include "flows/answers/day_answer.h"

namespace sportello::flows {
namespace {

/// Named in the wait for the next opening; a longer closure is told by its first days.
constexpr int kDaysToExplain = 10;

/// The holidays that make the wait longer than the week would.
std::string holidays_before(const Desk& desk, Instant opening) {
  const Date last = desk.calendar.zone.to_local(opening).date;
  std::string sentences;
  for (Date date = desk.today; date < last && days_between(desk.today, date) <= kDaysToExplain;
       date = plus_days(date, 1)) {
    const DeskDay day = desk.day(date);
    if (!day.standard.empty() || day.holiday == nullptr || desk.usual_standard(date).empty()) continue;
    const std::string label = desk.day_label(date, day.holiday);
    sentences = joined({sentences, capital(desk.say("hours.day_closed", {{"day", label}}))});
  }
  return sentences;
}

}  // namespace

std::string now_answer(const Desk& desk, Asked asked) {
  const DeskState state = desk.state(desk.now);
  const DeskDay day = desk.day(desk.today);
  if (state.standard.open) {
    if (asked == Asked::ClosesWhen || asked == Asked::OpensWhen) return day_answer(desk, desk.today, asked);
    if (!state.standard.until) return lead(desk, yes_for(asked, true), desk.say("hours.now_open_always"));
    const std::string sentence = desk.say("hours.now_open", {{"until", until_words(desk, state.standard.until)}});
    const MinuteOfDay minute = desk.calendar.zone.to_local(desk.now).minute();
    Intervals later;
    for (const Interval& interval : day.standard) {
      if (interval.from > minute) later.push_back(interval);
    }
    std::string then;
    if (!later.empty()) then = desk.say("hours.now_then", {{"hours", desk.hours(later)}});
    return joined({lead(desk, yes_for(asked, true), sentence), then});
  }
  if (state.other != nullptr) {
    const auto yes = state.other_right == Right::Yes ? yes_for(asked, true) : std::nullopt;
    const std::string sentence =
        desk.say(other_key(desk, *state.other, "now"),
                 {{"service", desk.name_of(*state.other)}, {"until", until_words(desk, state.other_until)}});
    return joined({lead(desk, yes, sentence), other_sentences(desk, *state.other, desk.now)});
  }
  const Reopening next = desk.reopening(desk.now);
  Params params{{"hours", desk.hours(day.standard)}};
  if (next.standard) params["next_opening"] = desk.moment(*next.standard);
  if (day.holiday != nullptr) params["holiday"] = desk.name_of(*day.holiday);
  const char* key = "hours.now_closed";
  if (next.standard && state.standard.reason == Reason::Break) key = "hours.now_break";
  if (next.standard && state.standard.reason == Reason::BeforeOpening) key = "hours.now_before";
  if (state.standard.reason == Reason::Holiday) key = "hours.now_holiday";
  if (state.standard.reason == Reason::HalfDay && !day.standard.empty()) key = "hours.now_half";
  std::string other;
  if (next.other != nullptr && next.other_right == Right::Yes) other = other_resumes(desk, next);
  const bool not_yet = key == std::string_view("hours.now_before") && asked != Asked::IsOpen;
  return joined({lead(desk, yes_for(asked, false), desk.say(not_yet ? "hours.now_closed" : key, params)), other});
}

std::string next_opening_answer(const Desk& desk) {
  const DeskState state = desk.state(desk.now);
  if (state.standard.open || state.other != nullptr) {
    const std::string now = now_answer(desk, Asked::Hours);
    const bool more_today = state.other != nullptr || !state.standard.next_opening ||
                            desk.calendar.zone.to_local(*state.standard.next_opening).date == desk.today;
    return joined({now, more_today ? std::string{} : reopening_sentences(desk, desk.now)});
  }
  const Reopening next = desk.reopening(desk.now);
  std::string other;
  if (next.other != nullptr) {
    other = joined({other_resumes(desk, next), desk.note_of(*next.other)});
  }
  std::string reopen;
  if (next.standard) reopen = desk.say("hours.reopen", {{"next_opening", desk.moment(*next.standard)}});
  return joined({reopen, next.standard ? holidays_before(desk, *next.standard) : std::string{}, other});
}

}  // namespace sportello::flows
