#include "flows/core/text.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <stdexcept>

namespace sportello::flows {
namespace {

/// The next code point, negative when the bytes are malformed; moves `at` past it.
UChar32 next(std::string_view text, std::size_t& at) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  auto index = static_cast<std::int32_t>(at);
  UChar32 point = 0;
  U8_NEXT(bytes, index, static_cast<std::int32_t>(text.size()), point);
  at = static_cast<std::size_t>(index);
  return point;
}

void append(std::string& out, UChar32 point) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<std::uint32_t>(point));
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
}

/// Marks that reorder or hide text: embeddings, overrides, isolates, and the byte order mark.
bool is_direction_mark(UChar32 point) {
  return point == 0x200E || point == 0x200F || point == 0x061C || (point >= 0x202A && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069) || point == 0xFEFF;
}

bool is_space(UChar32 point) { return u_isUWhiteSpace(point) != 0; }

const icu::Normalizer2& decomposer() {
  static const icu::Normalizer2* const instance = [] {
    UErrorCode status = U_ZERO_ERROR;
    const auto* found = icu::Normalizer2::getNFKDInstance(status);
    if (U_FAILURE(status) != 0) throw std::runtime_error("ICU has no NFKD data");
    return found;
  }();
  return *instance;
}

bool is_plain_ascii(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return false;
  }
  return true;
}

}  // namespace

bool is_utf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (next(text, at) < 0) return false;
  }
  return true;
}

std::string clean_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 point = next(text, at);
    if (point < 0) {
      append(out, 0xFFFD);
    } else if (point == '\r') {
      if (at >= text.size() || text[at] != '\n') out += '\n';
    } else if (point == 0x2028 || point == 0x2029 || point == 0x85) {
      out += '\n';
    } else if (point == '\n' || point == '\t' || (u_charType(point) != U_CONTROL_CHAR && !is_direction_mark(point))) {
      append(out, point);
    }
  }
  return out;
}

std::size_t length(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next(text, at);
  return count;
}

std::string shorten(std::string_view text, std::size_t limit) {
  if (length(text) <= limit) return std::string(text);
  if (limit == 0) return {};
  std::size_t end = 0;         // after limit - 1 code points: room for the ellipsis
  std::size_t last_space = 0;  // byte offset of the last break before `end`
  std::size_t at = 0;
  for (std::size_t count = 0; count < limit; ++count) {
    end = at;
    const UChar32 point = next(text, at);
    if (is_space(point)) last_space = end;
  }
  // A word longer than a third of the room is cut; otherwise the cut falls before it.
  if (last_space * 3 > end * 2) end = last_space;
  std::string out = trim_ends(text.substr(0, end));
  return out + "…";
}

std::string trim_ends(std::string_view text) {
  std::size_t begin = text.size();
  std::size_t end = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    if (is_space(next(text, at))) continue;
    if (start < begin) begin = start;
    end = at;
  }
  return begin < end ? std::string(text.substr(begin, end - begin)) : std::string{};
}

std::string trim(std::string_view text) {
  std::string out;
  bool gap = false;
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 point = next(text, at);
    if (is_space(point)) {
      if (point == '\n' && !out.empty()) {
        if (out.back() != '\n') out += '\n';
        gap = false;
      } else {
        gap = true;
      }
      continue;
    }
    if (gap && !out.empty() && out.back() != '\n') out += ' ';
    gap = false;
    append(out, point < 0 ? 0xFFFD : point);
  }
  while (!out.empty() && out.back() == '\n') out.pop_back();
  return out;
}

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::string fold(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  if (is_plain_ascii(text)) {
    for (const char c : text) out += (c >= 'A' && c <= 'Z') ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString decomposed;
  decomposer().normalize(
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size()))), decomposed,
      status);
  if (U_FAILURE(status) != 0) throw std::runtime_error("ICU could not normalise a text");
  decomposed.foldCase();
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 point = decomposed.char32At(i);
    if (u_charType(point) == U_NON_SPACING_MARK) continue;
    if (point == 0x2019 || point == 0x2018 || point == 0x02BC || point == 0x00B4 || point == '`') {
      out += '\'';
    } else {
      append(out, point);
    }
  }
  return out;
}

std::size_t count_letters_and_digits(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const UChar32 point = next(text, at);
    if (point >= 0 && u_isalnum(point) != 0) ++count;
  }
  return count;
}

bool has_letters_or_digits(std::string_view text) { return count_letters_and_digits(text) > 0; }

std::string digits_of(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= '0' && c <= '9') out += c;
  }
  return out;
}

std::string mask_phone(std::string_view phone) {
  const std::string digits = digits_of(phone);
  if (digits.size() < 8) return "•••";
  return "+" + digits.substr(0, 2) + "•••" + digits.substr(digits.size() - 4);
}

}  // namespace sportello::flows
