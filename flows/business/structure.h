/// The shape of a profile: keys, types, ranges, patterns. Internal to flows/business.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "flows/business/faults.h"

namespace sportello::flows {

/// Adds a fault for everything that the shipped JSON Schema does not allow, in words that say what would be right.
/// The calendar is left to calendar_from_json.
void check_structure(const nlohmann::json& profile, Faults& faults);

}  // namespace sportello::flows
