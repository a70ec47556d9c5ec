/// The words the desk understands, read from lexicon/*.json: meanings, phrases, holidays, spelling, intent rules.
/// The format is described in lexicon/README.md.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "flows/calendar/calendar.h"
#include "flows/core/language.h"
#include "flows/understanding/pattern.h"
#include "flows/understanding/spelling.h"
#include "flows/understanding/tokens.h"
#include "flows/understanding/understanding.h"

namespace sportello::flows {

inline constexpr std::size_t kIntents = static_cast<std::size_t>(Intent::Unknown) + 1;

/// A word known in one or both languages.
struct Entry {
  std::array<Sense, 2> senses;  ///< by Language
  std::array<bool, 2> known{};
  std::array<bool, 2> votes{};  ///< speaks for its language: a word of the lists, not only of a rule
  bool ordinary = false;        ///< only there so that it is not taken for a misspelt word
  bool starts_phrase = false;
  bool starts_rule = false;
};

struct HolidayName {
  std::string id;
  DayRule day;
};

struct PartOfDay {
  std::string id;  ///< "morning"
  Interval hours;
};

class Lexicon {
 public:
  /// The one that ships with the program; built at first use.
  static const Lexicon& shipped();
  /// Throws std::runtime_error that names the file and the place when one does not follow the format.
  Lexicon(std::string_view common, std::string_view italian, std::string_view english);

  /// 0 when there is no such word. `word` is folded.
  std::uint32_t find(std::string_view word) const;
  /// The known word that a misspelt one stands for, or 0.
  std::uint32_t correct(std::string_view word) const;
  const Entry& entry(std::uint32_t id) const { return entries_[id]; }
  std::string_view text_of(std::uint32_t id) const { return texts_[id]; }
  bool is_abbreviation(std::string_view word) const;
  /// The entry of the longest phrase that begins with `words`, and how many words it takes; {0, 0} when none does.
  template <class EntryAt>
  std::pair<std::uint32_t, std::size_t> phrase(std::size_t count, EntryAt entry_at) const;

  /// The bit of a meaning; throws when no lexicon names it.
  std::size_t bit(std::string_view concept_name) const;
  std::string_view name_of_bit(std::size_t bit) const { return concept_names_[bit]; }

  const std::vector<HolidayName>& holidays() const { return holidays_; }
  const std::vector<PartOfDay>& parts() const { return parts_; }
  const RuleBook& rules() const { return rules_; }
  /// Intents that yield when `intent` was found in the same sentence.
  const std::vector<Intent>& beaten_by(Intent intent) const { return beats_[static_cast<std::size_t>(intent)]; }

 private:
  friend class LexiconReader;

  std::uint32_t add_text(std::string_view word);

  std::deque<std::string> texts_;  // a deque: views into it stay valid
  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::uint32_t> ids_;
  std::unordered_map<std::uint64_t, std::uint32_t> phrase_steps_;  // (node, word) to node
  std::unordered_map<std::uint32_t, std::uint32_t> phrase_ends_;   // node to entry
  Spelling spelling_;
  std::vector<std::string> concept_names_;
  std::unordered_map<std::string, std::size_t> concepts_;
  std::vector<HolidayName> holidays_;
  std::vector<PartOfDay> parts_;
  RuleBook rules_;
  std::array<std::vector<Intent>, kIntents> beats_;
  std::size_t abbreviation_ = 0;
};

template <class EntryAt>
std::pair<std::uint32_t, std::size_t> Lexicon::phrase(std::size_t count, EntryAt entry_at) const {
  std::pair<std::uint32_t, std::size_t> best{0, 0};
  std::uint32_t node = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto step = phrase_steps_.find((std::uint64_t{node} << 32) | entry_at(i));
    if (step == phrase_steps_.end()) break;
    node = step->second;
    const auto end = phrase_ends_.find(node);
    if (end != phrase_ends_.end()) best = {end->second, i + 1};
  }
  return best;
}

}  // namespace sportello::flows
