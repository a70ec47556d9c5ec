/// The desk: event → load → step → write, inside one transaction of the commit loop. Everything here runs on the
/// loop's thread; what must happen after the commit is returned.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bot/status_desk.h"
#include "flows/business/business.h"
#include "flows/dialogue/step.h"
#include "flows/retention/retention.h"
#include "storage/store.h"
#include "webhooks/console/desk_port.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::bot {

/// A business number and the business that answers on it.
using Numbers = std::map<flows::PhoneNumberId, std::shared_ptr<const flows::Business>>;

/// Where mail goes from and to.
struct MailSettings {
  std::string from;  ///< an address
  std::map<flows::BusinessId, std::string> from_of;  ///< of the businesses that have their own
  std::vector<std::string> operators;                ///< who is told of new tickets and troubles
  std::string console_url;                           ///< for links
};

struct DeskOptions {
  std::optional<std::chrono::seconds> gather;  ///< overrides the profiles' own burst window
  std::chrono::seconds uncertain{120};         ///< how long an uncertain send waits for its status
  std::string public_url;                      ///< where people reach the desk's pages; empty: nowhere
  std::optional<MailSettings> mail = {};       ///< without it no mail is written
  flows::Retention retention = {};             ///< how long each kind of data is kept
  /// Removes a file from the media store; called inside the transaction.
  std::function<void(const std::string&)> drop_file = {};
};

/// A blue tick, with the typing indicator when an answer will come. Best effort: lost in a crash.
struct ReadReceipt {
  flows::PhoneNumberId number;
  flows::Wamid message;
  bool typing = false;
};

/// What came of one attempt to send, for the log and the metrics.
struct SendReport {
  flows::OutboxId message{};
  flows::ConversationId conversation{};
  std::string to;          ///< masked
  std::string_view outcome;  ///< accepted, refused, unreachable, uncertain
  int code = 0;            ///< Meta's, of a refusal
  std::chrono::milliseconds took{};
};

/// What a transaction did, counted once it is durable.
struct Tally {
  int duplicates = 0;               ///< updates that were known already
  int turns = 0;                    ///< messages of customers that were handled
  std::vector<webhooks::Way> ways;  ///< how each message to a customer goes
};

/// What a transaction leaves to be done once it is durable.
struct Afterwards {
  bool outgoing = false;  ///< wake the sender
  bool timers = false;    ///< wake the scheduler
  bool media = false;     ///< wake the media fetcher
  bool mail = false;      ///< wake the mail sender
  bool hooks = false;     ///< wake the sender of webhooks
  std::vector<ReadReceipt> receipts;
  std::vector<webhooks::DeskNews> news;
  std::optional<SendReport> sent;
  Tally tally;
};

class Desk {
 public:
  Desk(Numbers numbers, DeskOptions options) : numbers_(std::move(numbers)), options_(std::move(options)) {}

  /// Takes one update of a webhook. A second delivery of the same one does nothing (invariant I2).
  void take(storage::Store& store, const webhooks::Update& update, flows::Instant now, Afterwards& after);
  /// Keeps an update whose handling threw, with the error, where it can be seen and replayed.
  void park(storage::Store& store, const webhooks::Update& update, const std::string& error, flows::Instant now);
  /// Takes a parked update up again.
  void replay(storage::Store& store, const storage::InboxRow& row, flows::Instant now, Afterwards& after);
  /// Does what a timer was set for. The timer has been taken away already (invariant I7).
  void fire(storage::Store& store, const storage::TimerRow& timer, flows::Instant now, Afterwards& after);

  const Numbers& numbers() const { return numbers_; }
  const DeskOptions& options() const { return options_; }
  const flows::Business* business_of(const flows::BusinessId& id) const;
  /// Null when mail is not configured.
  const MailSettings* mail() const { return options_.mail ? &*options_.mail : nullptr; }

 private:
  std::string handle(storage::Store& store, const webhooks::Update& update, flows::Instant now, Afterwards& after,
                     std::optional<flows::PersonId>& person);
  void close_at_deadline(storage::Store& store, const storage::TimerRow& timer, flows::Instant now, Afterwards& after);
  std::string hear(storage::Store& store, const webhooks::Update& update, const flows::CustomerMessage& message,
                   flows::Instant now, Afterwards& after, std::optional<flows::PersonId>& person);

  Numbers numbers_;
  DeskOptions options_;
  StatusDesk statuses_;
};

}  // namespace sportello::bot
