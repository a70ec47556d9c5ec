#include "flows/dialogue/prefill.h"

#include "flows/dialogue/questions.h"

namespace sportello::flows {

void prefill_known(const Turn& turn, Filling& form) {
  const PersonFacts& person = turn.context.person;
  if (!person.known) return;
  for (const Field& field : turn.business().form.fields) {
    std::string value;
    switch (field.prefill) {
      case Prefill::Company:
        // Who writes for several chooses.
        value = person.companies.empty()       ? person.company
                : person.companies.size() == 1 ? person.companies.front().name
                                               : std::string{};
        break;
      case Prefill::Name:
        value = person.name;
        break;
      case Prefill::Email:
        value = person.email;
        break;
      case Prefill::CallbackNumber:
        value = person.phone;
        break;
      case Prefill::None:
      case Prefill::Problem:
      case Prefill::Product:
        break;
    }
    if (value.empty()) continue;
    auto parsed = parse_answer(field, value, turn.answer_context());
    auto* answer = std::get_if<Answer>(&parsed);
    if (answer == nullptr) continue;
    answer->source = AnswerSource::Known;
    if (field.prefill == Prefill::CallbackNumber) answer->note = person.reachable;
    form.answers[field.id] = std::move(*answer);
  }
}

void prefill_problem(Turn& turn, Filling& form, const std::string& problem) {
  if (problem.empty()) return;
  for (const Field& field : turn.business().form.fields) {
    if (field.prefill != Prefill::Problem) continue;
    auto parsed = parse_answer(field, problem, turn.answer_context());
    if (auto* answer = std::get_if<Answer>(&parsed)) {
      answer->source = AnswerSource::Volunteered;
      answer->at = turn.context.now;
      form.answers[field.id] = std::move(*answer);
      form.asked.push_back(field.id);
      turn.say_text("form.problem_noted");
    }
  }
}

}  // namespace sportello::flows
