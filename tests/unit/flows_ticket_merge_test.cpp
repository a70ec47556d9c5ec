#include <gtest/gtest.h>

#include "flows/ticket/merge.h"

namespace sportello::flows {
namespace {

MergeSide side(const std::string& code) {
  return {code, BusinessId{"leotron"}, PersonId{7}, TicketStatus::Taken, {}};
}

std::string reason(const Result<void>& answer) {
  return answer ? "" : answer.error().text;
}

TEST(TicketMerge, JoinsTwoOpenTicketsOfOneCustomer) {
  EXPECT_EQ(reason(may_merge(side("LEO-A"), side("LEO-B"))), "");
}

TEST(TicketMerge, SaysWhyNot) {
  auto other = side("LEO-B");
  EXPECT_EQ(reason(may_merge(other, other)), "a ticket cannot be merged into itself");

  other.business = BusinessId{"kzweb"};
  EXPECT_EQ(reason(may_merge(side("LEO-A"), other)), "LEO-B belongs to another business");

  other = side("LEO-B");
  other.person = PersonId{8};
  EXPECT_EQ(reason(may_merge(side("LEO-A"), other)), "LEO-B belongs to another customer");

  other = side("LEO-B");
  other.merged_into = "LEO-C";
  EXPECT_EQ(reason(may_merge(side("LEO-A"), other)), "LEO-B was merged into LEO-C already");
  EXPECT_EQ(reason(may_merge(other, side("LEO-A"))), "LEO-B was merged into LEO-C already");
}

TEST(TicketMerge, LeavesWhatHasEndedAlone) {
  auto ended = side("LEO-B");
  ended.status = TicketStatus::Closed;
  EXPECT_EQ(reason(may_merge(side("LEO-A"), ended)), "LEO-B is closed for good");
  EXPECT_EQ(reason(may_merge(ended, side("LEO-A"))), "LEO-B is closed for good");
  ended.status = TicketStatus::Resolved;
  EXPECT_EQ(reason(may_merge(side("LEO-A"), ended)), "LEO-B is resolved: reopen it first");
}

TEST(TicketSplit, LeavesSomethingBehind) {
  EXPECT_EQ(reason(may_split(side("LEO-A"), 1, 2)), "");
  EXPECT_EQ(reason(may_split(side("LEO-A"), 2, 2)), "nothing would be left of LEO-A");
  EXPECT_EQ(may_split(side("LEO-A"), 0, 2).error().code, Errc::Invalid);
}

TEST(TicketSplit, TakesWhatWasWrittenAfterTheEnd) {
  auto closed = side("LEO-A");
  closed.status = TicketStatus::Closed;
  EXPECT_EQ(reason(may_split(closed, 1, 3)), "");
  closed.merged_into = "LEO-B";
  EXPECT_EQ(reason(may_split(closed, 1, 3)), "LEO-A was merged into LEO-B: split that one");
}

}  // namespace
}  // namespace sportello::flows
