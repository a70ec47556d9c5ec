#include "webhooks/console/tokens.h"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace sportello::webhooks {
namespace {

constexpr std::size_t kTokenBytes = 32;
using Hash = std::array<unsigned char, crypto_generichash_BYTES>;

Hash hash(std::string_view text) {
  Hash result{};
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes are bytes
  const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
  crypto_generichash(result.data(), result.size(), bytes, text.size(), nullptr, 0);
  return result;
}

}  // namespace

std::string new_token() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no source of randomness");
  std::array<unsigned char, kTokenBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  constexpr auto kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::array<char, sodium_base64_ENCODED_LEN(kTokenBytes, kVariant)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  return text.data();
}

std::string hash_token(std::string_view token) {
  const auto bytes = hash(token);
  std::array<char, bytes.size() * 2 + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  return hex.data();
}

bool same_secret(std::string_view a, std::string_view b) {
  // Hashes have one length, so that the comparison does not tell the secret's.
  const auto x = hash(a);
  const auto y = hash(b);
  return sodium_memcmp(x.data(), y.data(), x.size()) == 0;
}

}  // namespace sportello::webhooks
