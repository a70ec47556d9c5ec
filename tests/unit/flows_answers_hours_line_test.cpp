#include "flows/answers/hours_line.h"

#include "tests/support/calendars.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

Business leotron_with_its_calendar() {
  Business business = test::load_shipped("leotron");
  business.calendar = testing::leotron_calendar();
  return business;
}

Localized line_at(const Business& business, const char* now) {
  return hours_line(business, *parse_instant(now, business.calendar.zone));
}

TEST(HoursLine, SaysTheStateNowAndWhenItChanges) {
  const Business business = leotron_with_its_calendar();
  const struct {
    const char* now;
    const char* it;
    const char* en;
  } cases[] = {
      {"2026-11-23T10:00", "aperto fino alle 13:00", "open until 13:00"},
      {"2026-11-23T13:00", "chiuso, riapre alle 14:30", "closed, opens at 14:30"},
      {"2026-11-23T18:30", "chiuso, riapre domani alle 9:00", "closed, opens tomorrow at 9:00"},
      {"2026-11-21T13:30", "chiuso, riapre lunedì alle 9:00", "closed, opens Monday at 9:00"},
      {"2026-12-24T09:00", "aperto fino alle 13:00", "open until 13:00"},
  };
  for (const auto& each : cases) {
    const Localized line = line_at(business, each.now);
    EXPECT_EQ(line.it, each.it) << each.now;
    EXPECT_EQ(line.en, each.en) << each.now;
  }
}

TEST(HoursLine, SaysTheDateOfAnOpeningAWeekAway) {
  Business business = leotron_with_its_calendar();
  CalendarException closure{.id = "chiusura",
                            .name = {"chiusura", "closure"},
                            .rule = DateRange{*parse_date("2026-11-23"), *parse_date("2026-11-30")},
                            .intervals = {},
                            .hours = ExceptionHours::Within,
                            .services = {},
                            .valid_from = {},
                            .valid_to = {}};
  business.calendar.exceptions.push_back(closure);
  EXPECT_EQ(line_at(business, "2026-11-23T10:00").it, "chiuso, riapre martedì 1 dicembre alle 9:00");
}

TEST(HoursLine, KnowsADeskThatNeverCloses) {
  Business business = leotron_with_its_calendar();
  for (Intervals& day : business.calendar.services.front().week) day = {{0, 1440}};
  business.calendar.exceptions.clear();
  EXPECT_EQ(line_at(business, "2026-11-22T03:00").it, "sempre aperto");
}

}  // namespace
}  // namespace sportello::flows
