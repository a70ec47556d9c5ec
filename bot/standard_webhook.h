/// Signing as the Standard Webhooks specification has it: HMAC-SHA256 over "id.timestamp.body", so that any receiver's
/// library can check it (https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "flows/core/result.h"
#include "flows/core/secret.h"

namespace sportello::bot {

/// The bytes of a "whsec_…" secret. Invalid when the prefix is missing, the rest is no base64, or it is not 24 to 64
/// bytes long.
flows::Result<std::string> webhook_key(const flows::Secret& secret);

/// The value of webhook-signature: "v1," and base64. `timestamp` in seconds since 1970.
std::string webhook_signature(std::string_view key, std::string_view id, std::int64_t timestamp, std::string_view body);

}  // namespace sportello::bot
