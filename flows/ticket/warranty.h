/// How long a hardware warranty lasts (L21).
#pragma once

#include "flows/core/time.h"

namespace sportello::flows {

/// The last day covered: the same day of the month, `months` later, or the month's last day where it has no such day
/// (31/1/2026 and 12 months: 31/1/2027; 29/2/2024: 28/2/2025; the rule of art. 2963 of the Italian civil code).
Date warranty_until(Date purchased, int months);

/// valid: covered that day even without an extension · expired: over even with one · unknown: it depends on whether
/// there is an extension.
enum class WarrantyState { Valid, Expired, Unknown };
/// "valid", "expired", "unknown".
const char* name_of(WarrantyState state);
/// `extended` is how long an extended warranty lasts; the same as `months` where none is sold.
WarrantyState warranty_on(Date day, Date purchased, int months, int extended);

}  // namespace sportello::flows
