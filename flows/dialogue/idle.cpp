#include "flows/dialogue/idle.h"

#include <algorithm>

#include "flows/core/text.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/problem.h"
#include "flows/dialogue/survey.h"
#include "flows/dialogue/verification.h"

namespace sportello::flows {
namespace {

const TicketFacts* quoted_ticket(const Turn& turn, const std::optional<Wamid>& quotes) {
  if (!quotes) return nullptr;
  for (const TicketFacts& ticket : turn.context.tickets) {
    if (std::find(ticket.messages.begin(), ticket.messages.end(), *quotes) != ticket.messages.end()) return &ticket;
  }
  return nullptr;
}

/// The tickets that words may still be added to, newest first.
std::vector<const TicketFacts*> open_tickets(const Turn& turn) {
  std::vector<const TicketFacts*> open;
  for (const TicketFacts& ticket : turn.context.tickets) {
    if (ticket.status != "closed" && ticket.status != "resolved") open.push_back(&ticket);
  }
  return open;
}

constexpr std::string_view kAddTo = "open:add:";

void add_to_ticket(Turn& turn, const std::string& code, const std::string& text) {
  turn.add(AddToTicket{code, text});
  turn.say_text("open.added", {{"code", code}});
  turn.next.mode = Idle{};
}

void offer_open_ticket(Turn& turn, const TicketFacts& ticket, const std::string& text) {
  Idle idle;
  idle.last_text = text;
  idle.offered_ticket = ticket.code;
  turn.next.mode = std::move(idle);
  turn.ask({turn.text("open.add_offer", {{"code", ticket.code}}),
            {{"open:add", turn.text("open.add_yes"), {}}, {"open:new", turn.text("open.add_no"), {}}},
            {},
            false});
}

/// Several are open: which one the words are for, or a new one.
void offer_open_tickets(Turn& turn, const std::vector<const TicketFacts*>& open, const std::string& text) {
  Idle idle;
  idle.last_text = text;
  turn.next.mode = std::move(idle);
  Question question{turn.text("open.add_which"), {}, turn.text("menu.button"), false};
  for (const TicketFacts* ticket : open) {
    if (question.choices.size() + 1 == limits::kRows) break;
    question.choices.push_back({std::string(kAddTo) + ticket->code, ticket->code, ticket->summary});
  }
  question.choices.push_back({"open:new", turn.text("open.add_no"), {}});
  turn.ask(std::move(question));
}

/// A text that describes something wrong: it opens a form, or is offered to the tickets that are open.
void hear_problem(Turn& turn, const std::string& text) {
  const auto open = open_tickets(turn);
  if (open.size() > 1) return offer_open_tickets(turn, open, text);
  if (open.size() == 1) return offer_open_ticket(turn, *open.front(), text);
  start_form(turn, text);
}

void hear_request(Turn& turn, const std::string& text) {
  const bool was_asked = turn.idle()->asked_problem;
  if (was_asked || !problem_in(text).empty()) return hear_problem(turn, text);
  ask_problem(turn);
}

void offer_draft(Turn& turn) {
  turn.ask({turn.text("form.resume_offer"),
            {{"form:resume", turn.text("form.resume_yes"), {}}, {"form:new", turn.text("form.resume_no"), {}}},
            {},
            false});
}

void hear_greeting(Turn& turn, bool first_contact) {
  if (!first_contact) turn.greet(turn.text("welcome.back", {{"name", turn.context.person.name}}));
  if (turn.idle()->draft) return offer_draft(turn);
  ask_problem(turn);
}

void hear_unknown(Turn& turn, const std::string& text) {
  Idle& idle = *turn.idle();
  const bool words_enough = count_letters_and_digits(text) >= kLettersOfADescription;
  const bool asks = text.ends_with('?');
  // Who waits for an answer most likely has more to say about it: "posso essere richiamato dopo le 17?"
  if (words_enough && !open_tickets(turn).empty()) return hear_problem(turn, text);
  if (idle.asked_problem && words_enough && !asks) return hear_problem(turn, text);
  const bool again = !idle.last_text.empty();
  idle.last_text = text;
  show_menu(turn, again ? "unknown.again" : "unknown.first");
}

bool asks_for_form(const Understanding& read) {
  return read.intent == Intent::TicketOpen ||
         std::find(read.also.begin(), read.also.end(), Intent::TicketOpen) != read.also.end();
}

/// The answer to "add it there, or a new one?". False when the text is neither.
bool hear_about_offer(Turn& turn, const std::string& text) {
  Idle& idle = *turn.idle();
  if (!idle.offered_ticket) return false;
  const auto said = typed_yes_or_no(text);
  const std::string typed = bare(text);
  const bool adds = said == YesOrNo::Yes || typed.starts_with("aggiung") || typed.starts_with("add");
  const bool opens = said == YesOrNo::No || typed.starts_with("nuova") || typed.starts_with("new");
  if (adds) {
    add_to_ticket(turn, *idle.offered_ticket, idle.last_text);
    return true;
  }
  if (opens) {
    start_form(turn, idle.last_text);
    return true;
  }
  return false;
}

}  // namespace

std::optional<Choice> typed_choice(const Idle& idle, const std::string& text) {
  if (const auto number = typed_number(text)) {
    if (*number >= 1 && *number <= static_cast<int>(idle.offered.size())) {
      return idle.offered[static_cast<std::size_t>(*number - 1)];
    }
    return std::nullopt;
  }
  // "La riprendiamo?" is asked with two buttons, and answered with yes or no.
  const auto said = typed_yes_or_no(text);
  for (const Choice& choice : idle.offered) {
    if (choice.id == "form:resume" && said == YesOrNo::Yes) return choice;
    if (choice.id == "form:new" && said == YesOrNo::No) return choice;
  }
  const std::string typed = bare(text);
  for (const Choice& choice : idle.offered) {
    const std::string title = bare(choice.title);
    if (edit_distance(typed, title, 1) <= (title.size() >= 5 ? 1 : 0)) return choice;
  }
  return std::nullopt;
}

void welcome(Turn& turn) {
  if (turn.next.welcomed) return;
  turn.next.welcomed = true;
  turn.greet(turn.text("welcome.first"));
}

void call_off(Turn& turn, const std::string& text) {
  const auto open = open_tickets(turn);
  if (open.empty()) return turn.say_text("form.nothing_to_cancel");
  if (open.size() > 1) return offer_open_tickets(turn, open, text);
  turn.about(open.front()->code);
  turn.add(AddToTicket{open.front()->code, text});
  turn.say_text("open.called_off", {{"code", open.front()->code}});
}

void ask_problem(Turn& turn) {
  Idle idle;
  if (turn.idle() != nullptr) idle.draft = turn.idle()->draft;
  idle.asked_problem = true;
  turn.next.mode = std::move(idle);
  turn.ask({turn.text("ask.problem"), {}, {}, false});
}

void hear_text(Turn& turn, const std::string& text, const Understanding& read, const std::optional<Wamid>& quotes) {
  if (hear_about_offer(turn, text)) return;
  if (hear_survey_answer(turn, text, read) || hear_verdict(turn, text, read, quotes)) return;
  const TicketFacts* ticket = quoted_ticket(turn, quotes);
  if (ticket != nullptr && ticket->status != "closed" && ticket->status != "resolved" && !is_digression(read)) {
    return add_to_ticket(turn, ticket->code, text);
  }
  const bool first_contact = !turn.next.welcomed;
  const bool needs_no_answer =
      read.intent == Intent::Thanks || read.intent == Intent::Goodbye || read.intent == Intent::No;
  if (!needs_no_answer) welcome(turn);
  if (!has_letters_or_digits(text)) return turn.say_text("emoji.only");
  if (is_digression(read)) {
    answer_digression(turn, read, text);
    if (asks_for_form(read)) return hear_request(turn, text);
    if (read.intent == Intent::Human) return;
    turn.idle()->last_text.clear();
    return;
  }
  switch (read.intent) {
    case Intent::TicketOpen:
      return hear_request(turn, text);
    case Intent::TicketReopen:
      return say_status(turn, text);
    case Intent::Greeting:
      return hear_greeting(turn, first_contact);
    case Intent::Thanks:
      return turn.stay_silent("thanks: nothing to answer");
    case Intent::Goodbye:
      return turn.stay_silent("goodbye: nothing to answer");
    case Intent::Cancel:
      return call_off(turn, text);
    case Intent::OptOut:
      turn.add(Remember{{}, {}, {}, {}, {}, true});
      return turn.say_text("optout.done");
    case Intent::Yes:
      return ask_problem(turn);
    case Intent::No:
      return turn.stay_silent("no: nothing was asked");
    case Intent::Unknown:
    case Intent::Hours:
    case Intent::Holidays:
    case Intent::TicketStatus:
    case Intent::Cost:
    case Intent::Coverage:
    case Intent::Warranty:
    case Intent::Contacts:
    case Intent::Backup:
    case Intent::Human:
      return hear_unknown(turn, text);
  }
}

bool hear_tap(Turn& turn, const Tapped& tap) {
  Idle& idle = *turn.idle();
  if (tap.id == "menu:ticket" || tap.id == "form:new") {
    const std::string problem = idle.last_text;
    idle.draft.reset();
    if (problem_in(problem).empty()) {
      ask_problem(turn);
    } else {
      start_form(turn, problem);
    }
    return true;
  }
  if (tap.id == "form:resume" && idle.draft) {
    Filling draft = std::move(*idle.draft);
    resume_form(turn, std::move(draft));
    return true;
  }
  if (tap.id == "open:add" && idle.offered_ticket) {
    add_to_ticket(turn, *idle.offered_ticket, idle.last_text);
    return true;
  }
  if (tap.id == "open:new" && !idle.last_text.empty()) {
    start_form(turn, idle.last_text);
    return true;
  }
  if (tap.id.starts_with(kAddTo) && !idle.last_text.empty()) {
    const std::string code = tap.id.substr(kAddTo.size());
    for (const TicketFacts* ticket : open_tickets(turn)) {
      if (ticket->code != code) continue;
      add_to_ticket(turn, code, idle.last_text);
      return true;
    }
  }
  Understanding asked;
  asked.confidence = 1;
  const auto answers = [&](std::string_view name, Intent intent) {
    if (tap.id != std::string("menu:") + std::string(name)) return false;
    asked.intent = intent;
    if (intent == Intent::Hours) asked.when = When{WhenKind::Usual, {}, {}, {}, {}, {}, {}, {}};
    answer_digression(turn, asked, tap.title);
    return true;
  };
  return answers("hours", Intent::Hours) || answers("contacts", Intent::Contacts) || answers("cost", Intent::Cost) ||
         answers("coverage", Intent::Coverage) || answers("human", Intent::Human) ||
         answers("status", Intent::TicketStatus);
}

}  // namespace sportello::flows
