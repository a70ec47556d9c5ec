#include "flows/understanding/days.h"

#include <algorithm>
#include <chrono>
#include <string_view>

namespace sportello::flows {
namespace {

class DayReader {
 public:
  DayReader(std::span<const Token> words, const Lexicon& lexicon, const Meanings& m, Language language,
            const Today& today)
      : words_(words), lexicon_(lexicon), m_(m), english_(language == Language::En), today_(today) {}

  std::optional<DayMention> at(std::size_t i) const {
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

 private:
  bool is(std::size_t i, std::size_t bit) const { return i < words_.size() && has(words_[i], bit); }
  bool text(std::size_t i, std::string_view wanted) const { return i < words_.size() && words_[i].text == wanted; }
  int number(std::size_t i) const {
    return i < words_.size() && words_[i].kind != TokenKind::Pair ? words_[i].sense.number : -1;
  }
  bool before(std::size_t i, std::size_t bit) const { return i > 0 && has(words_[i - 1], bit); }

  static DayMention made(std::size_t begin, std::size_t end, DaySpec spec) {
    DayMention mention;
    mention.begin = begin;
    mention.end = end;
    mention.spec = spec;
    return mention;
  }
  DayMention on(std::size_t begin, std::size_t end, Date first, Date last) const {
    return made(begin, end, DaySpec::exact(first, last));
  }
  DayMention on(std::size_t begin, std::size_t end, Date date) const { return on(begin, end, date, date); }

  static int full_year(int year) { return year < 100 ? 2000 + year : year; }

  /// A day of a month, or the statement that there is none.
  static DaySpec day_of(int day, int month, int year) {
    static constexpr int kLongest[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    DaySpec spec;
    if (month < 1 || month > 12 || day < 1 || day > kLongest[month - 1]) return DaySpec::no_such_day();
    spec.kind = DaySpec::Kind::MonthDay;
    spec.day = day;
    spec.month = month;
    spec.year = year;
    if (year != 0 && !first_from(spec, Date{})) return DaySpec::no_such_day();
    return spec;
  }

  static DaySpec weekday_spec(int weekday) {
    DaySpec spec;
    spec.kind = DaySpec::Kind::Weekday;
    spec.weekday = weekday;
    return spec;
  }

  /// A number that belongs to something else: "ticket 12/3", "fattura 5/11".
  bool is_label(std::size_t i) const {
    return before(i, m_.ticket) ||
           (i > 0 && (text(i - 1, "n") || text(i - 1, "nr") || text(i - 1, "num") || text(i - 1, "numero") ||
                      text(i - 1, "versione") || text(i - 1, "fattura") || text(i - 1, "ordine") ||
                      text(i - 1, "number") || text(i - 1, "invoice") || text(i - 1, "order")));
  }

  // 07/01/2028, 7.1.28, 2028-01-07
  std::optional<DayMention> full_date(std::size_t i) const {
    const Token& word = words_[i];
    if (word.kind != TokenKind::Triple || word.mark == ',' || word.mark == ':' || is_label(i)) return std::nullopt;
    if (word.digits == 4) return made(i, i + 1, day_of(word.c, word.b, word.a));
    if (is(i + 1, m_.month) && word.c < 32) {  // "3-4-5 marzo"
      return span(i, i + 2, day_of(word.a, words_[i + 1].sense.month, 0), day_of(word.c, words_[i + 1].sense.month, 0));
    }
    if (word.c > 99 && word.c < 1900) return std::nullopt;
    if (english_ && word.b > 12 && word.a <= 12) return made(i, i + 1, day_of(word.b, word.a, full_year(word.c)));
    return made(i, i + 1, day_of(word.a, word.b, full_year(word.c)));
  }

  // 2/6, 24/26 dicembre, 24-26, 7.1
  std::optional<DayMention> slashed(std::size_t i) const {
    const Token& word = words_[i];
    if (word.kind != TokenKind::Pair || word.digits > 2 || is_label(i)) return std::nullopt;
    if (word.mark != '/' && word.mark != '-' && word.mark != '.') return std::nullopt;
    const std::size_t of = is(i + 1, m_.prep) ? i + 2 : i + 1;
    if (is(of, m_.month) && word.mark != '.' && word.a < 32 && word.b < 32) {
      // Two days of one month; the pair stands for its own range.
      const DaySpec from = day_of(word.a, words_[of].sense.month, 0);
      const DaySpec to = day_of(word.b, words_[of].sense.month, 0);
      return span(i, of + 1, from, to);
    }
    const bool date_before = before(i, m_.t_date_det) || before(i, m_.weekday) || before(i, m_.t_day_word);
    if (word.mark == '.' && !date_before && (word.b > 12 || word.b < 1 || word.a > 31)) return std::nullopt;
    if (word.mark == '.' && (before(i, m_.t_at) || before(i, m_.t_hour_word))) return std::nullopt;
    if (word.mark == '.' && (is(i + 1, m_.t_am) || is(i + 1, m_.t_pm))) return std::nullopt;
    if (word.mark == '.' && !date_before && word.a < 24 && word.b == 0) return std::nullopt;
    if (word.mark == '-') {
      if (before(i, m_.t_at) || before(i, m_.t_hour_word)) return std::nullopt;
      if (!date_before) return std::nullopt;
      if (word.b > 12 || word.b > word.a) return span(i, i + 1, dom(word.a), dom(word.b));
    }
    if (english_ && word.b > 12 && word.a <= 12) return made(i, i + 1, day_of(word.b, word.a, 0));
    return made(i, i + 1, day_of(word.a, word.b, 0));
  }

  static DaySpec dom(int day) {
    if (day < 1 || day > 31) return DaySpec::no_such_day();
    DaySpec spec;
    spec.kind = DaySpec::Kind::DayOfMonth;
    spec.day = day;
    return spec;
  }

  DayMention span(std::size_t begin, std::size_t end, const DaySpec& from, const DaySpec& to) const {
    const auto last = first_from(to, today_.date);
    const auto first = last ? last_until(from, last->first) : std::nullopt;
    if (!first) return made(begin, end, DaySpec::no_such_day());
    return on(begin, end, first->first, last->last);
  }

  // "8 dicembre", "1° di maggio", "25th of December 2027", "venticinque dicembre"
  std::optional<DayMention> day_and_month(std::size_t i) const {
    const int day = number(i);
    if (day < 0 || is_label(i)) return std::nullopt;
    std::size_t next = i + 1;
    if (is(next, m_.prep) || text(next, "of") || text(next, "^")) ++next;
    if (!is(next, m_.month) || words_[next].sense.month == 0) return std::nullopt;
    if (words_[i].kind == TokenKind::Number && words_[i].digits > 2) return std::nullopt;
    std::size_t end = next + 1;
    const int year = year_at(end);
    return made(i, end, day_of(day, words_[next].sense.month, year));
  }

  // "December 25th", "Dec 25", "dicembre 25"
  std::optional<DayMention> month_and_day(std::size_t i) const {
    if (!is(i, m_.month)) return std::nullopt;
    std::size_t next = i + 1;
    if (text(next, "the")) ++next;
    if (next >= words_.size() || words_[next].sense.number < 1 || words_[next].sense.number > 31) return std::nullopt;
    if (words_[next].kind == TokenKind::Pair || (!english_ && words_[next].kind != TokenKind::Number))
      return std::nullopt;
    if (words_[next].kind == TokenKind::Word && has(words_[next], m_.det)) return std::nullopt;
    if (is(next + 1, m_.month) || is(next + 1, m_.t_am) || is(next + 1, m_.t_pm)) return std::nullopt;
    std::size_t end = next + 1;
    const int year = year_at(end);
    return made(i, end, day_of(words_[next].sense.number, words_[i].sense.month, year));
  }

  int year_at(std::size_t& end) const {
    std::size_t at = end;
    if (is(at, m_.comma) || text(at, "del") || text(at, "of")) ++at;
    if (at < words_.size() && words_[at].kind == TokenKind::Number && words_[at].digits == 4 && words_[at].a >= 1990 &&
        words_[at].a < 2200) {
      end = at + 1;
      return words_[at].a;
    }
    return 0;
  }

  // "prima settimana di agosto", "fine mese", "metà agosto", "primo weekend di dicembre", "ultimo lunedì di maggio"
  std::optional<DayMention> part_of_month(std::size_t i) const {
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

  // "lunedì", "lunedì prossimo", "lunedì 28 dicembre", "sabato 5", "lunedì della prossima settimana", "Monday week"
  std::optional<DayMention> weekday(std::size_t i) const {
    std::size_t at = i;
    int which = 0;  // 1 next, 2 this, 3 last
    if ((is(at, m_.t_next) || is(at, m_.t_this) || is(at, m_.t_last)) && is(at + 1, m_.weekday)) {
      which = is(at, m_.t_next) ? 1 : is(at, m_.t_last) ? 3 : 2;
      ++at;
    } else if (is(at, m_.t_this) && is(at + 1, m_.t_next) && is(at + 2, m_.weekday)) {
      which = 1;
      at += 2;
    }
    if (!is(at, m_.weekday) || words_[at].sense.weekday == 0) return std::nullopt;
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
      const bool habit_word =
          has(words_[at], m_.t_plural_day) || before(i, m_.t_every) || (i > 0 && is_habit_det(i - 1));
      mention.is_habit = habit_word;
      if (day == today_.date) mention.other = DaySpec::exact(plus_days(day, 7));
    }
    return mention;
  }

  /// "il sabato", "di domenica", "la domenica", "on Saturdays"
  bool is_habit_det(std::size_t i) const {
    const std::string_view word = words_[i].text;
    return word == "il" || word == "la" || word == "di" || word == "al" || word == "alla" || word == "every" ||
           word == "nei" || word == "i" || word == "le" || word == "nelle";
  }

  // "lunedì 28 dicembre", "sabato 5", "venerdì 5/12", "Monday the 28th"
  std::optional<DayMention> with_date(std::size_t i, std::size_t next, int weekday) const {
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
  std::optional<DayMention> relative_to_week(std::size_t i, std::size_t end, int weekday) const {
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

  // "oggi", "domani", "oggi a otto", "tomorrow week"
  std::optional<DayMention> relative(std::size_t i) const {
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

  // "Natale", "Natale 2027"
  std::optional<DayMention> holiday(std::size_t i) const {
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

  /// A day that others are counted from: never a whole week or month.
  std::optional<DayMention> anchor(std::size_t i) const {
    while (is(i, m_.prep) || is(i, m_.det)) ++i;
    if (i >= words_.size()) return std::nullopt;
    using Read = std::optional<DayMention> (DayReader::*)(std::size_t) const;
    for (const Read read :
         {&DayReader::full_date, &DayReader::slashed, &DayReader::day_and_month, &DayReader::month_and_day,
          &DayReader::weekday, &DayReader::relative, &DayReader::holiday}) {
      if (auto found = (this->*read)(i)) return found;
    }
    if (number(i) >= 1 && number(i) <= 31 && words_[i].kind == TokenKind::Number && before(i, m_.t_date_det))
      return made(i, i + 1, dom(number(i)));
    return std::nullopt;
  }

  // "il ponte dell'Immacolata", "la settimana di Natale", "il giorno dopo Ferragosto", "la vigilia di …",
  // "il venerdì prima di Pasqua", "a cavallo di Ferragosto", "le feste di Natale", "dopo Natale"
  std::optional<DayMention> around(std::size_t i) const {
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
  std::optional<DayMention> feasts(std::size_t i, const DayMention& named, Date center) const {
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
  std::optional<DayMention> weekend_of(std::size_t i) const {
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

  // "questa settimana", "la settimana prossima", "next week", "in settimana"
  std::optional<DayMention> week(std::size_t i) const {
    std::size_t at = i;
    int shift = 99;
    const auto word_shift = [&](std::size_t k) {
      return is(k, m_.t_next) ? 1 : is(k, m_.t_last) ? -1 : is(k, m_.t_this) ? 0 : 99;
    };
    if (is(at, m_.u_week)) {
      shift = word_shift(at + 1);
      if (shift == 99 && is(at + 1, m_.t_after) && !is(at + 2, m_.holiday) && !is(at + 2, m_.prep) &&
          !is(at + 2, m_.num))
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

  std::optional<DayMention> weekend(std::size_t i) const {
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

  // "tra dieci giorni", "in two weeks", "tra due ore", "fra due lunedì", "tre giorni fa", "a week from Monday"
  std::optional<DayMention> offset(std::size_t i) const {
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
               (is(at + 1, m_.u_week) || is(at + 1, m_.u_month) || is(at + 1, m_.u_hour) ||
                is(at + 1, m_.u_fortnight) || is(at + 1, m_.u_day))) {
      count = 1;
    } else if (is(at, m_.u_fortnight) && introduced) {
      return on(i, at + 1, plus_days(today_.date, 14));
    }
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
    if (hours || short_time) return minutes(i, end, hours ? 60 * count : count);
    if (years) return std::nullopt;
    return on(i, end,
              months ? plus_months(from, count)
                     : plus_days(from, weeks        ? 7 * count
                                       : fortnights ? 14 * count
                                                    : count));
  }

  DayMention minutes(std::size_t begin, std::size_t end, int count) const {
    const int total = today_.minute + count;
    DayMention found = on(begin, end, plus_days(today_.date, total / 1440));
    found.minute = total % 1440;
    return found;
  }

  // "ad agosto", "in August", "il mese prossimo", "questo mese"
  std::optional<DayMention> month(std::size_t i) const {
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

  // "il 6", "giorno 6", "the 25th", "l'8"
  std::optional<DayMention> numbered(std::size_t i) const {
    if (is_label(i)) return std::nullopt;
    std::size_t at = i;
    bool dated = before(i, m_.t_date_det) || before(i, m_.t_day_word);
    if (is(at, m_.t_day_word) && number(at + 1) > 0) {
      dated = true;
      ++at;
    }
    const int day = number(at);
    if (day < 0 || day > 99 || at >= words_.size()) return std::nullopt;
    const Token& word = words_[at];
    const bool elided = i > 0 && (text(i - 1, "l") || text(i - 1, "dall") || text(i - 1, "all") || text(i - 1, "dell"));
    if (elided && day != 8 && day != 11) dated = false;
    const bool english_ordinal = word.ordinal && english_;
    if (!dated && !english_ordinal && !word.ordinal) return std::nullopt;
    if (word.kind == TokenKind::Word && has(word, m_.det)) return std::nullopt;  // "il un"
    const std::size_t end = at + 1;
    // "il 2 turno", "il 50%", "il 3 euro": the number counts something.
    if (end < words_.size()) {
      const Token& next = words_[end];
      const bool counts = has(next, m_.thing) || has(next, m_.ticket) || has(next, m_.unknown) ||
                          has(next, m_.u_hour) || has(next, m_.u_day) || has(next, m_.u_week) ||
                          has(next, m_.u_month) || next.text == "%" || next.text == "euro";
      if (counts && !(has(next, m_.unknown) && (word.digits > 0 || word.ordinal))) return std::nullopt;
    }
    // "il primo", "il secondo": a day only when nothing it could count follows.
    if (word.kind == TokenKind::Word && word.entry != 0 && (has(word, m_.t_first_of) || day <= 3) &&
        end < words_.size() && !has(words_[end], m_.verb) && !has(words_[end], m_.filler)) {
      if (!(day > 1 && dated)) return std::nullopt;
    }
    return made(i, end, dom(day));
  }

  std::span<const Token> words_;
  const Lexicon& lexicon_;
  const Meanings& m_;
  bool english_;
  Today today_;
};

}  // namespace

std::optional<DayMention> day_at(std::span<const Token> words, std::size_t at, const Lexicon& lexicon,
                                 const Meanings& m, Language language, const Today& today) {
  return DayReader(words, lexicon, m, language, today).at(at);
}

}  // namespace sportello::flows
