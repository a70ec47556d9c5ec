#include "flows/answers/desk.h"

#include <fmt/core.h>

#include <algorithm>

#include "flows/answers/business_params.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

const Intervals& usual(const Service& service, Date date) {
  return service.week[weekday_of(date).iso_encoding() - 1];
}

bool starts_with_vowel(const std::string& word) {
  return !word.empty() && std::string_view("aeiouAEIOU").find(word.front()) != std::string_view::npos;
}

}  // namespace

Right right_to(const Business& business, const Service& service, const std::optional<std::string>& plan) {
  if (service.entitlement.empty()) return Right::Yes;
  if (!plan) return Right::Unknown;
  const auto held = plans_included(business, *plan);
  return std::find(held.begin(), held.end(), service.entitlement) != held.end() ? Right::Yes : Right::No;
}

std::optional<bool> DeskState::is_open() const {
  if (standard.open || (other != nullptr && other_right == Right::Yes)) return true;
  if (other != nullptr) return std::nullopt;
  return false;
}

Desk::Desk(const Business& b, const HoursQuestion& question)
    : business(b),
      calendar(b.calendar),
      language(question.language),
      now(question.now),
      today(b.calendar.zone.to_local(question.now).date),
      plan(question.plan) {
  for (const Service& service : calendar.services) {
    const Right right = right_to(business, service, plan);
    if (offers.empty() || right != Right::No) {
      offers.push_back({&service, right});
    } else {
      denied_.push_back(&service);
    }
  }
}

DeskDay Desk::day(Date date) const {
  DayHours hours = hours_of(calendar, standard(), date);
  DeskDay day;
  day.date = date;
  day.half = hours.exception != nullptr && !hours.open.empty() && hours.open != usual(standard(), date);
  day.standard = std::move(hours.open);
  day.holiday = hours.exception;
  for (std::size_t i = 1; i < offers.size(); ++i) {
    const Service& service = *offers[i].service;
    DayHours other = hours_of(calendar, service, date);
    if (day.holiday == nullptr) day.holiday = other.exception;
    if (!other.open.empty()) {
      day.others.push_back({date, std::move(other.open), &service, other.exception});
    } else if (!usual(service, date).empty()) {
      day.missing = &service;
    }
  }
  for (const Service* service : denied_) {
    if (!hours_of(calendar, *service, date).open.empty()) day.denied = service;
  }
  return day;
}

std::vector<DeskDay> Desk::holidays(Date first, Date last) const {
  std::vector<DeskDay> found;
  for (Date date = first; date <= last; date = plus_days(date, 1)) {
    // Most days are ordinary: the rules are asked before the hours are worked out.
    const auto applies = [date](const CalendarException& exception) { return applies_on(exception, date); };
    if (std::none_of(calendar.exceptions.begin(), calendar.exceptions.end(), applies)) continue;
    if (DeskDay holiday = day(date); holiday.holiday != nullptr) found.push_back(std::move(holiday));
  }
  return found;
}

DeskState Desk::state(Instant instant) const {
  DeskState state;
  state.standard = evaluate(calendar, standard(), instant);
  for (std::size_t i = 1; i < offers.size() && !state.standard.open; ++i) {
    const Evaluation other = evaluate(calendar, *offers[i].service, instant);
    if (!other.open || (state.other != nullptr && offers[i].right != Right::Yes)) continue;
    state.other = offers[i].service;
    state.other_right = offers[i].right;
    state.other_until = other.until;
  }
  return state;
}

Reopening Desk::reopening(Instant after) const {
  Reopening result;
  result.standard = evaluate(calendar, standard(), after).next_opening;
  std::optional<Instant> earliest = result.standard;
  for (std::size_t i = 1; i < offers.size(); ++i) {
    const auto opening = evaluate(calendar, *offers[i].service, after).next_opening;
    if (!opening || (earliest && *earliest <= *opening)) continue;
    earliest = opening;
    result.other = offers[i].service;
    result.other_right = offers[i].right;
    result.at = opening;
  }
  return result;
}

std::optional<Instant> Desk::next_opening(Instant after) const {
  std::optional<Instant> earliest;
  for (const Offer& offer : offers) {
    if (offer.right != Right::Yes) continue;
    const auto opening = evaluate(calendar, *offer.service, after).next_opening;
    if (opening && (!earliest || *opening < *earliest)) earliest = opening;
  }
  return earliest;
}

bool Desk::is_near(Date date) const {
  const int away = days_between(today, date);
  return away == 0 || away == 1;
}

const Intervals& Desk::usual_standard(Date date) const {
  return usual(standard(), date);
}

std::string Desk::say(std::string_view key, const Params& params) const {
  return business.texts.say(key, language, params);
}

std::string Desk::moment(Instant instant) const {
  return moment_in_words(instant, now, calendar.zone, language);
}

std::string Desk::day_name(Date date, const CalendarException* holiday) const {
  const std::string_view near = is_near(date) ? near_day(date, today, language) : std::string_view{};
  const std::string day = in_words(date, today, language);
  if (near.empty()) return holiday == nullptr ? day : fmt::format("{} ({})", day, name_of(*holiday));
  return holiday == nullptr ? fmt::format("{} ({})", near, day)
                            : fmt::format("{} ({}, {})", near, day, name_of(*holiday));
}

std::string Desk::day_label(Date date, const CalendarException* holiday) const {
  const bool needs_on = language == Language::En && !is_near(date);
  return (needs_on ? "on " : "") + day_name(date, holiday);
}

std::string Desk::name_of(const Service& service) const {
  const std::string& name = service.name.in(language);
  if (language == Language::En) return name;
  return starts_with_vowel(name) ? "l'" + name : name;
}

std::string Desk::denial_of(const Service& service) const {
  const Plan* needed = business.plan(service.entitlement);
  if (needed == nullptr) return {};
  return capital(say("hours.not_in_plan", {{"service", name_of(service)}, {"plan", needed->name.in(language)}}));
}

std::string Desk::note_of(const Service& service) const {
  const auto found = business.service_notes.find(service.id);
  if (found == business.service_notes.end()) return {};
  return render(found->second.in(language), business_params(business, now, language, plan));
}

std::string Desk::hours(const Intervals& intervals) const {
  return intervals_in_words(intervals, language);
}

std::string capital(std::string sentence) {
  if (!sentence.empty() && sentence[0] >= 'a' && sentence[0] <= 'z') {
    sentence[0] = static_cast<char>(sentence[0] - 'a' + 'A');
  }
  return sentence;
}

}  // namespace sportello::flows
