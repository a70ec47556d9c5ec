/// The business profiles that ship with the program, read from the source tree.
#pragma once

#include <string>

#include "flows/business/loader.h"

namespace sportello::test {

/// The files of deploy/profiles/NAME.
flows::ProfileFiles shipped_files(const std::string& name);
/// The business itself. Throws with every fault in its message.
flows::Business load_shipped(const std::string& name);
/// The first profile shown in docs/profile.md.
std::string documented_profile();

}  // namespace sportello::test
