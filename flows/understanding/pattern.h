/// Patterns over a sentence's words and meanings, and the rules that weigh them. The notation: lexicon/README.md.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flows/understanding/tokens.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// One place of a pattern.
struct PatternItem {
  enum class Gap : std::uint8_t { None, Near, Far };
  struct Choice {
    Concepts all;
    Concepts none;
    std::uint32_t word = 0;                ///< this very word of the lexicon; 0: any
    std::vector<std::uint32_t> not_words;  ///< and none of these
  };
  std::vector<Choice> choices;
  Gap before = Gap::None;  ///< Near: a few words of the same clause; Far: anything in the sentence
  bool optional = false;
  bool absent = false;  ///< "!x": the next word is not x
  bool start = false;   ///< "^": the clause begins here
  bool end = false;     ///< "$": the clause ends here

  bool accepts(const Token& token) const {
    const Concepts& concepts = token.sense.concepts;
    for (const Choice& choice : choices) {
      if (choice.word != 0 && choice.word != token.entry) continue;
      if (std::find(choice.not_words.begin(), choice.not_words.end(), token.entry) != choice.not_words.end()) continue;
      if ((concepts & choice.all) == choice.all && (concepts & choice.none).none()) return true;
    }
    return false;
  }
};

struct Pattern {
  std::vector<PatternItem> items;
};

/// Which bits mean what to the matcher itself.
struct PatternBits {
  std::size_t filler = 0;  ///< may stand between two items without being named
  std::size_t comma = 0;   ///< the end of a clause
};

/// What a name in a pattern stands for: the bit of a meaning, or else a word.
struct PatternName {
  std::optional<std::size_t> bit;
  std::uint32_t word = 0;
};
enum class PatternNames { MeaningsFirst, WordsOnly };
using LookUp = std::function<PatternName(std::string_view, PatternNames)>;

/// Reads the notation. Throws std::runtime_error with what is wrong.
Pattern parse_pattern(std::string_view text, const LookUp& look_up);

/// The end of the match that begins at `begin`, if the pattern matches there. `words` is one sentence.
std::optional<std::size_t> match_at(const Pattern& pattern, std::span<const Token> words, std::size_t begin,
                                    const PatternBits& bits);
bool matches_somewhere(const Pattern& pattern, std::span<const Token> words, const PatternBits& bits);

struct Rule {
  Intent intent = Intent::Unknown;
  Language language = Language::It;
  int score = 0;
  bool weak = false;             ///< counts only as far as nothing else explains the sentence
  bool last = false;             ///< counts only when nothing else was found in the whole message
  std::optional<WhenKind> kind;  ///< what the rule says about time, when no day is named
  Pattern pattern;
  std::vector<Pattern> unless;  ///< the rule is void when one of these matches in the sentence
  std::string text;             ///< as written, for explanations
};

/// The rules, findable by the meanings a match can begin with.
struct RuleBook {
  std::vector<Rule> rules;
  std::vector<std::vector<std::uint16_t>> by_bit;  ///< rules whose first item may be this meaning
  std::unordered_map<std::uint32_t, std::vector<std::uint16_t>> by_word;
  Concepts first;  ///< all those meanings
  PatternBits bits;
};

/// "4 strong next : <pattern> // <veto> // <veto>"
Rule parse_rule(Intent intent, Language language, std::string_view text, const LookUp& look_up);
/// Fills the index; to be called once, after the last rule.
void index_rules(RuleBook& book);

}  // namespace sportello::flows
