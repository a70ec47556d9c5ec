/// What a mail that came in does: it opens a request where the business takes them by mail, or answers a ticket. Runs
/// inside the commit loop, in the transaction that remembers the mail, so that each has its effects once.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bot/desk.h"
#include "flows/mail/mail.h"
#include "storage/store.h"

namespace sportello::bot {

/// An attachment whose bytes are in the media store already.
struct StoredFile {
  std::string filename;
  std::string mime;  ///< as sniffed, never as claimed
  std::string sha256;
  std::int64_t size = 0;
};

struct ArrivedMail {
  std::string mailbox;  ///< "user@host/INBOX"
  std::int64_t uidvalidity = 0;
  std::int64_t uid = 0;
  std::string raw;  ///< SHA-256 of the whole message in the media store
  flows::IncomingMail mail;
  std::vector<StoredFile> files;
};

/// Remembers the mail with its outcome and does what it asks for. A second copy (same UID or Message-ID) does nothing.
void take_mail(storage::Store& store, const Desk& desk, const flows::PhoneNumberId& number, const ArrivedMail& arrived,
               flows::Instant now, Afterwards& after);

/// Remembers a mail whose handling threw, with the error, where operators see it: one bad mail holds up no other.
void park_mail(storage::Store& store, const Desk& desk, const flows::PhoneNumberId& number, const ArrivedMail& arrived,
               const std::string& error, flows::Instant now);

}  // namespace sportello::bot
