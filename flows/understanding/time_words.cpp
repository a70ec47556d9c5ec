#include "flows/understanding/time_words.h"

#include <algorithm>
#include <utility>

namespace sportello::flows {
namespace {

class TimeFinder {
 public:
  TimeFinder(Reading& reading, const Lexicon& lexicon, const Meanings& m, const Today& today)
      : words_(reading.words()), lexicon_(lexicon), m_(m), language_(reading.language), today_(today) {}

  TimeWords run() {
    collect();
    join();
    for (Period& period : out_.periods) mark(period.begin, period.end, period.is_since, period.is_past);
    for (const ClockMention& clock : out_.clocks) mark(clock.begin, clock.end, false, false);
    for (const PartMention& part : out_.parts) mark(part.begin, part.end, false, false);
    return std::move(out_);
  }

 private:
  bool is(std::size_t i, std::size_t bit) const { return i < words_.size() && has(words_[i], bit); }
  bool is_mark(std::size_t i, char mark) const {
    return i < words_.size() && words_[i].kind == TokenKind::Mark && words_[i].mark == mark;
  }

  void collect() {
    std::size_t at = 0;
    while (at < words_.size()) {
      if (auto day = day_at(words_, at, lexicon_, m_, language_, today_)) {
        // "stasera", "domattina": a part of the day in the same word.
        for (std::size_t i = at; i < day->end; ++i) part(i);
        at = day->end;
        days_.push_back(std::move(*day));
        continue;
      }
      if (auto day = day_beside(at)) {
        at = day->end;
        days_.push_back(std::move(*day));
        continue;
      }
      if (auto clock = clock_at(words_, at, m_)) {
        at = clock->end;
        out_.clocks.push_back(*clock);
        continue;
      }
      part(at);
      if (is(at, m_.t_that_day)) out_.that_day.push_back(at);
      ++at;
    }
  }

  /// "Ferragosto e il giorno dopo": counted from the day before it in the message.
  std::optional<DayMention> day_beside(std::size_t at) const {
    const bool after = is(at, m_.u_day) && (is(at + 1, m_.t_after) || is(at + 1, m_.t_next));
    if (!after || days_.empty() || at - days_.back().end > 4) return std::nullopt;
    const auto base = first_from(days_.back().spec, today_.date);
    if (!base) return std::nullopt;
    DayMention found;
    found.begin = at;
    found.end = at + 2;
    found.spec = DaySpec::exact(plus_days(base->last, 1));
    return found;
  }

  void part(std::size_t i) {
    if (!is(i, m_.part) || words_[i].sense.part < 0) return;
    PartMention mention{i, i + 1, lexicon_.parts()[static_cast<std::size_t>(words_[i].sense.part)].hours, false};
    mention.is_habit = words_[i].text.starts_with("di_");
    if (i > 0 && !is(i, m_.day) && !mention.is_habit) {
      const std::string_view word = words_[i - 1].text;
      mention.is_habit = word == "di" || word == "la" || word == "il" || word == "al" || word == "alla" ||
                         word == "mornings" || word == "every";
    }
    out_.parts.push_back(mention);
  }

  /// How far back the little words before a mention reach: "dal", "per il", "on the".
  std::size_t lead(std::size_t begin) const {
    while (begin > 0) {
      const Token& word = words_[begin - 1];
      if (!has(word, m_.det) && !has(word, m_.prep) && !has(word, m_.t_every) && !has(word, m_.t_day_word)) break;
      --begin;
    }
    return begin;
  }

  enum class Link { None, Comma, List, Range };

  /// What stands between two mentions.
  Link link(std::size_t from, std::size_t to) const {
    Link found = Link::None;
    if (to < from || to - from > 6) return Link::None;
    for (std::size_t i = from; i < to; ++i) {
      const Token& word = words_[i];
      if (word.text == "con" || word.text == "with") return Link::None;
      if (has(word, m_.t_to) || has(word, m_.t_until) || is_mark(i, '-'))
        found = Link::Range;
      else if (has(word, m_.conj_and) || has(word, m_.conj_or) || is_mark(i, '/'))
        found = found == Link::Range ? found : Link::List;
      else if (is_mark(i, ','))
        found = found == Link::None ? Link::Comma : found;
      else if (!has(word, m_.det) && !has(word, m_.prep) && !has(word, m_.part) && !has(word, m_.filler) &&
               !has(word, m_.t_day_word))
        return Link::None;
    }
    return found;
  }

  /// "14 to 18 August", "24, 25 e 26 dicembre": bare numbers before a dated one.
  void adopt_numbers() {
    for (std::size_t k = 0; k < days_.size(); ++k) {
      const auto kind = days_[k].spec.kind;
      if (kind != DaySpec::Kind::MonthDay && kind != DaySpec::Kind::DayOfMonth) continue;
      std::size_t i = lead(days_[k].begin);
      bool linked = i < days_[k].begin && (is(i, m_.t_to) || is(i, m_.t_until));
      while (i > 0 && (is(i - 1, m_.conj_and) || is(i - 1, m_.conj_or) || is(i - 1, m_.t_to) || is(i - 1, m_.t_until) ||
                       is_mark(i - 1, '-') || is_mark(i - 1, ','))) {
        --i;
        linked = true;
      }
      if (!linked || i == 0) continue;
      const Token& word = words_[i - 1];
      if (word.kind != TokenKind::Number && !(word.kind == TokenKind::Word && word.sense.number > 1)) continue;
      if (word.sense.number < 1 || word.sense.number > 31 || (k > 0 && days_[k - 1].end >= i)) continue;
      if (std::any_of(out_.clocks.begin(), out_.clocks.end(),
                      [&](const ClockMention& c) { return c.begin < i && c.end >= i; }))
        continue;
      DayMention adopted;
      adopted.begin = i - 1;
      adopted.end = i;
      adopted.spec.kind = DaySpec::Kind::DayOfMonth;
      adopted.spec.day = word.sense.number;
      days_.insert(days_.begin() + static_cast<std::ptrdiff_t>(k), adopted);
      if (k > 0) k -= 2 > k ? k : 2;  // its own neighbour may be one more
    }
  }

  void join() {
    adopt_numbers();
    for (std::size_t k = 0; k < days_.size();) {
      std::size_t last = k;
      bool range = false;
      bool linked = false;
      while (last + 1 < days_.size()) {
        Link found = link(days_[last].end, days_[last + 1].begin);
        // "lunedì martedì e mercoledì"
        const bool weekdays =
            days_[last].spec.kind == DaySpec::Kind::Weekday && days_[last + 1].spec.kind == DaySpec::Kind::Weekday;
        if (found == Link::None && weekdays && days_[last].end == days_[last + 1].begin) found = Link::List;
        // "da ieri, e oggi ci siete?": what has been is no part of what is asked.
        if (found == Link::List && days_[last].is_past && !days_[last + 1].is_past) found = Link::None;
        if (found == Link::None) break;
        range = range || found == Link::Range;
        // "cade di martedì, lunedì ci siete?": commas alone make no list.
        linked = linked || found != Link::Comma;
        ++last;
      }
      if (!linked) last = k;
      if (last == k) {
        single(days_[k]);
      } else {
        several(k, last, range);
      }
      k = last + 1;
    }
  }

  static void inherit_month(DaySpec& spec, const DaySpec& later) {
    if (spec.kind != DaySpec::Kind::DayOfMonth || later.kind != DaySpec::Kind::MonthDay || spec.day > later.day) return;
    const int day = spec.day;
    spec = later;
    spec.day = day;
  }

  void several(std::size_t first, std::size_t last, bool range) {
    const DayMention& a = days_[first];
    const DayMention& b = days_[last];
    Period period;
    period.begin = lead(a.begin);
    period.end = b.end;
    period.is_range = true;
    period.is_habit = a.is_habit || (range && a.spec.kind == DaySpec::Kind::Weekday && period.begin < a.begin &&
                                     words_[a.begin - 1].text == "dal");
    period.is_past = a.is_past && b.is_past;
    std::optional<DateRange> from;
    std::optional<DateRange> to;
    if (a.spec.is_calendar_day() && b.spec.is_calendar_day()) {
      DaySpec start = a.spec;
      inherit_month(start, b.spec);
      to = first_from(b.spec, today_.date);
      if (to) from = last_until(start, to->first);
      // A list may name the later day first: "8/12 e 7/12".
      if (from && !range && from->first < today_.date) {
        from = first_from(start, today_.date);
        if (from && to->first < from->first) std::swap(from, to);
      }
    } else {
      from = first_from(a.spec, today_.date);
      if (from) to = first_from(b.spec, from->first);
      // A list may name the later day first.
      if (from && to && to->first < from->first) std::swap(from, to);
    }
    if (!from || !to) {
      period.exists = false;
    } else {
      period.dates = {from->first, std::max(from->last, to->last)};
      if (period.dates.first > period.dates.last) std::swap(period.dates.first, period.dates.last);
    }
    out_.periods.push_back(period);
  }

  void single(const DayMention& day) {
    Period period;
    period.begin = lead(day.begin);
    period.end = day.end;
    period.minute = day.minute;
    period.is_habit = day.is_habit;
    period.is_past = day.is_past;
    period.is_vague = day.is_vague;
    period.is_also = period.begin > 0 && is(period.begin - 1, m_.also);
    const auto dates = first_from(day.spec, today_.date);
    period.exists = dates.has_value();
    if (dates) period.dates = *dates;
    if (day.other) period.other = first_from(*day.other, today_.date);
    bounds(period, day);
    out_.periods.push_back(period);
  }

  /// "fino al 7", "entro venerdì", "prima di Natale", "dopo l'Epifania", "da lunedì".
  void bounds(Period& period, const DayMention& day) {
    const std::size_t begin = period.begin;
    bool until = false;
    bool since = false;
    bool before = false;
    bool after = false;
    for (std::size_t i = begin; i < day.begin; ++i) {
      since = since || is(i, m_.t_from);
      until = until || is(i, m_.t_until);
      after = after || is(i, m_.t_after);
      before = before || is(i, m_.t_before);
    }
    if (begin > 0) {
      until = until || is(begin - 1, m_.t_until);
      after = after || is(begin - 1, m_.t_after);
      before = before || is(begin - 1, m_.t_before);
    }
    period.is_since = since;
    if (!period.exists || day.minute) return;
    if (until && period.dates.last >= today_.date) {
      period.dates.first = std::min(today_.date, period.dates.first);
    } else if (before && period.dates.first > today_.date) {
      period.dates = {today_.date, plus_days(period.dates.first, -1)};
    } else if (after) {
      period.dates = {plus_days(period.dates.last, 1), plus_days(period.dates.last, 1)};
      period.is_after = true;
    }
  }

  void mark(std::size_t begin, std::size_t end, bool since, bool past) {
    begin = lead(begin);
    for (std::size_t i = begin; i < end; ++i) {
      Concepts& concepts = words_[i].sense.concepts;
      concepts.set(m_.when).set(m_.filler);
      concepts.reset(m_.unknown);
      if (since) concepts.set(m_.since);
      if (past) concepts.set(m_.past);
    }
    if (begin < end) words_[end - 1].sense.concepts.set(m_.mention);
  }

  std::vector<Token>& words_;
  const Lexicon& lexicon_;
  const Meanings& m_;
  Language language_;
  Today today_;
  std::vector<DayMention> days_;
  TimeWords out_;
};

}  // namespace

TimeWords find_time(Reading& reading, const Lexicon& lexicon, const Meanings& m, const Today& today) {
  return TimeFinder(reading, lexicon, m, today).run();
}

}  // namespace sportello::flows
