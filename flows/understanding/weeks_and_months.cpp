// Weeks, weekends, months and their parts.
#include "flows/understanding/day_reader.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace sportello::flows {

// "questa settimana", "la settimana prossima", "next week", "in settimana"
std::optional<DayMention> DayReader::week(std::size_t i) const {
  std::size_t at = i;
  int shift = 99;
  const auto word_shift = [&](std::size_t k) {
    return is(k, m_.t_next) ? 1 : is(k, m_.t_last) ? -1 : is(k, m_.t_this) ? 0 : 99;
  };
  if (is(at, m_.u_week)) {
    shift = word_shift(at + 1);
    if (shift == 99 && is(at + 1, m_.t_after) && !is(at + 2, m_.holiday) && !is(at + 2, m_.prep) && !is(at + 2, m_.num))
      shift = 1;
    if (shift == 99 && i > 0 && text(i - 1, "in") && !english_)
      return on(i, i + 1, today_.date, plus_days(monday_of(today_.date), 6));
    if (shift == 99) return std::nullopt;
    if (shift == 0 && is(at + 2, m_.weekday)) return std::nullopt;
    at += 2;
  } else if (word_shift(at) != 99 && is(at + 1, m_.u_week)) {
    shift = word_shift(at);
    at += 2;
  } else {
    return std::nullopt;
  }
  const Date monday = plus_days(monday_of(today_.date), 7 * shift);
  DayMention found = on(i, at, shift == 0 ? today_.date : monday, plus_days(monday, 6));
  found.is_past = shift < 0;
  return found;
}

std::optional<DayMention> DayReader::weekend(std::size_t i) const {
  std::size_t at = i;
  int shift = 0;
  if ((is(at, m_.t_next) || is(at, m_.t_this) || is(at, m_.t_last)) && is(at + 1, m_.t_weekend)) {
    shift = is(at, m_.t_next) ? 1 : is(at, m_.t_last) ? -1 : 0;
    ++at;
  }
  if (!is(at, m_.t_weekend)) return std::nullopt;
  if (has(words_[at], m_.t_shy) && !before(i, m_.det) && !before(i, m_.prep) && at == i) return std::nullopt;
  std::size_t end = at + 1;
  if (at == i && (is(end, m_.t_next) || is(end, m_.t_last))) shift = is(end, m_.t_next) ? 1 : -1, ++end;
  const Date saturday = plus_days(monday_of(today_.date), 5);
  if (shift < 0) {
    DayMention past = on(i, end, plus_days(saturday, -7), plus_days(saturday, -6));
    past.is_past = true;
    return past;
  }
  DayMention found = on(i, end, saturday, plus_days(saturday, 1));
  if (shift == 1) {
    // "il prossimo weekend" is the coming one to some and the one after to others.
    found.other = DaySpec::exact(plus_days(saturday, 7), plus_days(saturday, 8));
    if (today_.date >= saturday) std::swap(found.spec, *found.other), found.other.reset();
  }
  return found;
}

// "prima settimana di agosto", "fine mese", "metà agosto", "primo weekend di dicembre", "ultimo lunedì di maggio"
std::optional<DayMention> DayReader::part_of_month(std::size_t i) const {
  int nth = 0;
  std::size_t next = i + 1;
  if (is(i, m_.t_last_of))
    nth = -1;
  else if (number(i) >= 1 && number(i) <= 4 && !is(i, m_.det) &&
           (words_[i].kind == TokenKind::Word || words_[i].ordinal))
    nth = number(i);
  const bool end = is(i, m_.t_end);
  const bool begin = is(i, m_.t_begin);
  const bool mid = is(i, m_.t_mid);
  if (nth == 0 && !end && !begin && !mid) return std::nullopt;
  const std::size_t unit = next;
  const bool week = is(unit, m_.u_week);
  const bool day = is(unit, m_.u_day) && nth == -1;
  const bool weekend = is(unit, m_.t_weekend);
  const bool weekday = is(unit, m_.weekday);
  if (nth != 0) {
    if (!week && !weekend && !weekday && !day && nth != -1) return std::nullopt;
    if (week || weekend || weekday || day) ++next;
  }
  while (is(next, m_.prep) || is(next, m_.det) || text(next, "of")) ++next;
  Date first;
  bool whole_month_known = false;
  if (is(next, m_.month)) {
    DaySpec spec;
    spec.kind = DaySpec::Kind::Month;
    spec.month = words_[next].sense.month;
    first = first_from(spec, today_.date)->last;
    first = Date{first.year() / first.month() / std::chrono::day{1}};
    whole_month_known = true;
    ++next;
  } else if (is(next, m_.u_month)) {
    first = Date{today_.date.year() / today_.date.month() / std::chrono::day{1}};
    ++next;
    if (is(next, m_.t_next)) first = plus_months(first, 1), ++next;
  } else if (is(next, m_.t_next) && is(next + 1, m_.u_month)) {
    first = plus_months(Date{today_.date.year() / today_.date.month() / std::chrono::day{1}}, 1);
    next += 2;
  } else {
    return std::nullopt;
  }
  const Date last = last_of_month(first);
  if (nth != 0 && !week && !weekend && !weekday && (day || nth == -1)) return on(i, next, last);
  if (week) {
    const Date monday = nth == -1 ? monday_of(last) : plus_days(monday_of(first), 7 * (nth - 1));
    return on(i, next, std::max(monday, first), plus_days(monday, 6));
  }
  if (weekend || weekday) {
    const unsigned wanted = weekend ? 6 : static_cast<unsigned>(words_[unit].sense.weekday);
    const auto spec = weekday_spec(static_cast<int>(wanted));
    const Date found =
        nth == -1 ? last_until(spec, last)->first : plus_days(first_from(spec, first)->first, 7 * (nth - 1));
    return on(i, next, found, weekend ? plus_days(found, 1) : found);
  }
  if (end) {
    if (!whole_month_known) return on(i, next, last);
    return on(i, next, plus_days(last, -7), last);
  }
  if (begin) return on(i, next, first, plus_days(first, 6));
  return on(i, next, plus_days(first, 9), plus_days(first, 19));
}

// "ad agosto", "in August", "il mese prossimo", "questo mese"
std::optional<DayMention> DayReader::month(std::size_t i) const {
  const auto whole = [&](std::size_t end, int shift) {
    const Date some = plus_months(Date{today_.date.year() / today_.date.month() / std::chrono::day{1}}, shift);
    DayMention found = on(i, end, shift == 0 ? today_.date : some, last_of_month(some));
    found.is_past = shift < 0;
    found.is_vague = true;
    return found;
  };
  const auto shift_of = [&](std::size_t k) {
    return is(k, m_.t_next) ? 1 : is(k, m_.t_last) ? -1 : is(k, m_.t_this) ? 0 : 99;
  };
  if (is(i, m_.u_month) && shift_of(i + 1) != 99) return whole(i + 2, shift_of(i + 1));
  if (shift_of(i) != 99 && is(i + 1, m_.u_month)) return whole(i + 2, shift_of(i));
  if (!is(i, m_.month) || words_[i].sense.month == 0) return std::nullopt;
  if (has(words_[i], m_.t_shy) && !before(i, m_.prep) && !before(i, m_.month) && !before(i, m_.t_next) &&
      !before(i, m_.t_this))
    return std::nullopt;
  DaySpec spec;
  spec.kind = DaySpec::Kind::Month;
  spec.month = words_[i].sense.month;
  std::size_t end = i + 1;
  spec.year = year_at(end);
  DayMention found = made(i, end, spec);
  found.is_vague = true;
  return found;
}
}  // namespace sportello::flows
