/// The state of the desk in one line, as a chat shows it under the name of a business.
#pragma once

#include "flows/business/business.h"
#include "flows/core/language.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// "aperto fino alle 13:00", "chiuso, riapre lunedì alle 9:00": of the first service of the business at `now`, in the
/// time of its zone. The date is said where the weekday alone would be ambiguous: seven days away or more.
Localized hours_line(const Business& business, Instant now);

}  // namespace sportello::flows
