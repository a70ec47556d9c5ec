#include "signer.h"

#include <fmt/format.h>
#include <openssl/hmac.h>

#include <array>
#include <ctime>

namespace sportello::bench {
namespace {

constexpr std::array kTexts{"siete aperti domani?", "che orari fate?", "siete aperti a Natale?", "lavorate il sabato?"};
constexpr std::array kStatuses{"sent", "delivered", "read"};

std::string hex_hmac(const std::string& secret, const std::string& body) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(body.data()), body.size(), digest.data(), &size);
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += "0123456789abcdef"[byte >> 4];
    hex += "0123456789abcdef"[byte & 15];
  }
  return hex;
}

}  // namespace

std::string Meta::request(const std::string& value) {
  const std::string body = fmt::format(
      R"({{"object":"whatsapp_business_account","entry":[{{"id":"205551234567890","changes":[{{"value":{{"messaging_product":"whatsapp","metadata":{{"display_phone_number":"390450000000","phone_number_id":"{}"}},{}}},"field":"messages"}}]}}]}})",
      number_, value);
  return fmt::format(
      "POST /webhooks/whatsapp HTTP/1.1\r\nHost: desk.example\r\nUser-Agent: facebookexternalua\r\n"
      "Content-Type: application/json\r\nX-Hub-Signature-256: sha256={}\r\nContent-Length: {}\r\n\r\n{}",
      hex_hmac(secret_, body), body.size(), body);
}

std::string Meta::text() {
  const auto from = 393'330'000'000ULL + dice_() % static_cast<std::uint64_t>(customers_);
  return request(fmt::format(
      R"("contacts":[{{"profile":{{"name":"Anna Rossi"}},"wa_id":"{0}"}}],"messages":[{{"from":"{0}","id":"wamid.HBgM{1:016x}{2}","timestamp":"{3}","type":"text","text":{{"body":"{4}"}}}}])",
      from, dice_(), ++count_, std::time(nullptr), kTexts[dice_() % kTexts.size()]));
}

std::string Meta::status() {
  Sent message{fmt::format("wamid.unknown{}", ++count_), {}, "393330000000"};
  int state = 0;
  if (!untold_.empty()) {
    Untold& next = untold_.front();
    message = next.message;
    state = next.told++;
    if (next.told == static_cast<int>(kStatuses.size())) untold_.pop_front();
  }
  return request(fmt::format(
      R"("statuses":[{{"id":"{}","status":"{}","timestamp":"{}","recipient_id":"{}","biz_opaque_callback_data":"{}","pricing":{{"billable":true,"pricing_model":"PMP","category":"service","type":"regular"}}}}])",
      message.wamid, kStatuses[static_cast<std::size_t>(state)], std::time(nullptr), message.to, message.callback));
}

}  // namespace sportello::bench
