/// When two tickets may become one, and when messages of one may become another. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/ticket/life.h"

namespace sportello::flows {

/// What the decision looks at.
struct MergeSide {
  std::string code;
  BusinessId business;
  PersonId person;
  TicketStatus status = TicketStatus::Registered;
  std::string merged_into;  ///< the code of the ticket in whose place it is gone; empty: it stands
};

/// Whether `gone` may be merged into `survivor`. Both stand, are open, and belong to the same customer: what one
/// customer wrote is never shown as another's. Conflict, with the reason, otherwise.
Result<void> may_merge(const MergeSide& gone, const MergeSide& survivor);

/// Whether so many of a ticket's messages may become a ticket of their own: something must stay. Allowed at any status,
/// because what a customer writes after the end is often about something else.
Result<void> may_split(const MergeSide& ticket, std::size_t chosen, std::size_t all);

}  // namespace sportello::flows
