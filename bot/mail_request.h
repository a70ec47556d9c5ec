/// The ticket that a mail opens, and the mail as a line of the ticket's conversation. Internal to the desk.
#pragma once

#include <string>
#include <vector>

#include "bot/mail_in_desk.h"
#include "bot/scene.h"
#include "flows/mail/intake.h"

namespace sportello::bot {

struct OpenedByMail {
  storage::TicketRow ticket;
  Scene scene;
};

/// Finds or makes the person behind the request's address and opens the ticket, as a form on WhatsApp would: same kind
/// of code, acknowledgement (K4), notice to the team.
OpenedByMail open_mail_request(storage::Store& store, const flows::Business& business,
                               const flows::PhoneNumberId& number, const MailSettings* settings,
                               const flows::IncomingMail& mail, const flows::MailRequest& request, flows::Instant now,
                               Afterwards& after);

/// Puts the mail into the conversation, where operators read it, with its attachments. `mail_id` is the received
/// mail's.
void keep_in_thread(storage::Store& store, Scene& scene, std::int64_t mail_id, const flows::IncomingMail& mail,
                    const std::vector<StoredFile>& files, const std::string& words, flows::TicketId ticket);

/// True for thanks, an ok, a goodbye, and nothing else (K20).
bool acknowledges_only(const std::string& words, flows::Instant now, const flows::Business& business);

}  // namespace sportello::bot
