/// What happens outside a form: greeting, questions, a problem that opens one. Internal to flows/dialogue.
#pragma once

#include <optional>
#include <string>

#include "flows/dialogue/turn.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// A whole text (a burst already put together) while nothing is being filled in.
void hear_text(Turn& turn, const std::string& text, const Understanding& read, const std::optional<Wamid>& quotes);
/// A tap while nothing is being filled in. False when the payload means nothing here.
bool hear_tap(Turn& turn, const Tapped& tap);
/// The choice of the last bubble that a typed text names, by its number or its words.
std::optional<Choice> typed_choice(const Idle& idle, const std::string& text);
/// Greets at first contact, with the privacy notice.
void welcome(Turn& turn);
/// Asks what happened; the next text is the problem.
void ask_problem(Turn& turn);
/// "annulla la richiesta", "ho risolto da solo", with nothing being filled in: noted on the open ticket, which only the
/// team can close.
void call_off(Turn& turn, const std::string& text);

}  // namespace sportello::flows
