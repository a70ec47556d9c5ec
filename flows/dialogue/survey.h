/// The question how it went (L36, L37): a score from 1 to 5, then a remark. An answer never reopens a ticket and never
/// becomes one. Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/dialogue/turn.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// True when this ticket's closure is to be asked about and has not been.
bool survey_is_due(const Turn& turn, const TicketFacts& ticket);
/// Asks at the end of the bubble, or gives the address of the business's own form.
void ask_survey(Turn& turn, const TicketFacts& ticket);
/// A tap on a score. False when the payload is none.
bool hear_score_tap(Turn& turn, const Tapped& tap);
/// A typed score, or the remark after one. False when nothing of that kind is awaited, or the text is something else.
bool hear_survey_answer(Turn& turn, const std::string& text, const Understanding& read);

}  // namespace sportello::flows
