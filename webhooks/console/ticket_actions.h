/// Reads what an operator or a program wants done to a ticket from JSON, strictly: an unknown or missing member is an
/// error with its name.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/core/result.h"
#include "flows/core/time.h"
#include "webhooks/console/desk_port.h"

namespace sportello::webhooks {

/// The last segments of the actions' addresses: "take", "assign", …
std::vector<std::string_view> ticket_verbs();

/// `body` is the request's; empty means no members. Times without an offset are read in `zone`. NotFound for an unknown
/// verb, Invalid for a body that does not fit it.
flows::Result<TicketVerb> read_ticket_verb(std::string_view verb, std::string_view body, const flows::Zone& zone);

}  // namespace sportello::webhooks
