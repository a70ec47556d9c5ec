/// The readers of one phrase each that day_at tries in turn; they call each other ("il lunedì dopo Natale").
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "flows/understanding/days.h"
#include "flows/understanding/lexicon.h"

namespace sportello::flows {

class DayReader {
 public:
  DayReader(std::span<const Token> words, const Lexicon& lexicon, const Meanings& m, Language language,
            const Today& today)
      : words_(words), lexicon_(lexicon), m_(m), english_(language == Language::En), today_(today) {}

  std::optional<DayMention> at(std::size_t i) const;

 private:
  // Each reads a phrase that begins at word i.
  // written_dates.cpp
  std::optional<DayMention> full_date(std::size_t i) const;
  std::optional<DayMention> slashed(std::size_t i) const;
  std::optional<DayMention> day_and_month(std::size_t i) const;
  std::optional<DayMention> month_and_day(std::size_t i) const;
  std::optional<DayMention> numbered(std::size_t i) const;
  // weekdays.cpp
  std::optional<DayMention> weekday(std::size_t i) const;
  // feasts.cpp
  std::optional<DayMention> holiday(std::size_t i) const;
  std::optional<DayMention> around(std::size_t i) const;
  // weeks_and_months.cpp
  std::optional<DayMention> week(std::size_t i) const;
  std::optional<DayMention> weekend(std::size_t i) const;
  std::optional<DayMention> part_of_month(std::size_t i) const;
  std::optional<DayMention> month(std::size_t i) const;
  // days.cpp
  std::optional<DayMention> relative(std::size_t i) const;
  std::optional<DayMention> offset(std::size_t i) const;
  std::optional<DayMention> beside_day(std::size_t i, std::size_t end, int days) const;
  int part_of_hour(std::size_t& end) const;

  // Parts of these phrases.
  std::optional<DayMention> anchor(std::size_t i) const;
  int year_at(std::size_t& end) const;
  DayMention span(std::size_t begin, std::size_t end, const DaySpec& from, const DaySpec& to) const;
  DayMention minutes(std::size_t begin, std::size_t end, int count) const;
  std::optional<DayMention> with_date(std::size_t i, std::size_t next, int weekday) const;
  std::optional<DayMention> relative_to_week(std::size_t i, std::size_t end, int weekday) const;
  std::optional<DayMention> feasts(std::size_t i, const DayMention& named, Date center) const;
  std::optional<DayMention> weekend_of(std::size_t i) const;
  bool is_label(std::size_t i) const;
  bool is_habit_det(std::size_t i) const;
  bool falls_on(std::size_t i) const;
  static DaySpec day_of(int day, int month, int year);
  static DaySpec dom(int day);

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
  static DaySpec weekday_spec(int weekday) {
    DaySpec spec;
    spec.kind = DaySpec::Kind::Weekday;
    spec.weekday = weekday;
    return spec;
  }

  std::span<const Token> words_;
  const Lexicon& lexicon_;
  const Meanings& m_;
  bool english_;
  Today today_;
};

}  // namespace sportello::flows
