#include "webhooks/emulator/ids.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace sportello::webhooks::emulator {
namespace {

std::array<unsigned char, 32> sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  return digest;
}

std::array<unsigned char, 32> mix(std::uint64_t seed, std::string_view what, std::uint64_t count) {
  return sha256(std::to_string(seed) + '\n' + std::string(what) + '\n' + std::to_string(count));
}

std::string digits(const std::array<unsigned char, 32>& hash, std::size_t how_many) {
  std::string text;
  for (std::size_t i = 0; i < how_many; ++i) text += static_cast<char>('0' + hash[i] % 10);
  if (text.front() == '0') text.front() = '7';
  return text;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  std::string padded(bytes);  // EVP_EncodeBlock wants unsigned bytes
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(padded.data()), static_cast<int>(padded.size()));
  text.resize(static_cast<std::size_t>(size));
  return text;
}

std::string sha256_base64(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return base64(std::string(digest.begin(), digest.end()));
}

std::string make_wamid(std::uint64_t seed, std::string_view peer, std::uint64_t count) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto hash = mix(seed, peer, count);
  std::string id;
  for (std::size_t i = 0; i < 9; ++i) {
    id += kHex[hash[i] >> 4];
    id += kHex[hash[i] & 15];
  }
  std::string inside("\x1d\x07", 2);
  inside += static_cast<char>(peer.size() & 0x7f);
  inside += peer;
  inside += std::string("\x15\x02\x00\x11\x18\x12", 6);
  inside += id;
  inside += '\0';
  return "wamid." + base64(inside);
}

std::string make_bsuid(std::string_view customer) {
  return "IT." + digits(mix(0, customer, 0), 20);
}

bool is_bsuid(std::string_view text) {
  const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto plain = [&](char c) { return capital(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
  if (text.size() < 4 || !capital(text[0]) || !capital(text[1]) || text[2] != '.') return false;
  text.remove_prefix(3);
  if (text.starts_with("ENT.")) text.remove_prefix(4);
  return !text.empty() && text.size() <= 128 && std::all_of(text.begin(), text.end(), plain);
}

std::string make_number_id(std::uint64_t seed, std::string_view kind, std::uint64_t count) {
  return digits(mix(seed, kind, count), 15);
}

std::string make_trace(std::uint64_t seed, std::uint64_t count) {
  const auto hash = mix(seed, "trace", count);
  std::string text = base64(std::string(hash.begin(), hash.begin() + 16));
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return "A" + text.substr(0, 22);
}

}  // namespace sportello::webhooks::emulator
