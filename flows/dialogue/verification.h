/// What customers say about a ticket that was resolved: whether it is solved, or not, or something else (K19 to K21).
/// Internal to flows/dialogue.
#pragma once

#include <optional>
#include <string>

#include "flows/dialogue/turn.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// Tells of the finished work, until when it can be reopened, and asks whether it is solved.
void tell_resolved(Turn& turn, const TicketResolved& news);
/// Closes it for good, unless the customer has just reopened it, and asks how it went where that is wanted.
void close_for_good(Turn& turn, const TicketCloses& closing);

/// A tap on one of the buttons about a resolved or closed ticket. False when the payload is none of theirs.
bool hear_verdict_tap(Turn& turn, const Tapped& tap);
/// A text while nothing is being filled in. False when it has nothing to do with a resolved or closed ticket.
bool hear_verdict(Turn& turn, const std::string& text, const Understanding& read, const std::optional<Wamid>& quotes);
/// A file or a voice note says nothing by itself: asks, when there is a ticket it may be about. False when there is none.
bool ask_verdict_about_media(Turn& turn);
/// A text while an operator has the conversation: it reopens all the same, and the operator answers.
void hear_beside_operator(Turn& turn, const std::string& text, const std::optional<Wamid>& quotes);

}  // namespace sportello::flows
