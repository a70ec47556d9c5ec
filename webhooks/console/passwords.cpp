#include "webhooks/console/passwords.h"

#include <sodium.h>

#include <array>
#include <set>
#include <stdexcept>

#include "flows/core/text.h"

namespace sportello::webhooks {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemory = std::size_t{19} * 1024 * 1024;

}  // namespace

std::string hash_password(std::string_view password) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no source of randomness");
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), kPasses, kMemory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0) {
    throw std::runtime_error("no memory to hash a password");
  }
  return hash.data();
}

bool check_password(const std::string& hash, std::string_view password) {
  static const std::string kNobody = hash_password("nobody has this password");
  const std::string& wanted = hash.empty() ? kNobody : hash;
  const bool same = crypto_pwhash_str_verify(wanted.c_str(), password.data(), password.size()) == 0;
  return same && !hash.empty();
}

flows::Result<void> accept_password(std::string_view password, std::string_view name, std::string_view email) {
  const auto refuse = [](const char* code, const char* why) { return flows::fail(flows::Errc::Invalid, why, {code}); };
  if (flows::length(password) < kShortestPassword) return refuse("password_short", "The password needs at least 12 characters.");
  if (password.size() > kLongestPassword) return refuse("password_long", "The password is too long.");
  const auto folded = flows::fold(password);
  if (folded == flows::fold(name) || folded == flows::fold(email))
    return refuse("password_is_name", "The password must not be the name or the address.");
  const std::set<char> letters(folded.begin(), folded.end());
  if (letters.size() < 5) return refuse("password_repeats", "The password repeats too few characters.");
  return {};
}

}  // namespace sportello::webhooks
