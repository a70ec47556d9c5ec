/// What a typed text means while a form is being filled in. Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/dialogue/turn.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// True when the form waits for something that a short typed answer settles at once.
bool waits_for_choice(Turn& turn);
/// An answer, a question to the desk, more about the problem, second thoughts: whatever it is, the form goes on or ends.
void hear_in_form(Turn& turn, const std::string& text, const Understanding& found, const Wamid& message);

}  // namespace sportello::flows
