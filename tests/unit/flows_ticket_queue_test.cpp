#include "flows/ticket/queue.h"

#include <algorithm>

#include "tests/support/calendars.h"

namespace sportello::flows {
namespace {

using std::chrono::minutes;

const AnswerTargets kAims{minutes(60), minutes(240), minutes(960)};

class QueueOrder : public ::testing::Test {
 protected:
  const Calendar calendar_ = sportello::testing::leotron_calendar();
  Instant at(const char* local) const { return *parse_instant(local, calendar_.zone); }
  QueuePlace place(const QueueTicket& ticket, const char* now) const {
    return place_in_queue(ticket, calendar_, kAims, at(now));
  }
  QueueTicket waiting(const char* since, int priority = 2, std::int64_t id = 1) const {
    return {.id = id, .priority = priority, .assignee = {}, .waiting_since = at(since), .to_call = false};
  }
};

TEST_F(QueueOrder, CountsOnlyOpeningTime) {
  // Friday 18:00 to Monday 9:30: half an hour before closing and half an hour after opening.
  const auto found = place(waiting("2026-11-20T18:00"), "2026-11-23T09:30");
  EXPECT_EQ(found.age, minutes(60));
  EXPECT_EQ(found.left, minutes(180));
  EXPECT_EQ(found.due, at("2026-11-23T12:30"));
  EXPECT_FALSE(found.overdue);
}

TEST_F(QueueOrder, StandsStillOverLunchAndHolidays) {
  EXPECT_EQ(place(waiting("2026-11-23T12:00"), "2026-11-23T14:30").age, minutes(60));
  EXPECT_EQ(place(waiting("2026-12-24T18:00"), "2026-12-28T09:00").age, minutes(30));
}

TEST_F(QueueOrder, IsOverdueAtTheVeryMinute) {
  const auto urgent = waiting("2026-11-23T09:00", 1);
  EXPECT_FALSE(place(urgent, "2026-11-23T09:59").overdue);
  EXPECT_TRUE(place(urgent, "2026-11-23T09:59").due_soon);
  EXPECT_TRUE(place(urgent, "2026-11-23T10:00").overdue);
  EXPECT_FALSE(place(urgent, "2026-11-23T10:00").due_soon);
  EXPECT_EQ(place(urgent, "2026-11-23T10:30").left, minutes(-30));
}

TEST_F(QueueOrder, HasNoDeadlineWithoutAnAim) {
  const auto found = place_in_queue(waiting("2026-11-23T09:00"), calendar_, {}, at("2026-11-24T09:00"));
  EXPECT_EQ(found.due, std::nullopt);
  EXPECT_FALSE(found.overdue);
  EXPECT_GT(found.age, minutes(0));
}

TEST_F(QueueOrder, PutsPriorityBeforeAgeAndOurTurnBeforeTheirs) {
  const char* now = "2026-11-23T12:00";
  const QueueTicket theirs{.id = 4, .priority = 1, .assignee = {}, .waiting_since = {}, .to_call = false};
  std::vector<QueuePlace> places{place(theirs, now), place(waiting("2026-11-23T10:00", 2, 2), now),
                                 place(waiting("2026-11-20T10:00", 2, 1), now),
                                 place(waiting("2026-11-23T11:30", 1, 3), now)};
  std::sort(places.begin(), places.end(), comes_before);
  std::vector<std::int64_t> order;
  for (const auto& one : places) order.push_back(one.id);
  EXPECT_EQ(order, (std::vector<std::int64_t>{3, 1, 2, 4}));
}

TEST_F(QueueOrder, KnowsItsViews) {
  auto ticket = waiting("2026-11-23T09:00");
  const auto found = place(ticket, "2026-11-23T09:10");
  const auto views = [&](const QueueTicket& one, const QueuePlace& where) {
    std::string names;
    for (const auto view : kQueueViews)
      if (stands_in(view, one, where, "Anna")) names += std::string(name_of(view)) + " ";
    return names;
  };
  EXPECT_EQ(views(ticket, found), "to_call unassigned open ");
  ticket.assignee = "Anna";
  EXPECT_EQ(views(ticket, found), "to_call mine open ");
  ticket.waiting_since.reset();
  EXPECT_EQ(views(ticket, place(ticket, "2026-11-23T09:10")), "mine waiting open ");
  ticket.to_call = true;
  EXPECT_EQ(views(ticket, place(ticket, "2026-11-23T09:10")), "to_call mine waiting open ");
  EXPECT_EQ(queue_view("overdue"), QueueView::Overdue);
  EXPECT_EQ(queue_view("resolved"), std::nullopt);
}

}  // namespace
}  // namespace sportello::flows
