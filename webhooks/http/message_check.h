/// What the server's adapter checks before it trusts a message's head: pure functions over text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "webhooks/http/message.h"

namespace sportello::webhooks {

/// Digits only, at most 18 of them: no sign, no blank, no list.
std::optional<std::uint64_t> parse_content_length(std::string_view text);

/// A header's name as RFC 9110 has it.
bool is_token(std::string_view name);
/// Blanks and visible ASCII: what a request's header value may hold here.
bool is_plain_value(std::string_view value);
/// No control characters: what may be sent as a header's value.
bool is_sendable_value(std::string_view value);

/// Who asks: the peer, or when the peer is a proxy on this machine the last entry of X-Forwarded-For, which is the one
/// that our own proxy wrote. Earlier entries are whatever the client claims.
std::string client_address(std::string_view peer, const Headers& headers);

/// The proxy's X-Request-Id when it looks like one (up to 64 letters, digits, "-", "_"); empty otherwise.
std::string_view offered_request_id(const Headers& headers);

/// True for 127.0.0.0/8 and ::1.
bool is_loopback(std::string_view address);

}  // namespace sportello::webhooks
