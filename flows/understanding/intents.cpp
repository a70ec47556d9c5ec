#include "flows/understanding/intents.h"

#include <algorithm>
#include <bitset>
#include <span>

namespace sportello::flows {
namespace {

constexpr std::size_t kMaxRules = 1024;

/// Rules of this weight speak for themselves: the best one counts. Lighter ones add up.
constexpr int kAlone = 4;

struct Points {
  int best = 0;
  int sum = 0;
  int against = 0;

  void add(int score) {
    if (score < 0)
      against -= score;
    else if (score >= kAlone)
      best = std::max(best, score);
    else
      sum += score;
  }
  int total() const { return std::max(0, std::max(best, sum) - against); }
};

struct Tally {
  Points strong;
  Points weak;
  int best = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::optional<WhenKind> kind;
  int kind_score = 0;
};
using Tallies = std::array<Tally, kIntents>;

class WishFinder {
 public:
  WishFinder(const Reading& reading, const Lexicon& lexicon)
      : reading_(reading), words_(reading.words()), lexicon_(lexicon) {}

  void sentence(const Stretch& stretch, std::size_t number) {
    Tallies tallies{};
    match_rules(stretch, tallies);
    std::array<int, kIntents> scores{};
    int explained = 0;  // by the strongest thing that is no question about hours
    for (std::size_t i = 0; i < kIntents; ++i) {
      const auto intent = static_cast<Intent>(i);
      if (intent == Intent::Hours || intent == Intent::Holidays || is_social(intent)) continue;
      explained = std::max(explained, tallies[i].strong.total());
    }
    for (std::size_t i = 0; i < kIntents; ++i) {
      const auto intent = static_cast<Intent>(i);
      const bool yields = intent == Intent::Hours || intent == Intent::Holidays;
      const Tally& tally = tallies[i];
      Points weak = tally.weak;
      weak.against += tally.strong.against + (yields && explained >= kAlone ? explained : 0);
      scores[i] = std::max(tally.strong.total(), weak.total());
    }
    if (scores[index(Intent::Hours)] >= kBelieved && scores[index(Intent::Holidays)] >= kBelieved) {
      // One question, not two: the one whose words weigh more.
      const bool hours = scores[index(Intent::Hours)] >= scores[index(Intent::Holidays)];
      scores[index(hours ? Intent::Holidays : Intent::Hours)] = 0;
    }
    for (std::size_t i = 0; i < kIntents; ++i) {
      if (scores[i] < kBelieved) continue;
      for (const Intent loser : lexicon_.beaten_by(static_cast<Intent>(i))) {
        int& score = scores[index(loser)];
        if (score <= scores[i] + 6) score = 0;
      }
    }
    std::vector<Wish> found;
    for (std::size_t i = 0; i < kIntents; ++i) {
      if (scores[i] < kBelieved) {
        out_.best_below = std::max(out_.best_below, scores[i]);
        continue;
      }
      found.push_back({static_cast<Intent>(i), scores[i], tallies[i].begin, tallies[i].end, number, tallies[i].kind});
    }
    std::sort(found.begin(), found.end(), [](const Wish& a, const Wish& b) { return a.begin < b.begin; });
    out_.list.insert(out_.list.end(), found.begin(), found.end());
  }

  Wishes take() {
    if (out_.list.empty() && last_resort_) {
      const Hit& hit = *last_resort_;
      out_.hits.push_back(hit);
      out_.list.push_back({hit.rule->intent, hit.rule->score, hit.begin, hit.end, 0, hit.rule->kind});
    }
    return std::move(out_);
  }

 private:
  static std::size_t index(Intent intent) { return static_cast<std::size_t>(intent); }
  static bool is_social(Intent intent) {
    return intent == Intent::Greeting || intent == Intent::Thanks || intent == Intent::Goodbye ||
           intent == Intent::Yes || intent == Intent::No;
  }

  /// The words between the commas around a match.
  static std::span<const Token> clause_around(std::span<const Token> words, std::size_t begin, std::size_t end,
                                              std::size_t comma) {
    while (begin > 0 && !words[begin - 1].sense.concepts[comma]) --begin;
    while (end < words.size() && !words[end].sense.concepts[comma]) ++end;
    return words.subspan(begin, end - begin);
  }

  void match_rules(const Stretch& stretch, Tallies& tallies) {
    const RuleBook& book = lexicon_.rules();
    const std::span<const Token> words(words_.data() + stretch.begin, stretch.end - stretch.begin);
    std::bitset<kMaxRules> counted;
    for (std::size_t at = 0; at < words.size(); ++at) {
      const auto try_rules = [&](const std::vector<std::uint16_t>& numbers) {
        for (const std::uint16_t number : numbers) try_rule(number, words, at, stretch, counted, tallies);
      };
      const Concepts may_begin = words[at].sense.concepts & book.first;
      for (std::size_t bit = may_begin._Find_first(); bit < kMaxConcepts; bit = may_begin._Find_next(bit)) {
        try_rules(book.by_bit[bit]);
      }
      if (lexicon_.entry(words[at].entry).starts_rule) try_rules(book.by_word.at(words[at].entry));
    }
  }

  void try_rule(std::uint16_t number, std::span<const Token> words, std::size_t at, const Stretch& stretch,
                std::bitset<kMaxRules>& counted, Tallies& tallies) {
    const RuleBook& book = lexicon_.rules();
    const Rule& rule = book.rules[number];
    if (counted[number] || (rule.language != reading_.language && !reading_.is_mixed)) return;
    const auto end = match_at(rule.pattern, words, at, book.bits);
    if (!end) return;
    counted.set(number);
    const auto clause = clause_around(words, at, *end, book.bits.comma);
    const bool vetoed = std::any_of(rule.unless.begin(), rule.unless.end(),
                                    [&](const Pattern& veto) { return matches_somewhere(veto, clause, book.bits); });
    if (vetoed) return;
    if (!rule.last) {
      count(rule, stretch.begin + at, stretch.begin + *end, tallies[index(rule.intent)]);
    } else if (!last_resort_) {
      last_resort_ = Hit{&rule, stretch.begin + at, stretch.begin + *end};
    }
  }

  void count(const Rule& rule, std::size_t begin, std::size_t end, Tally& tally) {
    (rule.weak ? tally.weak : tally.strong).add(rule.score);
    if (rule.score > tally.best) {
      tally.best = rule.score;
      tally.begin = begin;
      tally.end = end;
    }
    if (rule.kind && rule.score > tally.kind_score) {
      tally.kind = rule.kind;
      tally.kind_score = rule.score;
    }
    out_.hits.push_back({&rule, begin, end});
  }

  const Reading& reading_;
  const std::vector<Token>& words_;
  const Lexicon& lexicon_;
  Wishes out_;
  std::optional<Hit> last_resort_;
};

}  // namespace

Wishes find_wishes(const Reading& reading, const std::vector<Stretch>& sentences, const Lexicon& lexicon) {
  WishFinder finder(reading, lexicon);
  for (std::size_t i = 0; i < sentences.size(); ++i) finder.sentence(sentences[i], i);
  return finder.take();
}

}  // namespace sportello::flows
