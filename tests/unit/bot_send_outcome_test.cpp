#include "bot/send_outcome.h"

namespace sportello::bot {
namespace {

using flows::Instant;
using std::chrono::seconds;

const Instant kNow = *flows::parse_instant("2026-11-23T10:00:00Z", *flows::Zone::find("UTC"));

storage::OutboxRow in_flight(int attempts = 1) {
  storage::OutboxRow row;
  row.id = {7};
  row.state = "in_flight";
  row.attempts = attempts;
  return row;
}

SendVerdict after_error(int code, int attempts = 1) {
  webhooks::GraphError error;
  error.code = code;
  return judge(in_flight(attempts), webhooks::Refused{error}, kNow, seconds{120});
}

TEST(SendVerdict, AnAcceptedMessageHasItsWamid) {
  const auto verdict = judge(in_flight(), webhooks::Accepted{{"wamid.1"}, {}, {}, {}}, kNow, seconds{120});
  EXPECT_EQ(verdict.row.state, "sent");
  EXPECT_EQ(verdict.row.wamid->value, "wamid.1");
  EXPECT_EQ(verdict.row.sent_at, kNow);
}

TEST(SendVerdict, AnUnknownOutcomeWaitsForItsStatus) {
  const auto verdict = judge(in_flight(), webhooks::Uncertain{"time-out"}, kNow, seconds{120});
  EXPECT_EQ(verdict.row.state, "uncertain");
  EXPECT_TRUE(verdict.waits_for_status);
  EXPECT_EQ(verdict.row.not_before, kNow + seconds{120});
}

TEST(SendVerdict, AServerFaultOfMetaIsAnUnknownOutcomeToo) {
  EXPECT_EQ(after_error(131000).row.state, "uncertain");
  EXPECT_EQ(after_error(131016).row.state, "uncertain");
}

TEST(SendVerdict, WhatWasSurelyNotSentIsSentAgainLater) {
  const auto verdict = judge(in_flight(), webhooks::Unreachable{"refused"}, kNow, seconds{120});
  EXPECT_EQ(verdict.row.state, "queued");
  EXPECT_GT(verdict.row.not_before, kNow);
}

TEST(SendVerdict, TheNetworkMayBeAwayForAsLongAsItLikes) {
  const auto verdict = judge(in_flight(5000), webhooks::Unreachable{"refused"}, kNow, seconds{120});
  EXPECT_EQ(verdict.row.state, "queued");
  EXPECT_LE(verdict.row.not_before, kNow + seconds{300});
}

TEST(SendVerdict, RateLimitsAreRetriedALimitedNumberOfTimes) {
  for (const int code : {4, 80007, 130429, 131056}) {
    EXPECT_EQ(after_error(code, 1).row.state, "queued") << code;
    EXPECT_GE(after_error(code, 1).row.not_before, kNow + seconds{1}) << code;
    EXPECT_EQ(after_error(code, 8).row.state, "failed") << code;
  }
}

TEST(SendVerdict, ADeadTokenKeepsTheMessageAndStopsTheChannel) {
  const auto verdict = after_error(190);
  EXPECT_EQ(verdict.row.state, "queued");
  EXPECT_TRUE(verdict.channel_down);
  EXPECT_EQ(verdict.row.attempts, 0) << "it has had no try of its own";
}

TEST(SendVerdict, AClosedWindowIsRemembered) {
  const auto verdict = after_error(131047);
  EXPECT_EQ(verdict.row.state, "failed");
  EXPECT_TRUE(verdict.window_closed);
  EXPECT_EQ(verdict.row.error_code, 131047);
}

TEST(SendVerdict, WhatCannotBeDeliveredFailsWithItsReason) {
  for (const int code : {131026, 100, 131009, 999999}) {
    const auto verdict = after_error(code);
    EXPECT_EQ(verdict.row.state, "failed") << code;
    EXPECT_NE(verdict.row.error.find(std::to_string(code)), std::string::npos);
    EXPECT_FALSE(verdict.channel_down);
  }
}

}  // namespace
}  // namespace sportello::bot
