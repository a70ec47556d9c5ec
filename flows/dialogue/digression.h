/// Questions to the desk itself, in the middle of a form or before one: hours, holidays, cost, coverage, contacts,
/// a ticket's status, a person. Internal to flows/dialogue.
#pragma once

#include <string_view>

#include "flows/dialogue/turn.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// True when the message asks the desk something that it can answer.
bool is_digression(const Understanding& read);
/// True when it must be a question although any text would fit the pending field (a name, a company, a description).
bool is_surely_digression(const Understanding& read, std::string_view text);
/// Says the answers to the message's wishes, main one first.
void answer_digression(Turn& turn, const Understanding& read, std::string_view text);

/// The tap on one of two days that a question may have meant. False when `tap` is none.
bool answer_day_tap(Turn& turn, const Tapped& tap);

/// Tells the operators that a person is wanted, and the customer when one will answer.
void call_person(Turn& turn, std::string_view words);
void say_status(Turn& turn, std::string_view text);
void show_menu(Turn& turn, std::string_view opening_key);

}  // namespace sportello::flows
