/// All that a message says about time: days and ranges of days, clock times, parts of the day.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "flows/understanding/clock.h"
#include "flows/understanding/days.h"
#include "flows/understanding/reading.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

/// A day or a range, with its dates.
struct Period {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool exists = true;  ///< false: "30 febbraio"
  DateRange dates;
  std::optional<DateRange> other;
  std::optional<MinuteOfDay> minute;
  bool is_range = false;  ///< both ends were said
  bool is_habit = false;
  bool is_since = false;
  bool is_past = false;
  bool is_after = false;  ///< "dopo Natale"
  bool is_vague = false;
  bool is_also = false;  ///< "anche il 27": what is asked, beside a day that is taken for granted
};

struct PartMention {
  std::size_t begin = 0;
  std::size_t end = 0;
  Interval hours;
  bool is_habit = false;  ///< "di pomeriggio", "la mattina"
};

struct TimeWords {
  std::vector<Period> periods;
  std::vector<ClockMention> clocks;
  std::vector<PartMention> parts;
  std::vector<std::size_t> that_day;  ///< "quel giorno"
};

/// Finds them and marks their words with the meaning "when", so that patterns may step over them.
TimeWords find_time(Reading& reading, const Lexicon& lexicon, const Meanings& m, const Today& today);

/// Where in the message the question about hours stands.
struct Scope {
  Stretch sentence;
  std::size_t begin = 0;  ///< its deciding words
  std::size_t end = 0;
  bool still = false;              ///< "ancora", "adesso": this moment and not the whole of today
  bool was = false;                ///< "eravate": a day gone by may be meant
  std::vector<Stretch> elsewhere;  ///< other sentences whose days may be meant
};

/// The time the question in `scope` of the message `text` speaks of; `kind` is what its words say when no day is named.
When when_of(std::string_view text, const TimeWords& time, const Scope& scope, const Reading& reading, WhenKind kind,
             const Today& today);

}  // namespace sportello::flows
