/// Just enough of the Graph API to be sent to: accepts every message at once and remembers it for its statuses.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "signer.h"

namespace sportello::bench {

/// The whole reply to one whole request. `accepted` hears of every message.
std::string graph_reply(std::string_view request, const std::function<void(Sent)>& accepted);

/// Length of the first whole request in the buffer; 0 when it is not whole yet.
std::size_t whole_request(std::string_view buffer);

}  // namespace sportello::bench
