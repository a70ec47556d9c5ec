#include "flows/dialogue/command_run.h"

#include "flows/core/text.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/idle.h"

namespace sportello::flows {

bool obey(Turn& turn, const TypedCommand& command, const std::string& text, const Wamid& message) {
  const bool filling = turn.form() != nullptr;
  switch (command.command) {
    case Command::Back:
      if (filling) go_back(turn);
      return filling;
    case Command::Correct:
      if (filling) correct(turn, command);
      return filling;
    case Command::Cancel:
      filling ? cancel_form(turn) : turn.say_text("form.nothing_to_cancel");
      return true;
    case Command::Resume:
      if (filling) {
        repeat_question(turn);
      } else if (turn.idle()->draft) {
        resume_form(turn, Filling(*turn.idle()->draft));
      } else {
        return false;
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
      if (filling) send_form(turn, message);
      return filling;
    case Command::Skip:
      if (filling) skip(turn, message);
      return filling;
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
      turn.form()->problem += " urgente";
      turn.say_text("form.urgent_noted");
      repeat_question(turn);
      return true;
  }
  return false;
}

}  // namespace sportello::flows
