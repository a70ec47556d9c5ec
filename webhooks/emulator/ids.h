/// Ids that look like Meta's. All come from a seed and a count, so that a run can be repeated.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sportello::webhooks::emulator {

/// "wamid." and base64 that hides the peer and 18 hexadecimal digits. The digits depend on all three arguments.
std::string make_wamid(std::uint64_t seed, std::string_view peer, std::uint64_t count);
/// A business-scoped user id: "IT." and 20 digits of the customer's name. The same in every run.
std::string make_bsuid(std::string_view customer);
/// True for what could be one: two capitals, a dot, perhaps "ENT.", up to 128 letters and digits.
bool is_bsuid(std::string_view text);
/// 15 digits, the first not a zero: media, templates, accounts.
std::string make_number_id(std::uint64_t seed, std::string_view kind, std::uint64_t count);
/// The fbtrace_id of an error.
std::string make_trace(std::uint64_t seed, std::uint64_t count);

std::string base64(std::string_view bytes);
/// Base64 of the SHA-256, which is how Meta writes it.
std::string sha256_base64(std::string_view bytes);

}  // namespace sportello::webhooks::emulator
