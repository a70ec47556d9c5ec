/// Reads a business's mailbox: a thread of its own for each. A message is in the media store and in the database before
/// anything on the server changes; what could not be stored is read again.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/mail_in_desk.h"
#include "bot/media_store.h"
#include "storage/commit_loop.h"
#include "storage/mail.h"
#include "webhooks/mail/imap_session.h"

namespace sportello::bot {

struct Mailbox {
  flows::PhoneNumberId number;  ///< of the business it belongs to
  webhooks::ImapSettings imap;
  std::string name() const { return imap.user + "@" + imap.url + "/" + imap.folder; }
};

struct RawMail {
  std::string mailbox;
  std::int64_t uidvalidity = 0;
  std::int64_t uid = 0;
  std::string bytes;
  bool truncated = false;
};

/// Stores one message whole, with its attachments, and lets the desk act on it.
class MailIntakeDesk {
 public:
  MailIntakeDesk(storage::CommitLoop& commits, Clock& clock, const Desk& desk, MediaStore& media,
                 std::function<void(Afterwards)> publish);
  /// False when it could not be stored; then nothing has happened. `also` runs in the same transaction. From any thread
  /// but the commit loop's.
  bool take(const flows::PhoneNumberId& number, const RawMail& raw, const std::function<void(storage::Store&)>& also);

 private:
  storage::CommitLoop& commits_;
  Clock& clock_;
  const Desk& desk_;
  MediaStore& media_;
  std::function<void(Afterwards)> publish_;
};

class MailFetcher {
 public:
  MailFetcher(storage::CommitLoop& commits, Clock& clock, MailIntakeDesk& desk, std::vector<Mailbox> mailboxes,
              std::chrono::seconds poll, std::function<void(const std::string&)> log);
  ~MailFetcher();
  MailFetcher(const MailFetcher&) = delete;
  MailFetcher& operator=(const MailFetcher&) = delete;

  void start();
  void stop();

 private:
  void watch(const Mailbox& mailbox, const std::stop_token& stop);
  flows::Result<void> read(const Mailbox& mailbox, webhooks::ImapSession& session, const std::stop_token& stop);
  flows::Result<void> take_new(const Mailbox& mailbox, webhooks::ImapSession& session, storage::MailboxRow& place,
                               const std::vector<std::int64_t>& uids, const std::stop_token& stop);
  flows::Result<storage::MailboxRow> find_place(const Mailbox& mailbox, webhooks::ImapSession& session,
                                                const std::stop_token& stop);

  storage::CommitLoop& commits_;
  Clock& clock_;
  MailIntakeDesk& desk_;
  std::vector<Mailbox> mailboxes_;
  std::chrono::seconds poll_;
  std::function<void(const std::string&)> log_;
  std::vector<std::jthread> threads_;
};

}  // namespace sportello::bot
