/// What operators and programs do to tickets, carried out inside one transaction of the commit loop.
#pragma once

#include "bot/desk.h"
#include "flows/core/result.h"
#include "storage/store.h"
#include "webhooks/console/desk_port.h"

namespace sportello::bot {

/// Does it, logs it on the ticket under `action.who`, and tells the customer where the action says so. Errors as
/// webhooks::DeskPort::act promises; on an error nothing has been written.
flows::Result<webhooks::ActionDone> act(storage::Store& store, const Desk& desk, const webhooks::TicketAction& action,
                                        flows::Instant now, Afterwards& after);

}  // namespace sportello::bot
