#include <algorithm>

#include "flows/core/text.h"
#include "flows/dialogue/facts.h"
#include "flows/dialogue/form_progress.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/questions.h"
#include "flows/ticket/code.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

Remember learned(const Business& business, const Filling& form) {
  Remember remember;
  for (const Field& field : business.form.fields) {
    const auto found = form.answers.find(field.id);
    if (found == form.answers.end() || found->second.values.empty() || found->second.unsure) continue;
    const std::string& value = found->second.values.front();
    switch (field.prefill) {
      case Prefill::Company:
        remember.company = value;
        break;
      case Prefill::Name:
        remember.name = value;
        break;
      case Prefill::Email:
        remember.email = value;
        break;
      case Prefill::CallbackNumber:
        remember.phone = value;
        remember.reachable = found->second.note;
        break;
      case Prefill::None:
      case Prefill::Problem:
      case Prefill::Product:
        break;
    }
  }
  return remember;
}

/// The first words of the problem, or of the first answer, for the operators' list.
std::string summary_of(const Business& business, const Filling& form) {
  const Answer* chosen = nullptr;
  for (const Field& field : business.form.fields) {
    const auto found = form.answers.find(field.id);
    if (found == form.answers.end()) continue;
    if (chosen == nullptr || field.prefill == Prefill::Problem) chosen = &found->second;
    if (field.prefill == Prefill::Problem) break;
  }
  return chosen != nullptr ? shorten(trim(chosen->shown), 120) : std::string{};
}

/// What was accepted by an answer, and what is accepted by sending: together when there are both, as of the later.
std::optional<Consent> consent_of(const Turn& turn, const Filling& form, const Answers& answers, const Wamid& message) {
  std::optional<Consent> consent;
  for (const auto& [id, answer] : answers) {
    if (answer.wording.empty() || !answer.message || !answer.at) continue;
    consent = Consent{consent ? consent->wording + "\n" + answer.wording : answer.wording, *answer.message, *answer.at};
  }
  if (const std::string wording = consent_wording(turn, form); !wording.empty()) {
    const std::string accepted = wording + " " + turn.text("form.consent_by_sending");
    consent = Consent{consent ? consent->wording + "\n" + accepted : accepted, message, turn.context.now};
  }
  return consent;
}

OpenTicket ticket_of(const Turn& turn, const Filling& form, const Wamid& message) {
  const Business& business = turn.business();
  const Facts facts = facts_of(turn.context, form);
  OpenTicket ticket;
  ticket.code = ticket_code(business.code_prefix, turn.context.next_ticket_number);
  for (const Field& field : business.form.fields) {
    const auto found = form.answers.find(field.id);
    if (found != form.answers.end() && is_asked(field, form.answers, facts)) ticket.answers.insert(*found);
  }
  ticket.summary = summary_of(business, form);
  ticket.previous = form.follows;
  ticket.started_at = form.started_at;
  if (!turn.context.person.known) ticket.flags.emplace_back("to_verify");
  if (facts.at("covered") == "no") ticket.flags.emplace_back("not_covered");
  for (const FlagRule& rule : business.form.flags) {
    if (!holds(rule.when, form.answers, facts)) continue;
    if (std::find(ticket.flags.begin(), ticket.flags.end(), rule.flag) == ticket.flags.end()) {
      ticket.flags.push_back(rule.flag);
    }
    if (rule.priority) ticket.priority = std::min(ticket.priority, *rule.priority);
  }
  ticket.consent = consent_of(turn, form, ticket.answers, message);
  ticket.decision = decision_of(turn.context, form);
  return ticket;
}

/// Says where the acknowledgement goes by mail, and gives that mail (K4). An address that is not enabled gets none, and
/// the ticket a flag.
std::optional<SendMail> acknowledge_by_mail(Turn& turn, const Filling& form, const Params& params, OpenTicket& ticket) {
  const Business& business = turn.business();
  if (!turn.context.mail.on || !business.policies.notify_registration_by_mail) return std::nullopt;
  const std::string address = learned(business, form).email.value_or(turn.context.person.email);
  if (address.empty()) return std::nullopt;
  const auto& enabled = turn.context.mail.enabled;
  const bool known = std::find(enabled.begin(), enabled.end(), fold(address)) != enabled.end();
  if (business.policies.mail_needs_enabled_address && !known) {
    ticket.flags.emplace_back("mail_not_enabled");
    turn.say_text("form.sent_mail_not_enabled", {{"email", address}});
    return std::nullopt;
  }
  turn.say_text("form.sent_mail", {{"email", address}});
  SendMail mail{address, "registered", ticket.code, {{"summary", ticket.summary}}};
  if (const auto next = params.find("next_opening"); next != params.end()) mail.parameters.insert(*next);
  return mail;
}

}  // namespace

void send_form(Turn& turn, const Wamid& message) {
  Filling& form = *turn.form();
  // Nothing is sent that was not summed up: a word or an old button in the middle of the form goes on with it.
  if (form.waiting_for != pending::kSummary || next_field(turn, form) != nullptr) return advance(turn, form);
  const Business& business = turn.business();
  const bool refused = plan_today(turn.context, &form) == "none" || standing_today(turn.context, &form) == Standing::Bad;
  if (business.policies.contract_block && refused) {
    return turn.say_text("form.contract_blocked");
  }
  OpenTicket ticket = ticket_of(turn, form, message);
  Params params = business_params(turn.context, turn.language());
  params.merge(params_of_answers(turn.context, form));
  params.erase("next_opening");
  const Attendance looked_at = attendance_for(turn.context, ticket.flags);
  if (!looked_at.open && looked_at.next_opening) {
    params["next_opening"] =
        moment_in_words(*looked_at.next_opening, turn.context.now, business.calendar.zone, turn.language());
  }
  bool opening_told = false;
  turn.say_text("form.sent", {{"code", ticket.code}});
  const Facts facts = facts_of(turn.context, form);
  for (const FlagRule& rule : business.form.flags) {
    if (!rule.note.empty() && holds(rule.when, form.answers, facts)) {
      const std::string note = render(rule.note.in(turn.language()), params);
      opening_told = opening_told || (params.contains("next_opening") && note.find(params["next_opening"]) != std::string::npos);
      turn.say(note);
    }
  }
  turn.say_text("form.sent_callback", params);
  if (params.contains("next_opening")) {
    if (!opening_told) turn.say_text("form.sent_closed", params);
    turn.hours_were_told();
  }
  turn.add(learned(business, form));
  std::optional<SendMail> mail = acknowledge_by_mail(turn, form, params, ticket);
  turn.add(std::move(ticket));
  if (mail) turn.add(std::move(*mail));
  turn.add(CancelTimer{TimerKind::FormReminder});
  turn.add(CancelTimer{TimerKind::FormExpiry});
  turn.next.mode = Idle{};
  turn.next.voice_notes = 0;
}

}  // namespace sportello::flows
