// Holidays, and the days around them.
#include "flows/understanding/day_reader.h"

#include <algorithm>
#include <chrono>

namespace sportello::flows {

// "Natale", "Natale 2027"
std::optional<DayMention> DayReader::holiday(std::size_t i) const {
  if (!is(i, m_.holiday) || words_[i].sense.holiday < 0) return std::nullopt;
  std::size_t end = i + 1;
  DaySpec spec;
  spec.kind = DaySpec::Kind::Holiday;
  spec.rule = lexicon_.holidays()[static_cast<std::size_t>(words_[i].sense.holiday)].day;
  spec.year = year_at(end);
  const bool last = before(i, m_.t_last) || is(end, m_.t_last);
  if (last) {
    DayMention past = on(i, is(end, m_.t_last) ? end + 1 : end, last_until(spec, plus_days(today_.date, -1))->first);
    past.is_past = true;
    return past;
  }
  if (is(end, m_.t_next)) ++end;
  return made(i, end, spec);
}

// "il ponte dell'Immacolata", "la settimana di Natale", "il giorno dopo Ferragosto", "la vigilia di …",
// "il venerdì prima di Pasqua", "a cavallo di Ferragosto", "le feste di Natale", "dopo Natale"
std::optional<DayMention> DayReader::around(std::size_t i) const {
  const bool bridge = is(i, m_.t_bridge);
  const bool about = is(i, m_.t_around);
  const bool feast = is(i, m_.t_feast_of);
  const bool eve = is(i, m_.t_eve);
  const bool week = is(i, m_.u_week);
  const bool day = is(i, m_.t_day_word) || is(i, m_.u_day);
  const bool weekday = is(i, m_.weekday);
  if (!(bridge || about || feast || eve || week || day || weekday)) return weekend_of(i);
  std::size_t at = i + 1;
  const bool after = is(at, m_.t_after);
  const bool prior = is(at, m_.t_before);
  if (after || prior) ++at;
  if (about && (is(at, m_.day) || is(at, m_.weekday))) return std::nullopt;  // "are you around tomorrow?"
  if ((day || weekday) && !after && !prior) return weekend_of(i);
  if (is(at, m_.t_between) || is(at, m_.t_from)) return std::nullopt;  // "nel periodo tra Natale e Capodanno"
  const auto found = anchor(at);
  if (!found) return std::nullopt;
  if ((week || feast || bridge) && !after && !prior && at == found->begin && !(english_ && !week)) {
    if (!(feast || bridge)) return std::nullopt;  // "settimana lunedì"
  }
  const auto range = first_from(found->spec, today_.date);
  if (!range) return made(i, found->end, found->spec);
  const Date center = range->first;
  const int weekday_there = static_cast<int>(weekday_of(center).iso_encoding());
  if (eve) return on(i, found->end, plus_days(center, -1));
  if (weekday) {
    const auto spec = weekday_spec(words_[i].sense.weekday);
    return on(i, found->end,
              after ? first_from(spec, plus_days(center, 1))->first : last_until(spec, plus_days(center, -1))->first);
  }
  if (day) return on(i, found->end, plus_days(center, after ? 1 : -1));
  if (week) {
    const Date monday = plus_days(monday_of(center), after ? 7 : prior ? -7 : 0);
    return on(i, found->end, std::max(monday, today_.date), plus_days(monday, 6));
  }
  if (bridge) {
    // From the feast to the nearest weekend, both taken in.
    if (weekday_there == 1) return on(i, found->end, plus_days(center, -2), center);
    if (weekday_there == 2) return on(i, found->end, plus_days(center, -3), center);
    if (weekday_there >= 4)
      return on(i, found->end, weekday_there > 5 ? plus_days(center, 6 - weekday_there) : center,
                plus_days(center, 7 - weekday_there));
    return on(i, found->end, plus_days(center, -1), plus_days(center, 1));
  }
  if (feast) return feasts(i, *found, center);
  DayMention near = on(i, found->end, plus_days(center, -3), plus_days(center, 3));
  return near;
}

/// "le feste di Natale": to Epiphany; of Easter: Thursday to Tuesday.
std::optional<DayMention> DayReader::feasts(std::size_t i, const DayMention& named, Date center) const {
  const auto month = static_cast<unsigned>(center.month());
  DayMention found =
      month == 12 && static_cast<unsigned>(center.day()) >= 24
          ? on(i, named.end, plus_days(center, -(static_cast<int>(static_cast<unsigned>(center.day())) - 24)),
               Date{(center.year() + std::chrono::years{1}) / 1 / 6})
      : month == 3 || month == 4 ? on(i, named.end, plus_days(center, -3), plus_days(center, 2))
                                 : on(i, named.end, center);
  found.is_vague = true;
  return found;
}

// "il weekend del 5 dicembre", "il weekend dopo Pasqua", "the weekend after Easter"
std::optional<DayMention> DayReader::weekend_of(std::size_t i) const {
  if (!is(i, m_.t_weekend)) return std::nullopt;
  std::size_t at = i + 1;
  const bool after = is(at, m_.t_after);
  const bool prior = is(at, m_.t_before);
  if (after || prior)
    ++at;
  else if (!is(at, m_.prep) || is(at, m_.t_in))
    return std::nullopt;
  const auto found = anchor(at);
  if (!found || has(words_[found->begin], m_.weekday)) return std::nullopt;
  const auto range = first_from(found->spec, today_.date);
  if (!range) return std::nullopt;
  const auto saturday = weekday_spec(6);
  Date start = after   ? first_from(saturday, plus_days(range->first, 1))->first
               : prior ? last_until(saturday, plus_days(range->first, -1))->first
                       : last_until(saturday, plus_days(range->first, 1))->first;
  if (!after && !prior && range->first > plus_days(start, 1)) start = plus_days(start, 7);
  return on(i, found->end, start, plus_days(start, 1));
}
}  // namespace sportello::flows
