/// What single words and pairs of words speak for, learned from examples (lexicon/examples.txt): consulted where the
/// rules of the lexicon find nothing or are outvoted. The weights are data: lexicon/cues.txt, lexicon/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "flows/understanding/lexicon.h"
#include "flows/understanding/reading.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// Probabilities by intent; they add up to 1.
using Shares = std::array<float, kIntents>;

/// One cue: two parts and what joins them. Looked up by its hash, which is cheaper than to put the name together.
struct Cue {
  std::string_view left;
  char joint = 0;  ///< 0: there is no right part
  std::string_view right;
  std::uint64_t hash = 0;  ///< hash_of(name())

  std::string name() const {
    std::string out(left);
    if (joint != 0) out.push_back(joint);
    return out.append(right);
  }
};
/// FNV-1a; `from` continues an earlier one.
constexpr std::uint64_t kHashOfNothing = 14695981039346656037ULL;
constexpr std::uint64_t hash_of(std::string_view text, std::uint64_t from = kHashOfNothing) {
  for (const char byte : text) from = (from ^ static_cast<unsigned char>(byte)) * 1099511628211ULL;
  return from;
}

/// The names of a message's cues, one after the other: "=prevent" a word's stem, "open+2p" a meaning with its person,
/// "a_b" neighbours, "a~b" words near each other. The same one may come twice.
class CueNames {
 public:
  explicit CueNames(const Lexicon& lexicon);

  /// Calls `visit` with each cue in a stretch of the message; it is valid during the call only.
  template <class Visit>
  void each(const Reading& reading, const Stretch& stretch, Visit visit) const;

 private:
  struct Place {
    std::string_view stem;   ///< what the word is, or its kind: "#", "@when"
    std::string_view sense;  ///< its first telling meaning, or the stem
  };
  std::vector<Place> places_of(const Reading& reading, const Stretch& stretch) const;

  const Lexicon& lexicon_;
  const Meanings& m_;
  Concepts telling_;
  Concepts persons_;
};

class Cues {
 public:
  static const Cues& shipped();
  /// Throws std::runtime_error with the line that does not follow the format.
  Cues(const Lexicon& lexicon, std::string_view text);

  Shares weigh(const Reading& reading, const Stretch& stretch) const;
  /// The cues that spoke loudest for `intent`, loudest first: "=prevent +3.1".
  std::vector<std::string> loudest(const Reading& reading, const Stretch& stretch, Intent intent,
                                   std::size_t count) const;

 private:
  struct Weight {
    std::uint8_t intent;
    float value;
  };
  struct Row {
    std::uint32_t begin;
    std::uint32_t end;
  };
  CueNames names_;
  std::vector<Weight> weights_;
  std::unordered_map<std::uint64_t, Row> rows_;  // by hash_of the name
};

template <class Visit>
void CueNames::each(const Reading& reading, const Stretch& stretch, Visit visit) const {
  const std::vector<Place> places = places_of(reading, stretch);
  const auto pair = [&](std::string_view left, char joint, std::string_view right) {
    visit(Cue{left, joint, right, hash_of(right, hash_of({&joint, 1}, hash_of(left)))});
  };
  visit(Cue{"*", 0, {}, hash_of("*")});
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Place& place = places[i];
    pair({}, '=', place.stem);
    const bool starts = i == 0 || places[i - 1].stem == "|";
    pair(starts ? "^" : places[i - 1].stem, '_', place.stem);
    if (i + 1 == places.size()) pair(place.stem, '_', "$");
    for (std::size_t j = i + 1; j < places.size() && j <= i + 3; ++j) {
      if (places[j].stem == "|") break;
      pair(place.sense, '~', places[j].sense);
    }
  }
  for (std::size_t i = stretch.begin; i < stretch.end; ++i) {
    const Token& token = reading.words()[i];
    const Concepts telling = token.sense.concepts & telling_;
    if (telling.none()) continue;
    const Concepts persons = token.sense.concepts & persons_;
    for (std::size_t bit = telling._Find_first(); bit < kMaxConcepts; bit = telling._Find_next(bit)) {
      pair({}, '+', lexicon_.name_of_bit(bit));
      for (std::size_t who = persons._Find_first(); who < kMaxConcepts; who = persons._Find_next(who)) {
        pair(lexicon_.name_of_bit(bit), '+', lexicon_.name_of_bit(who));
      }
    }
  }
}

}  // namespace sportello::flows
