/// Finds a business profile, by the name of one that ships with the program or by folder, and loads it.
#pragma once

#include <string>
#include <vector>

#include "flows/business/loader.h"

namespace sportello::bot {

/// The profiles inside the program: "leotron", "kzweb".
std::vector<std::string> shipped_profiles();

/// A name without a slash that ships is taken from the program, anything else is a folder. A folder that cannot be read
/// is a fault of the load.
flows::ProfileLoad find_profile(const std::string& name_or_folder);

}  // namespace sportello::bot
