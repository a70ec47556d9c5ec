#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/core/text.h"
#include "flows/core/time.h"
#include "flows/understanding/conjugation.h"
#include "flows/understanding/lexicon.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

/// Meanings the program itself gives or looks for, whatever the lexicons name.
constexpr std::string_view kOwnConcepts[] = {
    "1s",          "2s",        "3s",         "1p",        "2p",           "3p",         "inf",       "pp",
    "ger",         "base",      "vi",         "mi",        "it",           "imperative", "imperfect", "future",
    "conditional", "num",       "when",       "clock",     "since",        "past",       "address",   "code",
    "emoji",       "comma",     "ask",        "unknown",   "of.desk",      "of.thing",   "of.me",     "of.ticket",
    "of.other",    "of.none",   "obj.desk",   "obj.thing", "obj.ticket",   "obj.other",  "part",      "day",
    "weekday",     "month",     "holiday",    "t.past",    "maybe.2p",     "t.oclock",   "t.shy",     "u.fortnight",
    "t.fortnight", "predicate", "transitive", "filler",    "abbreviation", "habit",      "accent",    "mention",
    "verb"};

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(at, begin), text.size());
    if (end > begin) parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

int number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    throw std::runtime_error("'" + std::string(text) + "' is not a number");
  }
  return value;
}

/// "12-25", "easter+1", "nth 2 7 5" (the second Sunday of May).
DayRule day_rule(std::string_view text) {
  if (text.starts_with("easter")) {
    std::string_view offset = text.substr(6);
    if (offset.starts_with('+')) offset.remove_prefix(1);
    return EasterDay{offset.empty() ? 0 : number(offset)};
  }
  if (text.starts_with("nth ")) {
    const auto parts = split(text, ' ');
    if (parts.size() != 4) throw std::runtime_error("'" + std::string(text) + "' is not 'nth N WEEKDAY MONTH'");
    return NthWeekday{number(parts[1]), std::chrono::weekday{static_cast<unsigned>(number(parts[2]) % 7)},
                      std::chrono::month{static_cast<unsigned>(number(parts[3]))}};
  }
  const auto parts = split(text, '-');
  if (parts.size() != 2) throw std::runtime_error("'" + std::string(text) + "' is not a day");
  return FixedDay{std::chrono::month{static_cast<unsigned>(number(parts[0]))},
                  std::chrono::day{static_cast<unsigned>(number(parts[1]))}};
}

Intent intent_named(std::string_view name) {
  for (std::size_t i = 0; i < kIntents; ++i) {
    if (name_of(static_cast<Intent>(i)) == name) return static_cast<Intent>(i);
  }
  throw std::runtime_error("no intent is called '" + std::string(name) + "'");
}

}  // namespace

/// Fills a Lexicon from its files.
class LexiconReader {
 public:
  explicit LexiconReader(Lexicon& lexicon) : out_(lexicon) {
    out_.texts_.emplace_back();
    out_.entries_.emplace_back();  // id 0 is "no word"
    for (const std::string_view name : kOwnConcepts) concept_bit(name);
    out_.abbreviation_ = concept_bit("abbreviation");
  }

  void common(const json& file) {
    for (const auto& [id, day] : file.at("holidays").items()) {
      out_.holidays_.push_back({id, day_rule(day.get<std::string>())});
    }
    for (const auto& [id, hours] : file.at("parts").items()) {
      out_.parts_.push_back(
          {id, {*parse_clock(hours.at(0).get<std::string>()), *parse_clock(hours.at(1).get<std::string>())}});
    }
    for (const auto& [intent, losers] : file.at("beats").items()) {
      auto& list = out_.beats_[static_cast<std::size_t>(intent_named(intent))];
      for (const auto& loser : losers) list.push_back(intent_named(loser.get<std::string>()));
    }
    for (const auto& name : file.at("guessed")) guessed_.set(concept_bit(name.get<std::string>()));
    for (const auto& name : file.at("predicates")) predicates_.set(concept_bit(name.get<std::string>()));
    for (const auto& name : file.at("transitive")) transitives_.set(concept_bit(name.get<std::string>()));
    for (const auto& name : file.at("exact")) exact_.set(concept_bit(name.get<std::string>()));
  }

  void words(const json& file, Language language) {
    language_ = language;
    for (const auto& [meaning, forms] : file.at("words").items()) {
      const std::size_t bit = concept_bit(meaning);
      each_form(forms, [&](std::string_view form) { sense(form).concepts.set(bit); });
    }
    for (const auto& [meaning, verbs] : file.at("verbs").items()) {
      const std::size_t bit = concept_bit(meaning);
      each_form(verbs, [&](std::string_view verb) { conjugate(verb, bit); });
    }
    for (const auto& [meaning, tenses] : file.at("forms").items()) {
      const std::size_t bit = concept_bit(meaning);
      for (const auto& [tags, forms] : tenses.items()) {
        each_form(forms, [&, &tags = tags](std::string_view form) {
          Sense& found = sense(form);
          found.concepts.set(bit);
          found.concepts.set(verb_);
          for (const std::string_view tag : split(tags, ' ')) found.concepts.set(concept_bit(tag));
        });
      }
    }
    values(
        file, "numbers", "num", [](Sense& found, int value) { found.number = static_cast<std::int16_t>(value); },
        false);
    values(
        file, "weekdays", "weekday", [](Sense& found, int value) { found.weekday = static_cast<std::int8_t>(value); },
        true);
    values(
        file, "months", "month", [](Sense& found, int value) { found.month = static_cast<std::int8_t>(value); }, true);
    values(
        file, "days", "day", [](Sense& found, int value) { found.day = static_cast<std::int8_t>(value); }, true);
    for (const auto& [id, forms] : file.at("parts").items()) {
      each_form(forms, [&, &id = id](std::string_view form) {
        Sense& found = sense(form);
        found.part = part(id);
        found.concepts.set(concept_bit("part"));
      });
    }
    for (const auto& [id, forms] : file.at("holidays").items()) {
      each_form(forms, [&, &id = id](std::string_view form) {
        Sense& found = sense(form);
        found.holiday = holiday(id);
        found.concepts.set(concept_bit("holiday"));
      });
    }
    each_form(file.at("ordinary"), [&](std::string_view form) {
      Entry& entry = out_.entries_[out_.add_text(form)];
      entry.ordinary = true;
      entry.votes[static_cast<std::size_t>(language_)] = true;
    });
  }

  /// After words() of every language: rules may use the meanings of both.
  void rules(const json& file, Language language) {
    language_ = language;
    in_rules_ = true;
    const auto look_up = [&](std::string_view name, PatternNames names) -> PatternName {
      const auto found = out_.concepts_.find(std::string(name));
      // A name that is no meaning is a word.
      if (names == PatternNames::MeaningsFirst && found != out_.concepts_.end()) return {found->second, 0};
      static_cast<void>(sense(name));
      return {std::nullopt, out_.find(name)};
    };
    for (const auto& [intent, list] : file.at("rules").items()) {
      for (const auto& rule : list) {
        out_.rules_.rules.push_back(parse_rule(intent_named(intent), language, rule.get<std::string>(), look_up));
      }
    }
  }

  void finish() {
    out_.rules_.bits = {concept_bit("filler"), concept_bit("comma")};
    index_rules(out_.rules_);
    for (const auto& [word, rules] : out_.rules_.by_word) out_.entries_[word].starts_rule = true;
    for (Entry& entry : out_.entries_) {
      for (Sense& sense : entry.senses) {
        if ((sense.concepts & predicates_).any()) sense.concepts.set(concept_bit("predicate"));
        if ((sense.concepts & transitives_).any()) sense.concepts.set(concept_bit("transitive"));
      }
    }
    const std::size_t said_to_desk = concept_bit("2p");
    for (std::uint32_t id = 1; id < out_.entries_.size(); ++id) {
      const Entry& entry = out_.entries_[id];
      const std::string& text = out_.texts_[id];
      if (entry.ordinary || text.find('\'') != std::string::npos || text.find('_') != std::string::npos) continue;
      const Concepts meant = entry.senses[0].concepts | entry.senses[1].concepts;
      const bool part_of_phrase = !entry.known[0] && !entry.known[1] && text.size() > 5;
      if (!part_of_phrase && (meant & ~exact_).none()) continue;
      if ((meant & times_).none() && !part_of_phrase && !worth_guessing(meant)) continue;
      out_.spelling_.add(text, id, (meant & times_).any() ? 0 : part_of_phrase ? 4 : meant[said_to_desk] ? 1 : 2);
    }
    out_.spelling_.build();
  }

 private:
  template <class Use>
  static void each_form(const json& forms, Use use) {
    if (forms.is_array()) {
      for (const auto& line : forms) each_form(line, use);
      return;
    }
    const auto& text = forms.get_ref<const std::string&>();
    for (const std::string_view form : split(text, ' ')) {
      if (form == "è" || form == "giù") {
        use(form == "è" ? "e'" : "giu'");  // as Reading looks them up: "e" means "and", "giu" June
      } else {
        use(fold(form));
      }
    }
  }

  std::size_t concept_bit(std::string_view name) {
    const auto [at, fresh] = out_.concepts_.emplace(std::string(name), out_.concept_names_.size());
    if (fresh) {
      if (out_.concept_names_.size() == kMaxConcepts) throw std::runtime_error("more meanings than kMaxConcepts");
      out_.concept_names_.emplace_back(name);
      if (name == "weekday" || name == "month" || name == "day" || name == "holiday" || name == "part")
        times_.set(at->second);
      if (name == "verb") verb_ = at->second;
    }
    return at->second;
  }

  /// The sense of a word or of a phrase ("santo_stefano") in the language being read.
  Sense& sense(std::string_view form) {
    const std::uint32_t id = out_.add_text(form);
    Entry& entry = out_.entries_[id];
    const auto at = static_cast<std::size_t>(language_);
    entry.known[at] = true;
    entry.votes[at] = entry.votes[at] || !in_rules_;
    if (form.find('_') == std::string_view::npos || form.size() == 1) return entry.senses[at];
    std::uint32_t node = 0;
    for (const std::string_view word : split(form, '_')) {
      const std::uint32_t step = out_.add_text(word);
      if (node == 0) out_.entries_[step].starts_phrase = true;
      const auto [found, fresh] = out_.phrase_steps_.emplace((std::uint64_t{node} << 32U) | step, next_node_);
      if (fresh) ++next_node_;
      node = found->second;
    }
    out_.phrase_ends_[node] = id;
    return out_.entries_[id].senses[at];
  }

  void conjugate(std::string_view verb, std::size_t bit) {
    const auto forms = language_ == Language::It ? conjugate_italian(verb) : conjugate_english(verb);
    for (const VerbForm& form : forms) {
      Sense& found = sense(form.form);
      found.concepts.set(bit);
      found.concepts.set(verb_);
      for (const std::string_view tag : form.tags) found.concepts.set(concept_bit(tag));
    }
  }

  template <class Set>
  void values(const json& file, const char* key, const char* meaning, Set set, bool is_time) {
    const std::size_t bit = concept_bit(meaning);
    if (is_time) times_.set(bit);
    for (const auto& [value, forms] : file.at(key).items()) {
      each_form(forms, [&, &value = value](std::string_view form) {
        Sense& found = sense(form);
        set(found, number(value));
        found.concepts.set(bit);
      });
    }
  }

  std::int16_t holiday(std::string_view id) const {
    for (std::size_t i = 0; i < out_.holidays_.size(); ++i) {
      if (out_.holidays_[i].id == id) return static_cast<std::int16_t>(i);
    }
    throw std::runtime_error("common.json has no holiday '" + std::string(id) + "'");
  }
  std::int8_t part(std::string_view id) const {
    for (std::size_t i = 0; i < out_.parts_.size(); ++i) {
      if (out_.parts_[i].id == id) return static_cast<std::int8_t>(i);
    }
    throw std::runtime_error("common.json has no part of the day '" + std::string(id) + "'");
  }

  /// Misspelt words are guessed where much depends on them; of most verbs, only what is said to the desk.
  bool worth_guessing(const Concepts& meant) {
    if ((meant & guessed_).none()) return false;
    if (!meant[verb_]) return true;
    static constexpr std::string_view kForms[] = {"2p", "inf", "pp", "3s", "base", "ger"};
    for (const std::string_view form : kForms) {
      if (meant[concept_bit(form)])
        return !meant[concept_bit("it")] && !meant[concept_bit("future")] && !meant[concept_bit("imperfect")];
    }
    return false;
  }

  Lexicon& out_;
  Language language_ = Language::It;
  bool in_rules_ = false;
  Concepts exact_;  ///< meanings whose words must be spelt right: too short or too common to guess
  Concepts times_;
  Concepts guessed_;  ///< meanings whose misspelt words are recognised
  Concepts predicates_;
  Concepts transitives_;
  std::size_t verb_ = 0;
  std::uint32_t next_node_ = 1;
};

Lexicon::Lexicon(std::string_view common, std::string_view italian, std::string_view english) {
  const auto parse = [](std::string_view text) { return json::parse(text, nullptr, true, /*ignore_comments=*/true); };
  const char* file = "common.json";
  try {
    LexiconReader reader(*this);
    reader.common(parse(common));
    const json it = parse(italian);
    const json en = parse(english);
    file = "it.json";
    reader.words(it, Language::It);
    file = "en.json";
    reader.words(en, Language::En);
    file = "it.json";
    reader.rules(it, Language::It);
    file = "en.json";
    reader.rules(en, Language::En);
    reader.finish();
  } catch (const std::exception& error) {
    throw std::runtime_error(std::string("lexicon/") + file + ": " + error.what());
  }
}

}  // namespace sportello::flows
