#include "flows/understanding/understanding.h"

#include <algorithm>
#include <array>
#include <string>

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

  const std::vector<Wish> wanted = in_order(wishes);
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
      Scope scope{sentences[first.sentence], first.begin, first.end, false, {}};
      for (std::size_t i = scope.sentence.begin; i < scope.sentence.end; ++i) {
        scope.still = scope.still || has(reading.words()[i], m.t_now) || has(reading.words()[i], m.still);
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
