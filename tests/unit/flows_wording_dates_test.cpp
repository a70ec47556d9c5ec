#include "flows/wording/dates.h"

namespace sportello::flows {
namespace {

constexpr Language kIt = Language::It;
constexpr Language kEn = Language::En;

Date day(std::string_view text) {
  return *parse_date(text);
}

TEST(Dates, AreSaidWithTheirWeekday) {
  EXPECT_EQ(in_words(day("2026-11-23"), kIt), "lunedì 23 novembre");
  EXPECT_EQ(in_words(day("2026-11-23"), kEn), "Monday 23 November");
}

TEST(Dates, GetAYearOnlyWhereItIsNeeded) {
  const Date today = day("2026-11-21");
  EXPECT_EQ(in_words(day("2027-01-06"), today, kIt), "mercoledì 6 gennaio");
  EXPECT_EQ(in_words(day("2027-10-21"), today, kIt), "giovedì 21 ottobre");
  EXPECT_EQ(in_words(day("2027-11-22"), today, kIt), "lunedì 22 novembre 2027");
  EXPECT_EQ(in_words(day("2026-11-20"), today, kIt), "venerdì 20 novembre");
  EXPECT_EQ(in_words(day("2025-12-31"), today, kEn), "Wednesday 31 December 2025");
}

TEST(Dates, NearOnesHaveAName) {
  const Date today = day("2026-12-31");
  EXPECT_EQ(near_day(today, today, kIt), "oggi");
  EXPECT_EQ(near_day(day("2027-01-01"), today, kIt), "domani");
  EXPECT_EQ(near_day(day("2027-01-02"), today, kEn), "the day after tomorrow");
  EXPECT_EQ(near_day(day("2026-12-30"), today, kIt), "");
}

TEST(Ranges, NameMonthAndYearOnce) {
  const Date today = day("2026-12-09");
  EXPECT_EQ(range_in_words(day("2026-12-28"), day("2026-12-30"), today, kIt), "da lunedì 28 a mercoledì 30 dicembre");
  EXPECT_EQ(range_in_words(day("2026-12-28"), day("2027-01-03"), today, kEn),
            "from Monday 28 December to Sunday 3 January");
  EXPECT_EQ(range_in_words(day("2027-12-28"), day("2028-01-03"), today, kIt),
            "da martedì 28 dicembre 2027 a lunedì 3 gennaio 2028");
  EXPECT_EQ(range_in_words(today, today, today, kIt), "mercoledì 9 dicembre");
}

TEST(Clock, ElidesTheArticle) {
  EXPECT_EQ(at_clock(9 * 60, kIt), "alle 9:00");
  EXPECT_EQ(at_clock(60, kIt), "all'1:00");
  EXPECT_EQ(at_clock(60 + 30, kIt), "all'1:30");
  EXPECT_EQ(at_clock(11 * 60, kIt), "alle 11:00");
  EXPECT_EQ(at_clock(0, kIt), "a mezzanotte");
  EXPECT_EQ(at_clock(1440, kEn), "at midnight");
  EXPECT_EQ(at_clock(14 * 60 + 5, kEn), "at 14:05");
  EXPECT_EQ(from_to_clock({540, 780}, kIt), "dalle 9:00 alle 13:00");
  EXPECT_EQ(from_to_clock({60, 1440}, kIt), "dall'1:00 a mezzanotte");
  EXPECT_EQ(from_to_clock({0, 60}, kIt), "da mezzanotte all'1:00");
  EXPECT_EQ(from_to_clock({540, 780}, kEn), "from 9:00 to 13:00");
}

TEST(Hours, AreListed) {
  EXPECT_EQ(intervals_in_words({{540, 780}, {870, 1110}}, kIt), "9:00–13:00 e 14:30–18:30");
  EXPECT_EQ(intervals_in_words({{480, 600}, {660, 720}, {900, 960}}, kEn), "8:00–10:00, 11:00–12:00 and 15:00–16:00");
  EXPECT_EQ(intervals_in_words({{0, 1440}}, kIt), "24 ore su 24");
  EXPECT_EQ(intervals_in_words({}, kIt), "");
}

TEST(Moments, AreSaidFromNow) {
  const Zone rome = *Zone::find("Europe/Rome");
  const Instant now = *parse_instant("2026-11-22T23:30", rome);
  const auto said = [&](std::string_view text, Language language) {
    return moment_in_words(*parse_instant(text, rome), now, rome, language);
  };
  EXPECT_EQ(said("2026-11-22T23:45", kIt), "oggi alle 23:45");
  EXPECT_EQ(said("2026-11-23T09:00", kIt), "domani alle 9:00");
  EXPECT_EQ(said("2026-11-24T09:00", kIt), "martedì 24 novembre alle 9:00");
  EXPECT_EQ(said("2026-11-24T01:00", kIt), "martedì 24 novembre all'1:00");
  EXPECT_EQ(said("2026-11-23T14:30", kEn), "tomorrow at 14:30");
  EXPECT_EQ(said("2028-11-23T14:30", kEn), "Thursday 23 November 2028 at 14:30");
}

}  // namespace
}  // namespace sportello::flows
