#include "flows/core/time.h"

namespace sportello::flows {
namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;

Zone rome() { return *Zone::find("Europe/Rome"); }
Instant at(std::string_view text) { return *parse_instant(text, rome()); }

TEST(Zone, RefusesAnUnknownName) {
  const auto zone = Zone::find("Europe/Atlantis");
  ASSERT_FALSE(zone);
  EXPECT_EQ(zone.error().code, Errc::NotFound);
}

TEST(Zone, ReadsTheWallClockInSummerAndWinter) {
  EXPECT_EQ(iso_local(at("2026-07-01T10:00:00Z"), rome()), "2026-07-01T12:00");
  EXPECT_EQ(iso_local(at("2026-12-01T10:00:00Z"), rome()), "2026-12-01T11:00");
}

TEST(Zone, TakesTheFirstOfTwoEqualReadings) {
  EXPECT_EQ(iso_utc(at("2026-10-25T02:30")), "2026-10-25T00:30:00Z");
}

TEST(Zone, MovesAReadingThatDoesNotExistToTheEndOfTheGap) {
  EXPECT_EQ(iso_utc(at("2026-03-29T02:30")), "2026-03-29T01:00:00Z");
}

TEST(Zone, KnowsSummerTimeBeyondTheYearsThatAreListed) {
  EXPECT_EQ(iso_utc(at("2038-07-01T12:00")), "2038-07-01T10:00:00Z");
  EXPECT_EQ(iso_local(at("2040-03-25T00:59:59Z"), rome()), "2040-03-25T01:59");
  EXPECT_EQ(iso_local(at("2040-03-25T01:00:00Z"), rome()), "2040-03-25T03:00");
  EXPECT_EQ(iso_utc(at("2040-10-28T02:30")), "2040-10-28T00:30:00Z");
  EXPECT_EQ(iso_utc(at("2100-03-28T02:30")), "2100-03-28T01:00:00Z");
  const Zone kathmandu = *Zone::find("Asia/Kathmandu");
  EXPECT_EQ(iso_local(at("2050-07-01T00:00:00Z"), kathmandu), "2050-07-01T05:45");
}

TEST(Zone, StretchesFollowOneAnother) {
  const Instant end = at("2041-01-01T00:00:00Z");
  int changes = 0;
  for (ZoneStretch stretch = rome().stretch_at(at("2030-01-01T00:00:00Z")); stretch.end < end;) {
    const ZoneStretch next = rome().stretch_at(stretch.end);
    ASSERT_LE(next.begin, stretch.end) << iso_utc(stretch.end);
    ASSERT_GT(next.end, stretch.end) << iso_utc(stretch.end);
    changes += next.offset != stretch.offset ? 1 : 0;
    stretch = next;
  }
  EXPECT_EQ(changes, 22);
}

TEST(ParseInstant, TakesOffsetsAndFractions) {
  EXPECT_EQ(iso_utc(at("2026-11-24T09:00:00+01:00")), "2026-11-24T08:00:00Z");
  EXPECT_EQ(iso_utc(at("2026-11-24T09:00:00.250-03:30")), "2026-11-24T12:30:00.250Z");
  EXPECT_EQ(iso_utc(at("2026-11-24")), "2026-11-23T23:00:00Z");
}

TEST(ParseInstant, RefusesWhatIsNoInstant) {
  for (const char* text : {"", "now", "2026-13-01", "2026-02-30T10:00", "2026-11-24T25:00", "2026-11-24T10:00:00+1",
                           "2026-11-24T10:00:00.", "2026-11-24T10:00Zulu"}) {
    EXPECT_FALSE(parse_instant(text, rome())) << text;
  }
}

TEST(ParseDate, KnowsLeapDays) {
  EXPECT_TRUE(parse_date("2028-02-29"));
  EXPECT_FALSE(parse_date("2027-02-29"));
}

TEST(ParseClock, EndsAtMidnight) {
  EXPECT_EQ(*parse_clock("24:00"), 1440);
  EXPECT_FALSE(parse_clock("24:01"));
  EXPECT_FALSE(parse_clock("9:00"));
}

TEST(Days, CountAcrossMonths) {
  const Date last{year{2027}, month{12}, day{31}};
  EXPECT_EQ(iso_date(plus_days(last, 1)), "2028-01-01");
  EXPECT_EQ(days_between(last, plus_days(last, -31)), -31);
}

}  // namespace
}  // namespace sportello::flows
