#include "flows/understanding/pattern.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::size_t kNear = 5;

std::string_view take_word(std::string_view& text) {
  const auto begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return text = {};
  const auto end = std::min(text.find(' ', begin), text.size());
  const auto word = text.substr(begin, end - begin);
  text = text.substr(end);
  return word;
}

/// "open&2p|close&!pp", or a plain word.
std::vector<PatternItem::Choice> parse_choices(std::string_view text, PatternNames names, const LookUp& look_up) {
  std::vector<PatternItem::Choice> choices;
  for (std::size_t at = 0; at <= text.size();) {
    const auto bar = std::min(text.find('|', at), text.size());
    std::string_view part = text.substr(at, bar - at);
    PatternItem::Choice choice;
    for (std::size_t from = 0; from <= part.size();) {
      const auto amp = std::min(part.find('&', from), part.size());
      std::string_view name = part.substr(from, amp - from);
      const bool negated = name.starts_with('!');
      if (negated) name.remove_prefix(1);
      if (name.empty()) throw std::runtime_error("an empty name in <" + std::string(text) + ">");
      const PatternName found = look_up(name, names);
      if (found.bit) {
        (negated ? choice.none : choice.all).set(*found.bit);
      } else if (negated) {
        choice.not_words.push_back(found.word);
      } else if (choice.word != 0) {
        throw std::runtime_error("'" + std::string(name) + "' is a second word in one place");
      } else {
        choice.word = found.word;
      }
      from = amp + 1;
    }
    choices.push_back(choice);
    at = bar + 1;
  }
  return choices;
}

class Matcher {
 public:
  Matcher(const Pattern& pattern, std::span<const Token> words, const PatternBits& bits)
      : items_(pattern.items), words_(words), bits_(bits) {}

  bool match(std::size_t item, std::size_t at) {
    if (item == items_.size()) {
      end_ = at;
      return true;
    }
    const PatternItem& wanted = items_[item];
    if (wanted.start) return starts_clause(at) && match(item + 1, at);
    if (wanted.end)
      return ends_clause(wanted.before == PatternItem::Gap::None ? at : last_of_clause(at)) && match(item + 1, at);
    if (wanted.absent) {
      const std::size_t next = skip_fillers(at, wanted);
      return (next >= words_.size() || !wanted.accepts(words_[next])) && match(item + 1, at);
    }
    switch (wanted.before) {
      case PatternItem::Gap::None:
        return match_here(item, at);
      case PatternItem::Gap::Near:
        for (std::size_t skipped = 0; at < words_.size(); ++at) {
          if (match_one(item, at)) return true;
          if (words_[at].sense.concepts[bits_.comma]) return false;
          if (!words_[at].sense.concepts[bits_.filler] && ++skipped > kNear) return false;
        }
        return wanted.optional && match(item + 1, at);
      case PatternItem::Gap::Far:
        for (; at < words_.size(); ++at) {
          if (match_one(item, at)) return true;
        }
        return false;
    }
    return false;
  }
  std::size_t end() const { return end_; }

 private:
  bool match_one(std::size_t item, std::size_t at) {
    return items_[item].accepts(words_[at]) && match(item + 1, at + 1);
  }
  bool match_here(std::size_t item, std::size_t at) {
    const std::size_t start = at;
    for (; at < words_.size(); ++at) {
      if (match_one(item, at)) return true;
      if (item == 0 || !words_[at].sense.concepts[bits_.filler]) break;
    }
    return items_[item].optional && match(item + 1, start);
  }
  std::size_t skip_fillers(std::size_t at, const PatternItem& wanted) const {
    while (at < words_.size() && words_[at].sense.concepts[bits_.filler] && !wanted.accepts(words_[at])) ++at;
    return at;
  }
  bool starts_clause(std::size_t at) const {
    while (at > 0 && words_[at - 1].sense.concepts[bits_.filler]) --at;
    return at == 0 || words_[at - 1].sense.concepts[bits_.comma];
  }
  std::size_t last_of_clause(std::size_t at) const {
    for (std::size_t skipped = 0; at < words_.size() && !words_[at].sense.concepts[bits_.comma] && skipped < kNear;
         ++at) {
      if (!words_[at].sense.concepts[bits_.filler]) ++skipped;
    }
    return at;
  }
  bool ends_clause(std::size_t at) const {
    while (at < words_.size() && words_[at].sense.concepts[bits_.filler]) ++at;
    return at >= words_.size() || words_[at].sense.concepts[bits_.comma];
  }

  const std::vector<PatternItem>& items_;
  std::span<const Token> words_;
  const PatternBits& bits_;
  std::size_t end_ = 0;
};

}  // namespace

Pattern parse_pattern(std::string_view text, const LookUp& look_up) {
  Pattern pattern;
  auto gap = PatternItem::Gap::None;
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    PatternItem item;
    item.before = std::exchange(gap, PatternItem::Gap::None);
    if (word == "..") {
      gap = PatternItem::Gap::Near;
      continue;
    }
    if (word == "...") {
      gap = PatternItem::Gap::Far;
      continue;
    }
    if (word == "^") {
      item.start = true;
    } else if (word == "$") {
      item.end = true;
    } else {
      if (word.starts_with('!')) {
        item.absent = true;
        word.remove_prefix(1);
      }
      if (word.ends_with('?')) {
        item.optional = true;
        word.remove_suffix(1);
      }
      const bool meanings = word.starts_with('<') && word.ends_with('>');
      item.choices = meanings ? parse_choices(word.substr(1, word.size() - 2), PatternNames::MeaningsFirst, look_up)
                              : parse_choices(word, PatternNames::WordsOnly, look_up);
    }
    pattern.items.push_back(std::move(item));
  }
  if (pattern.items.empty()) throw std::runtime_error("an empty pattern");
  return pattern;
}

std::optional<std::size_t> match_at(const Pattern& pattern, std::span<const Token> words, std::size_t begin,
                                    const PatternBits& bits) {
  Matcher matcher(pattern, words, bits);
  if (!matcher.match(0, begin)) return std::nullopt;
  return matcher.end();
}

bool matches_somewhere(const Pattern& pattern, std::span<const Token> words, const PatternBits& bits) {
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (match_at(pattern, words, at, bits)) return true;
  }
  return false;
}

Rule parse_rule(Intent intent, Language language, std::string_view text, const LookUp& look_up) {
  Rule rule;
  rule.intent = intent;
  rule.language = language;
  rule.text = text;
  const auto colon = text.find(" : ");
  if (colon == std::string_view::npos) throw std::runtime_error("no ' : ' in '" + std::string(text) + "'");
  std::string_view head = text.substr(0, colon);
  std::string_view body = text.substr(colon + 3);
  const std::string_view score = take_word(head);
  if (std::from_chars(score.data(), score.data() + score.size(), rule.score).ec != std::errc{}) {
    throw std::runtime_error("no score in '" + std::string(text) + "'");
  }
  for (std::string_view flag = take_word(head); !flag.empty(); flag = take_word(head)) {
    if (flag == "weak") {
      rule.weak = true;
    } else if (flag == "last") {
      rule.last = true;
    } else if (flag == "now") {
      rule.kind = WhenKind::Now;
    } else if (flag == "usual") {
      rule.kind = WhenKind::Usual;
    } else if (flag == "next") {
      rule.kind = WhenKind::NextOpening;
    } else {
      throw std::runtime_error("unknown flag in '" + std::string(text) + "'");
    }
  }
  for (bool first = true; !body.empty(); first = false) {
    const auto end = std::min(body.find(" // "), body.size());
    Pattern pattern = parse_pattern(body.substr(0, end), look_up);
    body = end == body.size() ? std::string_view{} : body.substr(end + 4);
    if (first) {
      rule.pattern = std::move(pattern);
    } else {
      rule.unless.push_back(std::move(pattern));
    }
  }
  return rule;
}

void index_rules(RuleBook& book) {
  book.by_bit.assign(kMaxConcepts, {});
  for (std::size_t number = 0; number < book.rules.size(); ++number) {
    const auto& items = book.rules[number].pattern.items;
    for (std::size_t i = 0; i < items.size(); ++i) {
      for (const auto& choice : items[i].choices) {
        if (choice.word != 0) {
          auto& list = book.by_word[choice.word];
          if (list.empty() || list.back() != number) list.push_back(static_cast<std::uint16_t>(number));
          continue;
        }
        // The rarest-looking bit would do best; the first one is good enough, since names of meaning come first.
        for (std::size_t bit = 0; bit < kMaxConcepts; ++bit) {
          if (!choice.all[bit]) continue;
          auto& list = book.by_bit[bit];
          if (list.empty() || list.back() != number) list.push_back(static_cast<std::uint16_t>(number));
          book.first.set(bit);
          break;
        }
      }
      // A match may begin one further when the item may be left out.
      if (!items[i].optional && !items[i].start) break;
    }
  }
}

}  // namespace sportello::flows
