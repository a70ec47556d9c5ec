#include "flows/ticket/figures.h"

#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using std::chrono::minutes;

class TicketFigures : public ::testing::Test {
 protected:
  const Calendar calendar_ = sportello::testing::leotron_calendar();
  Instant at(const char* local) const { return *parse_instant(local, calendar_.zone); }
  Figures of(const std::vector<FiguresTicket>& tickets) const {
    return figures_of(tickets, calendar_, *parse_date("2026-11-20"), *parse_date("2026-11-23"));
  }
};

TEST_F(TicketFigures, OfNothingAreNothing) {
  const auto figures = of({});
  EXPECT_EQ(figures.opened, 0);
  EXPECT_EQ(figures.answer.median, std::nullopt);
  EXPECT_EQ(figures.days.size(), 4U);
}

TEST_F(TicketFigures, CountDaysOfTheBusinessAndOpeningTime) {
  // Friday 18:20, answered Monday 9:10, resolved Monday 10:20; the second at 23:30 UTC belongs to Saturday in Rome.
  const auto figures = of({{.created_at = at("2026-11-20T18:20"),
                            .answered_at = at("2026-11-23T09:10"),
                            .resolved_at = at("2026-11-23T10:20"),
                            .reopened = 2,
                            .work = minutes(40)},
                           {.created_at = at("2026-11-21T00:30"),
                            .answered_at = {},
                            .resolved_at = {},
                            .reopened = 0,
                            .work = minutes(5)}});
  EXPECT_EQ(figures.opened, 2);
  EXPECT_EQ(figures.resolved, 1);
  EXPECT_EQ(figures.reopened, 1);
  EXPECT_EQ(figures.work, minutes(45));
  EXPECT_EQ(figures.answer.median, minutes(20));
  EXPECT_EQ(figures.resolution.median, minutes(90));
  EXPECT_EQ(figures.days.at(0).opened, 1);
  EXPECT_EQ(figures.days.at(1).opened, 1);
  EXPECT_EQ(figures.days.at(3).resolved, 1);
}

TEST_F(TicketFigures, TellTheMiddleAndTheSlowTenth) {
  std::vector<FiguresTicket> tickets;
  for (int i = 1; i <= 11; ++i) {
    tickets.push_back({.created_at = at("2026-11-23T09:00"),
                       .answered_at = at("2026-11-23T09:00") + minutes(i * 10),
                       .resolved_at = {},
                       .reopened = 0,
                       .work = {}});
  }
  EXPECT_EQ(of(tickets).answer.median, minutes(60));
  EXPECT_EQ(of(tickets).answer.ninety, minutes(100));
}

}  // namespace
}  // namespace sportello::flows
