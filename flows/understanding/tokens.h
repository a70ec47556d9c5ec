/// A message cut into words, numbers and marks, folded for comparison, with the place of each in what was typed.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::flows {

/// The meanings a word can have: bits named by the lexicon ("open", "2p", "det").
inline constexpr std::size_t kMaxConcepts = 384;
using Concepts = std::bitset<kMaxConcepts>;

/// What the lexicon says of one word in one language.
struct Sense {
  Concepts concepts;
  std::int16_t number = -1;   ///< "venticinque": 25
  std::int16_t holiday = -1;  ///< index into Lexicon::holidays
  std::int8_t month = 0;      ///< 1 to 12
  std::int8_t weekday = 0;    ///< 1 is Monday, 7 Sunday
  std::int8_t part = -1;      ///< index into Lexicon::parts
  std::int8_t day = kNoDay;   ///< "domani": 1
  static constexpr std::int8_t kNoDay = 127;
};

enum class TokenKind : std::uint8_t {
  Word,
  Number,   ///< a
  Pair,     ///< a sep b: a time, a date, a decimal number
  Triple,   ///< a sep b sep c: a date
  Mark,     ///< punctuation: `mark`
  Symbol,   ///< emoji and the like
  Address,  ///< a URL, an e-mail address, a ticket code: nothing to read inside
};

struct Token {
  std::string_view text;    ///< folded; belongs to Tokens::folded or to the lexicon
  std::uint32_t begin = 0;  ///< bytes of the message
  std::uint32_t end = 0;
  TokenKind kind = TokenKind::Word;
  char mark = 0;
  bool accent = false;   ///< "è", "e'": tells "è" from "e"
  bool ordinal = false;  ///< "1°", "2nd"
  int a = -1;
  int b = -1;
  int c = -1;
  int digits = 0;           ///< of a
  std::uint32_t entry = 0;  ///< word of the lexicon, 0 when unknown
  Sense sense;
};

struct Tokens {
  std::string folded;
  std::vector<Token> list;
};

class Lexicon;

/// Never fails; malformed bytes are skipped. Words the lexicon knows as a whole ("c'e", "h24") stay whole.
Tokens tokenise(std::string_view text, const Lexicon& lexicon);

}  // namespace sportello::flows
