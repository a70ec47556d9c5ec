/// Whether a server may, and can, listen where it is told to.
#pragma once

#include <cstdint>
#include <string>

#include "flows/core/result.h"
#include "webhooks/http/server.h"

namespace sportello::webhooks {

/// Invalid for anything but an IPv4 literal and a port above 0, and for an address that is exposed without being meant
/// to; Unavailable when somebody listens there already.
flows::Result<void> check_listen_address(const std::string& address, std::uint16_t port, Exposure exposure);

}  // namespace sportello::webhooks
