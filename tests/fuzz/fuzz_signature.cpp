// Any header for any body: only the signature itself is taken for one. The first byte cuts the input in two.
#include <algorithm>

#include "tests/fuzz/expect.h"
#include "webhooks/whatsapp/signature.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sportello;
  if (size == 0) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min<std::size_t>(data[0], size - 1);
  const std::string_view header = all.substr(1, cut);
  const std::string_view body = all.substr(1 + cut);
  static const std::vector<flows::Secret> secrets{flows::Secret("old"), flows::Secret("new")};
  // The digits may be of either case, "sha256=" may not.
  const auto lower = [](std::string_view text) {
    std::string result(text);
    const auto digits = result.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(7, result.size()));
    std::transform(digits, result.end(), digits,
                   [](char c) { return c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c; });
    return result;
  };
  const bool is_one = std::any_of(secrets.begin(), secrets.end(), [&](const flows::Secret& secret) {
    return lower(header) == webhooks::sign(body, secret);
  });
  fuzz::expect(webhooks::signed_by(header, body, secrets) == is_one, "only a signature is one", header);
  for (const flows::Secret& secret : secrets) {
    fuzz::expect(webhooks::signed_by(webhooks::sign(body, secret), body, secrets), "Meta's signature is taken");
  }
  fuzz::expect(!webhooks::signed_by(header, body, {}), "without a secret nothing is signed");
  return 0;
}
