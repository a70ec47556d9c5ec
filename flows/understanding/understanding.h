/// What a message means: its language, what is wanted, and the day or time it speaks of. Pure, data-driven
/// (lexicon/it.json, lexicon/en.json), no network; the same words always give the same answer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/calendar/calendar.h"
#include "flows/core/language.h"
#include "flows/core/time.h"

namespace sportello::flows {

enum class Intent {
  Hours,
  Holidays,
  TicketOpen,
  TicketStatus,
  TicketReopen,
  Cost,
  Coverage,
  Warranty,
  Contacts,
  Backup,
  Human,
  Greeting,
  Thanks,
  Goodbye,
  Cancel,
  Yes,
  No,
  OptOut,
  Unknown,
};
/// "ticket_open": the names of design section 6.
std::string_view name_of(Intent intent);

/// How the time in a message is meant.
enum class WhenKind {
  Now,          ///< "siete aperti?"
  Usual,        ///< "che orari avete?", "lavorate il sabato?"
  NextOpening,  ///< "quando riaprite?"
  Days,         ///< one day or a range, from `from` to `to`, both included
  NoSuchDay,    ///< "30 febbraio": said to not exist
};

struct When {
  WhenKind kind = WhenKind::Now;
  std::optional<Date> from;
  std::optional<Date> to;
  std::optional<MinuteOfDay> time;  ///< a clock time that was asked about
  std::optional<Interval> part;     ///< part of the day: "sabato pomeriggio", "pausa pranzo"
  std::optional<Date> also_from;    ///< the other reading of an ambiguous phrase ("giovedì prossimo")
  std::optional<Date> also_to;
  std::string words;  ///< the words it was read from, as typed
};

/// A word that decided something, for `ask --explain` and the console.
struct Clue {
  std::string words;
  std::string meaning;  ///< "intent hours +3", "day 2026-11-23"
};

struct Understanding {
  Language language = Language::It;
  bool language_is_sure = false;  ///< false for "ok", "👍", "25/12": keep the conversation's language
  Intent intent = Intent::Unknown;
  std::vector<Intent> also;  ///< further wishes in the same message, in the order of their words
  double confidence = 0;     ///< 0 to 1; below the threshold the intent is Unknown
  std::optional<When> when;
  std::vector<Clue> clues;  ///< filled only when asked for
};

enum class Explain { No, Yes };

/// `now` and `zone` give relative words their day. `fallback` is the language to assume when the words do not tell.
Understanding understand(std::string_view text, Instant now, const Zone& zone, Language fallback = Language::It,
                         Explain explain = Explain::No);

}  // namespace sportello::flows
