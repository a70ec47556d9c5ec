/// The run of a form: start, take answers, go back, correct, sum up, send. Internal to flows/dialogue.
#pragma once

#include <string>
#include <string_view>

#include "flows/dialogue/commands.h"
#include "flows/dialogue/turn.h"

namespace sportello::flows {

/// Begins a form. `problem` is a message that already describes it, or empty.
void start_form(Turn& turn, const std::string& problem);
/// Brings a form back that was put away.
void resume_form(Turn& turn, Filling draft);

/// Takes the text as the answer to what the form waits for. False when it does not fit and nothing was done.
bool take_answer(Turn& turn, std::string_view text, const Wamid& message);
/// Adds the text to the description of the problem, and says so. False, with nothing done, when it does not fit, or when
/// the description ends with it already: who insists means it as the answer.
bool add_to_problem(Turn& turn, const std::string& text, const Wamid& message);
/// Says why the text was no answer and asks again.
void refuse_answer(Turn& turn, std::string_view text);
/// Takes a tap's payload. False when the payload is not this form's.
bool take_tap(Turn& turn, const Tapped& tap, const Wamid& message);
/// Takes a shared contact as the callback number. False when the form does not wait for a number.
bool take_contact(Turn& turn, const ContactShared& contact, const Wamid& message);

void go_back(Turn& turn);
void correct(Turn& turn, const TypedCommand& command);
void skip(Turn& turn, const Wamid& message);
/// Puts the form away; "riprendi" brings it back.
void cancel_form(Turn& turn);
/// Sends the form when it is complete: opens the ticket and gives its code.
void send_form(Turn& turn, const Wamid& message);
/// Repeats the pending question at the end of the turn's bubble.
void repeat_question(Turn& turn);

}  // namespace sportello::flows
