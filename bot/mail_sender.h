/// Takes committed mails out of the outbox and hands them to the SMTP server, one after the other. Tries again for five
/// days with growing pauses, as mail servers do; then, or when the server says never, the mail is a dead letter.
#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/wakeup.h"
#include "flows/mail/mail.h"
#include "storage/commit_loop.h"
#include "storage/mail.h"
#include "webhooks/mail/smtp_client.h"

namespace sportello::bot {

/// Hands one mail over; replaced in tests and in the demo.
/// The bytes of a file by its name in the media store.
using ReadFile = std::function<flows::Result<std::string>(const std::string&)>;
using MailTransport =
    std::function<webhooks::MailOutcome(const storage::MailRow& mail, const std::stop_token& stop)>;

/// What became of the mail after one attempt: its next state, and when it is tried again. Pure.
storage::MailRow after_attempt(storage::MailRow mail, const webhooks::MailOutcome& outcome, flows::Instant now);

class MailSender {
 public:
  MailSender(storage::CommitLoop& commits, Clock& clock, MailTransport transport,
             std::function<void(Afterwards)> publish, std::function<void(const std::string&)> log);
  ~MailSender();
  MailSender(const MailSender&) = delete;
  MailSender& operator=(const MailSender&) = delete;

  void start();
  void stop();
  void wake() { wakeup_.ring(); }

  /// Why no mail gets through; nothing when all is well.
  std::optional<std::string> trouble() const;

 private:
  std::chrono::milliseconds send_due(const std::stop_token& stop);
  void note(const webhooks::MailOutcome& outcome);

  storage::CommitLoop& commits_;
  Clock& clock_;
  MailTransport transport_;
  std::function<void(Afterwards)> publish_;
  std::function<void(const std::string&)> log_;
  mutable std::mutex mutex_;
  std::optional<std::string> trouble_;
  Wakeup wakeup_;
  std::jthread thread_;
};

/// What is sent of a row: the message for write_mime.
flows::OutgoingMail message_of(const storage::MailRow& row, const MailSettings& settings,
                               const flows::Business& business);
/// The real transport. Throws when libcurl cannot start.
MailTransport smtp_transport(webhooks::SmtpSettings smtp, MailSettings settings, Numbers numbers, ReadFile read_file);

}  // namespace sportello::bot
