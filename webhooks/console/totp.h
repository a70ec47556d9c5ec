/// The second factor: time-based codes of an app (RFC 6238, through liboath), and the QR code that sets the app up
/// (libqrencode).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/time.h"

namespace sportello::webhooks {

/// 20 random bytes in base32.
std::string new_totp_secret();
/// "otpauth://totp/…": what the QR code carries.
std::string totp_uri(std::string_view account, std::string_view secret);
/// The 30-second step whose code was given, one step late or early at most, and only if it is later than `used`: a code
/// is good once. Nothing for a wrong code.
std::optional<std::int64_t> totp_step(const std::string& secret, std::string_view code, flows::Instant now,
                                      std::int64_t used);
/// The code of a moment, for tests and set-up checks.
std::string totp_code(const std::string& secret, flows::Instant now);
/// The QR code of a text: rows of '1' (dark) and '0'.
std::vector<std::string> qr_rows(const std::string& text);

}  // namespace sportello::webhooks
