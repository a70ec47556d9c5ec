#include "storage/outbox_state.h"

#include <array>
#include <string>
#include <string_view>

namespace sportello::storage {
namespace {

constexpr std::array<std::string_view, 7> kStates{"queued",    "in_flight", "uncertain", "sent",
                                                  "delivered", "read",      "failed"};

/// One row for each state that comes before, one letter for each that would follow: y it may, . it may not.
constexpr std::array<std::string_view, 7> kTable{
    "yyyyyyy",  // queued: a status may overtake the record of the sending
    "yyyyyyy",  // in_flight
    "y.yyyyy",  // uncertain: sent again by way of the queue
    "...yyyy",  // sent
    "....yy.",  // delivered
    ".....y.",  // read
    ".......",  // failed is final and keeps its reason
};

TEST(OutboxState, MovesAsTheTableSays) {
  for (std::size_t from = 0; from < kStates.size(); ++from) {
    for (std::size_t to = 0; to < kStates.size(); ++to) {
      EXPECT_EQ(may_follow(kStates[from], kStates[to]), kTable[from][to] == 'y')
          << kStates[from] << " -> " << kStates[to];
    }
  }
}

TEST(OutboxState, KnowsNoOtherNames) {
  EXPECT_FALSE(may_follow("queued", "lost"));
  EXPECT_FALSE(may_follow("", "queued"));
}

TEST(OutboxState, NeedsALookWhileSomethingIsLeftToDo) {
  for (const std::string_view state : {"queued", "in_flight", "uncertain", "failed"}) EXPECT_TRUE(needs_a_look(state));
  for (const std::string_view state : {"sent", "delivered", "read", "lost"}) EXPECT_FALSE(needs_a_look(state));
}

}  // namespace
}  // namespace sportello::storage
