/// Who may speak to the webhook: Meta's signature over the raw bytes, and the handshake that proves the URL is ours.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "flows/core/result.h"
#include "flows/core/secret.h"

namespace sportello::webhooks {

/// True when `header` (X-Hub-Signature-256) is exactly "sha256=" and the 64 hex digits of HMAC-SHA256 over the bytes as
/// they arrived, under any of the secrets (two while one is being rolled). An empty secret never matches; two
/// headers folded into one by a comma are refused. Takes the same time wherever the first difference is.
bool signed_by(std::string_view header, std::string_view raw_body, const std::vector<flows::Secret>& secrets);

/// The header value for a body: what Meta does. For the emulator and the tests.
std::string sign(std::string_view raw_body, const flows::Secret& secret);

/// Compares without telling by its time where the difference is; only the lengths show.
bool equal_constant_time(std::string_view a, std::string_view b);

/// The values of the verification GET, decoded; empty when absent.
struct Handshake {
  std::string mode;       ///< hub.mode
  std::string challenge;  ///< hub.challenge
  std::string token;      ///< hub.verify_token
};

/// The text to answer with 200, or Denied. An empty configured token never matches.
flows::Result<std::string> verify_handshake(const Handshake& handshake, const flows::Secret& verify_token);

}  // namespace sportello::webhooks
