/// What each sentence asks for, by the rules of the lexicon, and what the whole message asks for.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "flows/understanding/lexicon.h"
#include "flows/understanding/reading.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// A rule that matched.
struct Hit {
  const Rule* rule = nullptr;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One wish found in one sentence.
struct Wish {
  Intent intent = Intent::Unknown;
  int score = 0;
  std::size_t begin = 0;  ///< the words of its weightiest rule
  std::size_t end = 0;
  std::size_t sentence = 0;
  std::optional<WhenKind> kind;
};

struct Wishes {
  std::vector<Wish> list;  ///< in the order of their words
  std::vector<Hit> hits;   ///< every rule that counted
  int best_below = 0;      ///< the best score that did not suffice
};

/// A score from which an intent is believed.
inline constexpr int kBelieved = 3;

Wishes find_wishes(const Reading& reading, const std::vector<Stretch>& sentences, const Lexicon& lexicon);

}  // namespace sportello::flows
