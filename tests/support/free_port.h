/// A port on loopback that nobody listens on right now.
#pragma once

#include <cstdint>

namespace sportello::tests {

/// Somebody else may take it before the caller does: try again then.
std::uint16_t free_port();

}  // namespace sportello::tests
