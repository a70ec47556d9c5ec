/// What a question about hours wants to hear first, read from its words: "chiusi?" is answered by another yes than
/// "aperti?", and "a che ora chiudete?" by a time of day.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace sportello::flows {

enum class Asked {
  Hours,       ///< "che orari fate?", "aperti o chiusi?": neither yes nor no
  IsOpen,      ///< "siete aperti?"
  IsClosed,    ///< "siete chiusi?"
  HalfDay,     ///< "fate mezza giornata?"
  Different,   ///< "avete orari diversi dal solito?"
  OpensWhen,   ///< "a che ora aprite?"
  ClosesWhen,  ///< "fino a che ora ci siete?"
  Break,       ///< "fate la pausa pranzo?"
};
Asked asked_in(std::string_view text);

/// "is_closed": for the buttons of a question asked back, which must not forget it.
std::string_view name_of(Asked asked);
/// Empty for what is no such name.
std::optional<Asked> asked_named(std::string_view name);

/// "che orari avete?": the hours of the week, whatever moment was read beside them.
bool asks_timetable(std::string_view text);

/// The weekday of "lavorate il sabato?"; empty when there is none or more than one.
std::optional<std::chrono::weekday> weekday_in(std::string_view text);

}  // namespace sportello::flows
