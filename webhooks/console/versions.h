/// Versions of what several people may change at once, for If-Match (RFC 9110, section 13.1.1).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

#include "webhooks/http/message.h"

namespace sportello::webhooks {

/// An ETag, in quotes: the same for the same value, whoever reads it and whenever.
std::string etag_of(const nlohmann::json& value);

/// The ETag that a change was made to; nothing when the caller takes any.
std::optional<std::string> if_match(const Request& request);

/// The reason's code of a change that was made to an older version.
inline constexpr const char* kChangedMeanwhile = "changed_meanwhile";

/// 412 with the newer version as "current", under its own ETag.
Response changed_meanwhile(const nlohmann::json& current, const std::string& etag);

}  // namespace sportello::webhooks
