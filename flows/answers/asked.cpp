#include "flows/answers/asked.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <string>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

/// Words apart by one space, with a space at both ends; what is no letter or digit is a space.
std::string spaced(std::string_view text) {
  std::string out = " ";
  for (const char c : fold(text)) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (word) {
      out += c;
    } else if (out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.back() != ' ') out += ' ';
  return out;
}

/// A beginning of a word (" chius") or whole words (" a che ora ").
bool has_any(const std::string& words, std::initializer_list<std::string_view> wanted) {
  for (const std::string_view word : wanted) {
    if (words.find(word) != std::string::npos) return true;
  }
  return false;
}

bool asks_time(const std::string& words) {
  return has_any(words, {" che ora ", " ke ora ", " che ore ", " ke ore ", " ora aprite ", " ora chiudete ", " quando ",
                         " qnd ", " what time ", " when ", " how late ", " how early ", " how long "});
}

bool names_closing(const std::string& words) {
  return has_any(words, {" chius", " chiud", " kius", " kiud", " ferm", " ferie ", " festiv", " closed ", " close ",
                         " closing ", " shut", " day off ", " holiday "});
}

bool names_opening(const std::string& words) {
  return has_any(words, {" apert", " apr", " lavor", " ci siete ", " c e ", " normale ", " rispond", " operativ",
                         " attiv", " open", " working ", " work ", " available "});
}

/// In the order of Asked.
constexpr std::array<std::string_view, 8> kNames{"hours",     "is_open",    "is_closed",   "half_day",
                                                 "different", "opens_when", "closes_when", "break"};

struct WeekdayWord {
  std::string_view word;
  unsigned iso;
};
constexpr std::array<WeekdayWord, 34> kWeekdays{{
    {" lunedi ", 1},    {" lun ", 1},        {" monday ", 1},    {" mondays ", 1},   {" martedi ", 2},
    {" mart ", 2},      {" tuesday ", 2},    {" tuesdays ", 2},  {" mercoledi ", 3}, {" merc ", 3},
    {" wednesday ", 3}, {" wednesdays ", 3}, {" giovedi ", 4},   {" giov ", 4},      {" thursday ", 4},
    {" thursdays ", 4}, {" venerdi ", 5},    {" ven ", 5},       {" friday ", 5},    {" fridays ", 5},
    {" sabato ", 6},    {" sabati ", 6},     {" sab ", 6},       {" sabbato ", 6},   {" saturday ", 6},
    {" saturdays ", 6}, {" domenica ", 7},   {" domeniche ", 7}, {" dom ", 7},       {" domenega ", 7},
    {" sunday ", 7},    {" sundays ", 7},    {" sat ", 6},       {" sun ", 7},
}};

}  // namespace

Asked asked_in(std::string_view text) {
  const std::string words = spaced(text);
  const bool closing = names_closing(words);
  const bool opening = names_opening(words);
  if (has_any(words, {" mezza giornata ", " mezze giornate ", " solo mattina ", " half day ", " half days "})) {
    return Asked::HalfDay;
  }
  if (has_any(words, {" fino a che ", " fino a ke ", " fino a quando ", " staccate ", " how late ", " until when "})) {
    return Asked::ClosesWhen;
  }
  if (asks_time(words)) {
    if (closing == opening) return Asked::Hours;
    return closing ? Asked::ClosesWhen : Asked::OpensWhen;
  }
  if (has_any(words, {" divers", " different", " cambia", " change"})) return Asked::Different;
  if (has_any(words, {" fate la pausa ", " fate pausa ", " continuato ", " lunch break ", " close for lunch ",
                      " closed for lunch ", " chiudete a pranzo ", " chiudete per pranzo "})) {
    return Asked::Break;
  }
  if (has_any(words, {" orari ", " orario ", " orrari ", " hours ", " o no ", " or not "}) || (closing && opening))
    return Asked::Hours;
  if (has_any(words, {" non ", " nn ", " not ", " aren t ", " won t ", " don t "})) return Asked::Hours;
  return closing ? Asked::IsClosed : Asked::IsOpen;
}

std::string_view name_of(Asked asked) {
  return kNames[static_cast<std::size_t>(asked)];
}

std::optional<Asked> asked_named(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Asked>(found - kNames.begin());
}

bool asks_timetable(std::string_view text) {
  return has_any(spaced(text), {" orari ", " orario ", " orrari ", " hours "});
}

std::optional<std::chrono::weekday> weekday_in(std::string_view text) {
  const std::string words = spaced(text);
  unsigned found = 0;
  for (const auto& [word, iso] : kWeekdays) {
    if (words.find(word) == std::string::npos || found == iso) continue;
    if (found != 0) return std::nullopt;
    found = iso;
  }
  if (found == 0) return std::nullopt;
  return std::chrono::weekday{found};
}

}  // namespace sportello::flows
