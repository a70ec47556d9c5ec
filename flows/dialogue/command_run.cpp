#include "flows/dialogue/command_run.h"

#include "flows/core/text.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_hearing.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/idle.h"

namespace sportello::flows {

namespace {

/// A word of the form without a form: said too early, or once more after the request has left.
bool answer_out_of_place(Turn& turn, const TypedCommand& command) {
  // "salta" also ends the survey.
  const auto& awaiting = turn.idle()->awaiting;
  const bool surveyed = awaiting && (awaiting->what == Awaited::Score || awaiting->what == Awaited::Comment);
  if (surveyed && command.command == Command::Skip) return false;
  welcome(turn);
  const bool sends = command.command == Command::SendForm;
  const auto& tickets = turn.context.tickets;
  if (sends && !tickets.empty() && tickets.front().status != "closed") {
    say_status(turn, tickets.front().code);
  } else {
    turn.say_text("form.none");
  }
  return true;
}

}  // namespace

bool obey(Turn& turn, const TypedCommand& command, const std::string& text, const Wamid& message) {
  const bool filling = turn.form() != nullptr;
  switch (command.command) {
    case Command::Back:
      if (!filling) return answer_out_of_place(turn, command);
      go_back(turn);
      return true;
    case Command::Correct:
      // "modifica il listino" is a request.
      if (!filling) return command.argument.empty() && answer_out_of_place(turn, command);
      correct(turn, command);
      return true;
    case Command::Cancel:
      filling ? cancel_form(turn) : call_off(turn, text);
      return true;
    case Command::Resume:
      if (filling) {
        repeat_question(turn);
      } else if (turn.idle()->draft) {
        resume_form(turn, Filling(*turn.idle()->draft));
      } else {
        return answer_out_of_place(turn, command);
      }
      return true;
    case Command::Person:
      welcome(turn);
      call_person(turn, text);
      if (filling) repeat_question(turn);
      return true;
    case Command::Menu:
      if (filling) {
        turn.say_text("help.commands");
        repeat_question(turn);
      } else {
        welcome(turn);
        show_menu(turn, "menu.text");
      }
      return true;
    case Command::SendForm:
      if (!filling) return answer_out_of_place(turn, command);
      send_form(turn, message);
      return true;
    case Command::Skip:
      if (!filling) return answer_out_of_place(turn, command);
      skip(turn, message);
      return true;
    case Command::Privacy:
      turn.say_text("privacy.info");
      if (bare(text) != "privacy") turn.add(CallForPerson{shorten(trim(text), 200)});
      if (filling) repeat_question(turn);
      return true;
    case Command::Stop:
      turn.add(Remember{{}, {}, {}, {}, {}, true});
      turn.say_text("optout.done");
      if (filling) repeat_question(turn);
      return true;
    case Command::Start:
      if (!turn.context.person.opted_out) return false;
      turn.add(Remember{{}, {}, {}, {}, {}, false});
      turn.say_text("optout.back");
      if (filling) repeat_question(turn);
      return true;
    case Command::Urgent:
      if (!filling) return false;
      // It may be just what the form asks.
      if (waits_for_choice(turn) && take_answer(turn, text, message)) return true;
      turn.form()->problem += " urgente";
      turn.say_text("form.urgent_noted");
      repeat_question(turn);
      return true;
  }
  return false;
}

}  // namespace sportello::flows
