#include "webhooks/whatsapp/signature.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>

namespace sportello::webhooks {
namespace {

constexpr std::string_view kPrefix = "sha256=";
using Digest = std::array<unsigned char, 32>;

/// One context per thread: setting one up costs more than the hash of a short body.
class Hmac {
 public:
  Hmac() : mac_(EVP_MAC_fetch(nullptr, OSSL_MAC_NAME_HMAC, nullptr)), context_(EVP_MAC_CTX_new(mac_.get())) {
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                     OSSL_PARAM_construct_end()};
    require(context_ != nullptr && EVP_MAC_CTX_set_params(context_.get(), parameters) == 1);
  }

  Digest operator()(std::string_view key, std::string_view text) {
    Digest digest{};
    std::size_t size = 0;
    require(EVP_MAC_init(context_.get(), bytes(key), key.size(), nullptr) == 1 &&
            EVP_MAC_update(context_.get(), bytes(text), text.size()) == 1 &&
            EVP_MAC_final(context_.get(), digest.data(), &size, digest.size()) == 1 && size == digest.size());
    return digest;
  }

 private:
  struct Free {
    void operator()(EVP_MAC* mac) const { EVP_MAC_free(mac); }
    void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  };
  static const unsigned char* bytes(std::string_view text) {
    // OpenSSL takes a null key for "the key of before", so an empty one needs an address.
    return reinterpret_cast<const unsigned char*>(text.empty() ? "" : text.data());
  }
  static void require(bool done) {
    if (!done) throw std::runtime_error("OpenSSL cannot compute HMAC-SHA256");
  }

  std::unique_ptr<EVP_MAC, Free> mac_;
  std::unique_ptr<EVP_MAC_CTX, Free> context_;
};

Digest hmac(std::string_view key, std::string_view text) {
  thread_local Hmac instance;
  return instance(key, text);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The digest in a header; nothing unless it is exactly the prefix and 64 hex digits.
std::optional<Digest> digest_in(std::string_view header) {
  Digest digest{};
  if (header.size() != kPrefix.size() + 2 * digest.size() || !header.starts_with(kPrefix)) return std::nullopt;
  header.remove_prefix(kPrefix.size());
  for (std::size_t i = 0; i < digest.size(); ++i) {
    const int high = hex_digit(header[2 * i]);
    const int low = hex_digit(header[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    digest[i] = static_cast<unsigned char>(high * 16 + low);
  }
  return digest;
}

}  // namespace

bool signed_by(std::string_view header, std::string_view raw_body, const std::vector<flows::Secret>& secrets) {
  const std::optional<Digest> claimed = digest_in(header);
  if (!claimed) return false;
  bool matches = false;
  for (const flows::Secret& secret : secrets) {
    if (secret.empty()) continue;
    const Digest actual = hmac(secret.reveal(), raw_body);
    if (CRYPTO_memcmp(actual.data(), claimed->data(), actual.size()) == 0) matches = true;
  }
  return matches;
}

std::string sign(std::string_view raw_body, const flows::Secret& secret) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string header(kPrefix);
  for (const unsigned char byte : hmac(secret.reveal(), raw_body)) {
    header += kHex[byte >> 4];
    header += kHex[byte & 15];
  }
  return header;
}

bool equal_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

flows::Result<std::string> verify_handshake(const Handshake& handshake, const flows::Secret& verify_token) {
  const bool ours = !verify_token.empty() && equal_constant_time(handshake.token, verify_token.reveal());
  if (handshake.mode != "subscribe" || !ours) {
    return flows::fail(flows::Errc::Denied, "the verify token is not the configured one, or hub.mode is not subscribe");
  }
  return handshake.challenge;
}

}  // namespace sportello::webhooks
