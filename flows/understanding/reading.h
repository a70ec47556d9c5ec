/// A message with the lexicon's meanings on its words: language chosen, misspelt words recognised, phrases joined.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/language.h"
#include "flows/understanding/lexicon.h"
#include "flows/understanding/meanings.h"
#include "flows/understanding/tokens.h"

namespace sportello::flows {

struct Reading {
  Tokens tokens;
  Language language = Language::It;
  bool language_is_sure = false;
  bool is_mixed = false;  ///< words of the other language too

  std::vector<Token>& words() { return tokens.list; }
  const std::vector<Token>& words() const { return tokens.list; }
};

Reading read_words(std::string_view text, const Lexicon& lexicon, const Meanings& meanings, Language fallback);

/// What was typed from word `begin` to before word `end`.
std::string typed(std::string_view text, const std::vector<Token>& words, std::size_t begin, std::size_t end);

/// Half-open range of words.
struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool asks = false;  ///< closed by a question mark
};
/// The message cut at full stops, question marks and line ends.
std::vector<Stretch> sentences_of(const std::vector<Token>& words);

}  // namespace sportello::flows
