/// Watches that the acknowledgement of a new ticket leaves in the time the business promises (K4): an alarm before, a
/// broken promise afterwards, both on the ticket and among the tasks. By the wall clock, also at night. Internal to the
/// desk.
#pragma once

#include <string>
#include <string_view>

#include "bot/desk.h"
#include "bot/scene.h"
#include "storage/store.h"

namespace sportello::bot {

/// From now on. `message` is the cause of the outgoing message that carries the code. Nothing where no time is promised.
void watch_acknowledgement(storage::Store& store, const Scene& scene, flows::TicketId ticket,
                           const std::string& message, Afterwards& after);

bool is_acknowledgement_timer(std::string_view kind);
void fire_acknowledgement_timer(storage::Store& store, const Desk& desk, const storage::TimerRow& timer,
                                flows::Instant now, Afterwards& after);

}  // namespace sportello::bot
