/// A profile's files put together into one JSON document. Internal to flows/business.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "flows/business/faults.h"

namespace sportello::flows {

/// profile.json with the files it names in their places; a name that leads nowhere stays. Null when profile.json is
/// missing or is no JSON object. The syntax of every file is checked, of those that nobody names too.
nlohmann::json assemble_profile(const ProfileFiles& files, Faults& faults);

}  // namespace sportello::flows
