#include <optional>

#include "flows/calendar/calendar.h"
#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using testing::kzweb_calendar;
using testing::leotron_calendar;

/// "open", or the next opening as local time.
std::string state(const Calendar& calendar, std::string_view service, std::string_view local) {
  const Instant instant = *parse_instant(local, calendar.zone);
  const Evaluation result = evaluate(calendar, *calendar.service(service), instant);
  if (result.open) return "open";
  return result.next_opening ? iso_local(*result.next_opening, calendar.zone) : "never";
}

struct Row {
  const char* instant;
  const char* standard;  ///< of Leotron
  const char* weekend;   ///< of Leotron; empty: not said
  const char* kzweb;
};

/// Worked out by hand from the two documents.
constexpr Row kRows[] = {
    {"2026-11-21T10:00", "2026-11-23T09:00", "open", "2026-11-23T09:00"},
    {"2026-11-21T13:30", "2026-11-23T09:00", "2026-11-21T14:30", "2026-11-23T09:00"},
    {"2026-11-22T10:00", "2026-11-23T09:00", "open", "2026-11-23T09:00"},
    {"2026-11-22T15:00", "2026-11-23T09:00", "2026-11-28T09:00", "2026-11-23T09:00"},
    {"2026-11-23T08:59", "2026-11-23T09:00", "", "2026-11-23T09:00"},
    {"2026-11-23T09:00", "open", "", "open"},
    {"2026-11-23T12:59", "open", "", "open"},
    {"2026-11-23T13:00", "2026-11-23T14:30", "", "open"},
    {"2026-11-23T14:29", "2026-11-23T14:30", "", "open"},
    {"2026-11-23T14:30", "open", "", "open"},
    {"2026-11-23T18:00", "open", "", "2026-11-24T09:00"},
    {"2026-11-23T18:29", "open", "", "2026-11-24T09:00"},
    {"2026-11-23T18:30", "2026-11-24T09:00", "", "2026-11-24T09:00"},
    {"2026-12-08T10:00", "open", "", "2026-12-09T09:00"},
    {"2026-12-08T13:00", "2026-12-09T09:00", "", "2026-12-09T09:00"},
    {"2026-12-24T18:00", "open", "", "2026-12-28T09:00"},
    {"2026-12-25T10:00", "2026-12-28T09:00", "2026-12-27T09:00", "2026-12-28T09:00"},
    {"2026-12-26T10:00", "2026-12-28T09:00", "2026-12-27T09:00", "2026-12-28T09:00"},
    {"2026-12-27T10:00", "2026-12-28T09:00", "open", "2026-12-28T09:00"},
    {"2026-12-31T18:00", "open", "", "2027-01-04T09:00"},
    {"2027-01-01T10:00", "2027-01-04T09:00", "2027-01-02T09:00", "2027-01-04T09:00"},
    {"2027-01-02T15:00", "2027-01-04T09:00", "open", "2027-01-04T09:00"},
    {"2027-01-06T10:00", "2027-01-07T09:00", "", "2027-01-07T09:00"},
    {"2027-03-26T18:30", "2027-03-30T09:00", "", "2027-03-30T09:00"},
    {"2027-03-27T15:00", "2027-03-30T09:00", "open", "2027-03-30T09:00"},
    {"2027-03-28T10:00", "2027-03-30T09:00", "2027-04-03T09:00", "2027-03-30T09:00"},  // Easter, and summer time begins
    {"2027-04-25T10:00", "2027-04-26T09:00", "open", "2027-04-26T09:00"},
    {"2027-05-01T10:00", "2027-05-03T09:00", "open", "2027-05-03T09:00"},
    {"2027-05-01T15:00", "2027-05-03T09:00", "2027-05-02T09:00", "2027-05-03T09:00"},
    {"2027-06-02T11:00", "open", "", "2027-06-03T09:00"},
    {"2027-06-02T15:00", "2027-06-03T09:00", "", "2027-06-03T09:00"},
    {"2027-08-14T17:00", "2027-08-16T09:00", "open", "2027-08-16T09:00"},
    {"2027-08-15T10:00", "2027-08-16T09:00", "2027-08-21T09:00", "2027-08-16T09:00"},
    {"2027-10-04T10:00", "open", "", "2027-10-05T09:00"},
    {"2027-10-31T10:00", "2027-11-01T09:00", "open", "2027-11-02T09:00"},  // summer time ends
    {"2027-11-01T11:00", "open", "", "2027-11-02T09:00"},
    {"2027-11-01T16:00", "2027-11-02T09:00", "", "2027-11-02T09:00"},
    {"2027-12-08T13:00", "2027-12-09T09:00", "", "2027-12-09T09:00"},
    {"2027-12-25T10:00", "2027-12-27T09:00", "2028-01-02T09:00", "2027-12-27T09:00"},
};

TEST(Fixtures, HoldForBothBusinesses) {
  const Calendar leotron = leotron_calendar();
  const Calendar kzweb = kzweb_calendar();
  for (const Row& row : kRows) {
    EXPECT_EQ(state(leotron, "standard", row.instant), row.standard) << row.instant;
    EXPECT_EQ(state(kzweb, "standard", row.instant), row.kzweb) << row.instant;
    if (*row.weekend != '\0') {
      EXPECT_EQ(state(leotron, "weekend", row.instant), row.weekend) << row.instant;
    }
  }
}

TEST(Fixtures, SanFrancescoCountsFrom2026) {
  const Calendar kzweb = kzweb_calendar();
  EXPECT_EQ(state(kzweb, "standard", "2024-10-04T10:00"), "open");
  EXPECT_EQ(state(kzweb, "standard", "2028-10-04T10:00"), "2028-10-05T09:00");
}

/// Hours a year, from the requirements: 2,044 and 2,052 on weekdays, 2,644 and 2,652 with the weekend service.
TEST(Fixtures, AYearHasItsHours) {
  const Calendar leotron = leotron_calendar();
  const auto hours = [&leotron](std::string_view service, std::string_view from, std::string_view to) {
    const auto time = working_time(leotron, *leotron.service(service), *parse_instant(from, leotron.zone),
                                   *parse_instant(to, leotron.zone));
    return time.count() / 60;
  };
  EXPECT_EQ(hours("standard", "2026-01-01", "2027-01-01"), 2044);
  EXPECT_EQ(hours("weekend", "2026-01-01", "2027-01-01"), 600);
  EXPECT_EQ(hours("standard", "2027-01-01", "2028-01-01"), 2052);
  EXPECT_EQ(hours("weekend", "2027-01-01", "2028-01-01"), 600);
}

}  // namespace
}  // namespace sportello::flows
