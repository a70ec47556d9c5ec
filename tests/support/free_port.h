/// A port on loopback for a program that must be told one.
#pragma once

#include <cstdint>

namespace sportello::tests {

/// Nobody listens there now. Below the ports that the kernel gives to connections: only who picks the very same number
/// can take it before the caller does.
std::uint16_t free_port();

}  // namespace sportello::tests
