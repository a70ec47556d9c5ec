/// What a profile must mean, beyond its shape: references that lead somewhere, sentences that fit. Each rule adds
/// its faults; none stops at the first. Internal to flows/business.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>

#include "flows/business/faults.h"
#include "flows/business/reader.h"

namespace sportello::flows {

/// Ids, plans, services, rates, contacts, policies.
void check_business(const Business& business, Faults& faults);
/// Fields, options, flags. `form` is the JSON that business.form was read from.
void check_form(const Business& business, const nlohmann::json& form, Faults& faults);
/// The business's own words for the house's sentences, its answers and service notes.
void check_texts(const Draft& draft, Faults& faults);
void check_templates(const Business& business, Faults& faults);
/// Warns of national holidays that the calendar does not mention.
void check_holidays(const Calendar& calendar, Faults& faults);

/// Where a condition stands: the fields whose answers can be there by then.
struct ConditionScope {
  const Business& business;
  std::size_t fields_before;  ///< how many of the form's fields are asked earlier
};
void check_condition(const nlohmann::json& condition, const std::string& pointer, const ConditionScope& scope,
                     Faults& faults);

/// The values any sentence of this business may hold, whoever says it.
std::set<std::string> common_placeholders(const Business& business);
/// Faults of one text in both languages: no template, unknown placeholders, too long. Empty texts are not its subject.
void check_sentence(const Localized& text, const std::string& pointer, std::size_t limit,
                    const std::set<std::string>& placeholders, Faults& faults);

/// The ids of a list of things.
template <class Things>
std::vector<std::string> ids_of(const Things& things) {
  std::vector<std::string> ids;
  for (const auto& thing : things) ids.push_back(thing.id);
  return ids;
}

}  // namespace sportello::flows
