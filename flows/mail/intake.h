/// What a mail that came in means, before anybody looks at the store: who it is from, whether a machine wrote it, what
/// is new in it, and the request it makes. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/mail/mail.h"

namespace sportello::flows {

/// Why a machine must have written it, so that no machine may answer (RFC 3834, and the headers mail programs really
/// use); empty for a person's mail. `own` are our addresses, lower case.
std::string automatic_reason(const IncomingMail& mail, const std::vector<std::string>& own);

/// The address when the text is only and exclusively one (K12), lower case; spaces around it do not count.
std::optional<std::string> sole_address(std::string_view text);

/// What was written now: without the quoted mail below or around it, and without the signature.
std::string new_words(std::string_view text);

/// A request as a business takes it by mail (K13, K14).
struct MailRequest {
  Answers answers;
  std::string summary;
  bool incomplete = false;  ///< a line is missing; what there is, is kept
};
/// Reads subject and body by the profile's mail_intake. Invalid, with the purpose of the mail that explains it, when the
/// subject breaks the rule ("intake_subject") or nothing is asked for ("intake_empty").
Result<MailRequest> read_request(const Business& business, const IncomingMail& mail);

/// The subject, or everything the sender wrote, is STOP: nothing more of the business's own accord.
bool wants_no_news(const IncomingMail& mail);

}  // namespace sportello::flows
