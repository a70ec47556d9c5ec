/// What the desk tells of its own accord reaches the customer one way or another. Internal to the desk.
#pragma once

#include <string>

#include "bot/desk.h"
#include "bot/scene.h"
#include "flows/dialogue/effect.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

/// Makes a notice of what a step of the dialogue says of its own accord, and delivers it.
webhooks::Way reach(storage::Store& store, const Scene& scene, const flows::Send& send, const std::string& cause,
                    const std::string& author, flows::TicketId ticket, Afterwards& after);

}  // namespace sportello::bot
