/// Answers that a form begins with. Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// What is known of the person, to be confirmed.
void prefill_known(const Turn& turn, Filling& form);
/// The problem's text as the answer of the field that asks for it. Says what is missing when it is too short.
void prefill_problem(Turn& turn, Filling& form, const std::string& problem);

}  // namespace sportello::flows
