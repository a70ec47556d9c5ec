#include "bot/send_outcome.h"

#include <set>
#include <vector>

namespace sportello::bot {
namespace {

using flows::Instant;
using std::chrono::seconds;

const Instant kSent = *flows::parse_instant("2026-11-23T10:00:00Z", *flows::Zone::find("UTC"));

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
  return judge(in_flight(attempts), webhooks::Refused{error}, kSent, seconds{120});
}

TEST(SendVerdict, AnAcceptedMessageHasItsWamid) {
  const auto verdict = judge(in_flight(), webhooks::Accepted{{"wamid.1"}, {}, {}, {}}, kSent, seconds{120});
  EXPECT_EQ(verdict.row.state, "sent");
  EXPECT_EQ(verdict.row.wamid->value, "wamid.1");
  EXPECT_EQ(verdict.row.sent_at, kSent);
}

TEST(SendVerdict, AnUnknownOutcomeWaitsForItsStatus) {
  const auto verdict = judge(in_flight(), webhooks::Uncertain{"time-out"}, kSent, seconds{120});
  EXPECT_EQ(verdict.row.state, "uncertain");
  EXPECT_TRUE(verdict.waits_for_status);
  EXPECT_EQ(verdict.row.not_before, kSent + seconds{120});
}

TEST(SendVerdict, AServerFaultOfMetaIsAnUnknownOutcomeToo) {
  EXPECT_EQ(after_error(131000).row.state, "uncertain");
  EXPECT_EQ(after_error(131016).row.state, "uncertain");
}

TEST(SendVerdict, WhatWasSurelyNotSentIsSentAgainLater) {
  const auto verdict = judge(in_flight(), webhooks::Unreachable{"refused"}, kSent, seconds{120});
  EXPECT_EQ(verdict.row.state, "queued");
  EXPECT_GT(verdict.row.not_before, kSent);
}

TEST(SendVerdict, TheNetworkMayBeAwayForAsLongAsItLikes) {
  const auto verdict = judge(in_flight(5000), webhooks::Unreachable{"refused"}, kSent, seconds{120});
  EXPECT_EQ(verdict.row.state, "queued");
  EXPECT_LE(verdict.row.not_before, kSent + seconds{300});
}

TEST(SendVerdict, RateLimitsAreRetriedALimitedNumberOfTimes) {
  for (const int code : {4, 80007, 130429, 131056}) {
    EXPECT_EQ(after_error(code, 1).row.state, "queued") << code;
    EXPECT_GE(after_error(code, 1).row.not_before, kSent + seconds{1}) << code;
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

/// What reference documentation asks for, code by code, and what becomes of the message.
struct Expected {
  int code;
  webhooks::ErrorClass what;
  const char* state;
};

using enum webhooks::ErrorClass;
const std::vector<Expected> kExpected{
    {0, Alert, "queued"},
    {1, OutcomeUnknown, "uncertain"},
    {2, OutcomeUnknown, "uncertain"},
    {3, Alert, "queued"},
    {4, Retry, "queued"},
    {10, Alert, "queued"},
    {17, Retry, "queued"},
    {33, Alert, "queued"},
    {100, Fix, "failed"},
    {104, Alert, "queued"},
    {190, Alert, "queued"},
    {200, Alert, "queued"},
    {230, Alert, "queued"},
    {299, Alert, "queued"},
    {368, Alert, "queued"},
    {613, Retry, "queued"},
    {803, Fix, "failed"},
    {80007, Retry, "queued"},
    {130403, Drop, "failed"},
    {130429, Retry, "queued"},
    {130472, Drop, "failed"},
    {130497, Drop, "failed"},
    {131000, OutcomeUnknown, "uncertain"},
    {131005, Alert, "queued"},
    {131008, Fix, "failed"},
    {131009, Fix, "failed"},
    {131016, OutcomeUnknown, "uncertain"},
    {131021, Drop, "failed"},
    {131026, Drop, "failed"},
    {131030, Drop, "failed"},
    {131031, Alert, "queued"},
    {131037, Alert, "queued"},
    {131042, Alert, "queued"},
    {131045, Alert, "queued"},
    {131047, Template, "failed"},
    {131048, Alert, "queued"},
    {131049, Drop, "failed"},
    {131050, Drop, "failed"},
    {131051, Fix, "failed"},
    {131052, Drop, "failed"},
    {131053, Fix, "failed"},
    {131055, Fix, "failed"},
    {131056, Retry, "queued"},
    {131057, Retry, "queued"},
    {131060, Drop, "failed"},
    {131062, Fix, "failed"},
    {131063, Fix, "failed"},
    {131064, Alert, "queued"},
    {131065, Drop, "failed"},
    {132000, Fix, "failed"},
    {132001, Fix, "failed"},
    {132005, Fix, "failed"},
    {132007, Fix, "failed"},
    {132012, Fix, "failed"},
    {132015, Fix, "failed"},
    {132016, Fix, "failed"},
    {132018, Fix, "failed"},
    {132068, Fix, "failed"},
    {132069, Fix, "failed"},
    {133000, Fix, "failed"},
    {133004, OutcomeUnknown, "uncertain"},
    {133005, Alert, "queued"},
    {133006, Alert, "queued"},
    {133008, WaitAsTold, "queued"},
    {133009, WaitAsTold, "queued"},
    {133010, Alert, "queued"},
    {133015, WaitAsTold, "queued"},
    {133016, WaitAsTold, "queued"},
    {134011, Alert, "queued"},
    {134100, Fix, "failed"},
    {134102, Fix, "failed"},
    {135000, Fix, "failed"},
    {136024, Fix, "failed"},
    {137000, Drop, "failed"},
    {138000, Fix, "failed"},
    {139000, Fix, "failed"},
    {147001, Fix, "failed"},
    {147005, Fix, "failed"},
    {2388019, Fix, "failed"},
    {2388039, Fix, "failed"},
    {2388040, Fix, "failed"},
    {2388047, Fix, "failed"},
    {2388072, Fix, "failed"},
    {2388073, Fix, "failed"},
    {2388293, Fix, "failed"},
    {2388299, Fix, "failed"},
    {2494100, Retry, "queued"},
    {999999, Drop, "failed"},
};

TEST(SendVerdict, EveryErrorHasItsReaction) {
  for (const Expected& expected : kExpected) {
    SCOPED_TRACE(expected.code);
    webhooks::GraphError error;
    error.code = expected.code;
    EXPECT_EQ(reaction_to(error).what, expected.what);
    const auto verdict = after_error(expected.code);
    EXPECT_EQ(verdict.row.state, expected.state);
    EXPECT_EQ(verdict.row.error_code, expected.code);
    EXPECT_EQ(verdict.channel_down, expected.what == Alert);
    EXPECT_EQ(verdict.waits_for_status, expected.what == OutcomeUnknown);
    EXPECT_EQ(verdict.window_closed, expected.what == Template);
    EXPECT_EQ(verdict.opted_out, expected.code == 131050);
    const bool waits = expected.what == Retry || expected.what == WaitAsTold || expected.what == OutcomeUnknown;
    EXPECT_EQ(verdict.row.not_before > kSent, waits);
  }
}

TEST(SendVerdict, NoErrorOfTheTableIsLeftOut) {
  std::set<int> tested;
  for (const Expected& expected : kExpected) tested.insert(expected.code);
  for (const webhooks::ErrorRow& row : webhooks::error_table()) EXPECT_TRUE(tested.contains(row.first)) << row.first;
}

}  // namespace
}  // namespace sportello::bot
