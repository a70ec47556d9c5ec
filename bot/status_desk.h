/// What happens to messages after they left: statuses from webhooks, and sends whose outcome nobody knows.
#pragma once

#include <chrono>
#include <string>

#include "flows/core/ids.h"
#include "flows/core/time.h"
#include "storage/store.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::bot {

struct Afterwards;

/// Kind of the timer that waits for the status of an uncertain send; its data is the outbox id.
inline constexpr const char* kUncertainTimer = "uncertain";

class StatusDesk {
 public:
  /// Moves the message's state, forwards only (invariant I11). Correlates by callback data first, then by wamid.
  std::string note(storage::Store& store, const flows::PhoneNumberId& number, const webhooks::StatusUpdate& status,
                   flows::Instant now, Afterwards& after);
  /// The wait for a status is over. When a later message of the same number has arrived, the channel is alive and this
  /// message was lost: it is sent again, once. While nothing shows the channel alive it is looked at again after each
  /// further `wait`, for a day. It stays uncertain, for a person to see, when it was sent twice already or when the
  /// conversation went on without it: an old question after a newer one would mislead.
  void settle(storage::Store& store, const storage::TimerRow& timer, flows::Instant now, std::chrono::seconds wait,
              Afterwards& after);
};

}  // namespace sportello::bot
