#include "flows/dialogue/verification.h"

#include <algorithm>
#include <array>
#include <vector>

#include "flows/core/text.h"
#include "flows/dialogue/acknowledgement.h"
#include "flows/dialogue/commands.h"
#include "flows/dialogue/digression.h"
#include "flows/dialogue/form_run.h"
#include "flows/dialogue/idle.h"
#include "flows/dialogue/problem.h"
#include "flows/dialogue/survey.h"
#include "flows/ticket/code.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

constexpr std::string_view kSolved = "closure:ok:";
constexpr std::string_view kNotSolved = "closure:reopen:";
constexpr std::string_view kFollows = "closure:new:";
constexpr const char* kSeparate = "closure:separate";
constexpr std::size_t kLettersOfAReason = 3;
/// "riaprite la richiesta LEO-7K3M-Q" gives no reason yet.
constexpr std::size_t kLettersBesideTheVerb = 32;
constexpr std::chrono::hours kReasonAwaited{2};
/// Who writes so soon after the end may mean the ticket that has ended; later words are about something else.
constexpr std::chrono::hours kStillThoughtOf{7 * 24};

using Tickets = std::vector<const TicketFacts*>;

bool can_be_reopened(const Turn& turn, const TicketFacts& ticket) {
  return ticket.status == "resolved" && (!ticket.deadline || turn.said_at < *ticket.deadline);
}

/// Also one whose time is over although nobody has closed it yet.
bool is_over(const Turn& turn, const TicketFacts& ticket) {
  return ticket.status == "closed" || (ticket.status == "resolved" && !can_be_reopened(turn, ticket));
}

template <class Test>
Tickets tickets_that(const Turn& turn, Test test) {
  Tickets found;
  for (const TicketFacts& ticket : turn.context.tickets) {
    if (test(ticket)) found.push_back(&ticket);
  }
  return found;
}

/// The ticket the words name by its code, or by quoting a message about it.
const TicketFacts* named_ticket(const Turn& turn, const std::string& text, const std::optional<Wamid>& quotes) {
  for (const std::string& code : ticket_codes_in(text, turn.business().code_prefix)) {
    if (const TicketFacts* ticket = turn.ticket(code)) return ticket;
  }
  if (!quotes) return nullptr;
  for (const TicketFacts& ticket : turn.context.tickets) {
    if (std::find(ticket.messages.begin(), ticket.messages.end(), *quotes) != ticket.messages.end()) return &ticket;
  }
  return nullptr;
}

/// Nothing is awaited any more; a form put away stays where it is.
Idle& fresh_idle(Turn& turn) {
  Idle fresh;
  if (turn.idle() != nullptr) fresh.draft = turn.idle()->draft;
  turn.next.mode = std::move(fresh);
  return *turn.idle();
}

Question verdict_question(const Turn& turn, const TicketFacts& ticket, const std::string& text, const char* solved,
                          const char* not_solved) {
  return {text,
          {{std::string(kSolved) + ticket.code, turn.text(solved), {}},
           {std::string(kNotSolved) + ticket.code, turn.text(not_solved), {}}},
          {},
          false};
}

void ask_verdict(Turn& turn, const TicketFacts& ticket) {
  turn.about(ticket.code);
  fresh_idle(turn).awaiting = Awaiting{Awaited::Verdict, ticket.code, ticket.deadline.value_or(turn.context.now)};
  turn.ask(verdict_question(turn, ticket, turn.text("reopen.ask", {{"code", ticket.code}}), "reopen.no", "reopen.yes"));
}

void reopen(Turn& turn, const TicketFacts& ticket, const std::string& words) {
  turn.about(ticket.code);
  turn.add(ReopenTicket{ticket.code, words});
  Idle& idle = fresh_idle(turn);
  turn.say_text("reopen.done", {{"code", ticket.code}});
  // What is said next belongs to the ticket, asked for or not: "no, non va", and then why.
  idle.awaiting = Awaiting{Awaited::Reason, ticket.code, turn.context.now + kReasonAwaited};
  if (!words.empty()) return;
  turn.ask({turn.text("reopen.reason"), {}, {}, false});
}

void confirm(Turn& turn, const TicketFacts& ticket) {
  turn.about(ticket.code);
  turn.add(CloseTicket{ticket.code, ClosedBy::Customer, turn.context.now});
  fresh_idle(turn);
  turn.say_text("closure.confirmed", {{"code", ticket.code}});
  turn.next.told_closed = ticket.code;
  if (survey_is_due(turn, ticket)) ask_survey(turn, ticket);
}

void offer_new_ticket(Turn& turn, const TicketFacts& ticket, const std::string& text) {
  turn.about(ticket.code);
  fresh_idle(turn).last_text = text;
  turn.next.told_closed = ticket.code;
  turn.ask({turn.text("reopen.too_late", {{"code", ticket.code}}),
            {{std::string(kFollows) + ticket.code, turn.text("reopen.linked"), {}},
             {kSeparate, turn.text("reopen.separate"), {}}},
            {},
            false});
}

/// Several tickets may be meant: the customer says which.
void ask_which(Turn& turn, const Tickets& resolved, const TicketFacts* open, const std::string& text) {
  Idle& idle = fresh_idle(turn);
  idle.last_text = text;
  Question question{turn.text("reopen.which"), {}, turn.text("form.choose"), false};
  for (const TicketFacts* ticket : resolved) {
    if (question.choices.size() + 2 >= limits::kRows) break;
    question.choices.push_back({std::string(kNotSolved) + ticket->code,
                                turn.text("reopen.this", {{"code", ticket->code}}), ticket->summary});
  }
  if (open != nullptr) {
    idle.offered_ticket = open->code;
    question.choices.push_back({"open:add", turn.text("reopen.add_to", {{"code", open->code}}), open->summary});
  }
  question.choices.push_back({kSeparate, turn.text("reopen.new"), {}});
  turn.ask(std::move(question));
}

void start_following(Turn& turn, const std::string& code) {
  const std::string problem = problem_in(turn.idle()->last_text).empty() ? std::string{} : turn.idle()->last_text;
  start_form(turn, problem);
  if (turn.form() != nullptr) turn.form()->follows = code;
}

/// A question to the desk, which reopens nothing. "Non funziona ancora" is none, whatever subject it names.
bool asks_the_desk(const Understanding& read, const std::string& text) {
  const bool of_its_own = read.intent == Intent::Hours || read.intent == Intent::Holidays || read.intent == Intent::Human;
  return is_digression(read) && (of_its_own || !objects(text));
}

/// "grazie per l'intervento così veloce": thanks in more words than `acknowledges` knows.
bool thanks(const Understanding& read, const std::string& text) {
  return (read.intent == Intent::Thanks || read.intent == Intent::Goodbye) && !objects(text) &&
         text.find('?') == std::string::npos;
}

bool says_a_reason(const std::string& text) {
  return count_letters_and_digits(text) >= kLettersOfAReason && !acknowledges(text);
}

/// The answer to "what is still wrong?".
bool hear_reason(Turn& turn, const std::string& text) {
  const std::optional<Awaiting> awaiting = turn.idle()->awaiting;
  if (!awaiting || awaiting->what != Awaited::Reason || turn.said_at >= awaiting->until) return false;
  if (!says_a_reason(text) || announces_something_new(text)) return false;
  if (turn.ticket(awaiting->ticket) == nullptr) return false;
  turn.about(awaiting->ticket);
  turn.add(AddToTicket{awaiting->ticket, text});
  turn.say_text("open.added", {{"code", awaiting->ticket}});
  turn.idle()->awaiting.reset();
  return true;
}

void hear_acknowledgement(Turn& turn, const TicketFacts& ticket) {
  const std::optional<Awaiting>& awaiting = turn.idle()->awaiting;
  const bool asked = awaiting && awaiting->what == Awaited::Verdict && awaiting->ticket == ticket.code;
  if (asked) return turn.stay_silent("acknowledged: the ticket closes at its deadline");
  ask_verdict(turn, ticket);
}

/// "riapri", alone or with the reason: said of a business it would ask when it opens.
bool demands_reopening(const std::string& text) {
  constexpr std::array kVerbs = {"riapri", "riaprite", "riapriamo", "riaprire", "riapritelo", "riapritela", "reopen"};
  const std::string said = bare(text);
  const std::string verb = said.substr(0, said.find(' '));
  return text.find('?') == std::string::npos && std::find(kVerbs.begin(), kVerbs.end(), verb) != kVerbs.end();
}

bool hear_about_resolved(Turn& turn, const std::string& text, const Understanding& read, const TicketFacts* named) {
  Tickets resolved = tickets_that(turn, [&](const TicketFacts& ticket) { return can_be_reopened(turn, ticket); });
  if (resolved.empty() || (named != nullptr && !can_be_reopened(turn, *named))) return false;
  const TicketFacts& newest = named != nullptr ? *named : *resolved.front();
  // The buttons' own words, typed.
  const bool only_one = named != nullptr || resolved.size() == 1;
  if (spelled_like(text, turn.text("closure.ok"))) {
    only_one ? confirm(turn, newest) : hear_acknowledgement(turn, newest);
    return true;
  }
  if (acknowledges(text) || thanks(read, text) || typed_yes_or_no(text)) {
    if (read.intent == Intent::Greeting && has_letters_or_digits(text)) return false;
    hear_acknowledgement(turn, newest);
    return true;
  }
  if (count_letters_and_digits(text) < kLettersOfAReason) return false;
  if (demands_reopening(text) && problem_in(text).size() < kLettersBesideTheVerb) {
    reopen(turn, newest, {});
    return true;
  }
  const Tickets open = tickets_that(turn, [](const TicketFacts& ticket) {
    return ticket.status != "closed" && ticket.status != "resolved";
  });
  const bool names_one = named != nullptr || (resolved.size() == 1 && open.empty());
  const bool speaks_of_new = announces_something_new(text) ||
                             (read.intent == Intent::TicketOpen && problem_in(text).empty() && asks_for_a_ticket(text));
  if (named == nullptr && (speaks_of_new || !names_one)) {
    ask_which(turn, resolved, open.empty() ? nullptr : open.front(), text);
    return true;
  }
  reopen(turn, newest, text);
  return true;
}

bool hear_about_closed(Turn& turn, const std::string& text, const Understanding& read, const TicketFacts* named) {
  const Tickets over = tickets_that(turn, [&](const TicketFacts& ticket) { return is_over(turn, ticket); });
  if (over.empty() || (named != nullptr && !is_over(turn, *named))) return false;
  const TicketFacts& ended = named != nullptr ? *named : *over.front();
  const bool says_something = says_a_reason(text) && read.intent != Intent::Greeting;
  if (spelled_like(text, turn.text("closure.ok"))) {
    turn.about(ended.code);
    turn.say_text("status.closed", {{"code", ended.code}});
    return true;
  }
  if (named != nullptr || read.intent == Intent::TicketReopen) {
    if (!says_something) return false;
    offer_new_ticket(turn, ended, text);
    return true;
  }
  // Only the newest ticket can be what somebody still has in mind, and they are told once.
  const bool newest = &ended == &turn.context.tickets.front();
  const std::optional<Instant> ended_at = ended.closed_at ? ended.closed_at : ended.deadline;
  const bool lately = ended_at && turn.said_at < *ended_at + kStillThoughtOf;
  const bool problem = read.intent == Intent::TicketOpen ? !problem_in(text).empty() : read.intent == Intent::Unknown;
  if (!newest || !lately || turn.next.told_closed == ended.code || !says_something || !problem ||
      announces_something_new(text)) {
    return false;
  }
  offer_new_ticket(turn, ended, text);
  return true;
}

}  // namespace

void tell_resolved(Turn& turn, const TicketResolved& news) {
  const TicketFacts* ticket = turn.ticket(news.code);
  if (ticket == nullptr || !ticket->deadline) return;
  const std::string deadline = exact_moment_in_words(*ticket->deadline, turn.context.now,
                                                     turn.business().calendar.zone, turn.language());
  Params params{{"code", ticket->code}, {"summary", news.summary}, {"deadline", deadline}};
  if (survey_is_due(turn, *ticket)) params["link"] = ticket->survey->link;
  turn.announce(Purpose::ClosureNotice, params);
  // Both documents promise the summary by mail (L36, K19), whatever WhatsApp does.
  turn.add(SendMail{{}, "closed", ticket->code, params});
  turn.about(ticket->code);
  if (turn.idle() != nullptr) fresh_idle(turn);
  turn.ask(verdict_question(turn, *ticket, turn.text("closure.notice", params), "closure.ok", "closure.reopen"));
}

void close_for_good(Turn& turn, const TicketCloses& closing) {
  const TicketFacts* ticket = turn.ticket(closing.code);
  if (ticket == nullptr) return;
  for (const Effect& effect : turn.effects()) {
    const auto* reopened = std::get_if<ReopenTicket>(&effect);
    if (reopened != nullptr && reopened->code == closing.code) return;
  }
  const bool by_time = closing.by == ClosedBy::Time;
  const bool survey = survey_is_due(turn, *ticket);
  Params params{{"code", ticket->code}};
  if (survey) params["link"] = ticket->survey->link;
  turn.add(CloseTicket{ticket->code, closing.by, by_time && ticket->deadline ? *ticket->deadline : turn.context.now});
  turn.announce(survey ? Purpose::Survey : Purpose::ClosureFinal, params);
  if (by_time) turn.add(SendMail{{}, "final", ticket->code, {}});
  turn.about(ticket->code);
  if (turn.idle() != nullptr) fresh_idle(turn);
  turn.say_text(by_time ? "closure.final" : "closure.confirmed", params);
  if (survey) ask_survey(turn, *ticket);
}

bool hear_verdict_tap(Turn& turn, const Tapped& tap) {
  const auto code_after = [&](std::string_view prefix) {
    return tap.id.starts_with(prefix) ? std::optional(tap.id.substr(prefix.size())) : std::nullopt;
  };
  const auto solved = code_after(kSolved);
  const auto not_solved = code_after(kNotSolved);
  if (solved || not_solved) {
    const TicketFacts* ticket = turn.ticket(solved ? *solved : *not_solved);
    if (ticket == nullptr) return false;
    const bool in_time = can_be_reopened(turn, *ticket);
    const std::string words = turn.idle() != nullptr && says_a_reason(turn.idle()->last_text)
                                  ? turn.idle()->last_text
                                  : std::string{};
    if (turn.form() != nullptr) {
      // A form is under way: the tap counts, and the form goes on.
      if (in_time && solved) turn.add(CloseTicket{ticket->code, ClosedBy::Customer, turn.context.now});
      if (in_time && not_solved) turn.add(ReopenTicket{ticket->code, {}});
      turn.say_text(!in_time ? "status." + ticket->status : solved ? "closure.confirmed" : "reopen.done",
                    {{"code", ticket->code}});
      repeat_question(turn);
    } else if (in_time) {
      solved ? confirm(turn, *ticket) : reopen(turn, *ticket, words);
    } else if (not_solved && is_over(turn, *ticket)) {
      offer_new_ticket(turn, *ticket, words);
    } else {
      turn.about(ticket->code);
      turn.say_text(is_over(turn, *ticket) ? "status.closed" : "status." + ticket->status, {{"code", ticket->code}});
    }
    return true;
  }
  if (turn.idle() == nullptr) return false;
  if (const auto follows = code_after(kFollows); follows && turn.ticket(*follows) != nullptr) {
    start_following(turn, *follows);
    return true;
  }
  if (tap.id != kSeparate) return false;
  const std::string problem = turn.idle()->last_text;
  if (problem_in(problem).empty()) {
    ask_problem(turn);
  } else {
    start_form(turn, problem);
  }
  return true;
}

bool hear_verdict(Turn& turn, const std::string& text, const Understanding& read, const std::optional<Wamid>& quotes) {
  if (read.intent == Intent::OptOut || read.intent == Intent::Cancel) return false;
  if (asks_the_desk(read, text) && !demands_reopening(text)) return false;
  if (hear_reason(turn, text)) return true;
  const TicketFacts* named = named_ticket(turn, text, quotes);
  return hear_about_resolved(turn, text, read, named) || hear_about_closed(turn, text, read, named);
}

bool ask_verdict_about_media(Turn& turn) {
  if (turn.idle() == nullptr) return false;
  const Tickets resolved = tickets_that(turn, [&](const TicketFacts& ticket) { return can_be_reopened(turn, ticket); });
  if (resolved.empty()) return false;
  ask_verdict(turn, *resolved.front());
  return true;
}

void hear_beside_operator(Turn& turn, const std::string& text, const std::optional<Wamid>& quotes) {
  const Tickets resolved = tickets_that(turn, [&](const TicketFacts& ticket) { return can_be_reopened(turn, ticket); });
  const TicketFacts* named = named_ticket(turn, text, quotes);
  if (!says_a_reason(text) || resolved.empty()) return;
  if (named != nullptr ? can_be_reopened(turn, *named) : resolved.size() == 1) {
    turn.add(ReopenTicket{named != nullptr ? named->code : resolved.front()->code, text});
  }
}

}  // namespace sportello::flows
