#include "flows/ticket/code.h"

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

/// Crockford's 32 characters: no I, L, O, U.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kShortBody = 4;
constexpr std::int64_t kShortCodes = std::int64_t{1} << 20;

/// The character's value, reading letters that look alike as the digit they resemble; -1 for none.
int value_of(char c) {
  if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  if (c == 'O') c = '0';
  if (c == 'I' || c == 'L') c = '1';
  const auto at = kAlphabet.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

/// Product in the field of 32 elements (x^5 + x^2 + 1).
int multiply(int a, int b) {
  int product = 0;
  for (; b != 0; b >>= 1) {
    if ((b & 1) != 0) product ^= a;
    a <<= 1;
    if ((a & 32) != 0) a ^= 0b100101;
  }
  return product;
}

/// A weighted sum with a different weight at each place: one wrong character or two swapped ones change it.
char check_character(std::string_view body) {
  int sum = 0;
  int weight = 2;
  for (const char c : body) {
    sum ^= multiply(value_of(c), weight);
    weight = multiply(weight, 2);
  }
  return kAlphabet[static_cast<std::size_t>(sum)];
}

/// A permutation of the numbers below 2^bits: each half is stirred by the other, four times.
std::uint64_t scatter(std::uint64_t number, unsigned bits) {
  const unsigned half = bits / 2;
  const std::uint64_t mask = (std::uint64_t{1} << half) - 1;
  std::uint64_t left = number >> half;
  std::uint64_t right = number & mask;
  for (std::uint64_t round = 1; round <= 4; ++round) {
    std::uint64_t mixed = (right + round) * 0x9E3779B97F4A7C15ULL;
    mixed ^= mixed >> 29;
    const std::uint64_t next = left ^ ((mixed * 0xBF58476D1CE4E5B9ULL >> 32) & mask);
    left = right;
    right = next;
  }
  return (left << half) | right;
}

std::string body_of(std::int64_t number) {
  std::uint64_t value = 0;
  std::size_t size = kShortBody;
  if (number < kShortCodes) {
    value = scatter(static_cast<std::uint64_t>(number), 20);
  } else {
    size = 6;
    value = scatter(static_cast<std::uint64_t>(number - kShortCodes), 30);
  }
  std::string body(size, '0');
  for (std::size_t i = size; i-- > 0; value >>= 5) body[i] = kAlphabet[value & 31];
  return body;
}

std::string written(std::string_view prefix, std::string_view body) {
  return std::string(prefix) + "-" + std::string(body) + "-" + check_character(body);
}

bool is_separator(char c) {
  return c == '-' || c == ' ' || c == '.' || c == '_' || c == '/';
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool same_letter(char a, char b) {
  return (a | 0x20) == (b | 0x20);
}

/// Reads a code at `at`; moves past it when there is one.
std::optional<std::string> read_code(std::string_view text, std::string_view prefix, std::size_t& at) {
  if (text.size() - at < prefix.size()) return std::nullopt;
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    if (!same_letter(text[at + i], prefix[i])) return std::nullopt;
  }
  std::size_t next = at + prefix.size();
  std::string characters;
  std::size_t end = next;
  while (next < text.size() && characters.size() < 7) {
    if (is_separator(text[next])) {
      ++next;
      continue;
    }
    const int value = value_of(text[next]);
    if (value < 0) break;
    characters += kAlphabet[static_cast<std::size_t>(value)];
    end = ++next;
    // A word that goes on after a whole code is something else.
    const bool stops = next >= text.size() || !is_letter_or_digit(text[next]);
    if (!stops || (characters.size() != kShortBody + 1 && characters.size() != 7)) continue;
    const std::string body = characters.substr(0, characters.size() - 1);
    if (check_character(body) == characters.back()) {
      at = end;
      return written(prefix, body);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string ticket_code(std::string_view prefix, std::int64_t number) {
  return written(prefix, body_of(number));
}

std::optional<std::string> parse_ticket_code(std::string_view text, std::string_view prefix) {
  const std::string trimmed = trim(text);
  std::size_t at = 0;
  const auto code = read_code(trimmed, prefix, at);
  if (!code || at != trimmed.size()) return std::nullopt;
  return code;
}

std::vector<std::string> ticket_codes_in(std::string_view text, std::string_view prefix) {
  std::vector<std::string> codes;
  for (std::size_t at = 0; at < text.size();) {
    const bool word_starts = at == 0 || !is_letter_or_digit(text[at - 1]);
    if (word_starts) {
      if (auto code = read_code(text, prefix, at)) {
        codes.push_back(std::move(*code));
        continue;
      }
    }
    ++at;
  }
  return codes;
}

}  // namespace sportello::flows
