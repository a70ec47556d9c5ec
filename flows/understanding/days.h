/// Days in words and figures: "dopodomani", "il 6", "sabato 5 dicembre", "il lunedì dopo Ferragosto", "tra dieci
/// giorni".
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "flows/core/language.h"
#include "flows/core/time.h"
#include "flows/understanding/day_spec.h"
#include "flows/understanding/meanings.h"
#include "flows/understanding/tokens.h"

namespace sportello::flows {

struct DayMention {
  std::size_t begin = 0;
  std::size_t end = 0;
  DaySpec spec;
  std::optional<DaySpec> other;       ///< the second reading of an ambiguous phrase
  std::optional<MinuteOfDay> minute;  ///< "tra due ore"
  bool is_habit = false;              ///< "il sabato", "on Saturdays"
  bool is_since = false;              ///< "da lunedì": how long something has lasted
  bool is_past = false;               ///< "ieri", "sabato scorso"
  bool is_open_ended = false;         ///< "dopo Natale", "fino al 7": only one end was said
  bool is_vague = false;              ///< "questo mese": gives way to a day
};

struct Today {
  Date date;
  MinuteOfDay minute = 0;
};

/// The day said at `at`, if one is. Ranges and lists are joined later.
std::optional<DayMention> day_at(std::span<const Token> words, std::size_t at, const Lexicon& lexicon,
                                 const Meanings& m, Language language, const Today& today);

}  // namespace sportello::flows
