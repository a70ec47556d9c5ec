#include "flows/understanding/clock.h"

#include <algorithm>

namespace sportello::flows {
namespace {

constexpr MinuteOfDay kNoon = 12 * 60;
constexpr MinuteOfDay kFirstMorningHour = 8 * 60;

struct Time {
  MinuteOfDay minute = 0;
  std::size_t end = 0;
  bool half_known = false;
  bool figures = false;  ///< with minutes or a word that only clocks have: needs no "alle" before it
};

class ClockReader {
 public:
  ClockReader(std::span<const Token> words, const Meanings& m) : words_(words), m_(m) {}

  std::optional<ClockMention> at(std::size_t begin) const {
    std::size_t i = begin;
    auto bound = ClockMention::Bound::At;
    bool introduced = false;
    // "prima delle", "dopo le", "fino alle", "entro le", "before", "after"
    if (is(i, m_.t_before))
      bound = ClockMention::Bound::Before, ++i;
    else if (is(i, m_.t_after))
      bound = ClockMention::Bound::After, ++i;
    else if (is(i, m_.t_until))
      bound = ClockMention::Bound::Until, ++i;
    const std::size_t after_bound = i;
    while (is(i, m_.t_at) || is(i, m_.t_hour_word) || one_o_clock(i)) {
      introduced = true;
      ++i;
    }
    const bool english_bound = after_bound > begin && !introduced;
    const auto time = time_at(i, introduced || english_bound);
    if (!time) return std::nullopt;
    if (!time->figures && !introduced && !english_bound) return std::nullopt;
    if (!time->figures && (counts_something(time->end) || date_range(time->end))) return std::nullopt;
    ClockMention found{begin, time->end, time->minute, 0, bound, time->half_known};
    if (const auto to = span_end(begin, *time)) {
      found.bound = ClockMention::Bound::Span;
      found.to = to->minute;
      found.end = to->end;
      if (found.minute > found.to && found.minute >= kNoon && !time->half_known) found.minute -= kNoon;
      if (found.to <= found.minute && found.to < kNoon) found.to += kNoon;
    }
    return found;
  }

 private:
  bool is(std::size_t i, std::size_t bit) const { return i < words_.size() && has(words_[i], bit); }
  bool is_text(std::size_t i, std::string_view text) const { return i < words_.size() && words_[i].text == text; }

  /// "all'una", "l'una": before any other number these words belong to a date.
  bool one_o_clock(std::size_t i) const {
    return is(i, m_.t_time_det) && i + 1 < words_.size() && words_[i + 1].sense.number == 1 &&
           words_[i + 1].kind != TokenKind::Pair && !words_[i + 1].ordinal && !is(i + 2, m_.month) &&
           !is(i + 1, m_.t_first_of);
  }

  /// "alle 2 casse", "3 giorni": a number that counts things is no hour.
  bool counts_something(std::size_t i) const {
    return is(i, m_.thing) || is(i, m_.ticket) || is(i, m_.u_day) || is(i, m_.u_week) || is(i, m_.u_month) ||
           (is(i, m_.u_hour) && !is(i, m_.t_hour_word)) || is(i, m_.u_minute) || is(i, m_.month);
  }

  /// "from 14 | to 18 August"
  bool date_range(std::size_t i) const {
    if (!is(i, m_.t_to) && !is(i, m_.t_until) && !is(i, m_.conj_and)) return false;
    ++i;
    while (is(i, m_.det) || is(i, m_.prep)) ++i;
    return i < words_.size() && words_[i].sense.number >= 0 &&
           (words_[i].ordinal || is(i + 1, m_.month) || is(i + 2, m_.month));
  }

  /// "dalle 9 | alle 13", "tra le 9 | e le 13", "9 | - 13"
  std::optional<Time> span_end(std::size_t begin, const Time& first) const {
    std::size_t i = first.end;
    const bool from = is(begin, m_.t_from) || (begin > 0 && is(begin - 1, m_.t_from));
    const bool between = is(begin, m_.t_between) || (begin > 0 && is(begin - 1, m_.t_between));
    if (i >= words_.size()) return std::nullopt;
    const bool dash = words_[i].kind == TokenKind::Mark && words_[i].mark == '-';
    if (!(dash || (between && is(i, m_.conj_and)) || (from && (is(i, m_.t_to) || is(i, m_.t_until)))))
      return std::nullopt;
    ++i;
    while (is(i, m_.t_at) || is(i, m_.t_to) || one_o_clock(i)) ++i;
    auto end = time_at(i, true);
    if (end && !end->figures && counts_something(end->end)) return std::nullopt;
    return end;
  }

  std::optional<Time> time_at(std::size_t i, bool introduced) const {
    if (i >= words_.size()) return std::nullopt;
    const Token& word = words_[i];
    if (is(i, m_.t_noon) || is(i, m_.t_midnight)) return minutes_after(i + 1, is(i, m_.t_noon) ? kNoon : 24 * 60, true);
    if (const auto english = english_phrase(i)) return english;
    if (word.kind == TokenKind::Pair) return pair(i, introduced);
    if (word.sense.number < 0) return std::nullopt;
    int hour = word.sense.number;
    if (word.kind == TokenKind::Number && word.digits >= 3) {  // alle 1330
      if (!introduced || word.digits > 4 || hour / 100 > 24 || hour % 100 > 59) return std::nullopt;
      return half_of_day(i + 1, hour / 100 * 60 + hour % 100, true);
    }
    if (hour > 24 || word.ordinal) return std::nullopt;
    if (word.kind == TokenKind::Word && has(word, m_.det) && hour == 1 && !introduced) return std::nullopt;
    if (hour == 0) hour = introduced ? 24 : 25;
    if (hour > 24) return std::nullopt;
    return minutes_after(i + 1, hour * 60, false);
  }

  /// 13:30, 13.30, 9,30 after "alle".
  std::optional<Time> pair(std::size_t i, bool introduced) const {
    const Token& word = words_[i];
    if (word.a > 24 || word.b > 59) return std::nullopt;
    if (word.mark == ':' || introduced) {
      if (word.mark != ':' && word.mark != '.' && word.mark != ',') return std::nullopt;
      return half_of_day(i + 1, word.a * 60 + word.b, true);
    }
    // "9.30" alone may be a date; with figures no month has it is a time.
    const bool half_follows = is(i + 1, m_.t_am) || is(i + 1, m_.t_pm);
    if (word.mark == '.' && (word.b > 12 || word.b == 0 || half_follows))
      return half_of_day(i + 1, word.a * 60 + word.b, true);
    return std::nullopt;
  }

  /// "e mezza", "e un quarto", "e 30", "meno dieci", "meno un quarto".
  std::optional<Time> minutes_after(std::size_t i, MinuteOfDay hour, bool word_clock) const {
    int extra = 0;
    bool with_minutes = false;
    const auto small = [&](std::size_t at, std::size_t& end) -> std::optional<int> {
      if (is(at, m_.t_half)) return end = at + 1, 30;
      if (is(at, m_.t_three_quarters)) return end = at + 1, 45;
      if (is(at, m_.t_quarter)) return end = at + 1, 15;
      if (is(at, m_.det) && is(at + 1, m_.t_quarter)) return end = at + 2, 15;
      if (at < words_.size() && words_[at].sense.number >= 5 && words_[at].sense.number <= 59 &&
          !counts_something(at + 1)) {
        return end = at + 1, words_[at].sense.number;
      }
      return std::nullopt;
    };
    std::size_t end = i;
    if (is(i, m_.conj_and) && !is(i + 1, m_.t_at)) {
      if (const auto minutes = small(i + 1, end)) extra = *minutes, with_minutes = true;
    } else if (is(i, m_.t_minus)) {
      if (const auto minutes = small(i + 1, end)) extra = -*minutes, with_minutes = true;
    } else if (is(i, m_.t_half) ||
               (i < words_.size() && words_[i].kind == TokenKind::Number && words_[i].digits == 2 &&
                words_[i].a % 5 == 0 && words_[i].a < 60 && !counts_something(i + 1) && words_[i].a > 24)) {
      if (const auto minutes = small(i, end)) extra = *minutes, with_minutes = true;
    }
    return half_of_day(end, hour + extra, with_minutes || word_clock, word_clock);
  }

  /// am, pm, "di sera", "del mattino", o'clock.
  std::optional<Time> half_of_day(std::size_t i, MinuteOfDay minute, bool figures, bool known = false) const {
    Time time{minute, i, known || minute >= 13 * 60, figures};
    while (is(time.end, m_.t_sharp) || is(time.end, m_.t_oclock)) {
      time.figures = time.figures || is(time.end, m_.t_oclock);
      ++time.end;
    }
    if (is(time.end, m_.t_pm)) {
      if (time.minute < kNoon) time.minute += kNoon;
      time.half_known = time.figures = true;
      ++time.end;
    } else if (is(time.end, m_.t_am)) {
      if (time.minute >= kNoon && time.minute < kNoon + 60) time.minute -= kNoon;
      time.half_known = time.figures = true;
      ++time.end;
    } else if (!time.half_known && time.minute < kFirstMorningHour) {
      // A leading zero ("07:30") says morning.
      const bool zero =
          i > 0 && words_[i - 1].kind == TokenKind::Pair && words_[i - 1].digits == 2 && words_[i - 1].a < 10;
      if (zero) {
        time.half_known = true;
      } else {
        time.minute += kNoon;
      }
    }
    return time;
  }

  /// "half past nine", "quarter to six", "ten past nine", "half nine".
  std::optional<Time> english_phrase(std::size_t i) const {
    int minutes = 0;
    std::size_t at = i;
    if (is(at, m_.det) && is(at + 1, m_.t_quarter)) ++at;
    if (is(at, m_.t_half))
      minutes = 30;
    else if (is(at, m_.t_quarter))
      minutes = 15;
    else if (at < words_.size() && words_[at].sense.number >= 5 && words_[at].sense.number < 30)
      minutes = words_[at].sense.number;
    else
      return std::nullopt;
    const bool half = is(at, m_.t_half);
    ++at;
    bool past = is(at, m_.t_past);
    const bool to = !past && is_text(at, "to");
    if (past || to)
      ++at;
    else if (!half)
      return std::nullopt;
    else
      past = true;
    if (at >= words_.size() || words_[at].sense.number < 1 || words_[at].sense.number > 12) return std::nullopt;
    const MinuteOfDay minute = words_[at].sense.number * 60 + (to ? -minutes : minutes);
    return half_of_day(at + 1, minute, true);
  }

  std::span<const Token> words_;
  const Meanings& m_;
};

}  // namespace

std::optional<ClockMention> clock_at(std::span<const Token> words, std::size_t at, const Meanings& m) {
  return ClockReader(words, m).at(at);
}

}  // namespace sportello::flows
