#include "bot/standard_webhook.h"

#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <stdexcept>

namespace sportello::bot {

flows::Result<std::string> webhook_key(const flows::Secret& secret) {
  constexpr std::string_view kPrefix = "whsec_";
  constexpr std::size_t kLeast = 24;
  constexpr std::size_t kMost = 64;
  const std::string& text = secret.reveal();
  std::string key(kMost + 1, '\0');
  std::size_t size = 0;
  const bool decoded = text.starts_with(kPrefix) &&
                       sodium_base642bin(reinterpret_cast<unsigned char*>(key.data()), key.size(),  // NOLINT
                                         text.data() + kPrefix.size(), text.size() - kPrefix.size(), nullptr, &size,
                                         nullptr, sodium_base64_VARIANT_ORIGINAL) == 0;
  if (!decoded || size < kLeast || size > kMost) {
    return flows::fail(flows::Errc::Invalid, "write whsec_ and 24 to 64 random bytes in base64: echo whsec_$(openssl rand -base64 32)");
  }
  key.resize(size);
  return key;
}

std::string webhook_signature(std::string_view key, std::string_view id, std::int64_t timestamp,
                              std::string_view body) {
  std::string signed_text(id);
  signed_text += "." + std::to_string(timestamp) + ".";
  signed_text += body;
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const auto* bytes = reinterpret_cast<const unsigned char*>(signed_text.data());
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes, signed_text.size(), digest.data(), &size) ==
      nullptr) {
    throw std::runtime_error("OpenSSL could not sign");
  }
  std::string text(sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), digest.data(), size, sodium_base64_VARIANT_ORIGINAL);
  text.resize(text.find('\0'));
  return "v1," + text;
}

}  // namespace sportello::bot
