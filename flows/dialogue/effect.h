/// What a step wants done, as values: they are stored in the transaction that stores the conversation.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "flows/business/form.h"
#include "flows/core/ids.h"
#include "flows/core/time.h"
#include "flows/dialogue/event.h"
#include "flows/ticket/entitlement.h"
#include "flows/wording/message.h"
#include "flows/wording/texts.h"

namespace sportello::flows {

enum class TimerKind { Gather, FormReminder, FormExpiry };
/// "gather", "form_reminder", "form_expiry".
std::string_view name_of(TimerKind kind);
std::optional<TimerKind> timer_kind(std::string_view name);

struct Send {
  OutgoingMessage message;
  std::string ticket;  ///< code of the one it speaks of: a reply that quotes it belongs there
  Params params;       ///< what a template or a mail needs to say the same: code, summary, deadline, link
};
/// Blue ticks, and the typing indicator when an answer is on its way.
struct MarkRead {
  Wamid message;
  bool typing = false;
};
struct Consent {
  std::string wording;  ///< exactly what the customer read
  Wamid message;        ///< the message that sent the form
  Instant at{};
};
struct OpenTicket {
  std::string code;
  Answers answers;  ///< of the fields that were asked, in no order
  std::string summary;
  std::vector<std::string> flags;
  int priority = 2;
  std::optional<Consent> consent;
  std::string previous;  ///< code of the closed ticket it follows
  Instant started_at{};  ///< of the form: what was said since then belongs to the ticket
  Decision decision;
};
/// The customer's words go on a ticket that exists.
struct AddToTicket {
  std::string code;
  std::string text;
};
/// It is not solved: the ticket is taken in hand again (K20). `words` are the customer's.
struct ReopenTicket {
  std::string code;
  std::string words;
};
enum class ClosedBy { Customer, Time, Desk };
/// For good (K21).
struct CloseTicket {
  std::string code;
  ClosedBy by = ClosedBy::Customer;
  Instant at{};
};
/// How it went with a ticket has been asked. It counts once the message has a way to leave.
struct SurveyAsked {
  std::string code;
};
struct KeepScore {
  std::string code;
  int score = 0;  ///< 1 to 5
};
struct KeepComment {
  std::string code;
  std::string text;
};
/// One timer of each kind per conversation; setting it again moves it.
struct SetTimer {
  TimerKind kind = TimerKind::Gather;
  Instant due{};
};
struct CancelTimer {
  TimerKind kind = TimerKind::Gather;
};
/// Downloads the file and keeps it on the conversation, and on its ticket once there is one.
struct KeepMedia {
  MediaSent media;
  Wamid message;
};
/// Something learned about the person.
struct Remember {
  std::optional<std::string> name;
  std::optional<std::string> company;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<std::string> reachable;
  std::optional<bool> opted_out;
};
/// The customer wants a person: the conversation goes on the operators' list.
struct CallForPerson {
  std::string words;
};
/// A mail in the words of the catalogue: "mail.<purpose>.subject" and "mail.<purpose>.body".
struct SendMail {
  std::string to;       ///< an address; empty: the person's own, when it is enabled
  std::string purpose;  ///< "registered", "closed", "survey" …
  std::string ticket;   ///< its code; also the {{code}} of the texts
  /// Beside {{code}}, {{business}} and {{name}} of the person, which are always there.
  Params parameters;
};
/// The customer's answer to a quote or an appointment.
struct AnswerProposal {
  std::int64_t id = 0;
  std::string ticket;  ///< code
  bool yes = true;
  std::string words;  ///< verbatim
  Wamid message;
};
/// Why this message got no answer (invariant I9).
struct NoAnswer {
  std::string reason;
};

using Effect = std::variant<Send, MarkRead, OpenTicket, AddToTicket, ReopenTicket, CloseTicket, SurveyAsked, KeepScore,
                            KeepComment, SetTimer, CancelTimer, KeepMedia, Remember, CallForPerson, AnswerProposal,
                            SendMail, NoAnswer>;

}  // namespace sportello::flows
