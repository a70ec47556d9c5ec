/// UTF-8 text as people type it: clean it, measure it, cut it, compare it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

/// True when every byte sequence is well-formed UTF-8.
bool is_utf8(std::string_view text);
/// Replaces malformed sequences by U+FFFD, and drops NUL, other control characters but line breaks and tabs, and the
/// marks that change the writing direction. Line ends become "\n". What a person would see stays.
std::string clean_text(std::string_view text);
/// Code points, which is how Meta counts its limits.
std::size_t length(std::string_view text);
/// At most `limit` code points, cut at the end of a word with "…" where possible. Never splits a code point.
std::string shorten(std::string_view text, std::size_t limit);
/// Without white space at both ends, and runs of white space inside one line made one space.
std::string trim(std::string_view text);
std::string trim_ends(std::string_view text);
/// One line, with a space between.
std::string join(const std::vector<std::string>& words);
/// For comparing what was typed with what was meant: lower case, no accents, compatibility forms unified,
/// typographic apostrophes made plain. "Sì, PERCHÉ" → "si, perche".
std::string fold(std::string_view text);
/// True when it has at least one letter or digit of any script: emoji or punctuation alone is not text.
bool has_letters_or_digits(std::string_view text);
/// Number of letters and digits.
std::size_t count_letters_and_digits(std::string_view text);
/// Only the ASCII digits.
std::string digits_of(std::string_view text);
/// "+39 340•••2095": for logs. Keeps the country code and the last four digits at most.
std::string mask_phone(std::string_view phone);

}  // namespace sportello::flows
