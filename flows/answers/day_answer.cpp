#include "flows/answers/day_answer.h"

#include <fmt/core.h>

#include <algorithm>

#include "flows/answers/day_part.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

int length_of(const Interval& interval) {
  return interval.to - interval.from;
}

/// Those that share a minute with the part.
Intervals touching(const Intervals& intervals, const Interval& part) {
  Intervals found;
  for (const Interval& interval : intervals) {
    if (interval.from < part.to && part.from < interval.to) found.push_back(interval);
  }
  return found;
}

int overlap(const Intervals& intervals, const Interval& part) {
  int minutes = 0;
  for (const Interval& interval : touching(intervals, part)) {
    minutes += std::min(interval.to, part.to) - std::max(interval.from, part.from);
  }
  return minutes;
}

std::string past_day(const Desk& desk, const DeskDay& day, const std::string& label) {
  if (!day.standard.empty()) {
    return capital(desk.say("hours.day_was_open", {{"day", label}, {"hours", desk.hours(day.standard)}}));
  }
  if (day.others.empty()) return capital(desk.say("hours.day_was_closed", {{"day", label}}));
  const ServiceDay& other = day.others.front();
  return capital(
      desk.say("hours.day_was_other",
               {{"day", label}, {"service", desk.name_of(*other.service)}, {"hours", desk.hours(other.intervals)}}));
}

std::string open_day(const Desk& desk, const DeskDay& day, const std::string& label, Asked asked) {
  Params params{{"day", label}, {"hours", desk.hours(day.standard)}};
  if (asked == Asked::OpensWhen || asked == Asked::ClosesWhen) {
    const bool opens = asked == Asked::OpensWhen;
    const MinuteOfDay minute = opens ? day.standard.front().from : day.standard.back().to;
    params["at"] = at_clock(minute, desk.language);
    return capital(desk.say(opens ? "hours.day_opens" : "hours.day_closes", params));
  }
  std::optional<bool> yes = yes_for(asked, true);
  if (asked == Asked::HalfDay) yes = day.half;
  if (asked == Asked::Different) yes = day.holiday != nullptr;
  return lead(desk, yes, desk.say(day.half ? "hours.day_half" : "hours.day_open", params));
}

std::string closed_day(const Desk& desk, const DeskDay& day, const std::string& label, Asked asked) {
  std::string missing;
  if (day.missing != nullptr) missing = desk.say("hours.not_even", {{"service", desk.name_of(*day.missing)}});
  if (day.denied != nullptr) missing = desk.denial_of(*day.denied);
  const Instant from = std::max(desk.now, desk.start_of(day.date));
  std::optional<bool> yes = yes_for(asked, false);
  if (asked == Asked::HalfDay) yes = false;
  return joined(
      {lead(desk, yes, desk.say("hours.day_closed", {{"day", label}})), missing, reopening_sentences(desk, from)});
}

/// The day's last hour has passed.
bool is_over(const Desk& desk, const DeskDay& day) {
  return day.date == desk.today && !day.standard.empty() &&
         desk.calendar.zone.to_local(desk.now).minute() >= day.standard.back().to;
}

}  // namespace

bool is_mine(const Desk& desk, const Service& service) {
  return right_to(desk.business, service, desk.plan) == Right::Yes;
}

std::string other_key(const Desk& desk, const Service& service, std::string_view what) {
  return fmt::format("hours.{}_other{}", what, is_mine(desk, service) ? "_mine" : "");
}

std::string until_words(const Desk& desk, std::optional<Instant> until) {
  if (!until) return {};
  return until_clock(desk.calendar.zone.to_local(*until).minute(), desk.language);
}

std::string joined(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& sentence : sentences) {
    if (sentence.empty()) continue;
    if (!text.empty() && text.back() != '\n') text += ' ';
    text += sentence;
  }
  return text;
}

std::string lead(const Desk& desk, std::optional<bool> yes, std::string sentence) {
  if (!yes) return capital(std::move(sentence));
  return desk.say(*yes ? "hours.yes" : "hours.no") + ", " + sentence;
}

std::optional<bool> yes_for(Asked asked, bool open) {
  switch (asked) {
    case Asked::IsOpen:
      return open;
    case Asked::IsClosed:
      return !open;
    case Asked::Hours:
    case Asked::HalfDay:
    case Asked::Different:
    case Asked::OpensWhen:
    case Asked::ClosesWhen:
    case Asked::Break:
      return std::nullopt;
  }
  return std::nullopt;
}

std::string other_resumes(const Desk& desk, const Reopening& next) {
  return capital(desk.say("hours.other_resumes",
                          {{"service", desk.name_of(*next.other)}, {"next_opening", desk.moment(*next.at)}}));
}

std::string reopening_sentences(const Desk& desk, Instant after) {
  const Reopening next = desk.reopening(after);
  std::vector<std::string> sentences;
  if (next.standard) sentences.push_back(desk.say("hours.reopen", {{"next_opening", desk.moment(*next.standard)}}));
  if (next.other != nullptr && next.other_right == Right::Yes) sentences.push_back(other_resumes(desk, next));
  return joined(sentences);
}

std::string other_sentences(const Desk& desk, const Service& service, Instant after) {
  const Reopening next = desk.reopening(after);
  std::string rest;
  if (next.standard) rest = desk.say("hours.reopen_rest", {{"next_opening", desk.moment(*next.standard)}});
  return joined({desk.note_of(service), rest});
}

std::string day_answer(const Desk& desk, Date date, Asked asked) {
  const DeskDay day = desk.day(date);
  const std::string label = desk.day_label(date, day.holiday);
  if (desk.is_past(date)) return past_day(desk, day, label);
  if (is_over(desk, day)) {
    const std::string at = at_clock(day.standard.back().to, desk.language);
    return joined({lead(desk, yes_for(asked, false), desk.say("hours.day_over", {{"at", at}})),
                   reopening_sentences(desk, desk.now)});
  }
  if (!day.standard.empty()) return open_day(desk, day, label, asked);
  if (day.others.empty()) return closed_day(desk, day, label, asked);
  const ServiceDay& other = day.others.front();
  const auto yes = is_mine(desk, *other.service) ? yes_for(asked, true) : std::nullopt;
  const std::string sentence =
      desk.say(other_key(desk, *other.service, "day"),
               {{"day", label}, {"service", desk.name_of(*other.service)}, {"hours", desk.hours(other.intervals)}});
  return joined(
      {lead(desk, yes, sentence), other_sentences(desk, *other.service, std::max(desk.now, desk.start_of(date)))});
}

std::string time_answer(const Desk& desk, Date date, MinuteOfDay minute, Asked asked) {
  const Instant moment = desk.calendar.zone.to_instant(date, minute);
  const DeskState state = desk.state(moment);
  const DeskDay day = desk.day(date);
  const std::string label = date == desk.today && day.holiday == nullptr
                                ? std::string(near_day(date, date, desk.language))
                                : desk.day_label(date, day.holiday);
  Params params{{"when", label + " " + at_clock(minute, desk.language)}};
  if (state.standard.open) {
    params["until"] = until_words(desk, state.standard.until);
    return lead(desk, yes_for(asked, true), desk.say("hours.time_open", params));
  }
  if (state.other != nullptr) {
    params["service"] = desk.name_of(*state.other);
    params["until"] = until_words(desk, state.other_until);
    const auto yes = state.other_right == Right::Yes ? yes_for(asked, true) : std::nullopt;
    return joined({lead(desk, yes, desk.say(other_key(desk, *state.other, "time"), params)),
                   other_sentences(desk, *state.other, moment)});
  }
  const auto no = yes_for(asked, false);
  if (day.standard.empty() && !day.others.empty()) {
    const ServiceDay& other = day.others.front();
    params["service"] = desk.name_of(*other.service);
    params["hours"] = desk.hours(other.intervals);
    return joined(
        {lead(desk, no, desk.say("hours.time_other_closed", params)), other_sentences(desk, *other.service, moment)});
  }
  params["hours"] = desk.hours(day.standard);
  const auto at = [&](Instant instant) {
    return at_clock(desk.calendar.zone.to_local(instant).minute(), desk.language);
  };
  const std::string reopening = reopening_sentences(desk, std::max(moment, desk.now));
  switch (state.standard.reason) {
    case Reason::Break:
      params["at"] = at(*state.standard.next_opening);
      return lead(desk, no, desk.say("hours.time_break", params));
    case Reason::BeforeOpening:
      params["at"] = at_clock(day.standard.front().from, desk.language);
      return lead(desk, no, desk.say("hours.time_before", params));
    case Reason::AfterClosing:
      params["at"] = at_clock(day.standard.back().to, desk.language);
      return joined({lead(desk, no, desk.say("hours.time_after", params)), reopening});
    case Reason::HalfDay:
      if (day.standard.empty()) break;
      return joined({lead(desk, no, desk.say("hours.time_half", params)), reopening});
    case Reason::Open:
    case Reason::WeeklyClosingDay:
    case Reason::Holiday:
      break;
  }
  return closed_day(desk, day, desk.day_label(date, day.holiday), asked);
}

std::string part_answer(const Desk& desk, Date date, const Interval& part, Asked asked) {
  const DeskDay day = desk.day(date);
  const std::string label = part_label(desk, date, day_part(part), day.holiday);
  Params params{{"when", label}, {"hours", desk.hours(day.standard)}};
  if (const Intervals open = touching(day.standard, part); !open.empty()) {
    if (overlap(day.standard, part) * 2 >= length_of(part)) {
      return lead(desk, yes_for(asked, true), desk.say("hours.part_open", params));
    }
    const bool ends = open.back().to < part.to;
    params["at"] = at_clock(open.front().from, desk.language);
    params["until"] = until_clock(open.back().to, desk.language);
    return capital(desk.say(ends ? "hours.part_until" : "hours.part_from", params));
  }
  for (const ServiceDay& other : day.others) {
    if (touching(other.intervals, part).empty()) continue;
    params["service"] = desk.name_of(*other.service);
    params["hours"] = desk.hours(other.intervals);
    const auto yes = is_mine(desk, *other.service) ? yes_for(asked, true) : std::nullopt;
    return joined({lead(desk, yes, desk.say(other_key(desk, *other.service, "part"), params)),
                   other_sentences(desk, *other.service, std::max(desk.now, desk.start_of(date)))});
  }
  const auto no = yes_for(asked, false);
  if (!day.standard.empty()) return lead(desk, no, desk.say("hours.part_closed", params));
  return day_answer(desk, date, asked);
}

std::optional<bool> part_is_open(const Desk& desk, Date date, const Interval& part) {
  const DeskDay day = desk.day(date);
  int mine = overlap(day.standard, part);
  bool perhaps = false;
  for (const ServiceDay& other : day.others) {
    const int minutes = overlap(other.intervals, part);
    if (is_mine(desk, *other.service)) {
      mine = std::max(mine, minutes);
    } else {
      perhaps = perhaps || minutes > 0;
    }
  }
  if (mine * 2 >= length_of(part)) return true;
  if (mine > 0 || perhaps) return std::nullopt;
  return false;
}

std::optional<bool> day_is_open(const Desk& desk, Date date) {
  const DeskDay day = desk.day(date);
  const MinuteOfDay from = date == desk.today ? desk.calendar.zone.to_local(desk.now).minute() : 0;
  const auto remains = [from](const Intervals& hours) { return !hours.empty() && from < hours.back().to; };
  bool perhaps = false;
  if (remains(day.standard)) return true;
  for (const ServiceDay& other : day.others) {
    if (!remains(other.intervals)) continue;
    if (is_mine(desk, *other.service)) return true;
    perhaps = true;
  }
  if (perhaps) return std::nullopt;
  return false;
}

}  // namespace sportello::flows
