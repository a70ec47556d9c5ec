/// Operators' passwords: argon2id through libsodium, at OWASP's smallest recommended cost (19 MiB, two passes), so that
/// a desk of 50 MB can check several at once.
#pragma once

#include <string>
#include <string_view>

#include "flows/core/result.h"

namespace sportello::webhooks {

inline constexpr std::size_t kShortestPassword = 12;
inline constexpr std::size_t kLongestPassword = 256;

/// The hash as it is stored, with its salt and cost. Takes tens of milliseconds: never on the commit loop.
std::string hash_password(std::string_view password);
/// Works as long for an empty hash (nobody of that address, no password yet) as for a real one.
bool check_password(const std::string& hash, std::string_view password);
/// Invalid, with the reason, for a password that is too short or is the person's own name or address.
flows::Result<void> accept_password(std::string_view password, std::string_view name, std::string_view email);

}  // namespace sportello::webhooks
