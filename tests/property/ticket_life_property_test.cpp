// Random sequences of actions on a ticket: every status reached is one of the eight, a closed ticket stays closed, a
// resolved one is left by reopening or closing only. SPORTELLO_SEED replays a run.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>
#include <vector>

#include "flows/ticket/deadline.h"
#include "flows/ticket/life.h"
#include "flows/ticket/sample.h"

namespace sportello::flows {
namespace {

constexpr std::array kMoves = {TicketMove::Take,    TicketMove::Plan,   TicketMove::Quote, TicketMove::Escalate,
                               TicketMove::Resolve, TicketMove::Reopen, TicketMove::Close, TicketMove::Talk};

unsigned seed() {
  const char* value = std::getenv("SPORTELLO_SEED");
  return value != nullptr ? static_cast<unsigned>(std::strtoul(value, nullptr, 10)) : 20261121;
}

TEST(TicketLifeProperty, NoSequenceOfActionsReachesAnIllegalState) {
  std::mt19937 random(seed());
  SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed()));
  for (int run = 0; run < 2000; ++run) {
    TicketStatus status = TicketStatus::Registered;
    for (int step = 0; step < 40; ++step) {
      const TicketMove move = kMoves[random() % kMoves.size()];
      const auto next = after_move(status, move);
      if (status == TicketStatus::Closed) {
        EXPECT_EQ(static_cast<bool>(next), move == TicketMove::Talk) << "closed is final";
        EXPECT_EQ(next ? *next : TicketStatus::Closed, TicketStatus::Closed);
      }
      const bool reopens = move == TicketMove::Reopen && next;
      EXPECT_EQ(reopens, move == TicketMove::Reopen && status == TicketStatus::Resolved);
      if (!next) {
        EXPECT_EQ(next.error().code, Errc::Conflict);
        EXPECT_FALSE(next.error().text.empty());
        continue;
      }
      if (status == TicketStatus::Resolved && *next != status) {
        EXPECT_TRUE(move == TicketMove::Reopen || move == TicketMove::Close);
      }
      EXPECT_TRUE(ticket_status(name_of(*next)));
      status = *next;
    }
  }
}

TEST(TicketSampleProperty, TheSameSeedDrawsTheSameListAndNobodyTwice) {
  std::mt19937 random(seed());
  for (std::uint64_t run = 0; run < 200; ++run) {
    std::vector<SampleCandidate> candidates;
    const int count = static_cast<int>(random() % 200);
    for (int i = 1; i <= count; ++i) candidates.push_back({TicketId{i}, PersonId{static_cast<int>(random() % 50)}});
    const int percent = static_cast<int>(random() % 101);
    const auto first = draw_sample(candidates, percent, run);
    std::shuffle(candidates.begin(), candidates.end(), random);
    const auto second = draw_sample(candidates, percent, run);
    ASSERT_EQ(first.size(), second.size());
    std::vector<std::int64_t> people;
    for (std::size_t i = 0; i < first.size(); ++i) {
      EXPECT_EQ(first[i].ticket, second[i].ticket);
      people.push_back(first[i].person.value);
    }
    std::sort(people.begin(), people.end());
    EXPECT_EQ(std::adjacent_find(people.begin(), people.end()), people.end());
    EXPECT_LE(static_cast<int>(first.size()) * 100, count * percent + 99);
  }
}

TEST(ReopeningDeadline, IsElapsedTimeAcrossAChangeOfTheClock) {
  const Zone rome = *Zone::find("Europe/Rome");
  const auto deadline = [&](const char* resolved) {
    return iso_local(reopening_deadline(*parse_instant(resolved, rome), std::chrono::hours{48}), rome);
  };
  EXPECT_EQ(deadline("2026-11-20T17:30"), "2026-11-22T17:30");
  EXPECT_EQ(deadline("2027-03-26T18:00"), "2027-03-28T19:00");
  EXPECT_EQ(deadline("2027-10-29T18:00"), "2027-10-31T17:00");
}

}  // namespace
}  // namespace sportello::flows
