/// The demo's mailbox: every mail the desk writes is shown here instead of being sent, and mails can be written to the
/// businesses. One page without script, for people who have no mail server at hand.
///
/// GET /emulator/mail the page · GET /emulator/api/mails {"mails":[…]} · POST /emulator/api/mails
/// {"number","from","subject","text","in_reply_to"}, all but `number` and `in_reply_to` needed.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

struct ShownMail {
  flows::Instant at{};
  std::string business;  ///< its name
  flows::PhoneNumberId number;
  std::string from;
  std::string to;
  std::string subject;
  std::string text;
  std::string message_id;
  std::string in_reply_to;
  bool incoming = false;  ///< written here, to the desk
};

struct MailboxOptions {
  struct Business {
    flows::PhoneNumberId number;
    std::string name;
    std::string address;
  };
  std::vector<Business> businesses;
  std::function<flows::Instant()> now;
  /// Brings a whole message (RFC 5322) to the desk; false when it could not be stored.
  std::function<bool(const flows::PhoneNumberId& number, const std::string& message)> bring;
};

class Mailbox {
 public:
  explicit Mailbox(MailboxOptions options) : options_(std::move(options)) {}

  /// From any thread. The oldest goes when there are too many.
  void show(ShownMail mail);
  /// Before the server starts; the mailbox must outlive it.
  void mount(Router& router);

 private:
  struct Written {
    std::string number;
    std::string from;
    std::string subject;
    std::string text;
    std::string in_reply_to;
  };
  flows::Result<void> write(const Written& written);
  std::string page(const Query& query) const;
  Response list() const;

  const MailboxOptions options_;
  mutable std::mutex mutex_;
  std::deque<ShownMail> mails_;
  std::size_t count_ = 0;
  std::mutex writers_mutex_;
  std::deque<std::jthread> writers_;
};

}  // namespace sportello::webhooks
