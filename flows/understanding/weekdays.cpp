// Days of the week.
#include "flows/understanding/day_reader.h"

#include <string_view>

namespace sportello::flows {

// "lunedì", "lunedì prossimo", "lunedì 28 dicembre", "sabato 5", "lunedì della prossima settimana", "Monday week"
std::optional<DayMention> DayReader::weekday(std::size_t i) const {
  std::size_t at = i;
  int which = 0;  // 1 next, 2 this, 3 last
  if ((is(at, m_.t_next) || is(at, m_.t_this) || is(at, m_.t_last)) && is(at + 1, m_.weekday)) {
    which = is(at, m_.t_next) ? 1 : is(at, m_.t_last) ? 3 : 2;
    ++at;
  } else if (is(at, m_.t_this) && is(at + 1, m_.t_next) && is(at + 2, m_.weekday)) {
    which = 1;
    at += 2;
  }
  if (!is(at, m_.weekday) || words_[at].sense.weekday == 0 || falls_on(at)) return std::nullopt;
  const int wanted = words_[at].sense.weekday;
  const bool shy = has(words_[at], m_.t_shy);  // "sun", "sat", "mar": words of their own
  std::size_t end = at + 1;
  if (which == 0) {
    if (auto dated = with_date(i, end, wanted)) return dated;
  }
  if (shy && which == 0 && !before(i, m_.prep) && !before(i, m_.weekday) && !before(i, m_.conj_and))
    return std::nullopt;
  Date day = first_from(weekday_spec(wanted), today_.date)->first;
  if (const auto later = relative_to_week(i, end, wanted)) return later;
  if (which == 0 && (is(end, m_.t_next) || is(end, m_.t_last) || is(end, m_.t_this))) {
    // "lunedì prossimo", but not "sabato questo programma"
    const bool alone =
        !is(end + 1, m_.u_week) && !is(end + 1, m_.u_month) && !is(end + 1, m_.weekday) && !is(end + 1, m_.thing);
    if (alone && !is(end, m_.t_this)) {
      which = is(end, m_.t_next) ? 1 : 3;
      ++end;
    }
  }
  if (which == 3) {
    DayMention past = on(i, end, last_until(weekday_spec(wanted), plus_days(today_.date, -1))->first);
    past.is_past = true;
    return past;
  }
  DayMention mention = made(i, end, weekday_spec(wanted));
  if (which == 1) {
    if (day == today_.date) {
      mention.spec = DaySpec::exact(plus_days(day, 7));
    } else {
      mention.spec = DaySpec::exact(day);
      if (day <= plus_days(monday_of(today_.date), 6)) mention.other = DaySpec::exact(plus_days(day, 7));
    }
    return mention;
  }
  if (which == 0) {
    const bool habit_word = has(words_[at], m_.t_plural_day) || before(i, m_.t_every) || (i > 0 && is_habit_det(i - 1));
    mention.is_habit = habit_word;
    if (day == today_.date) mention.other = DaySpec::exact(plus_days(day, 7));
  }
  return mention;
}

// "lunedì 28 dicembre", "sabato 5", "venerdì 5/12", "Monday the 28th"
std::optional<DayMention> DayReader::with_date(std::size_t i, std::size_t next, int weekday) const {
  if (is(next, m_.comma) || text(next, "the") || text(next, "il") || text(next, "l") || text(next, "giorno")) ++next;
  if (next >= words_.size()) return std::nullopt;
  std::optional<DayMention> date = full_date(next);
  if (!date) date = slashed(next);
  if (!date) date = day_and_month(next);
  if (!date) date = month_and_day(next);
  if (!date && words_[next].kind == TokenKind::Number && words_[next].digits <= 2 && words_[next].a >= 1 &&
      words_[next].a <= 31 && !is(next + 1, m_.t_am) && !is(next + 1, m_.t_pm) && !is(next + 1, m_.u_hour)) {
    date = made(next, next + 1, dom(words_[next].a));
  }
  if (!date && words_[next].kind == TokenKind::Word && words_[next].sense.number > 1 &&
      words_[next].sense.number < 32 && !is(next, m_.verb) && !is(next + 1, m_.u_week)) {
    date = made(next, next + 1, dom(words_[next].sense.number));
  }
  if (!date) return std::nullopt;
  date->begin = i;
  if (date->spec.kind == DaySpec::Kind::NoSuchDay || date->spec.kind == DaySpec::Kind::Exact) return date;
  // The date decides; a weekday that does not fit it is the other reading, unless the next such date fits.
  auto found = first_from(date->spec, today_.date);
  const auto fits = [&](const DateRange& range) {
    return static_cast<int>(weekday_of(range.first).iso_encoding()) == weekday;
  };
  if (found && !fits(*found)) {
    auto later = found;
    for (int tries = 0; tries < 3 && later && date->spec.kind == DaySpec::Kind::DayOfMonth; ++tries) {
      later = first_from(date->spec, plus_days(later->last, 1));
      if (later && fits(*later)) {
        date->spec = DaySpec::exact(later->first);
        return date;
      }
    }
    date->other = weekday_spec(weekday);
  }
  return date;
}

// "lunedì della prossima settimana", "Monday next week", "lunedì tra due settimane", "Monday week", "lunedì a otto"
std::optional<DayMention> DayReader::relative_to_week(std::size_t i, std::size_t end, int weekday) const {
  if (is(end, m_.t_week_later) || (is(end, m_.u_week) && english_)) {
    return on(i, end + 1, plus_days(first_from(weekday_spec(weekday), plus_days(today_.date, 1))->first, 7));
  }
  std::size_t at = end;
  while (is(at, m_.prep) && !is(at, m_.t_in)) ++at;
  if (const auto found = week(at); found && found->spec.kind == DaySpec::Kind::Exact) {
    return on(i, found->end, plus_days(monday_of(found->spec.first), weekday - 1));
  }
  if (is(end, m_.t_in) && end + 2 < words_.size() && number(end + 1) > 0 && is(end + 2, m_.u_week)) {
    const int weeks = number(end + 1);
    return on(i, end + 3, plus_days(monday_of(today_.date), 7 * weeks + weekday - 1));
  }
  return std::nullopt;
}

/// "il 25 aprile, che cade di domenica": the weekday tells of a day that was said, it is none to ask about.
bool DayReader::falls_on(std::size_t i) const {
  const std::size_t verb = before(i, m_.prep) || before(i, m_.det) || (i > 0 && text(i - 1, "on")) ? i - 1 : i;
  if (verb == 0) return false;
  const std::string_view word = words_[verb - 1].text;
  return word == "cade" || word == "capita" || word == "falls";
}

/// "il sabato", "di domenica", "la domenica", "on Saturdays"
bool DayReader::is_habit_det(std::size_t i) const {
  const std::string_view word = words_[i].text;
  return word == "il" || word == "la" || word == "di" || word == "al" || word == "alla" || word == "every" ||
         word == "nei" || word == "i" || word == "le" || word == "nelle";
}
}  // namespace sportello::flows
