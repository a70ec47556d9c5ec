#include "flows/understanding/folded_text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <array>
#include <cstddef>
#include <utility>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

constexpr UChar32 kFirstFolded = 0xC0;
constexpr UChar32 kLastFolded = 0x24F;

std::string utf8(UChar32 point) {
  std::uint8_t bytes[U8_MAX_LENGTH];
  std::int32_t size = 0;
  U8_APPEND_UNSAFE(bytes, size, static_cast<std::uint32_t>(point));
  return {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

/// The letters of Europe, folded once: no call into ICU for what Italians type.
const std::string& folded_latin(UChar32 point) {
  static const auto table = [] {
    std::array<std::string, kLastFolded - kFirstFolded + 1> made;
    for (UChar32 at = kFirstFolded; at <= kLastFolded; ++at)
      made[static_cast<std::size_t>(at - kFirstFolded)] = fold(utf8(at));
    return made;
  }();
  return table[static_cast<std::size_t>(point - kFirstFolded)];
}

class Folder {
 public:
  explicit Folder(std::string_view text) : text_(text) {}

  FoldedText run() {
    // Folding makes no code point of Europe longer than twice its bytes; the rest may grow the buffer, which is
    // done before any view into it exists.
    folded_.text.reserve(text_.size() + 16);
    folded_.from.reserve(text_.size() + 16);
    folded_.accents.reserve(text_.size() + 16);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text_.data());
    const auto size = static_cast<std::int32_t>(text_.size());
    for (std::int32_t at = 0; at < size;) {
      const auto start = static_cast<std::size_t>(at);
      UChar32 point = 0;
      U8_NEXT(bytes, at, size, point);
      if (point < 0) continue;
      if (point < 0x80) {
        ascii(static_cast<char>(point), start);
      } else if (point >= kFirstFolded && point <= kLastFolded && point != 0xD7 && point != 0xF7) {
        put(folded_latin(point), start, true);
      } else {
        other(point, start);
      }
    }
    folded_.from.push_back(static_cast<std::uint32_t>(text_.size()));
    return std::move(folded_);
  }

 private:
  void put(std::string_view folded, std::size_t from, bool accent) {
    for (const char c : folded) {
      folded_.text += c;
      folded_.from.push_back(static_cast<std::uint32_t>(from));
      folded_.accents.push_back(accent ? 1 : 0);
    }
  }

  void ascii(char c, std::size_t start) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    if (c == '`') c = '\'';
    if (c == '\n' || c == '\r') return put(" \n ", start, false);
    if (static_cast<unsigned char>(c) <= ' ') c = ' ';
    folded_.text += c;
    folded_.from.push_back(static_cast<std::uint32_t>(start));
    folded_.accents.push_back(0);
  }

  void other(UChar32 point, std::size_t start) {
    if (point == 0x2019 || point == 0x2018 || point == 0x02BC || point == 0xB4) return put("'", start, false);
    if (point == 0xB0 || point == 0xBA) return put("^", start, false);  // 1° and 1º
    if (point == 0x2013 || point == 0x2014) return put(" - ", start, false);
    if (point == 0x2026) return put("...", start, false);
    if (point == 0xAB || point == 0xBB || point == 0x201C || point == 0x201D) return put("\"", start, false);
    if (point == 0x20AC) return put(" euro ", start, false);
    if (u_isUWhiteSpace(point) != 0) return put(" ", start, false);
    if (u_charType(point) == U_NON_SPACING_MARK) {  // a decomposed accent
      if (!folded_.accents.empty()) folded_.accents.back() = 1;
      return;
    }
    if (u_isalnum(point) != 0) return put(fold(utf8(point)), start, false);
    put(" \x01 ", start, false);  // an emoji: one symbol
  }

  std::string_view text_;
  FoldedText folded_;
};

}  // namespace

FoldedText fold_message(std::string_view text) {
  return Folder(text).run();
}

}  // namespace sportello::flows
