#include "flows/calendar/calendar.h"

namespace sportello::flows {
namespace {

using std::chrono::year;

/// Easter by its definition, with the tables of 1582: the Sunday after the fourteenth day of the first moon that
/// reaches that day on 21 March or later. The epact labels each day of the year with the years whose new moon it is.
Date easter_by_the_tables(year y) {
  const int century = static_cast<int>(y) / 100;
  const int golden = static_cast<int>(y) % 19 + 1;
  int epact = 1;  // of golden number 1, in 1583 to 1699
  for (int c = 17; c <= century; ++c) {
    if (c % 4 != 0) --epact;                                                               // a leap day left out
    for (const int lunar : {18, 21, 24, 27, 30, 33, 36, 39}) epact += lunar == c ? 1 : 0;  // 8 days in 2500 years
  }
  epact = (epact + 11 * (golden - 1)) % 30;
  if (epact < 0) epact += 30;
  int new_moon = 1 + (30 - epact) % 30;  // of March: label * on the first, then 29, 28, …
  if (new_moon + 13 < 21) {
    new_moon += 30;
    // April's moon is a short one: two labels share the fifth of April.
    if (epact == 24 || (epact == 25 && golden > 11)) --new_moon;
  }
  Date day = plus_days(Date{y, std::chrono::March, std::chrono::day{1}}, new_moon - 1 + 13);
  do {
    day = plus_days(day, 1);
  } while (weekday_of(day) != std::chrono::Sunday);
  return day;
}

TEST(Easter, FallsOnTheKnownDays) {
  for (const char* known : {"1583-04-10", "1598-03-22", "1609-04-19", "1666-04-25", "1700-04-11", "1761-03-22",
                            "1818-03-22", "1886-04-25", "1900-04-15", "1943-04-25", "1954-04-18", "1981-04-19",
                            "2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2027-03-28", "2028-04-16",
                            "2029-04-01", "2030-04-21", "2038-04-25", "2049-04-18", "2076-04-19", "2285-03-22"}) {
    const Date date = *parse_date(known);
    EXPECT_EQ(iso_date(easter(date.year())), known);
  }
}

TEST(Easter, AgreesWithTheTablesFrom1583To4099) {
  for (year y{1583}; y <= year{4099}; ++y) {
    ASSERT_EQ(iso_date(easter(y)), iso_date(easter_by_the_tables(y)));
  }
}

TEST(Easter, IsASundayBetween22MarchAnd25April) {
  for (year y{1583}; y <= year{4099}; ++y) {
    const Date date = easter(y);
    ASSERT_EQ(weekday_of(date), std::chrono::Sunday) << iso_date(date);
    ASSERT_GE(date, Date(y, std::chrono::March, std::chrono::day{22}));
    ASSERT_LE(date, Date(y, std::chrono::April, std::chrono::day{25}));
  }
}

}  // namespace
}  // namespace sportello::flows
