// Dates in figures and words.
#include "flows/understanding/day_reader.h"

namespace sportello::flows {
namespace {

int full_year(int year) {
  return year < 100 ? 2000 + year : year;
}

}  // namespace

// 07/01/2028, 7.1.28, 2028-01-07
std::optional<DayMention> DayReader::full_date(std::size_t i) const {
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
std::optional<DayMention> DayReader::slashed(std::size_t i) const {
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
    // "27-12": nobody is open from 27 to 12.
    const bool only_a_date = word.a > 24 && word.b >= 1 && word.b <= 12;
    if (!date_before && !only_a_date) return std::nullopt;
    if (word.b > 12 || word.b > word.a) return span(i, i + 1, dom(word.a), dom(word.b));
  }
  if (english_ && word.b > 12 && word.a <= 12) return made(i, i + 1, day_of(word.b, word.a, 0));
  return made(i, i + 1, day_of(word.a, word.b, 0));
}

// "8 dicembre", "1° di maggio", "25th of December 2027", "venticinque dicembre"
std::optional<DayMention> DayReader::day_and_month(std::size_t i) const {
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
std::optional<DayMention> DayReader::month_and_day(std::size_t i) const {
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

// "il 6", "giorno 6", "the 25th", "l'8"
std::optional<DayMention> DayReader::numbered(std::size_t i) const {
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
    const bool counts = has(next, m_.thing) || has(next, m_.ticket) || has(next, m_.unknown) || has(next, m_.u_hour) ||
                        has(next, m_.u_day) || has(next, m_.u_week) || has(next, m_.u_month) || next.text == "%" ||
                        next.text == "euro";
    if (counts && !(has(next, m_.unknown) && (word.digits > 0 || word.ordinal))) return std::nullopt;
  }
  // "il primo", "il secondo": a day only when nothing it could count follows.
  if (word.kind == TokenKind::Word && word.entry != 0 && (has(word, m_.t_first_of) || day <= 3) &&
      end < words_.size() && !has(words_[end], m_.verb) && !has(words_[end], m_.filler) && !is(end, m_.t_to)) {
    if (!(day > 1 && dated)) return std::nullopt;
  }
  return made(i, end, dom(day));
}

int DayReader::year_at(std::size_t& end) const {
  std::size_t at = end;
  if (is(at, m_.comma) || text(at, "del") || text(at, "of")) ++at;
  if (at < words_.size() && words_[at].kind == TokenKind::Number && words_[at].digits == 4 && words_[at].a >= 1990 &&
      words_[at].a < 2200) {
    end = at + 1;
    return words_[at].a;
  }
  return 0;
}

DayMention DayReader::span(std::size_t begin, std::size_t end, const DaySpec& from, const DaySpec& to) const {
  const auto last = first_from(to, today_.date);
  const auto first = last ? last_until(from, last->first) : std::nullopt;
  if (!first) return made(begin, end, DaySpec::no_such_day());
  return on(begin, end, first->first, last->last);
}

/// A number that belongs to something else: "ticket 12/3", "fattura 5/11".
bool DayReader::is_label(std::size_t i) const {
  return before(i, m_.ticket) ||
         (i > 0 && (text(i - 1, "n") || text(i - 1, "nr") || text(i - 1, "num") || text(i - 1, "numero") ||
                    text(i - 1, "versione") || text(i - 1, "fattura") || text(i - 1, "ordine") ||
                    text(i - 1, "number") || text(i - 1, "invoice") || text(i - 1, "order")));
}

/// A day of a month, or the statement that there is none.
DaySpec DayReader::day_of(int day, int month, int year) {
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

DaySpec DayReader::dom(int day) {
  if (day < 1 || day > 31) return DaySpec::no_such_day();
  DaySpec spec;
  spec.kind = DaySpec::Kind::DayOfMonth;
  spec.day = day;
  return spec;
}
}  // namespace sportello::flows
