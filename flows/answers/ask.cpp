#include "flows/answers/ask.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "flows/answers/business_params.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

using nlohmann::ordered_json;

bool is_about_hours(Intent intent) {
  return intent == Intent::Hours || intent == Intent::Holidays;
}

/// What the house says when the business has no answer of its own; empty: the business must have one.
std::string_view house_key(Intent intent, bool open) {
  switch (intent) {
    case Intent::TicketOpen:
      return "ask.problem";
    case Intent::TicketStatus:
      return "status.none";
    case Intent::TicketReopen:
      return "reopen.none";
    case Intent::Human:
      return open ? "human.open" : "human.closed";
    case Intent::Greeting:
      return "greeting.reply";
    case Intent::Thanks:
      return "thanks.reply";
    case Intent::Goodbye:
      return "goodbye.reply";
    case Intent::Cancel:
      return "form.nothing_to_cancel";
    case Intent::Yes:
      return "yes.nothing_asked";
    case Intent::No:
      return "no.nothing_asked";
    case Intent::OptOut:
      return "optout.done";
    case Intent::Unknown:
      return "unknown.first";
    case Intent::Hours:
    case Intent::Holidays:
    case Intent::Cost:
    case Intent::Coverage:
    case Intent::Warranty:
    case Intent::Contacts:
    case Intent::Backup:
      return "answer.missing";
  }
  return "answer.missing";
}

std::string say(const Business& business, Intent intent, const Params& params, Language language) {
  const auto own = business.answers.find(intent);
  std::string words = own == business.answers.end() ? std::string{} : render(own->second.in(language), params);
  // The business only adds to what a call for a person is answered.
  if (!words.empty() && intent != Intent::Human) return words;
  const std::string house = business.texts.say(house_key(intent, !params.contains("next_opening")), language, params);
  return words.empty() ? house : house + "\n" + words;
}

// Filled key by key: a list in braces is built twice, and a batch prints a hundred thousand of them.
ordered_json to_json(const std::vector<ServiceDay>& days, Language language) {
  ordered_json list = ordered_json::array();
  for (const ServiceDay& day : days) {
    ordered_json& entry = list.emplace_back(ordered_json::object());
    entry["date"] = iso_date(day.date);
    ordered_json& intervals = entry["intervals"] = ordered_json::array();
    for (const Interval& interval : day.intervals) {
      ordered_json& pair = intervals.emplace_back(ordered_json::array());
      pair.push_back(clock_time(interval.from));
      pair.push_back(clock_time(interval.to));
    }
    entry["service"] = day.service->id;
    entry["holiday"] = nullptr;
    if (day.holiday != nullptr) entry["holiday"] = day.holiday->name.in(language);
  }
  return list;
}

ordered_json to_json(const When& when) {
  if (when.kind != WhenKind::Days || !when.from) return {};
  return {{"from", iso_date(*when.from)},
          {"to", iso_date(when.to.value_or(*when.from))},
          {"time", when.time ? ordered_json(clock_time(*when.time)) : ordered_json{}}};
}

}  // namespace

DeskAnswer ask(const Business& business, std::string_view text, Instant at, const std::optional<std::string>& plan,
               Explain explain) {
  DeskAnswer answer;
  const std::string clean = clean_text(text);
  answer.read = understand(clean, at, business.calendar.zone, business.language, explain);
  const Language language = answer.read.language;
  std::optional<Params> params;
  std::vector<Intent> wishes{answer.read.intent};
  for (const Intent further : answer.read.also) {
    if (std::find(wishes.begin(), wishes.end(), further) == wishes.end()) wishes.push_back(further);
  }
  for (const Intent wish : wishes) {
    std::string part;
    if (is_about_hours(wish)) {
      if (answer.hours) continue;
      answer.hours = answer_hours(business, {wish, answer.read.when, clean, at, language, plan});
      part = answer.hours->reply;
    } else {
      if (!params) params = business_params(business, at, language, plan);
      part = say(business, wish, *params, language);
    }
    answer.reply += (answer.reply.empty() ? "" : "\n\n") + part;
  }
  return answer;
}

ordered_json to_json(const DeskAnswer& answer, const Business& business) {
  static const HoursAnswer none;
  const HoursAnswer& hours = answer.hours ? *answer.hours : none;
  const Language language = answer.read.language;
  ordered_json value;
  value["language"] = name_of(language);
  value["intent"] = name_of(answer.read.intent);
  ordered_json& also = value["also"] = ordered_json::array();
  for (const Intent intent : answer.read.also) also.push_back(name_of(intent));
  value["when"] = answer.hours && answer.read.when ? to_json(*answer.read.when) : ordered_json{};
  value["open"] = to_json(hours.open, language);
  value["closed"] = to_json(hours.closed, language);
  value["is_open"] = hours.is_open ? ordered_json(*hours.is_open) : ordered_json{};
  value["next_opening"] = nullptr;
  if (hours.next_opening) value["next_opening"] = iso_local(*hours.next_opening, business.calendar.zone);
  value["reply"] = answer.reply;
  if (answer.read.clues.empty()) return value;
  value["confidence"] = answer.read.confidence;
  value["clues"] = ordered_json::array();
  for (const Clue& clue : answer.read.clues)
    value["clues"].push_back({{"words", clue.words}, {"meaning", clue.meaning}});
  return value;
}

}  // namespace sportello::flows
