/// A ticket's life: which status may follow which, by whose doing. Pure; the store and the API obey it.
#pragma once

#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace sportello::flows {

enum class TicketStatus { Registered, Taken, WaitingCustomer, SecondLevel, Planned, Quoted, Resolved, Closed };
/// "registered", "waiting_customer": as stored and shown by the API.
std::string_view name_of(TicketStatus status);
/// NotFound for a name that is none.
Result<TicketStatus> ticket_status(std::string_view name);

/// What somebody wants to do with the ticket as a whole.
enum class TicketMove { Take, Plan, Quote, Escalate, Resolve, Reopen, Close, Talk };

/// The status after the move. Conflict, with the reason, when the ticket's life does not allow it: a closed ticket is
/// closed for good (K21), only a resolved one can be reopened. Talk (notes, calls, time) is allowed at any status and
/// changes nothing.
Result<TicketStatus> after_move(TicketStatus status, TicketMove move);

}  // namespace sportello::flows
