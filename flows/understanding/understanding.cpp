#include "flows/understanding/understanding.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "flows/understanding/cues.h"
#include "flows/understanding/intents.h"
#include "flows/understanding/lexicon.h"
#include "flows/understanding/meanings.h"
#include "flows/understanding/reading.h"
#include "flows/understanding/subjects.h"
#include "flows/understanding/time_words.h"

namespace sportello::flows {
namespace {

/// Answers to be polite about, never a second wish beside a real one.
bool is_social(Intent intent) {
  return intent == Intent::Greeting || intent == Intent::Thanks || intent == Intent::Goodbye || intent == Intent::Yes ||
         intent == Intent::No;
}

/// Among courtesies alone, what matters most comes first.
int social_rank(Intent intent) {
  static constexpr std::array kOrder{Intent::No, Intent::Yes, Intent::Thanks, Intent::Goodbye, Intent::Greeting};
  return static_cast<int>(std::find(kOrder.begin(), kOrder.end(), intent) - kOrder.begin());
}

/// The main wish first: a question about hours, then the order of the words.
std::vector<Wish> in_order(const Wishes& wishes) {
  std::vector<Wish> out;
  for (const Wish& wish : wishes.list) {
    const auto same =
        std::find_if(out.begin(), out.end(), [&](const Wish& known) { return known.intent == wish.intent; });
    if (same == out.end()) {
      out.push_back(wish);
    } else if (wish.intent == Intent::Hours && wish.score > same->score) {
      *same = wish;
    }
  }
  const bool serious = std::any_of(out.begin(), out.end(), [](const Wish& wish) { return !is_social(wish.intent); });
  if (serious) {
    std::erase_if(out, [](const Wish& wish) { return is_social(wish.intent); });
    std::stable_partition(out.begin(), out.end(), [](const Wish& wish) { return wish.intent == Intent::Hours; });
  } else {
    std::stable_sort(out.begin(), out.end(), [](const Wish& a, const Wish& b) {
      return a.score != b.score ? a.score > b.score : social_rank(a.intent) < social_rank(b.intent);
    });
  }
  return out;
}

bool is_about_hours(Intent intent) {
  return intent == Intent::Hours || intent == Intent::Holidays;
}

/// A share from which the cues are believed where no rule found anything. A false answer about hours is worse than
/// none.
float believed_alone(Intent intent) {
  return is_about_hours(intent) ? 0.8F : 0.5F;
}
/// Shorter than this, the name of a thing is an answer to a question rather than a problem.
constexpr std::size_t kFewWords = 3;
constexpr float kBelievedBeside = 0.6F;
constexpr std::size_t kCuesShown = 5;
/// What the cues must think of the rules' intent, and of their own, to take its place.
constexpr float kUnlikely = 0.03F;
constexpr float kUnlikelyHours = 0.01F;
constexpr float kLikely = 0.85F;
constexpr float kLikelyHours = 0.93F;
/// Between hours and holidays, whose words are much the same.
constexpr float kLikelyOfAKind = 0.65F;

/// The rules propose, the cues amend: a wish where the rules found none, another one where theirs is most unlikely.
class Amendment {
 public:
  Amendment(const Reading& reading, const std::vector<Stretch>& sentences)
      : reading_(reading), sentences_(sentences), whole_{0, reading.words().size(), false} {}

  void apply(std::vector<Wish>& wanted) const {
    if (sentences_.empty()) return;
    if (wanted.empty()) {
      const auto [intent, share] = top(Cues::shipped().weigh(reading_, whole_));
      if (intent == Intent::TicketOpen && reading_.words().size() < kFewWords) return;
      if (intent != Intent::Unknown && share >= believed_alone(intent)) wanted.push_back(wish(intent, 0));
      return;
    }
    replace_main(wanted);
    if (wanted.empty() || is_social(wanted.front().intent)) return;
    if (sentences_.size() > 1) add_unheard(wanted);
    if (is_about_hours(wanted.front().intent)) add_unheard_clauses(wanted);
  }

 private:
  static std::pair<Intent, float> top(const Shares& shares) {
    const auto best = std::max_element(shares.begin(), shares.end());
    return {static_cast<Intent>(best - shares.begin()), *best};
  }
  Wish wish(Intent intent, std::size_t sentence) const {
    return {intent, kBelieved, sentences_[sentence].begin, sentences_[sentence].end, sentence, {}};
  }
  static bool holds(const std::vector<Wish>& wanted, Intent intent) {
    return std::any_of(wanted.begin(), wanted.end(), [&](const Wish& each) { return each.intent == intent; });
  }

  bool names_day(const Stretch& sentence) const {
    const Meanings& m = Meanings::shipped();
    return std::any_of(reading_.words().begin() + static_cast<std::ptrdiff_t>(sentence.begin),
                       reading_.words().begin() + static_cast<std::ptrdiff_t>(sentence.end), [&](const Token& word) {
                         return has(word, m.day) || has(word, m.weekday) || has(word, m.clock);
                       });
  }

  void replace_main(std::vector<Wish>& wanted) const {
    const Wish& first = wanted.front();
    const bool alone = wanted.size() == 1 || sentences_.size() == 1;
    const Shares shares = Cues::shipped().weigh(reading_, alone ? whole_ : sentences_[first.sentence]);
    const auto [intent, share] = top(shares);
    const bool was_hours = is_about_hours(first.intent);
    const bool of_a_kind = was_hours && is_about_hours(intent);
    // "oggi quando chiudete?" is about that day.
    if (of_a_kind && names_day(sentences_[first.sentence])) return;
    // Two wishes in one question: the louder one does not silence the other.
    if (was_hours && !of_a_kind && sentences_[first.sentence].asks && holds(wanted, intent)) return;
    const float likely = of_a_kind ? kLikelyOfAKind : is_about_hours(intent) ? kLikelyHours : kLikely;
    const float unlikely = of_a_kind ? 1 - kLikelyOfAKind : was_hours ? kUnlikelyHours : kUnlikely;
    if (shares[static_cast<std::size_t>(first.intent)] > unlikely || share < likely) return;
    const Wish other = wish(intent, first.sentence);
    const Wish before = first;
    const bool kept = is_about_hours(intent) && !was_hours && is_of_its_clause(before);
    std::erase_if(wanted, [&](const Wish& each) { return each.intent == other.intent; });
    if (intent == Intent::Unknown) {
      wanted.clear();
    } else if (wanted.empty()) {
      wanted.push_back(other);
    } else {
      wanted.front() = other;
    }
    if (kept) wanted.insert(wanted.begin() + 1, before);
  }

  /// "la cassa è ferma, domani ci siete?": the clause it was found in says the same alone.
  bool is_of_its_clause(const Wish& wish) const {
    const std::vector<Stretch> clauses = clauses_of(sentences_[wish.sentence]);
    if (clauses.size() < 2) return false;
    const auto clause = std::find_if(clauses.begin(), clauses.end(), [&](const Stretch& each) {
      return wish.begin >= each.begin && wish.begin < each.end;
    });
    if (clause == clauses.end()) return false;
    const auto [intent, share] = top(Cues::shipped().weigh(reading_, *clause));
    return intent == wish.intent && share >= kBelievedBeside;
  }

  std::vector<Stretch> clauses_of(const Stretch& sentence) const {
    std::vector<Stretch> out;
    std::size_t begin = sentence.begin;
    for (std::size_t at = sentence.begin; at <= sentence.end; ++at) {
      if (at < sentence.end && !has(reading_.words()[at], Meanings::shipped().comma)) continue;
      if (at > begin) out.push_back({begin, at, false});
      begin = at + 1;
    }
    return out;
  }

  /// The same in the clauses beside the question about hours, of which the cues must be surer.
  void add_unheard_clauses(std::vector<Wish>& wanted) const {
    const Wish main = wanted.front();
    const std::vector<Stretch> clauses = clauses_of(sentences_[main.sentence]);
    if (clauses.size() < 2) return;
    for (const Stretch& clause : clauses) {
      const auto heard = [&](const Wish& each) { return each.begin < clause.end && each.end > clause.begin; };
      if (clause.end - clause.begin < kFewWords || std::any_of(wanted.begin(), wanted.end(), heard)) continue;
      const auto [intent, share] = top(Cues::shipped().weigh(reading_, clause));
      if (share < kLikely || intent == Intent::Unknown || is_social(intent) || is_about_hours(intent)) continue;
      if (!holds(wanted, intent)) wanted.push_back(wish(intent, main.sentence));
    }
  }

  /// A further wish in a sentence in which no rule found any.
  void add_unheard(std::vector<Wish>& wanted) const {
    for (std::size_t i = 0; i < sentences_.size(); ++i) {
      if (std::any_of(wanted.begin(), wanted.end(), [&](const Wish& each) { return each.sentence == i; })) continue;
      const auto [intent, share] = top(Cues::shipped().weigh(reading_, sentences_[i]));
      if (share < kBelievedBeside || intent == Intent::Unknown || is_social(intent) || is_about_hours(intent)) continue;
      if (!holds(wanted, intent)) wanted.push_back(wish(intent, i));
    }
  }

  const Reading& reading_;
  const std::vector<Stretch>& sentences_;
  Stretch whole_;
};

}  // namespace

std::string_view name_of(Intent intent) {
  static constexpr std::array<std::string_view, kIntents> kNames{
      "hours",    "holidays", "ticket_open", "ticket_status", "ticket_reopen", "cost",   "coverage",
      "warranty", "contacts", "backup",      "human",         "greeting",      "thanks", "goodbye",
      "cancel",   "yes",      "no",          "optout",        "unknown"};
  return kNames[static_cast<std::size_t>(intent)];
}

Understanding understand(std::string_view text, Instant now, const Zone& zone, Language fallback, Explain explain) {
  const Lexicon& lexicon = Lexicon::shipped();
  const Meanings& m = Meanings::shipped();
  Understanding found;
  Reading reading = read_words(text, lexicon, m, fallback);
  found.language = reading.language;
  found.language_is_sure = reading.language_is_sure;
  const LocalTime local = zone.to_local(now);
  const Today today{local.date, local.minute()};
  const TimeWords time = find_time(reading, lexicon, m, today);
  const std::vector<Stretch> sentences = sentences_of(reading.words());
  for (const Stretch& sentence : sentences) mark_subjects(reading.words(), sentence, m);
  const Wishes wishes = find_wishes(reading, sentences, lexicon);

  std::vector<Wish> wanted = in_order(wishes);
  Amendment(reading, sentences).apply(wanted);
  if (wanted.empty()) {
    found.confidence = wishes.best_below / (wishes.best_below + double{kBelieved});
  } else {
    const Wish& first = wanted.front();
    found.intent = first.intent;
    found.confidence = first.score / (first.score + double{kBelieved} / 2);
    if (!is_social(first.intent)) {
      for (std::size_t i = 1; i < wanted.size(); ++i) found.also.push_back(wanted[i].intent);
    }
    if (first.intent == Intent::Hours || first.intent == Intent::Holidays) {
      Scope scope{sentences[first.sentence], first.begin, first.end, false, false, {}};
      for (std::size_t i = scope.sentence.begin; i < scope.sentence.end; ++i) {
        scope.still = scope.still || has(reading.words()[i], m.t_now) || has(reading.words()[i], m.still);
      }
      for (std::size_t i = first.begin; i < first.end; ++i) {
        scope.was = scope.was || has(reading.words()[i], m.imperfect);
      }
      for (std::size_t i = 0; i < sentences.size(); ++i) {
        const bool trouble = std::any_of(wishes.list.begin(), wishes.list.end(), [&](const Wish& wish) {
          return wish.sentence == i && !is_social(wish.intent) && wish.intent != Intent::Hours &&
                 wish.intent != Intent::Holidays;
        });
        if (i != first.sentence && !trouble) scope.elsewhere.push_back(sentences[i]);
      }
      When when = when_of(text, time, scope, reading, first.kind.value_or(WhenKind::Now), today);
      if (first.intent == Intent::Hours || when.from || when.kind == WhenKind::NoSuchDay) found.when = std::move(when);
    }
  }
  if (explain == Explain::Yes) {
    for (const Hit& hit : wishes.hits) {
      found.clues.push_back({typed(text, reading.words(), hit.begin, hit.end),
                             "intent " + std::string(name_of(hit.rule->intent)) + ": " + hit.rule->text});
    }
    if (found.intent != Intent::Unknown) {
      for (const std::string& cue :
           Cues::shipped().loudest(reading, {0, reading.words().size(), false}, found.intent, kCuesShown)) {
        found.clues.push_back({cue, "cue for " + std::string(name_of(found.intent))});
      }
    }
    for (const Period& period : time.periods) {
      found.clues.push_back(
          {typed(text, reading.words(), period.begin, period.end),
           period.exists ? "day " + iso_date(period.dates.first) + ".." + iso_date(period.dates.last) : "no such day"});
    }
    for (const ClockMention& clock : time.clocks) {
      found.clues.push_back({typed(text, reading.words(), clock.begin, clock.end), "time " + clock_time(clock.minute)});
    }
  }
  return found;
}

}  // namespace sportello::flows
