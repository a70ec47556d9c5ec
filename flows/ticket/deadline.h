/// How long a resolved ticket can still be reopened (K20).
#pragma once

#include <chrono>

#include "flows/calendar/calendar.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// `window` of elapsed time later: 48 hours are 48 hours, also across a change of the clock (B2).
Instant reopening_deadline(Instant resolved_at, std::chrono::hours window);
/// `window` of the service's opening time later, so that a weekend takes nothing away. A service that is not open for so
/// long within two years counts as always open.
Instant reopening_deadline(Instant resolved_at, std::chrono::hours window, const Calendar& calendar,
                           const Service& service);

}  // namespace sportello::flows
