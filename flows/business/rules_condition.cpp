#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "flows/business/rules.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 5> kKinds{"field", "fact", "all", "any", "not"};
constexpr std::string_view kServiceFact = "service:";

/// The words a fact can be; empty when there is no such fact.
std::vector<std::string> words_of_fact(const std::string& fact, const Business& business) {
  if (fact == "customer") return {"known", "new"};
  if (fact == "covered") return {"yes", "no", "unknown"};
  if (fact == "standard" || fact.starts_with(kServiceFact)) return {"open", "closed"};
  if (fact == "weekend" || fact == "urgent") return {"yes", "no"};
  if (fact == "number") return {"visible", "hidden"};
  if (fact == "standing") return {"good", "bad", "unknown"};
  if (fact == "companies") return {"none", "one", "several"};
  if (fact == "version") return {"latest", "old", "unknown"};
  if (fact == "warranty") return {"valid", "expired", "unknown"};
  if (fact != "plan") return {};
  std::vector<std::string> plans = ids_of(business.plans);
  plans.insert(plans.end(), {"none", "unknown"});
  return plans;
}

std::vector<std::string> facts_of(const Business& business) {
  std::vector<std::string> facts{"customer", "plan",     "covered",   "standard", "weekend", "urgent",
                                 "number",   "standing", "companies", "version",  "warranty"};
  for (const Service& service : business.calendar.services) facts.push_back(std::string(kServiceFact) + service.id);
  return facts;
}

bool has(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// The values of "is", each with its pointer.
std::vector<std::pair<std::string, std::string>> wanted_values(const json& condition, const std::string& pointer) {
  std::vector<std::pair<std::string, std::string>> out;
  const auto found = condition.find("is");
  if (found == condition.end()) return out;
  if (found->is_string()) out.emplace_back(pointer + "/is", found->get<std::string>());
  if (!found->is_array()) return out;
  for (std::size_t i = 0; i < found->size(); ++i) {
    if ((*found)[i].is_string()) out.emplace_back(below(pointer + "/is", i), (*found)[i].get<std::string>());
  }
  return out;
}

void check_field(const json& condition, const std::string& pointer, const ConditionScope& scope, Faults& faults) {
  const auto id = condition.at("field").get<std::string>();
  const std::vector<Field>& fields = scope.business.form.fields;
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const Field& one) { return one.id == id; });
  if (field == fields.end()) {
    return faults.add(pointer + "/field", "there is no field '" + id + "'" + suggestion(id, ids_of(fields)));
  }
  if (static_cast<std::size_t>(field - fields.begin()) >= scope.fields_before) {
    return faults.add(pointer + "/field",
                      "'" + id + "' is asked later, so this never holds; only earlier fields can be named");
  }
  std::vector<std::string> options = ids_of(field->options);
  if (field->type == FieldType::YesNo && options.empty()) options = {"yes", "no"};
  if (options.empty()) return;
  for (const auto& [place, value] : wanted_values(condition, pointer)) {
    if (!has(options, value)) {
      faults.add(place, "'" + value + "' is no option of '" + id + "'" + suggestion(value, options));
    }
  }
}

void check_fact(const json& condition, const std::string& pointer, const ConditionScope& scope, Faults& faults) {
  const auto fact = condition.at("fact").get<std::string>();
  const std::vector<std::string> facts = facts_of(scope.business);
  if (!has(facts, fact)) {
    return faults.add(pointer + "/fact", "there is no fact '" + fact + "'" + suggestion(fact, facts));
  }
  const auto values = wanted_values(condition, pointer);
  if (values.empty() && !condition.contains("is")) {
    faults.add(pointer, "'is' is missing: a fact is compared with a word");
  }
  const std::vector<std::string> words = words_of_fact(fact, scope.business);
  for (const auto& [place, value] : values) {
    if (!has(words, value)) faults.add(place, "'" + fact + "' is never '" + value + "'" + suggestion(value, words));
  }
}

}  // namespace

void check_condition(const json& condition, const std::string& pointer, const ConditionScope& scope, Faults& faults) {
  if (!condition.is_object()) return;
  const auto kinds =
      std::count_if(kKinds.begin(), kKinds.end(), [&](const char* kind) { return condition.contains(kind); });
  if (kinds != 1) {
    return faults.add(pointer, kinds == 0 ? "asks nothing: give it one of field, fact, all, any, not"
                                          : "asks several things: put them in one 'all' or 'any'");
  }
  if (condition.contains("is") && !condition.contains("field") && !condition.contains("fact")) {
    faults.add(pointer + "/is", "belongs beside 'field' or 'fact'");
  }
  for (const char* group : {"all", "any"}) {
    const auto parts = condition.find(group);
    if (parts == condition.end() || !parts->is_array()) continue;
    for (std::size_t i = 0; i < parts->size(); ++i) {
      check_condition((*parts)[i], below(below(pointer, group), i), scope, faults);
    }
  }
  if (condition.contains("not")) check_condition(condition.at("not"), pointer + "/not", scope, faults);
  if (condition.contains("field") && condition.at("field").is_string()) check_field(condition, pointer, scope, faults);
  if (condition.contains("fact") && condition.at("fact").is_string()) check_fact(condition, pointer, scope, faults);
}

}  // namespace sportello::flows
