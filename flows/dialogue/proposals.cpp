#include "flows/dialogue/proposals.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <vector>

#include "flows/dialogue/commands.h"
#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

struct Found {
  const TicketFacts* ticket = nullptr;
  const ProposalFacts* proposal = nullptr;
};

struct Payload {
  bool quote = true;
  std::int64_t id = 0;
  bool yes = true;
};

std::optional<Payload> read_payload(std::string_view text) {
  Payload payload;
  payload.quote = text.starts_with("quote:");
  if (!payload.quote && !text.starts_with("plan:")) return std::nullopt;
  text.remove_prefix(text.find(':') + 1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), payload.id);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{} || (text != ":accept" && text != ":refuse")) return std::nullopt;
  payload.yes = text == ":accept";
  return payload;
}

Found find(const Turn& turn, std::int64_t id) {
  for (const TicketFacts& ticket : turn.context.tickets) {
    for (const ProposalFacts& proposal : ticket.proposals) {
      if (proposal.id == id) return {&ticket, &proposal};
    }
  }
  return {};
}

bool has_expired(const Turn& turn, const ProposalFacts& proposal) {
  return proposal.state == "expired" || (proposal.expires && turn.said_at >= *proposal.expires);
}

void say_already(Turn& turn, const Found& found) {
  const std::string kind = found.proposal->quote ? "quote" : "plan";
  const std::string answer = found.proposal->state == "accepted" ? ".answer_accepted" : ".answer_refused";
  turn.say_text(kind + ".already", {{"code", found.ticket->code}, {"answer", turn.text(kind + answer)}});
}

void answer(Turn& turn, const Found& found, bool yes, const std::string& words, const Wamid& message) {
  const ProposalFacts& proposal = *found.proposal;
  const std::string kind = proposal.quote ? "quote" : "plan";
  Params params{{"code", found.ticket->code}};
  if (proposal.starts_at) {
    params["when"] =
        moment_in_words(*proposal.starts_at, turn.context.now, turn.business().calendar.zone, turn.language());
  }
  if (proposal.state == "accepted" || proposal.state == "refused") return say_already(turn, found);
  if (proposal.state == "withdrawn") return turn.say_text(kind + ".withdrawn", params);
  if (has_expired(turn, proposal)) return turn.say_text(kind + ".expired", params);
  turn.add(AnswerProposal{proposal.id, found.ticket->code, yes, words, message});
  const std::string said = proposal.quote ? (yes ? ".accepted" : ".refused") : (yes ? ".confirmed" : ".refused");
  turn.say_text(kind + said, params);
}

enum class Word { AcceptQuote, RefuseQuote, ConfirmPlan, RefusePlan };

std::optional<Word> read_word(const std::string& text) {
  struct Spelling {
    const char* text;
    Word word;
  };
  static constexpr std::array kSpellings = {
      Spelling{"accetto", Word::AcceptQuote},
      Spelling{"accettato", Word::AcceptQuote},
      Spelling{"ok accetto", Word::AcceptQuote},
      Spelling{"si accetto", Word::AcceptQuote},
      Spelling{"accetto il preventivo", Word::AcceptQuote},
      Spelling{"i accept", Word::AcceptQuote},
      Spelling{"accept", Word::AcceptQuote},
      Spelling{"accepted", Word::AcceptQuote},
      Spelling{"i accept the quote", Word::AcceptQuote},
      Spelling{"rifiuto", Word::RefuseQuote},
      Spelling{"rifiutato", Word::RefuseQuote},
      Spelling{"non accetto", Word::RefuseQuote},
      Spelling{"no non accetto", Word::RefuseQuote},
      Spelling{"rifiuto il preventivo", Word::RefuseQuote},
      Spelling{"i refuse", Word::RefuseQuote},
      Spelling{"refuse", Word::RefuseQuote},
      Spelling{"i do not accept", Word::RefuseQuote},
      Spelling{"confermo", Word::ConfirmPlan},
      Spelling{"confermato", Word::ConfirmPlan},
      Spelling{"si confermo", Word::ConfirmPlan},
      Spelling{"ok confermo", Word::ConfirmPlan},
      Spelling{"confermo l'appuntamento", Word::ConfirmPlan},
      Spelling{"i confirm", Word::ConfirmPlan},
      Spelling{"confirm", Word::ConfirmPlan},
      Spelling{"confirmed", Word::ConfirmPlan},
      Spelling{"altro orario", Word::RefusePlan},
      Spelling{"un altro orario", Word::RefusePlan},
      Spelling{"un altro momento", Word::RefusePlan},
      Spelling{"altro giorno", Word::RefusePlan},
      Spelling{"un altro giorno", Word::RefusePlan},
      Spelling{"another time", Word::RefusePlan},
      Spelling{"another day", Word::RefusePlan},
  };
  const std::string typed = bare(text);
  const auto found =
      std::find_if(kSpellings.begin(), kSpellings.end(), [&](const Spelling& one) { return typed == one.text; });
  return found == kSpellings.end() ? std::nullopt : std::optional(found->word);
}

/// All that wait for an answer of the customer.
std::vector<Found> open_proposals(const Turn& turn) {
  std::vector<Found> open;
  for (const TicketFacts& ticket : turn.context.tickets) {
    for (const ProposalFacts& proposal : ticket.proposals) {
      if (proposal.state == "open" && !has_expired(turn, proposal)) open.push_back({&ticket, &proposal});
    }
  }
  return open;
}

/// "sì", "va bene grazie", "no, meglio lunedì".
std::optional<YesOrNo> begins_with_yes_or_no(const std::string& text) {
  if (const auto said = typed_yes_or_no(text)) return said;
  const std::string typed = bare(text);
  const auto first = typed_yes_or_no(typed.substr(0, typed.find(' ')));
  return first == YesOrNo::No ? first : std::nullopt;
}

}  // namespace

std::string proposal_payload(bool quote, std::int64_t id, bool yes) {
  return std::string(quote ? "quote:" : "plan:") + std::to_string(id) + (yes ? ":accept" : ":refuse");
}

bool hear_proposal_tap(Turn& turn, const Tapped& tap, const Wamid& message) {
  const auto payload = read_payload(tap.id);
  if (!payload) return false;
  const Found found = find(turn, payload->id);
  if (found.proposal == nullptr || found.proposal->quote != payload->quote) {
    turn.say_text(payload->quote ? "quote.not_yours" : "plan.not_yours");
  } else {
    answer(turn, found, payload->yes, tap.title, message);
  }
  return true;
}

bool hear_proposal_words(Turn& turn, const std::string& text, const Wamid& message) {
  const auto word = read_word(text);
  if (!word) return false;
  const bool quote = *word == Word::AcceptQuote || *word == Word::RefuseQuote;
  const bool yes = *word == Word::AcceptQuote || *word == Word::ConfirmPlan;
  std::vector<Found> open;
  Found newest;
  for (const TicketFacts& ticket : turn.context.tickets) {
    for (const ProposalFacts& proposal : ticket.proposals) {
      if (proposal.quote != quote) continue;
      if (newest.proposal == nullptr || newest.proposal->id < proposal.id) newest = {&ticket, &proposal};
      if (proposal.state == "open" && !has_expired(turn, proposal)) open.push_back({&ticket, &proposal});
    }
  }
  // What was settled long ago does not take the words of a form that is being filled in.
  if (newest.proposal == nullptr || (open.empty() && turn.form() != nullptr)) return false;
  if (open.size() < 2) {
    answer(turn, open.empty() ? newest : open.front(), yes, text, message);
    return true;
  }
  Question question{turn.text(quote ? "quote.which" : "plan.which"), {}, turn.text("menu.button"), false};
  for (const Found& one : open) {
    question.choices.push_back({proposal_payload(quote, one.proposal->id, yes), one.ticket->code,
                                one.proposal->quote ? one.proposal->amount : one.ticket->summary});
  }
  turn.ask(std::move(question));
  return true;
}

bool hear_proposal_reply(Turn& turn, const std::string& text, const Wamid& message) {
  const Idle* idle = turn.idle();
  if (idle == nullptr || idle->awaiting) return false;
  const bool asked_something_else = std::any_of(idle->offered.begin(), idle->offered.end(),
                                                [](const Choice& choice) { return !read_payload(choice.id); });
  if (asked_something_else) return false;
  const auto said = begins_with_yes_or_no(text);
  const std::vector<Found> open = open_proposals(turn);
  if (!said || open.size() != 1) return false;
  const Found& one = open.front();
  if (!one.proposal->quote) {
    answer(turn, one, *said == YesOrNo::Yes, text, message);
    return true;
  }
  turn.about(one.ticket->code);
  turn.ask({turn.text("quote.ask", {{"code", one.ticket->code}, {"amount", one.proposal->amount}}),
            {{proposal_payload(true, one.proposal->id, true), turn.text("quote.accept"), {}},
             {proposal_payload(true, one.proposal->id, false), turn.text("quote.refuse"), {}}},
            {},
            false});
  return true;
}

}  // namespace sportello::flows
