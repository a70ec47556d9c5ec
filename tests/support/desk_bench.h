/// A whole desk without threads: a real store, both shipped businesses, and customers who write. Every delivery is one
/// transaction, as in the commit loop.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "bot/desk.h"
#include "storage/store.h"
#include "webhooks/console/desk_port.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::test {

/// Customers of either business.
inline constexpr const char* kAnna = "393331234567";
inline constexpr const char* kLuca = "393337654321";
inline const flows::BusinessId kLeotronBusiness{"leotron"};

class DeskBench {
 public:
  /// `url` as for storage::open_store; the default lives in memory.
  /// `change` alters the businesses that ship.
  explicit DeskBench(const std::string& url = "sqlite::memory:", std::chrono::seconds gather = std::chrono::seconds{0},
                     std::function<void(flows::Business&)> change = {},
                     std::optional<bot::MailSettings> mail = std::nullopt);

  static inline const flows::PhoneNumberId kLeotron{"100"};
  static inline const flows::PhoneNumberId kKzweb{"200"};

  flows::Instant now;

  /// A text of a customer, as an update with the next wamid.
  webhooks::Update text(const std::string& from, const std::string& said, const flows::PhoneNumberId& to = kLeotron);
  webhooks::Update message(const std::string& from, flows::Said said, const flows::PhoneNumberId& to = kLeotron);
  webhooks::Update status(const storage::OutboxRow& of, webhooks::StatusUpdate::State state);

  /// One delivery, committed. Returns what is to be done afterwards.
  bot::Afterwards deliver(const webhooks::Update& update);
  bot::Afterwards say(const std::string& from, const std::string& said, const flows::PhoneNumberId& to = kLeotron) {
    return deliver(text(from, said, to));
  }
  /// Fires every timer that is due.
  void fire_due();
  /// What an operator, Marta, does to the ticket, in one transaction.
  flows::Result<webhooks::ActionDone> act(const std::string& code, webhooks::TicketVerb verb);
  /// Throws when there is none.
  storage::TicketRow ticket(const std::string& code);
  /// Runs one transaction.
  void with(const std::function<void(storage::Store&)>& work);

  /// Outgoing messages in a state, oldest first.
  std::vector<storage::OutboxRow> outbox(std::string_view state = "queued");
  std::vector<storage::TicketRow> tickets_of(const std::string& from, const flows::BusinessId& business);
  /// The conversation's state as JSON text.
  std::string state_of(const std::string& from, const flows::PhoneNumberId& to = kLeotron);

  /// Opens the same database again, as after a crash.
  void reopen();

  bot::Desk& desk() { return *desk_; }
  storage::Store& store() { return *store_; }

 private:
  std::string url_;
  std::chrono::seconds gather_;
  std::function<void(flows::Business&)> change_;
  std::optional<bot::MailSettings> mail_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<bot::Desk> desk_;
  int messages_ = 0;
};

}  // namespace sportello::test
