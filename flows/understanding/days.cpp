#include "flows/understanding/days.h"

#include "flows/understanding/day_reader.h"

namespace sportello::flows {

std::optional<DayMention> DayReader::at(std::size_t i) const {
  using Read = std::optional<DayMention> (DayReader::*)(std::size_t) const;
  static constexpr Read kReaders[] = {&DayReader::full_date,     &DayReader::slashed,       &DayReader::around,
                                      &DayReader::week,          &DayReader::weekend,       &DayReader::offset,
                                      &DayReader::day_and_month, &DayReader::month_and_day, &DayReader::part_of_month,
                                      &DayReader::weekday,       &DayReader::relative,      &DayReader::holiday,
                                      &DayReader::month,         &DayReader::numbered};
  for (const Read read : kReaders) {
    if (auto found = (this->*read)(i)) return found;
  }
  return std::nullopt;
}

// "oggi", "domani", "oggi a otto", "tomorrow week"
std::optional<DayMention> DayReader::relative(std::size_t i) const {
  int days = Sense::kNoDay;
  std::size_t end = i + 1;
  if (is(i, m_.day)) days = words_[i].sense.day;
  if (days == Sense::kNoDay) return std::nullopt;
  if (is(end, m_.t_week_later) || (english_ && is(end, m_.u_week))) {
    days += 7;
    ++end;
  }
  DayMention mention = on(i, end, plus_days(today_.date, days));
  mention.is_past = days < 0;
  return mention;
}

/// A day that others are counted from: never a whole week or month.
std::optional<DayMention> DayReader::anchor(std::size_t i) const {
  while (is(i, m_.prep) || is(i, m_.det)) ++i;
  if (i >= words_.size()) return std::nullopt;
  using Read = std::optional<DayMention> (DayReader::*)(std::size_t) const;
  for (const Read read : {&DayReader::full_date, &DayReader::slashed, &DayReader::day_and_month,
                          &DayReader::month_and_day, &DayReader::weekday, &DayReader::relative, &DayReader::holiday}) {
    if (auto found = (this->*read)(i)) return found;
  }
  if (number(i) >= 1 && number(i) <= 31 && words_[i].kind == TokenKind::Number && before(i, m_.t_date_det))
    return made(i, i + 1, dom(number(i)));
  return std::nullopt;
}

// "due giorni dopo Natale", "three weeks before Easter"
std::optional<DayMention> DayReader::beside_day(std::size_t i, std::size_t end, int days) const {
  const bool after = is(end, m_.t_after);
  if (!after && !is(end, m_.t_before)) return std::nullopt;
  const auto base = anchor(end + 1);
  if (!base) return std::nullopt;
  const auto range = first_from(base->spec, plus_days(today_.date, after ? -days : days));
  if (!range) return made(i, base->end, base->spec);
  return on(i, base->end, plus_days(range->first, after ? days : -days));
}

/// "un'ora | e mezza", "an hour | and a half": the minutes of what is said after the hours.
int DayReader::part_of_hour(std::size_t& end) const {
  if (!is(end, m_.conj_and)) return 0;
  std::size_t at = end + 1;
  if (is(at, m_.det) && !is(at, m_.t_quarter)) ++at;
  const int found = is(at, m_.t_half) ? 30 : is(at, m_.t_three_quarters) ? 45 : is(at, m_.t_quarter) ? 15 : 0;
  if (found != 0) end = at + 1;
  return found;
}

// "tra dieci giorni", "in two weeks", "tra due ore", "fra due lunedì", "tre giorni fa", "a week from Monday"
std::optional<DayMention> DayReader::offset(std::size_t i) const {
  std::size_t at = i;
  const bool introduced = is(at, m_.t_in);
  if (introduced) ++at;
  if (is(at, m_.det) && number(at) == 1 && number(at + 1) > 1) ++at;  // "una quindicina di giorni"
  int count = number(at);
  std::size_t end = at + 1;
  if (count > 1 && text(end, "di")) ++end;
  if (is(at, m_.t_couple) || (is(at, m_.det) && is(at + 1, m_.t_couple))) {
    count = 2;
    end = is(at, m_.t_couple) ? at + 1 : at + 2;
    if (is(end, m_.prep) || text(end, "of")) ++end;
  } else if (is(at, m_.t_half) && introduced) {
    // "tra mezz'ora", "in half an hour"
    std::size_t hour = at + 1;
    if (is(hour, m_.det)) ++hour;
    if (is(hour, m_.u_hour)) return minutes(i, hour + 1, 30);
    return std::nullopt;
  } else if (count < 0 && is(at, m_.det) && !text(at, "the") &&
             (is(at + 1, m_.u_week) || is(at + 1, m_.u_month) || is(at + 1, m_.u_hour) || is(at + 1, m_.u_fortnight) ||
              is(at + 1, m_.u_day))) {
    count = 1;
  } else if (is(at, m_.u_fortnight) && introduced) {
    return on(i, at + 1, plus_days(today_.date, 14));
  }
  // "tra 2h", "tra 1h30"
  if (introduced && at < words_.size() && words_[at].kind == TokenKind::Pair && words_[at].mark == ':' &&
      words_[at].text.find(':') == std::string_view::npos)
    return minutes(i, at + 1, words_[at].a * 60 + words_[at].b);
  if (count <= 0 || count > 400 || end >= words_.size()) return std::nullopt;
  if (words_[at].kind == TokenKind::Word && !introduced && count == 1 && !english_) return std::nullopt;
  if (introduced && is(end, m_.weekday)) {
    const Date first = first_from(weekday_spec(words_[end].sense.weekday), plus_days(today_.date, 1))->first;
    return on(i, end + 1, plus_days(first, 7 * (count - 1)));
  }
  const std::size_t unit = end;
  const bool days = is(unit, m_.u_day), weeks = is(unit, m_.u_week), months = is(unit, m_.u_month),
             hours = is(unit, m_.u_hour), short_time = is(unit, m_.u_minute), fortnights = is(unit, m_.u_fortnight),
             years = is(unit, m_.u_year);
  if (!(days || weeks || months || hours || short_time || fortnights || years)) return std::nullopt;
  ++end;
  if (is(end, m_.t_ago)) {
    DayMention past = on(i, end + 1,
                         days     ? plus_days(today_.date, -count)
                         : weeks  ? plus_days(today_.date, -7 * count)
                         : months ? plus_months(today_.date, -count)
                                  : today_.date);
    past.is_past = true;
    return past;
  }
  if (days || weeks) {
    if (auto beside = beside_day(i, end, weeks ? 7 * count : count)) return beside;
  }
  Date from = today_.date;
  bool counted = introduced;
  if (text(end, "time")) ++end;
  // "a week from Monday", "two days from now", "a week on Friday"
  if (!introduced && (is(end, m_.t_from) || text(end, "on"))) {
    if (is(end + 1, m_.t_now)) {
      counted = true;
      end += 2;
    } else if (const auto base = anchor(end + 1); base && english_) {
      const auto range = first_from(base->spec, today_.date);
      if (range) from = range->first;
      counted = true;
      end = base->end;
    }
  }
  if (!counted && english_ && (is(end, m_.day) || is(end, m_.weekday))) {  // "a week today"
    if (const auto base = anchor(end)) {
      from = first_from(base->spec, today_.date)->first;
      counted = true;
      end = base->end;
    }
  }
  if (!counted) return std::nullopt;
  if (hours) {
    const int more = part_of_hour(end);
    return minutes(i, end, 60 * count + more);
  }
  if (short_time) return minutes(i, end, count);
  if (years) return std::nullopt;
  return on(i, end,
            months ? plus_months(from, count)
                   : plus_days(from, weeks        ? 7 * count
                                     : fortnights ? 14 * count
                                                  : count));
}

DayMention DayReader::minutes(std::size_t begin, std::size_t end, int count) const {
  const int total = today_.minute + count;
  DayMention found = on(begin, end, plus_days(today_.date, total / 1440));
  found.minute = total % 1440;
  return found;
}
std::optional<DayMention> day_at(std::span<const Token> words, std::size_t at, const Lexicon& lexicon,
                                 const Meanings& m, Language language, const Today& today) {
  return DayReader(words, lexicon, m, language, today).at(at);
}

}  // namespace sportello::flows
