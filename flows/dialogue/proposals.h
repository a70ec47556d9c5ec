/// Quotes and appointments that are put to the customer, and what they answer (K5, K16). Internal to flows/dialogue.
#pragma once

#include <string>

#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// "quote:17:accept": the payload of a proposal's buttons, in a bubble as in a template.
std::string proposal_payload(bool quote, std::int64_t id, bool yes);

/// Takes a tap on the buttons of a proposal: once, by the person it was put to, before it expires. Every other tap on
/// one is answered and refused. False when the tap is of another kind.
bool hear_proposal_tap(Turn& turn, const Tapped& tap, const Wamid& message);

/// "accetto", "rifiuto", "confermo", "altro orario": the same by words, when something waits to be answered. Asks which
/// when there are several. False when the text is something else.
bool hear_proposal_words(Turn& turn, const std::string& text, const Wamid& message);

/// "sì", "no, meglio lunedì": an answer to the only proposal that waits, when nothing else was asked. An appointment takes
/// it; a quote, which costs money, asks for one of its own two words. False when the text is something else.
bool hear_proposal_reply(Turn& turn, const std::string& text, const Wamid& message);

}  // namespace sportello::flows
