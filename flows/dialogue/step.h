/// One step of a conversation: step(conversation, event, context) → the next conversation and what is to be done.
/// Pure: the same arguments give the same result, on every machine. Never throws for anything a customer can send.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "flows/business/business.h"
#include "flows/dialogue/conversation.h"
#include "flows/dialogue/effect.h"
#include "flows/dialogue/event.h"
#include "flows/ticket/entitlement.h"

namespace sportello::flows {

struct TimerFired {
  TimerKind kind = TimerKind::Gather;
};

/// The work on a ticket is finished: the customer is told, and until when it can be reopened (K19, K20).
struct TicketResolved {
  std::string code;
  std::string summary;  ///< of the work, for the customer
};
/// A resolved ticket closes for good: its time is over, or the desk says so (K21).
struct TicketCloses {
  std::string code;
  ClosedBy by = ClosedBy::Time;
};

using Event = std::variant<CustomerMessage, TimerFired, TicketResolved, TicketCloses>;

/// What is known of the person who writes.
struct PersonFacts {
  bool known = false;  ///< has a finished ticket, or was imported: data is confirmed instead of asked
  std::string name;
  std::string company;
  std::string email;
  std::string phone;  ///< E.164, for calling back
  std::string reachable;
  std::string wa_number;  ///< digits of the number they write from; empty for a username-only customer
  std::string plan;       ///< a plan's id, "none", or empty for not known
  std::optional<Date> plan_from;
  std::optional<Date> plan_to;  ///< last day, included
  bool opted_out = false;
  std::vector<CompanyFacts> companies;  ///< those the person writes for; with any of these their contracts count
};

/// The question how it went, as far as it has got.
struct SurveyFacts {
  bool open = false;  ///< it can still be answered
  bool asked = false;
  bool scored = false;
  std::string link;  ///< of the page that asks
};

/// A quote or an appointment of a ticket, put to this person.
struct ProposalFacts {
  std::int64_t id = 0;
  bool quote = true;   ///< false: an appointment
  std::string state;   ///< open accepted refused expired withdrawn
  std::string amount;  ///< of a quote, in words
  std::optional<Instant> starts_at;
  std::optional<Instant> expires;  ///< first instant at which it can no longer be accepted
};

/// A contact an operator made elsewhere and noted (K7).
struct ContactMade {
  std::string how;  ///< phone, email, visit
  Instant at{};
};

/// A ticket of this person with this business, newest first.
struct TicketFacts {
  std::string code;
  std::string status;
  std::string summary;
  Instant created_at{};
  std::optional<Instant> deadline;
  std::optional<Instant> closed_at;
  std::optional<SurveyFacts> survey;  ///< of its last closure
  std::vector<Wamid> messages;  ///< outgoing messages about it that a reply may quote
  std::vector<std::string> also;  ///< codes of tickets that were merged into it: they lead here
  std::vector<ProposalFacts> proposals = {};  ///< newest first
  std::optional<ContactMade> contacted = {};  ///< the last one
  std::vector<std::string> flags = {};
};
/// Whether the code is the ticket's own or leads to it.
bool is_called(const TicketFacts& ticket, std::string_view code);

/// Whether mail can be sent at all, and to which of the addresses at hand the business sends it.
struct MailFacts {
  bool on = false;
  std::vector<std::string> enabled;  ///< lower-case; known to the business as allowed to open tickets
};

struct Context {
  const Business& business;
  Instant now;
  PersonFacts person;
  std::vector<TicketFacts> tickets;
  std::int64_t next_ticket_number = 1;  ///< used up when an OpenTicket effect comes back
  std::chrono::seconds gather{3};       ///< 0: every message is answered at once
  bool operator_writes = false;         ///< a person has taken the conversation over: the bot keeps quiet
  MailFacts mail = {};
};

struct Step {
  Conversation next;
  std::vector<Effect> effects;
};

Step step(const Conversation& conversation, const Event& event, const Context& context);

}  // namespace sportello::flows
