#include "flows/dialogue/form_progress.h"

#include <algorithm>

#include "flows/dialogue/facts.h"
#include "flows/dialogue/questions.h"

namespace sportello::flows {

void restart_timers(Turn& turn) {
  const Policies& policies = turn.business().policies;
  if (policies.form_reminder.count() > 0) {
    turn.add(SetTimer{TimerKind::FormReminder, turn.context.now + policies.form_reminder});
  }
  turn.add(SetTimer{TimerKind::FormExpiry, turn.context.now + policies.form_expiry});
}

const Field* next_field(const Turn& turn, const Filling& form) {
  const Facts facts = facts_of(turn.context, form);
  for (const Field& field : turn.business().form.fields) {
    if (field.type == FieldType::Consent || form.answers.contains(field.id)) continue;
    if (is_asked(field, form.answers, facts)) return &field;
  }
  return nullptr;
}

void advance(Turn& turn, Filling& form) {
  const Field* field = next_field(turn, form);
  form.waiting_for = field != nullptr ? field->id : pending::kSummary;
  form.misfits = 0;
  // What was said of the problem at first was too little.
  if (field != nullptr && field->prefill == Prefill::Problem && !form.problem.empty() && !field->again.empty()) {
    turn.say(render(field->again.in(turn.language()), business_params(turn.context, turn.language())));
  }
  turn.ask(pending_question(turn, form));
  restart_timers(turn);
}

void keep_answer(Turn& turn, Filling& form, const Field& field, Answer answer, const Wamid& message) {
  answer.source = AnswerSource::Asked;
  answer.message = message;
  answer.at = turn.context.now;
  for (const Option& option : options_of(field)) {
    if (answer.values.empty() || option.id != answer.values.front()) continue;
    const Params params = business_params(turn.context, turn.language());
    if (!option.note.empty()) turn.say(render(option.note.in(turn.language()), params));
    if (option.consent) {
      answer.wording = render(field.question.in(turn.language()), params) + " " + option.title.in(turn.language());
    }
  }
  form.answers[field.id] = std::move(answer);
  std::erase(form.asked, field.id);
  form.asked.push_back(field.id);
}

void ask_again_for(Turn& turn, Filling& form, const Field& field) {
  form.waiting_for = field.id;
  form.misfits = 0;
  turn.ask(question_of(turn, field));
}

}  // namespace sportello::flows
