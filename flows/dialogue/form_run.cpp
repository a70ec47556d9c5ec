#include "flows/dialogue/form_run.h"

#include <algorithm>

#include "flows/core/text.h"
#include "flows/dialogue/form_progress.h"
#include "flows/dialogue/prefill.h"
#include "flows/dialogue/questions.h"

namespace sportello::flows {
namespace {

constexpr int kMisfitsBeforePerson = 2;

/// "sì, anche la newsletter" is "anche la newsletter".
std::string without_yes(std::string_view text) {
  const std::size_t mark = text.find_first_of(",.:;");
  const bool yes = mark != std::string_view::npos && typed_yes_or_no(text.substr(0, mark)) == YesOrNo::Yes;
  const std::string rest = yes ? trim_ends(std::string(text.substr(mark + 1))) : std::string{};
  return has_letters_or_digits(rest) ? rest : std::string(text);
}

/// Texts one by one: the list grows until "no".
bool take_item(Turn& turn, Filling& form, const Field& field, std::string_view text, const Wamid& message) {
  Answer answer;
  if (const auto found = form.answers.find(field.id); found != form.answers.end()) answer = found->second;
  const auto said = spelled_like(text, turn.text("items.yes"))  ? YesOrNo::Yes
                    : spelled_like(text, turn.text("items.no")) ? YesOrNo::No
                                                                : typed_yes_or_no(text);
  if (said == YesOrNo::No) {
    if (answer.values.empty()) answer.shown = turn.text("no");
    keep_answer(turn, form, field, std::move(answer), message);
    advance(turn, form);
    return true;
  }
  if (said == YesOrNo::Yes) {
    turn.ask({turn.text("items.next"), {}, {}, false});
    return true;
  }
  auto parsed = parse_answer(field, without_yes(text), turn.answer_context());
  auto* item = std::get_if<Answer>(&parsed);
  if (item == nullptr) return false;
  if (answer.values.empty()) answer.shown.clear();
  answer.values.push_back(item->values.front());
  if (!answer.shown.empty()) answer.shown += "\n";
  answer.shown += std::to_string(answer.values.size()) + ") " + item->values.front();
  const std::size_t count = answer.values.size();
  keep_answer(turn, form, field, std::move(answer), message);
  // The problem itself is the first of the interventions, so the list's own first one is the second.
  turn.say_text("items.noted", {{"number", std::to_string(count + 1)}});
  if (count >= field.max_items) {
    turn.say_text("items.full", {{"max", std::to_string(field.max_items + 1)}});
    advance(turn, form);
    return true;
  }
  Question more = question_of(turn, field);
  more.text = field.more.empty() ? turn.text("items.more") : field.more.in(turn.language());
  turn.ask(std::move(more));
  restart_timers(turn);
  return true;
}

void ask_known_or_next(Turn& turn, Filling& form) {
  const bool anything_known = std::any_of(form.answers.begin(), form.answers.end(),
                                          [](const auto& entry) { return entry.second.source == AnswerSource::Known; });
  if (!anything_known) return advance(turn, form);
  form.waiting_for = pending::kKnown;
  turn.ask(pending_question(turn, form));
  restart_timers(turn);
}

bool take_known(Turn& turn, Filling& form, YesOrNo said) {
  if (said == YesOrNo::No) {
    form.waiting_for = pending::kWhich;
    turn.ask(pending_question(turn, form));
    return true;
  }
  advance(turn, form);
  return true;
}

bool take_summary_word(Turn& turn, std::string_view text, const Wamid& message) {
  const auto number = typed_number(text);
  if (number == 1 || typed_yes_or_no(text) == YesOrNo::Yes) {
    send_form(turn, message);
    return true;
  }
  if (number == 2 || typed_yes_or_no(text) == YesOrNo::No) {
    correct(turn, {Command::Correct, 0, {}});
    return true;
  }
  if (number == 3) {
    cancel_form(turn);
    return true;
  }
  return false;
}

/// The company of the person that the number or the name means; empty when it is none of theirs.
std::string company_meant(const PersonFacts& person, const Field& field, std::string_view text) {
  if (field.prefill != Prefill::Company || person.companies.size() < 2) return {};
  const auto number = typed_number(text);
  if (number && *number >= 1 && *number <= static_cast<int>(person.companies.size())) {
    return person.companies[static_cast<std::size_t>(*number - 1)].name;
  }
  std::string typed = bare(text);
  for (const std::string_view before : {"per ", "for ", "la ", "il ", "the "}) {
    if (typed.starts_with(before)) typed.erase(0, before.size());
  }
  constexpr std::size_t kLettersOfAPart = 3;
  std::vector<std::string> parts;
  for (const CompanyFacts& company : person.companies) {
    const std::string name = bare(company.name);
    if (edit_distance(typed, name, 1) <= (name.size() >= 6 ? 1 : 0)) return company.name;
    // "Rossi" is Rossi Srl, when no other one is called so.
    const bool part = typed.size() >= kLettersOfAPart && (" " + name + " ").find(" " + typed + " ") != std::string::npos;
    if (part) parts.push_back(company.name);
  }
  if (parts.size() == 1) return parts.front();
  return {};
}

void keep_company(Turn& turn, Filling& form, const Field& field, const std::string& company, const Wamid& message) {
  Answer answer;
  answer.values.push_back(company);
  answer.shown = company;
  keep_answer(turn, form, field, std::move(answer), message);
  advance(turn, form);
}

const Field* field_by_label(const Turn& turn, const Filling& form, const std::string& words) {
  for (const Field* field : answered_fields(turn, form)) {
    const std::string label = bare(field->label.in(turn.language()));
    for (const auto article : {"", "il ", "la ", "l'", "lo ", "i ", "le ", "the ", "my "}) {
      const std::string wanted = article;
      if (words.starts_with(wanted) && edit_distance(words.substr(wanted.size()), label, 1) <= 1) return field;
    }
  }
  return nullptr;
}

}  // namespace

void repeat_question(Turn& turn) {
  if (const Filling* form = turn.form()) turn.ask(pending_question(turn, *form));
}

void start_form(Turn& turn, const std::string& problem) {
  Filling form;
  form.started_at = turn.context.now;
  form.problem = problem;
  prefill_known(turn, form);
  prefill_problem(turn, form, problem);
  turn.next.mode = std::move(form);
  ask_known_or_next(turn, *turn.form());
}

void resume_form(Turn& turn, Filling draft) {
  draft.reminded = false;
  turn.next.mode = std::move(draft);
  Filling& form = *turn.form();
  turn.say_text("form.continue");
  if (form.waiting_for == pending::kKnown) return ask_known_or_next(turn, form);
  advance(turn, form);
}

bool take_answer(Turn& turn, std::string_view text, const Wamid& message) {
  Filling* form = turn.form();
  if (form == nullptr) return false;
  if (form->waiting_for == pending::kSummary) return take_summary_word(turn, text, message);
  if (form->waiting_for == pending::kKnown) {
    const auto number = typed_number(text);
    const auto says = [&](const char* label) { return spelled_like(text, turn.text(label)); };
    const auto said = number == 1 || says("form.known_yes")  ? YesOrNo::Yes
                      : number == 2 || says("form.known_no") ? YesOrNo::No
                                                             : typed_yes_or_no(text);
    return said ? take_known(turn, *form, *said) : false;
  }
  if (form->waiting_for == pending::kWhich) {
    if (typed_yes_or_no(text) == YesOrNo::No) {
      advance(turn, *form);
      return true;
    }
    TypedCommand command{Command::Correct, typed_number(text).value_or(0), bare(text)};
    if (command.number == 0 && field_by_label(turn, *form, command.argument) == nullptr) return false;
    correct(turn, command);
    return true;
  }
  const Field* field = turn.business().form.field(form->waiting_for);
  if (field == nullptr) return false;
  if (field->type == FieldType::Items) return take_item(turn, *form, *field, text, message);
  if (const std::string company = company_meant(turn.context.person, *field, text); !company.empty()) {
    keep_company(turn, *form, *field, company, message);
    return true;
  }
  // What was said of the problem so far belongs to it: "non va" and, asked again, the rest.
  const bool adds_up =
      field->prefill == Prefill::Problem && !form->answers.contains(field->id) && !form->problem.empty();
  const std::string whole = adds_up ? form->problem + "\n" + std::string(text) : std::string(text);
  auto parsed = parse_answer(*field, whole, turn.answer_context());
  auto* answer = std::get_if<Answer>(&parsed);
  if (answer == nullptr) {
    const bool take_anyway = field->one_retry_only && form->misfits > 0 && std::get<Misfit>(parsed) == Misfit::TooShort;
    if (!take_anyway) return false;
    Answer as_given;
    as_given.values.push_back(trim_ends(clean_text(whole)));
    as_given.shown = as_given.values.front();
    keep_answer(turn, *form, *field, std::move(as_given), message);
  } else {
    keep_answer(turn, *form, *field, std::move(*answer), message);
  }
  advance(turn, *form);
  return true;
}

bool add_to_problem(Turn& turn, const std::string& text, const Wamid& message) {
  Filling* form = turn.form();
  const auto& fields = turn.business().form.fields;
  const auto field = std::find_if(fields.begin(), fields.end(),
                                  [](const Field& candidate) { return candidate.prefill == Prefill::Problem; });
  if (form == nullptr || field == fields.end()) return false;
  const auto found = form->answers.find(field->id);
  const std::string before = found != form->answers.end() ? found->second.values.front() : form->problem;
  if (before.ends_with(text)) return false;
  auto parsed = parse_answer(*field, before.empty() ? text : before + "\n" + text, turn.answer_context());
  if (auto* answer = std::get_if<Answer>(&parsed)) {
    const bool first = found == form->answers.end();
    keep_answer(turn, *form, *field, std::move(*answer), message);
    turn.say_text(first ? "form.problem_noted" : "form.problem_added");
    return true;
  }
  if (std::get<Misfit>(parsed) != Misfit::TooShort) return false;
  form->problem = before.empty() ? text : before + "\n" + text;
  turn.say_text("form.problem_noted");
  return true;
}

void refuse_answer(Turn& turn, std::string_view text) {
  Filling& form = *turn.form();
  ++form.misfits;
  const Field* field = turn.business().form.field(form.waiting_for);
  if (field != nullptr && field->prefill == Prefill::Problem && !form.answers.contains(field->id)) {
    if (!form.problem.empty()) form.problem += "\n";
    form.problem += trim_ends(clean_text(text));
  }
  if (field == nullptr) {
    turn.say_text(form.waiting_for == pending::kSummary ? "form.send_or" : "form.choose_one");
  } else if (field->type == FieldType::YesNo && field->options.empty()) {
    turn.say_text("form.not_yes_no");
  } else if (field->type == FieldType::Choice && !field->hint.empty()) {
    turn.say_text("form.choose_one");
    turn.say(field->hint.in(turn.language()));
  } else {
    auto parsed = parse_answer(*field, text, turn.answer_context());
    const auto* misfit = std::get_if<Misfit>(&parsed);
    const Misfit reason = misfit != nullptr ? *misfit : Misfit::NotAChoice;
    const bool own_words = !field->again.empty() && (reason == Misfit::TooShort || reason == Misfit::Empty);
    turn.say(own_words ? render(field->again.in(turn.language()), business_params(turn.context, turn.language()))
                       : turn.text(text_key(reason), {{"limit", std::to_string(field->max_length)}}));
  }
  if (form.misfits > kMisfitsBeforePerson) turn.say_text("help.commands");
  repeat_question(turn);
}

bool take_tap(Turn& turn, const Tapped& tap, const Wamid& message) {
  Filling* form = turn.form();
  if (form == nullptr) return false;
  if (tap.id == "known:yes") return take_known(turn, *form, YesOrNo::Yes);
  if (tap.id == "known:no") return take_known(turn, *form, YesOrNo::No);
  if (tap.id == "form:send") {
    send_form(turn, message);
    return true;
  }
  if (tap.id == "form:correct") {
    correct(turn, {Command::Correct, 0, {}});
    return true;
  }
  if (tap.id == "form:cancel") {
    cancel_form(turn);
    return true;
  }
  const auto colon = tap.id.find(':');
  if (colon == std::string::npos) return false;
  const std::string head = tap.id.substr(0, colon);
  const std::string tail = tap.id.substr(colon + 1);
  if (head == "correct") {
    const Field* field = turn.business().form.field(tail);
    if (field == nullptr) return false;
    ask_again_for(turn, *form, *field);
    return true;
  }
  const Field* field = turn.business().form.field(head);
  if (field == nullptr) return false;
  // A tap on an older question of this form corrects its answer; a question not reached yet is none.
  if (form->waiting_for != field->id && !form->answers.contains(field->id)) return false;
  if (field->type == FieldType::Items) {
    form->waiting_for = field->id;
    return take_item(turn, *form, *field, tail == "?no" ? "no" : "si", message);
  }
  if (tail == "?skip") {
    form->waiting_for = field->id;
    skip(turn, message);
    return true;
  }
  for (const CompanyFacts& company : turn.context.person.companies) {
    if (field->prefill != Prefill::Company || tap.id != company_choice_id(*field, company)) continue;
    keep_company(turn, *form, *field, company.name, message);
    return true;
  }
  std::optional<Answer> answer;
  if (tail == "?own") answer = own_number_answer(turn.answer_context());
  if (tail == "?unsure" && !field->unsure.empty()) {
    answer.emplace();
    answer->shown = field->unsure.front().in(turn.language());
    answer->values.push_back(answer->shown);
    answer->unsure = true;
  }
  for (const Option& option : options_of(*field)) {
    if (option.id == tail) answer = answer_of(option, turn.language());
  }
  if (!answer) return false;
  const bool older = form->waiting_for != field->id;
  keep_answer(turn, *form, *field, std::move(*answer), message);
  if (older) turn.say_text("form.corrected", {{"label", field->label.in(turn.language())}});
  advance(turn, *form);
  return true;
}

bool take_contact(Turn& turn, const ContactShared& contact, const Wamid& message) {
  Filling* form = turn.form();
  if (form == nullptr || contact.phones.empty()) return false;
  const Field* field = turn.business().form.field(form->waiting_for);
  if (field == nullptr || field->type != FieldType::Phone) return false;
  return take_answer(turn, contact.phones.front(), message);
}

void go_back(Turn& turn) {
  Filling& form = *turn.form();
  std::string previous;
  if (const auto here = std::find(form.asked.begin(), form.asked.end(), form.waiting_for); here != form.asked.end()) {
    if (here != form.asked.begin()) previous = *std::prev(here);
  } else if (!form.asked.empty()) {
    previous = form.asked.back();
  }
  const Field* field = turn.business().form.field(previous);
  if (field == nullptr) {
    turn.say_text("form.at_first");
    return repeat_question(turn);
  }
  ask_again_for(turn, form, *field);
}

void correct(Turn& turn, const TypedCommand& command) {
  Filling& form = *turn.form();
  const auto fields = answered_fields(turn, form);
  if (fields.empty()) {
    turn.say_text("form.at_first");
    return repeat_question(turn);
  }
  const Field* field = nullptr;
  if (command.number >= 1 && command.number <= static_cast<int>(fields.size())) {
    field = fields[static_cast<std::size_t>(command.number - 1)];
  } else if (!command.argument.empty()) {
    field = field_by_label(turn, form, command.argument);
  }
  if (field != nullptr) return ask_again_for(turn, form, *field);
  if (command.number != 0 || !command.argument.empty()) {
    turn.say_text("form.correct_no_such", {{"count", std::to_string(fields.size())}});
  }
  form.waiting_for = pending::kWhich;
  turn.ask(pending_question(turn, form));
}

void skip(Turn& turn, const Wamid& message) {
  Filling& form = *turn.form();
  const Field* field = turn.business().form.field(form.waiting_for);
  if (field == nullptr || field->required) {
    turn.say_text("form.required");
    return repeat_question(turn);
  }
  Answer none;
  none.shown = "-";
  keep_answer(turn, form, *field, std::move(none), message);
  advance(turn, form);
}

void cancel_form(Turn& turn) {
  Idle idle;
  idle.draft = std::move(*turn.form());
  turn.next.mode = std::move(idle);
  turn.add(CancelTimer{TimerKind::FormReminder});
  turn.add(CancelTimer{TimerKind::FormExpiry});
  turn.say_text("form.cancelled");
  turn.ask({turn.text("form.cancelled_resume"), {{"form:resume", turn.text("form.resume_yes"), {}}}, {}, false});
}

}  // namespace sportello::flows
