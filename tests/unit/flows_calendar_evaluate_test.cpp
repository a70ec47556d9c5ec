#include "flows/calendar/calendar.h"
#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using std::chrono::minutes;
using testing::calendar_of;
using testing::leotron_calendar;

Instant at(const Calendar& calendar, std::string_view text) {
  return *parse_instant(text, calendar.zone);
}

Evaluation standard_at(const Calendar& calendar, std::string_view text) {
  return evaluate(calendar, calendar.services.front(), at(calendar, text));
}

std::string words(const Calendar& calendar, std::optional<Instant> instant) {
  return instant ? iso_local(*instant, calendar.zone) : "none";
}

TEST(Evaluate, SaysUntilWhenAndWhatComesThen) {
  const Calendar calendar = leotron_calendar();
  const Evaluation morning = standard_at(calendar, "2026-11-23T10:00");
  EXPECT_TRUE(morning.open);
  EXPECT_EQ(words(calendar, morning.until), "2026-11-23T13:00");
  EXPECT_EQ(words(calendar, morning.next_opening), "2026-11-23T14:30");
  const Evaluation friday = standard_at(calendar, "2026-11-27T18:29:59.999");
  EXPECT_TRUE(friday.open);
  EXPECT_EQ(words(calendar, friday.next_opening), "2026-11-30T09:00");
}

TEST(Evaluate, GivesTheReason) {
  const Calendar calendar = leotron_calendar();
  const struct {
    const char* instant;
    Reason reason;
    const char* exception;
  } rows[] = {
      {"2026-11-23T08:59", Reason::BeforeOpening, ""},
      {"2026-11-23T09:00", Reason::Open, ""},
      {"2026-11-23T13:00", Reason::Break, ""},
      {"2026-11-23T18:30", Reason::AfterClosing, ""},
      {"2026-11-22T10:00", Reason::WeeklyClosingDay, ""},
      {"2026-12-08T08:00", Reason::BeforeOpening, "immacolata"},
      {"2026-12-08T10:00", Reason::Open, "immacolata"},
      {"2026-12-08T13:00", Reason::HalfDay, "immacolata"},  // an ordinary Tuesday rests at 13:00 too, but opens again
      {"2026-12-08T15:00", Reason::HalfDay, "immacolata"},
      {"2026-12-08T19:00", Reason::AfterClosing, "immacolata"},
      {"2026-12-25T10:00", Reason::Holiday, "natale"},
      {"2027-03-28T10:00", Reason::Holiday, "pasqua"},                // a Sunday, but that is the lesser reason
      {"2027-04-25T10:00", Reason::WeeklyClosingDay, "liberazione"},  // a half day opens nothing on a Sunday
      {"2038-04-25T10:00", Reason::Holiday, "pasqua"},                // Easter and the half day of 25 April together
  };
  for (const auto& row : rows) {
    const Evaluation result = standard_at(calendar, row.instant);
    EXPECT_EQ(result.reason, row.reason) << row.instant;
    EXPECT_EQ(result.exception == nullptr ? "" : result.exception->id, row.exception) << row.instant;
  }
}

TEST(Evaluate, ReadsTheWallClockOnTheDayItChanges) {
  const Calendar calendar = calendar_of(R"({"zone": "Europe/Rome", "services": [
      {"id": "night", "name": {"it": "notte", "en": "night"}, "week": {"sun": ["01:00-02:30"]}}]})");
  // In spring the clock goes from 2:00 to 3:00: half an hour of the opening is skipped.
  EXPECT_EQ(working_time(calendar, calendar.services[0], at(calendar, "2026-03-29"), at(calendar, "2026-03-30")),
            minutes{60});
  // In autumn 2:00 to 3:00 comes twice: open, closed at 2:30, open again at the second 2:00.
  const Evaluation first = standard_at(calendar, "2026-10-25T02:15");
  ASSERT_TRUE(first.open);
  EXPECT_EQ(iso_utc(*first.until), "2026-10-25T00:30:00Z");
  EXPECT_EQ(iso_utc(*first.next_opening), "2026-10-25T01:00:00Z");
  EXPECT_EQ(working_time(calendar, calendar.services[0], at(calendar, "2026-10-25"), at(calendar, "2026-10-26")),
            minutes{120});
}

TEST(Evaluate, JoinsOpeningsAcrossMidnight) {
  const Calendar calendar = calendar_of(R"({"zone": "America/New_York", "services": [
      {"id": "night", "name": {"it": "notte", "en": "night"},
       "week": {"fri": ["18:00-24:00"], "sat": ["00:00-02:00"]}}]})");
  const Evaluation result = standard_at(calendar, "2026-11-20T23:00");
  EXPECT_TRUE(result.open);
  EXPECT_EQ(words(calendar, result.until), "2026-11-21T02:00");
  EXPECT_EQ(words(calendar, result.next_opening), "2026-11-27T18:00");
}

TEST(Evaluate, KnowsNoEndWhereThereIsNone) {
  const Calendar calendar = calendar_of(R"({"zone": "Asia/Kathmandu", "services": [
      {"id": "always", "name": {"it": "sempre", "en": "always"},
       "week": {"mon": ["00:00-24:00"], "tue": ["00:00-24:00"], "wed": ["00:00-24:00"], "thu": ["00:00-24:00"],
                "fri": ["00:00-24:00"], "sat": ["00:00-24:00"], "sun": ["00:00-24:00"]}}]})");
  const Evaluation result = standard_at(calendar, "2026-11-20T23:00");
  EXPECT_TRUE(result.open);
  EXPECT_FALSE(result.until);
  EXPECT_FALSE(result.next_opening);
}

TEST(Evaluate, FindsNothingAfterTheLastOpening) {
  Calendar calendar = leotron_calendar();
  const Date last = *parse_date("2029-12-31");
  CalendarException end{
      "fine", {"chiusura", "closing"}, DateRange{*parse_date("2027-01-01"), last}, {}, ExceptionHours::Within, {}, {},
      {}};
  calendar.exceptions.push_back(end);
  const Evaluation result = standard_at(calendar, "2026-12-31T19:00");
  EXPECT_FALSE(result.next_opening);
  EXPECT_EQ(closed_period(calendar, calendar.services[0], at(calendar, "2026-12-31T19:00")), "always");
  EXPECT_FALSE(add_working_time(calendar, calendar.services[0], at(calendar, "2026-12-31T19:00"), minutes{1}));
}

TEST(Evaluate, TakesAnExtraordinaryOpeningInsteadOfTheDay) {
  const Calendar calendar = calendar_of(R"({"zone": "Europe/Rome", "services": [
      {"id": "standard", "name": {"it": "a", "en": "a"}, "week": {"mon": ["09:00-18:00"]}},
      {"id": "other", "name": {"it": "b", "en": "b"}, "week": {"sat": ["09:00-13:00"]}}],
    "exceptions": [
      {"id": "natale", "name": {"it": "Natale", "en": "Christmas"}, "day": "12-25"},
      {"id": "inventario", "name": {"it": "Inventario", "en": "Stocktaking"}, "day": "2027-12-25",
       "instead": ["10:00-12:00"], "services": ["standard"]}]})");
  EXPECT_TRUE(standard_at(calendar, "2027-12-25T11:00").open);
  EXPECT_EQ(standard_at(calendar, "2027-12-25T12:00").reason, Reason::AfterClosing);
  const Evaluation other = evaluate(calendar, calendar.services[1], at(calendar, "2027-12-25T11:00"));
  EXPECT_EQ(other.reason, Reason::Holiday);
  EXPECT_EQ(other.exception->id, "natale");
}

TEST(ClosedPeriod, IsNamedByItsEnd) {
  const Calendar calendar = leotron_calendar();
  const Service& standard = calendar.services[0];
  const std::string evening = closed_period(calendar, standard, at(calendar, "2026-11-27T18:30"));
  EXPECT_EQ(evening, "2026-11-30T08:00:00Z");
  EXPECT_EQ(closed_period(calendar, standard, at(calendar, "2026-11-29T23:00")), evening);
  EXPECT_NE(closed_period(calendar, standard, at(calendar, "2026-11-30T13:00")), evening);
  EXPECT_EQ(closed_period(calendar, standard, at(calendar, "2026-11-30T09:00")), "");
}

TEST(WorkingTime, AddsOnlyOpeningHours) {
  const Calendar calendar = leotron_calendar();
  const Service& standard = calendar.services[0];
  const auto after = [&](std::string_view from, int working) {
    return words(calendar, add_working_time(calendar, standard, at(calendar, from), minutes{working}));
  };
  EXPECT_EQ(after("2026-11-23T10:00", 4 * 60), "2026-11-23T15:30");
  EXPECT_EQ(after("2026-11-23T09:00", 4 * 60), "2026-11-23T13:00");  // not 14:30: they have passed at 13:00
  EXPECT_EQ(after("2026-11-27T18:00", 60), "2026-11-30T09:30");
  EXPECT_EQ(after("2026-12-24T18:00", 60), "2026-12-28T09:30");
  EXPECT_EQ(after("2026-11-22T10:00", 1), "2026-11-23T09:01");
  EXPECT_EQ(after("2026-11-22T10:00", 0), "2026-11-22T10:00");
}

TEST(WorkingTime, CountsBetweenTwoInstants) {
  const Calendar calendar = leotron_calendar();
  const Service& standard = calendar.services[0];
  const auto between = [&](std::string_view from, std::string_view to) {
    return working_time(calendar, standard, at(calendar, from), at(calendar, to)).count();
  };
  EXPECT_EQ(between("2026-11-23T12:50", "2026-11-23T14:40"), 20);
  EXPECT_EQ(between("2026-11-23T12:50:30", "2026-11-23T12:52:29"), 1);
  EXPECT_EQ(between("2026-12-24T18:00", "2026-12-28T10:00"), 90);
  EXPECT_EQ(between("2026-11-23T10:00", "2026-11-23T09:00"), 0);
  EXPECT_EQ(between("2026-11-21T10:00", "2026-11-22T10:00"), 0);
}

TEST(YearOf, HasEveryDayOnce) {
  const Calendar calendar = leotron_calendar();
  const auto year = year_of(calendar, calendar.services[0], std::chrono::year{2028});
  ASSERT_EQ(year.size(), 366U);
  EXPECT_EQ(iso_date(year[59].date), "2028-02-29");
  EXPECT_EQ(year[59].open.size(), 2U);
  int half_days = 0;
  for (const DayHours& day : year) half_days += day.exception != nullptr && day.open.size() == 1 ? 1 : 0;
  EXPECT_EQ(half_days, 5);  // all five fall on weekdays in 2028
}

TEST(Rules, FallOnTheirDays) {
  const auto days_of = [](const DayRule& rule, int year) {
    std::string days;
    for (Date date{std::chrono::year{year} / 1 / 1}; date.year() == std::chrono::year{year};
         date = plus_days(date, 1)) {
      if (falls_on(rule, date)) days += iso_date(date).substr(5) + " ";
    }
    return days;
  };
  const auto rule = [](std::string_view text) { return *parse_day_rule(text); };
  EXPECT_EQ(days_of(rule("02-29"), 2027), "");
  EXPECT_EQ(days_of(rule("02-29"), 2028), "02-29 ");
  EXPECT_EQ(days_of(rule("easter"), 2027), "03-28 ");
  EXPECT_EQ(days_of(rule("easter-47"), 2027), "02-09 ");
  EXPECT_EQ(days_of(rule("easter+60"), 2027), "05-27 ");
  EXPECT_EQ(days_of(rule("easter-90"), 2008), "");  // of 2008's Easter, in 2007
  EXPECT_EQ(days_of(rule("easter-90"), 2007), "01-08 12-24 ");
  EXPECT_EQ(days_of(rule("2nd mon oct"), 2026), "10-12 ");
  EXPECT_EQ(days_of(rule("last fri nov"), 2026), "11-27 ");
  EXPECT_EQ(days_of(rule("5th mon feb"), 2027), "");
  EXPECT_EQ(days_of(rule("5th tue feb"), 2028), "02-29 ");
  EXPECT_EQ(days_of(rule("2026-12-30..2027-01-02"), 2027), "01-01 01-02 ");
  EXPECT_EQ(days_of(rule("12-30..01-02"), 2026), "01-01 01-02 12-30 12-31 ");
  EXPECT_EQ(days_of(rule("2026-08-10"), 2026), "08-10 ");
}

TEST(Rules, NameOneDayOfAYear) {
  const auto first = [](std::string_view text, int year) {
    const auto date = occurrence(*parse_day_rule(text), std::chrono::year{year});
    return date ? iso_date(*date) : "none";
  };
  EXPECT_EQ(first("04-25", 2027), "2027-04-25");
  EXPECT_EQ(first("02-29", 2027), "none");
  EXPECT_EQ(first("easter+1", 2027), "2027-03-29");
  EXPECT_EQ(first("2026-08-10..2026-08-21", 2026), "2026-08-10");
  EXPECT_EQ(first("2026-08-10..2026-08-21", 2027), "none");
  EXPECT_EQ(first("12-30..01-02", 2026), "2026-12-30");
  EXPECT_EQ(first("5th mon feb", 2027), "none");
}

}  // namespace
}  // namespace sportello::flows
