#include <algorithm>
#include <optional>
#include <string_view>

#include "flows/understanding/time_words.h"

namespace sportello::flows {
namespace {

constexpr MinuteOfDay kMidday = 12 * 60;

bool inside(const Stretch& stretch, std::size_t at) {
  return at >= stretch.begin && at < stretch.end;
}

std::size_t distance(std::size_t begin, std::size_t end, const Scope& scope) {
  if (end <= scope.begin) return scope.begin - end;
  if (begin >= scope.end) return begin - scope.end;
  return 0;
}

/// Words in between that end a clause push a mention away from the question.
std::size_t clauses_between(std::size_t begin, std::size_t end, const Scope& scope, const Reading& reading,
                            const Meanings& m) {
  const std::size_t from = end <= scope.begin ? end : scope.end;
  const std::size_t to = end <= scope.begin ? scope.begin : begin;
  std::size_t count = 0;
  for (std::size_t i = from; i < to && i < reading.words().size(); ++i) {
    if (has(reading.words()[i], m.comma)) ++count;
  }
  return count;
}

bool is_one_day(const Period& period) {
  return period.exists && period.dates.first == period.dates.last;
}

std::chrono::weekday weekday_of(Date date) {
  return std::chrono::weekday{std::chrono::sys_days{date}};
}

const Period* pick(const TimeWords& time, const Scope& scope, const Reading& reading, const Meanings& m) {
  const Period* best = nullptr;
  int best_cost = 0;
  const bool that_day = std::any_of(time.that_day.begin(), time.that_day.end(),
                                    [&](std::size_t at) { return inside(scope.sentence, at); });
  for (const Period& period : time.periods) {
    int cost = 0;
    if (inside(scope.sentence, period.begin)) {
      const auto clauses = clauses_between(period.begin, period.end, scope, reading, m);
      cost = static_cast<int>(distance(period.begin, period.end, scope)) + 10 * static_cast<int>(clauses);
      // What has lasted since Monday, in another clause, is the trouble and not the question.
      if ((period.is_since || (period.is_past && !scope.was)) && clauses > 0) continue;
    } else {
      const bool usable = std::any_of(scope.elsewhere.begin(), scope.elsewhere.end(),
                                      [&](const Stretch& s) { return inside(s, period.begin); });
      if (!usable || (period.is_past && !scope.was) || period.is_since) continue;
      cost = that_day ? 30 : 60;
    }
    if (period.is_range) cost -= 15;
    if (period.is_also && time.periods.size() > 1) cost -= 12;
    if (period.is_since) cost += 15;
    if (period.is_past && !scope.was) cost += 20;
    if (period.is_vague) cost += 8;
    if (best == nullptr || cost < best_cost) {
      best = &period;
      best_cost = cost;
    }
  }
  if (best == nullptr || !best->exists) return best;
  // "sabato 14 il servizio weekend c'è?": the day within says more than the days around it.
  for (const Period& period : time.periods) {
    const bool within = best->dates.first <= period.dates.first && period.dates.last <= best->dates.last;
    const bool shorter = best->dates.first != period.dates.first || period.dates.last != best->dates.last;
    if (period.exists && within && shorter && !best->is_range && inside(scope.sentence, period.begin)) best = &period;
  }
  // "il 7, che è un martedì", "il primo maggio è di sabato": of one weekday, the date says more than its name.
  for (const Period& period : time.periods) {
    const bool same = is_one_day(period) && is_one_day(*best) && best->dates.first < period.dates.first &&
                      weekday_of(period.dates.first) == weekday_of(best->dates.first);
    if (same && !best->is_past && inside(scope.sentence, period.begin)) best = &period;
  }
  return best;
}

template <class Mention>
const Mention* nearest(const std::vector<Mention>& mentions, const Scope& scope) {
  const Mention* best = nullptr;
  for (const Mention& mention : mentions) {
    if (!inside(scope.sentence, mention.begin)) continue;
    if (best == nullptr || distance(mention.begin, mention.end, scope) < distance(best->begin, best->end, scope))
      best = &mention;
  }
  return best;
}

/// "domani mattina alle 7", "stasera alle 8": the part of the day settles what the hour leaves open.
MinuteOfDay in_part(MinuteOfDay minute, bool half_known, const PartMention* part) {
  if (half_known || part == nullptr) return minute;
  const bool morning = part->hours.to <= 13 * 60 && part->hours.from < kMidday;
  const bool late = part->hours.from >= kMidday;
  if (morning && minute >= kMidday + 60 && minute < 20 * 60) return minute - kMidday;
  if (late && minute < kMidday) return minute + kMidday;
  return minute;
}

}  // namespace

When when_of(std::string_view text, const TimeWords& time, const Scope& scope, const Reading& reading, WhenKind kind,
             const Today& today) {
  const Meanings& m = Meanings::shipped();
  When when;
  when.kind = kind;
  const Period* period = pick(time, scope, reading, m);
  const PartMention* part = nearest(time.parts, scope);
  const ClockMention* clock = nearest(time.clocks, scope);
  std::size_t begin = reading.words().size();
  std::size_t end = 0;
  const auto said = [&](const auto* mention) {
    if (mention == nullptr) return;
    begin = std::min(begin, mention->begin);
    end = std::max(end, mention->end);
  };
  said(period);
  said(part);
  said(clock);
  when.words = typed(text, reading.words(), begin, end);
  if (part != nullptr) when.part = part->hours;
  if (clock != nullptr) {
    const MinuteOfDay minute = in_part(clock->minute, clock->half_known, part);
    switch (clock->bound) {
      case ClockMention::Bound::At:
      case ClockMention::Bound::Until:
        when.time = std::min(minute, 1440);
        break;
      case ClockMention::Bound::After:
        when.time = std::min(minute, 1440);
        when.part = Interval{std::min(minute, 1440), 1440};
        break;
      case ClockMention::Bound::Before:
        when.part = Interval{0, minute};
        break;
      case ClockMention::Bound::Span:
        when.part = Interval{minute, clock->to};
        break;
    }
  }
  if (period != nullptr) {
    if (!period->exists) {
      when.kind = WhenKind::NoSuchDay;
    } else {
      const bool next = kind == WhenKind::NextOpening && (period->is_after || period->is_vague);
      when.kind = next ? WhenKind::NextOpening : period->is_habit ? WhenKind::Usual : WhenKind::Days;
      when.from = period->dates.first;
      when.to = period->dates.last;
      if (period->minute) when.time = period->minute;
      // "ci siete ancora per oggi?" asks about this moment.
      if (scope.still && when.kind == WhenKind::Days && when.from == when.to && when.from == today.date && !when.time &&
          !when.part) {
        when.kind = WhenKind::Now;
      }
      if (period->other) {
        when.also_from = period->other->first;
        when.also_to = period->other->last;
      }
    }
  } else if (clock != nullptr || (part != nullptr && !part->is_habit)) {
    when.kind = WhenKind::Days;
    when.from = when.to = today.date;
  } else if (part != nullptr) {
    when.kind = WhenKind::Usual;
  }
  return when;
}

}  // namespace sportello::flows
