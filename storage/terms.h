/// What a ticket was entitled to and how long was worked on it, out of its rows: for the desk and for the API.
#pragma once

#include <vector>

#include "flows/ticket/cost_terms.h"
#include "storage/customers.h"

namespace sportello::storage {

/// As it is kept with the ticket: the decision, with the rate and the included time of that moment.
EntitlementRow entitlement_row(TicketId ticket, const Business& business, const Decision& decision, Instant now);

/// Its terms. A ticket without any (opened by hand) is not covered and has no rate.
CostTerms terms_of(const std::optional<EntitlementRow>& entitlement);

/// The time entries in a ticket's log. An intervention ends when the ticket is resolved; work after that is the next one.
std::vector<TimeEntry> time_entries(const std::vector<TicketEventRow>& events);
/// The number of the intervention that time recorded now belongs to.
int intervention_now(const std::vector<TicketEventRow>& events);

}  // namespace sportello::storage
