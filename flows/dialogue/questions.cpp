#include "flows/dialogue/questions.h"

#include "flows/answers/business_params.h"
#include "flows/core/text.h"
#include "flows/dialogue/facts.h"
#include "flows/dialogue/phone.h"

namespace sportello::flows {
namespace {

/// A long answer is shown by its beginning: the whole of it is on the ticket.
constexpr std::size_t kShownAnswer = 240;

std::string shown(const Answer& answer) {
  std::string text = shorten(answer.shown, kShownAnswer);
  if (!answer.note.empty()) text += " (" + answer.note + ")";
  return text;
}

std::string summary_lines(const Turn& turn, const Filling& form) {
  std::string lines;
  int number = 0;
  for (const Field* field : answered_fields(turn, form)) {
    if (!lines.empty()) lines += "\n";
    lines += turn.text("form.summary_line", {{"number", std::to_string(++number)},
                                             {"label", field->label.in(turn.language())},
                                             {"value", shown(form.answers.at(field->id))}});
  }
  return lines;
}

Question summary_question(const Turn& turn, const Filling& form) {
  Question question;
  question.text = turn.text("form.summary_header") + "\n" + summary_lines(turn, form);
  if (const std::string consent = consent_wording(turn, form); !consent.empty()) {
    question.text += "\n\n" + consent + " " + turn.text("form.consent_by_sending");
  }
  question.text += "\n\n" + turn.text("form.summary_footer");
  question.choices = {{"form:send", turn.text("form.send"), {}},
                      {"form:correct", turn.text("form.correct"), {}},
                      {"form:cancel", turn.text("form.cancel"), {}}};
  return question;
}

Question known_question(const Turn& turn, const Filling& form) {
  Params params;
  const auto put = [&](Prefill prefill, const char* key) {
    for (const Field& field : turn.business().form.fields) {
      const auto answer = form.answers.find(field.id);
      if (field.prefill == prefill && answer != form.answers.end()) params[key] = shown(answer->second);
    }
  };
  put(Prefill::Company, "company");
  put(Prefill::Name, "name");
  put(Prefill::Email, "email");
  put(Prefill::CallbackNumber, "phone");
  return {turn.text("form.known_confirm", params),
          {{"known:yes", turn.text("form.known_yes"), {}}, {"known:no", turn.text("form.known_no"), {}}},
          {},
          false};
}

Question which_question(const Turn& turn, const Filling& form) {
  Question question{turn.text("form.correct_which"), {}, turn.text("form.choose"), false};
  for (const Field* field : answered_fields(turn, form)) {
    question.choices.push_back({"correct:" + field->id, shorten(field->label.in(turn.language()), limits::kRowTitle),
                                shorten(shown(form.answers.at(field->id)), limits::kRowDescription)});
  }
  return question;
}

}  // namespace

std::string choice_id(const Field& field, const Option& option) {
  return field.id + ":" + option.id;
}

std::string company_choice_id(const Field& field, const CompanyFacts& company) {
  return field.id + ":?company:" + shorten(fold(company.name), limits::kRowDescription);
}

std::vector<const Field*> answered_fields(const Turn& turn, const Filling& form) {
  const Facts facts = facts_of(turn.context, form);
  std::vector<const Field*> fields;
  for (const Field& field : turn.business().form.fields) {
    const bool answered = form.answers.contains(field.id);
    if (answered && field.type != FieldType::Consent && is_asked(field, form.answers, facts)) fields.push_back(&field);
  }
  return fields;
}

std::string consent_wording(const Turn& turn, const Filling& form) {
  const Facts facts = facts_of(turn.context, form);
  for (const Field& field : turn.business().form.fields) {
    if (field.type != FieldType::Consent || !is_asked(field, form.answers, facts)) continue;
    return render(field.question.in(turn.language()), business_params(turn.context, turn.language()));
  }
  return {};
}

Question question_of(const Turn& turn, const Field& field) {
  const Language language = turn.language();
  Question question;
  question.text = render(field.question.in(language), business_params(turn.context, language));
  if (field.type == FieldType::Items) {
    question.choices = {{field.id + ":?yes", turn.text("items.yes"), {}},
                        {field.id + ":?no", turn.text("items.no"), {}}};
    return question;
  }
  for (const Option& option : options_of(field)) {
    question.choices.push_back({choice_id(field, option), option.title.in(language), option.description.in(language)});
  }
  if (field.prefill == Prefill::Company && turn.context.person.companies.size() > 1) {
    for (const CompanyFacts& company : turn.context.person.companies) {
      question.choices.push_back({company_choice_id(field, company), company.name, {}});
    }
  }
  question.list_button = field.list_button.empty() ? turn.text("form.choose") : field.list_button.in(language);
  if (field.type == FieldType::Phone) {
    if (turn.context.person.wa_number.empty()) {
      question.wants_contact = true;
    } else {
      question.choices.push_back({field.id + ":?own", turn.text("form.this_number"), {}});
    }
  }
  const bool room_for_button = question.choices.size() < limits::kButtons;
  if (question.choices.empty() || (field.type == FieldType::Phone && room_for_button)) {
    if (!field.unsure.empty() && length(field.unsure.front().in(language)) <= limits::kButtonTitle) {
      question.choices.push_back({field.id + ":?unsure", field.unsure.front().in(language), {}});
    }
    if (!field.required) question.choices.push_back({field.id + ":?skip", turn.text("form.skip"), {}});
  }
  return question;
}

Question pending_question(const Turn& turn, const Filling& form) {
  if (form.waiting_for == pending::kSummary) return summary_question(turn, form);
  if (form.waiting_for == pending::kKnown) return known_question(turn, form);
  if (form.waiting_for == pending::kWhich) return which_question(turn, form);
  const Field* field = turn.business().form.field(form.waiting_for);
  return field != nullptr ? question_of(turn, *field) : summary_question(turn, form);
}

Params business_params(const Context& context, Language language) {
  Params params = business_params(context.business, context.now, language, known_plan(context));
  params["name"] = context.person.name;
  params["company"] = context.person.company;
  if (!context.person.wa_number.empty()) params["number"] = phone_for_people("+" + context.person.wa_number);
  return params;
}

}  // namespace sportello::flows
