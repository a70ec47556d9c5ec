/// Tells other programs of every line of the tickets' log, signed, until they have heard it: for about three days with
/// growing pauses, as the Standard Webhooks specification proposes; then it is a failed delivery that can be resent.
#pragma once

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "bot/clock.h"
#include "bot/config.h"
#include "bot/desk.h"
#include "bot/wakeup.h"
#include "storage/commit_loop.h"
#include "storage/hooks.h"
#include "webhooks/hooks/hook_client.h"

namespace sportello::bot {

/// What became of the delivery after one attempt. Pure.
storage::HookDeliveryRow after_attempt(storage::HookDeliveryRow delivery, const webhooks::HookAnswer& answer,
                                       flows::Instant now);

/// The body that is signed and sent. `ticket` and its person as they are when it is queued.
std::string hook_payload(const storage::TicketEventRow& event, const storage::TicketRow& ticket);

class HookSender {
 public:
  HookSender(storage::CommitLoop& commits, Clock& clock, std::vector<HookConfig> hooks,
             std::function<void(Afterwards)> publish);
  ~HookSender();
  HookSender(const HookSender&) = delete;
  HookSender& operator=(const HookSender&) = delete;

  void start();
  void stop();
  void wake() { wakeup_.ring(); }

 private:
  std::chrono::milliseconds work(const std::stop_token& stop);
  bool queue_events(storage::Store& store);
  webhooks::HookAnswer deliver(const storage::HookDeliveryRow& delivery, const std::stop_token& stop) const;

  storage::CommitLoop& commits_;
  Clock& clock_;
  const std::vector<HookConfig> hooks_;
  std::function<void(Afterwards)> publish_;
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
