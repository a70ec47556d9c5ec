#include "webhooks/console/totp.h"

#include <liboath/oath.h>
#include <qrencode.h>
#include <sodium.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>

#include "webhooks/console/tokens.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kDigits = 6;
constexpr std::int64_t kStepSeconds = 30;

using Released = std::unique_ptr<char, decltype(&std::free)>;

void prepare() {
  static const bool kReady = oath_init() == OATH_OK && sodium_init() >= 0;
  if (!kReady) throw std::runtime_error("liboath cannot start");
}

std::int64_t step_of(flows::Instant now) {
  return std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count() / kStepSeconds;
}

std::string code_of(const std::string& secret, std::int64_t step) {
  prepare();
  char* bytes = nullptr;
  std::size_t size = 0;
  if (oath_base32_decode(secret.c_str(), secret.size(), &bytes, &size) != OATH_OK)
    throw std::runtime_error("a second factor's secret is damaged");
  const Released held(bytes, &std::free);
  std::array<char, kDigits + 1> code{};
  if (oath_totp_generate(bytes, size, step * kStepSeconds, kStepSeconds, 0, kDigits, code.data()) != OATH_OK)
    throw std::runtime_error("a second factor's code cannot be computed");
  return code.data();
}

}  // namespace

std::string new_totp_secret() {
  prepare();
  std::array<char, kSecretBytes> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  char* text = nullptr;
  if (oath_base32_encode(bytes.data(), bytes.size(), &text, nullptr) != OATH_OK)
    throw std::runtime_error("a second factor's secret cannot be written");
  const Released held(text, &std::free);
  return text;
}

std::string totp_uri(std::string_view account, std::string_view secret) {
  return "otpauth://totp/Sportello:" + encode_component(account) + "?secret=" + std::string(secret) +
         "&issuer=Sportello&algorithm=SHA1&digits=6&period=30";
}

std::optional<std::int64_t> totp_step(const std::string& secret, std::string_view code, flows::Instant now,
                                      std::int64_t used) {
  const auto present = step_of(now);
  for (const auto step : {present, present - 1, present + 1})
    if (step > used && same_secret(code_of(secret, step), code)) return step;
  return std::nullopt;
}

std::string totp_code(const std::string& secret, flows::Instant now) {
  return code_of(secret, step_of(now));
}

std::vector<std::string> qr_rows(const std::string& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), &QRcode_free);
  if (!code) throw std::runtime_error("a QR code cannot be drawn");
  const auto width = static_cast<std::size_t>(code->width);
  std::vector<std::string> rows(width, std::string(width, '0'));
  for (std::size_t y = 0; y < width; ++y)
    for (std::size_t x = 0; x < width; ++x)
      if ((code->data[y * width + x] & 1U) != 0) rows[y][x] = '1';
  return rows;
}

}  // namespace sportello::webhooks
