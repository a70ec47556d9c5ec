/// What the answer to a send does to the message's row: pure, so that every case is one line of a table in a test.
#pragma once

#include <chrono>

#include "bot/desk.h"
#include "storage/store.h"
#include "webhooks/whatsapp/graph_client.h"

namespace sportello::bot {

struct SendVerdict {
  storage::OutboxRow row;         ///< as it is to be stored
  bool waits_for_status = false;  ///< uncertain: a timer settles it
  bool channel_down = false;      ///< nothing more is sent until a probe succeeds
  bool window_closed = false;     ///< Meta says the customer service window is shut
  bool opted_out = false;         ///< the customer wants nothing that was not asked for
};

/// `now` is when the answer came; `uncertain` how long an unknown outcome waits for its status.
SendVerdict judge(storage::OutboxRow row, const webhooks::SendOutcome& outcome, flows::Instant now,
                  std::chrono::seconds uncertain);

/// The attempt as log and metrics show it.
SendReport report_of(const storage::OutboxRow& row, const webhooks::SendOutcome& outcome,
                     std::chrono::steady_clock::duration took);

}  // namespace sportello::bot
