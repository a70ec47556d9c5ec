/// Messages as RFC 5322 and MIME write them. GMime does the work.
#pragma once

#include <string>
#include <string_view>

#include "flows/mail/mail.h"

namespace sportello::webhooks {

/// The whole message, lines ending in CRLF: text and HTML as alternatives, UTF-8, encoded for servers that know only
/// seven bits. The same mail gives the same headers every time it is written.
std::string write_mime(const flows::OutgoingMail& mail);

/// Reads any bytes without failing: what cannot be understood is left empty. Text comes as clean UTF-8.
flows::IncomingMail read_mime(std::string_view bytes);

/// The HTML of a plain text: paragraphs, line breaks and links, everything escaped; no tables, no remote image, no
/// colour, so that light and dark readers both show it in their own.
std::string html_of(std::string_view text, std::string_view language);

}  // namespace sportello::webhooks
