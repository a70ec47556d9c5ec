#include "flows/dialogue/form_hearing.h"

#include <algorithm>
#include <array>

#include "flows/core/text.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/problem.h"

namespace sportello::flows {
namespace {

/// The field the form waits for; null without a form, and when it waits for something else (`pending`).
const Field* awaited_field(Turn& turn) {
  const Filling* form = turn.form();
  return form != nullptr ? turn.business().form.field(form->waiting_for) : nullptr;
}

bool is_small_talk(const Understanding& found, const std::string& text) {
  const bool polite =
      found.intent == Intent::Greeting || found.intent == Intent::Thanks || found.intent == Intent::Goodbye;
  return polite && problem_in(text).empty();
}

/// Nobody's name or company ends in a question mark.
bool is_question_nobody_can_answer(Turn& turn, const std::string& text) {
  const Field* field = awaited_field(turn);
  const bool asks_who = field != nullptr && (field->prefill == Prefill::Company || field->prefill == Prefill::Name);
  return asks_who && text.ends_with('?');
}

bool waits_for_problem(Turn& turn) {
  const Field* field = awaited_field(turn);
  return field != nullptr && field->prefill == Prefill::Problem;
}

/// True for what nobody answers with a description: a choice, a name, a number. A free text may be one.
bool waits_for_something_short(Turn& turn) {
  const Field* field = awaited_field(turn);
  if (field == nullptr) return turn.form()->waiting_for == pending::kSummary;
  if (field->type == FieldType::Items) return false;
  return field->type != FieldType::Text || field->prefill == Prefill::Company || field->prefill == Prefill::Name;
}

constexpr std::array kAskingWhatIsMeant = {
    "come",           "come mai",         "cioe",            "in che senso",  "che significa",    "cosa significa",
    "che vuol dire",  "cosa vuol dire",   "cosa intendi",    "cosa intendete", "che intendete",   "non capisco",
    "non ho capito",  "non capisco la domanda", "perche",    "a cosa serve",  "a che serve",      "what",
    "what do you mean", "what does it mean", "what is that", "meaning",       "why",              "i don't understand",
    "i do not understand", "come scusa",  "cosa",            "in what sense"};

bool asks_what_is_meant(const std::string& text) {
  if (!has_letters_or_digits(text)) return text.find('?') != std::string::npos;
  const std::string typed = bare(text);
  return std::find(kAskingWhatIsMeant.begin(), kAskingWhatIsMeant.end(), typed) != kAskingWhatIsMeant.end();
}

void explain(Turn& turn) {
  const Field* field = awaited_field(turn);
  if (field == nullptr) {
    turn.say_text(turn.form()->waiting_for == pending::kSummary ? "form.send_or" : "form.choose_one");
  } else if (!field->hint.empty()) {
    turn.say(field->hint.in(turn.language()));
  } else {
    turn.say_text("form.no_hint");
  }
  repeat_question(turn);
}

/// "no, ma quanto costa?": the question that came along with a yes or a no.
bool asks_beside_yes_or_no(const Understanding& found, const std::string& text) {
  if (text.find('?') == std::string::npos || !is_digression(found)) return false;
  const std::string typed = bare(text);
  const std::size_t space = typed.find(' ');
  return space != std::string::npos && typed_yes_or_no(typed.substr(0, space)).has_value();
}

/// "non voglio più niente", "ho risolto da solo": short, and no description of anything.
bool calls_it_off(Turn& turn, const Understanding& found, const std::string& text) {
  constexpr std::size_t kLettersAtMost = 40;
  if (found.intent != Intent::Cancel || text.find('?') != std::string::npos) return false;
  return count_letters_and_digits(text) <= kLettersAtMost && (!waits_for_problem(turn) || problem_in(text).empty());
}

}  // namespace

bool waits_for_choice(Turn& turn) {
  if (turn.form() == nullptr) return false;
  const Field* field = awaited_field(turn);
  return field == nullptr ||
         (field->type != FieldType::Text && field->type != FieldType::UrlOrName && field->type != FieldType::Items);
}

void hear_in_form(Turn& turn, const std::string& text, const Understanding& found, const Wamid& message) {
  const bool also_problem = found.intent == Intent::TicketOpen ||
                            std::find(found.also.begin(), found.also.end(), Intent::TicketOpen) != found.also.end();
  const bool choice = waits_for_choice(turn);
  if (asks_what_is_meant(text)) return explain(turn);
  if (choice && take_answer(turn, text, message)) {
    if (turn.form() != nullptr && asks_beside_yes_or_no(found, text)) answer_digression(turn, found, text);
    return;
  }
  if (calls_it_off(turn, found, text)) return cancel_form(turn);
  if (choice ? is_digression(found) : is_surely_digression(found, text)) {
    answer_digression(turn, found, text);
    if (also_problem && waits_for_problem(turn) && take_answer(turn, text, message)) return;
    return repeat_question(turn);
  }
  if (waits_for_something_short(turn) && tells_a_problem(found, text) && add_to_problem(turn, text, message)) {
    return repeat_question(turn);
  }
  if (is_small_talk(found, text) && has_letters_or_digits(text)) {
    // Who thanks for the summary takes it for sent.
    if (turn.form()->waiting_for == pending::kSummary) turn.say_text("form.send_or");
    return repeat_question(turn);
  }
  if (is_question_nobody_can_answer(turn, text)) {
    turn.say_text("answer.missing");
    return repeat_question(turn);
  }
  if (!choice && take_answer(turn, text, message)) return;
  refuse_answer(turn, text);
}

}  // namespace sportello::flows
