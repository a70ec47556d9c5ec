/// Clock times in words and figures: "alle 17 e 30", "5 e un quarto", "half past nine", "dalle 9 alle 13".
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "flows/calendar/calendar.h"
#include "flows/understanding/meanings.h"
#include "flows/understanding/tokens.h"

namespace sportello::flows {

struct ClockMention {
  enum class Bound { At, Before, After, Until, Span };
  std::size_t begin = 0;
  std::size_t end = 0;
  MinuteOfDay minute = 0;
  MinuteOfDay to = 0;  ///< of a Span
  Bound bound = Bound::At;
  bool half_known = false;  ///< the words say morning or afternoon, or the hour is above 12
};

/// The clock time said at `at`, if one is. A bare hour below 8 is the afternoon's.
std::optional<ClockMention> clock_at(std::span<const Token> words, std::size_t at, const Meanings& m);

}  // namespace sportello::flows
