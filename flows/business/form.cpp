#include "flows/business/form.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace sportello::flows {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 11> kFacts = {"customer", "plan",   "covered",  "standard",  "weekend", "urgent",
                                                     "number",   "standing", "companies", "version", "warranty"};
constexpr std::string_view kServiceFact = "service:";

constexpr std::array<std::string_view, 3> kSources = {"asked", "known", "volunteered"};

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

json answer_json(const Answer& answer) {
  json out = {{"values", answer.values},
              {"shown", answer.shown},
              {"source", kSources.at(static_cast<std::size_t>(answer.source))}};
  if (!answer.note.empty()) out["note"] = answer.note;
  if (answer.message) out["message"] = answer.message->value;
  if (answer.at) out["at"] = answer.at->time_since_epoch().count();
  if (answer.unsure) out["unsure"] = true;
  if (!answer.wording.empty()) out["wording"] = answer.wording;
  return out;
}

/// Throws json::exception for what answer_json did not write.
Answer answer_from(const json& value) {
  Answer answer;
  answer.values = value.at("values").get<std::vector<std::string>>();
  answer.shown = value.at("shown").get<std::string>();
  answer.note = value.value("note", std::string{});
  const auto source = std::find(kSources.begin(), kSources.end(), value.at("source").get<std::string>());
  if (source == kSources.end()) {
    throw json::other_error::create(501, "unknown source of an answer", static_cast<const json*>(nullptr));
  }
  answer.source = static_cast<AnswerSource>(source - kSources.begin());
  if (value.contains("message")) answer.message = Wamid{value.at("message").get<std::string>()};
  if (value.contains("at")) answer.at = Instant{std::chrono::milliseconds{value.at("at").get<std::int64_t>()}};
  answer.unsure = value.value("unsure", false);
  answer.wording = value.value("wording", std::string{});
  return answer;
}

bool answered_with(const Condition& condition, const Answers& answers) {
  const auto answer = answers.find(condition.name);
  if (answer == answers.end()) return false;
  if (condition.values.empty()) return true;
  return std::any_of(answer->second.values.begin(), answer->second.values.end(),
                     [&](const std::string& value) { return contains(condition.values, value); });
}

}  // namespace

bool is_fact(std::string_view name) {
  if (name.starts_with(kServiceFact)) return name.size() > kServiceFact.size();
  return std::find(kFacts.begin(), kFacts.end(), name) != kFacts.end();
}

const Field* Form::field(std::string_view id) const {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const Field& field) { return field.id == id; });
  return found == fields.end() ? nullptr : &*found;
}

json to_json(const Answers& answers) {
  json out = json::object();
  for (const auto& [id, answer] : answers) out[id] = answer_json(answer);
  return out;
}

Result<Answers> answers_from_json(const json& value) {
  if (!value.is_object()) return fail(Errc::Invalid, "answers are an object by field id");
  try {
    Answers answers;
    for (const auto& [id, answer] : value.items()) answers.emplace(id, answer_from(answer));
    return answers;
  } catch (const json::exception& error) {
    return fail(Errc::Invalid, std::string("these are no stored answers: ") + error.what());
  }
}

bool holds(const Condition& condition, const Answers& answers, const Facts& facts) {
  const auto part_holds = [&](const Condition& part) { return holds(part, answers, facts); };
  switch (condition.op) {
    case Condition::Op::All:
      return std::all_of(condition.parts.begin(), condition.parts.end(), part_holds);
    case Condition::Op::Any:
      return std::any_of(condition.parts.begin(), condition.parts.end(), part_holds);
    case Condition::Op::Not:
      return std::none_of(condition.parts.begin(), condition.parts.end(), part_holds);
    case Condition::Op::Field:
      return answered_with(condition, answers);
    case Condition::Op::Fact: {
      const auto fact = facts.find(condition.name);
      return fact != facts.end() && contains(condition.values, fact->second);
    }
  }
  return false;
}

bool is_asked(const Field& field, const Answers& answers, const Facts& facts) {
  return !field.ask_when || holds(*field.ask_when, answers, facts);
}

bool warranty_demanded(const Form& form, const Answers& answers, const Facts& facts) {
  for (const Field& field : form.fields) {
    const auto answer = answers.find(field.id);
    if (answer == answers.end() || !is_asked(field, answers, facts)) continue;
    for (const Option& option : field.options) {
      if (option.warranty && contains(answer->second.values, option.id)) return true;
    }
  }
  return false;
}

std::string plan_demanded(const Form& form, const Answers& answers, const Facts& facts) {
  std::string plan;
  for (const Field& field : form.fields) {
    const auto answer = answers.find(field.id);
    if (answer == answers.end() || !is_asked(field, answers, facts)) continue;
    for (const Option& option : field.options) {
      if (!option.plan.empty() && contains(answer->second.values, option.id)) plan = option.plan;
    }
  }
  return plan;
}

}  // namespace sportello::flows
