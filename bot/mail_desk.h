/// Mails the desk wants sent: put into the mail outbox by the same transaction that changes the ticket, so that one is
/// never there without the other. The texts are the catalogue's "mail.<purpose>.subject" and "mail.<purpose>.body".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/desk.h"
#include "bot/scene.h"
#include "flows/wording/texts.h"
#include "storage/mail.h"
#include "storage/store.h"

namespace sportello::bot {

struct MailWish {
  std::string purpose;   ///< "registered", "closed", "final", "reply", "quote", "planned", "reminder", "survey"
  std::string to;        ///< empty: the person's own address, when it is enabled
  flows::Params params;  ///< beside {{code}}, {{business}} and {{name}} of the person, which are always there
  std::string cause;     ///< unique: the same cause never makes a second mail
  std::string author = "bot";
  std::string in_reply_to = {};  ///< Message-ID of the mail this answers; empty: the newest of the ticket's thread
  std::optional<flows::MediaMessage> file = {};  ///< goes with it
};

/// True when the mail waits in the outbox (or did already). False when mail is not configured, when there is no address
/// that may be written to, or when a person who wants no news would get a reminder or a survey: then another way has to
/// be found.
bool enqueue_mail(storage::Store& store, const Scene& scene, const storage::TicketRow* ticket, MailWish wish,
                  Afterwards& after);

/// The same for everybody in mail.operators: "team.new", "team.urgent", "team.human" …, with {{link}} to the ticket in
/// the console. Does nothing without operators.
void notify_team(storage::Store& store, const Scene& scene, const storage::TicketRow* ticket, std::string_view what,
                 flows::Params params, const std::string& cause, Afterwards& after);

/// The typed or known address when mail may go there: context for flows::step.
flows::MailFacts mail_facts(storage::Store& store, const Scene& scene);

/// "cliente da verificare, urgente": what the team reads of a ticket's flags, in the business's language.
std::string flags_in_words(const flows::Business& business, const std::vector<std::string>& flags);

/// The address the business writes from.
const std::string& sender_of(const MailSettings& settings, const flows::BusinessId& business);

}  // namespace sportello::bot
