/// What the desk tells of its own accord reaches the customer one way or another. Internal to the desk.
#pragma once

#include <string>

#include "bot/desk.h"
#include "bot/scene.h"
#include "flows/dialogue/effect.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

/// Free text while the customer service window is open. Afterwards what must be told waits on the list of calls to be
/// made; a survey and the notice that a ticket has closed are left out, and the ticket's log says so.
webhooks::Way reach(storage::Store& store, const Scene& scene, const flows::Send& send, const std::string& cause,
                    const std::string& author, flows::TicketId ticket, Afterwards& after);

}  // namespace sportello::bot
