/// How a form's questions, its summary and its list of answers are put into words. Internal to flows/dialogue.
#pragma once

#include <string>
#include <vector>

#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// The id a tap on this option brings back: "<field>:<option>".
std::string choice_id(const Field& field, const Option& option);

/// The id a tap on one of the person's companies brings back.
std::string company_choice_id(const Field& field, const CompanyFacts& company);

/// The question of a field, with its choices.
Question question_of(const Turn& turn, const Field& field);
/// The question the form waits with, whatever it is.
Question pending_question(const Turn& turn, const Filling& form);

/// The fields that have an answer and belong to this run, in the form's order: "correggi N" counts along these.
std::vector<const Field*> answered_fields(const Turn& turn, const Filling& form);
/// The sentence of the consent the summary asks for; empty when none is needed.
std::string consent_wording(const Turn& turn, const Filling& form);

/// Values for the placeholders of a business's own sentences: rates, contacts, the person.
Params business_params(const Context& context, Language language);

}  // namespace sportello::flows
