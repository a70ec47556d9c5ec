#include "bot/pace.h"

#include "bot/channels.h"

namespace sportello::bot {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const flows::PhoneNumberId kPaced{"100"};
const flows::PhoneNumberId kOther{"200"};
const PaceTime kStart{};

TEST(Pace, LetsANumberSendSoMuchInAnySecond) {
  Pace pace(3);
  for (int i = 0; i < 3; ++i) pace.spend(kPaced, kStart + milliseconds{i * 100});
  EXPECT_EQ(pace.room(kPaced, kStart + milliseconds{999}), 0);
  EXPECT_EQ(pace.room(kPaced, kStart + milliseconds{1000}), 1);
  EXPECT_EQ(pace.room(kPaced, kStart + milliseconds{1150}), 2);
  EXPECT_EQ(pace.room(kOther, kStart), 3);
}

/// When messages leave that are all due at the start.
std::vector<seconds> leaving(PairPace& pairs, int messages) {
  std::vector<seconds> times;
  PaceTime now = kStart;
  for (int i = 0; i < messages; ++i) {
    now += pairs.wait(kPaced, "39340", now);
    pairs.spend(kPaced, "39340", now);
    times.push_back(std::chrono::duration_cast<seconds>(now - kStart));
  }
  return times;
}

TEST(PairPace, LendsFortyFiveAndThenOneInSixSeconds) {
  PairPace pairs;
  const auto times = leaving(pairs, 48);
  EXPECT_EQ(times[44], seconds{0});
  EXPECT_EQ(times[45], seconds{6});
  EXPECT_EQ(times[46], seconds{12});
  EXPECT_EQ(times[47], seconds{18});
}

TEST(PairPace, IsRepaidByWaiting) {
  PairPace pairs;
  leaving(pairs, 45);
  EXPECT_EQ(pairs.wait(kPaced, "39340", kStart + milliseconds{5'999}), milliseconds{1});
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(pairs.wait(kPaced, "39340", kStart + seconds{60}), milliseconds{0}) << i;
    pairs.spend(kPaced, "39340", kStart + seconds{60});
  }
  EXPECT_EQ(pairs.wait(kPaced, "39340", kStart + seconds{60}), seconds{6});
}

TEST(PairPace, CountsEachCustomerOfEachNumberApart) {
  PairPace pairs;
  leaving(pairs, 45);
  EXPECT_GT(pairs.wait(kPaced, "39340", kStart).count(), 0);
  EXPECT_EQ(pairs.wait(kPaced, "39341", kStart).count(), 0);
  EXPECT_EQ(pairs.wait(kOther, "39340", kStart).count(), 0);
}

TEST(PairPace, ForgetsWhoHasRepaid) {
  PairPace pairs;
  for (int i = 0; i < 10'000; ++i) pairs.spend(kPaced, std::to_string(i), kStart + seconds{i});
  EXPECT_LT(pairs.size(), 3'000U);
}

TEST(Channels, ANumberThatIsRefusedStopsNoOther) {
  Channels channels(seconds{60});
  EXPECT_TRUE(channels.went_down(kPaced, Channels::Reach::Number, {133010, {}, {}, {}, {}}, kStart));
  EXPECT_EQ(channels.leave_for(kPaced, kStart + seconds{59}), Channels::Leave::Wait);
  EXPECT_EQ(channels.leave_for(kOther, kStart), Channels::Leave::Send);
  EXPECT_FALSE(channels.is_up(kOther)) << "the other's success says nothing of this one";
  EXPECT_EQ(channels.trouble()->code, 133010);
}

TEST(Channels, ADeadTokenStopsAllUntilAProbeSucceeds) {
  Channels channels(seconds{60});
  channels.went_down(kPaced, Channels::Reach::Token, {190, {}, {}, {}, {}}, kStart);
  EXPECT_FALSE(channels.went_down(kOther, Channels::Reach::Token, {190, {}, {}, {}, {}}, kStart)) << "no news";
  EXPECT_EQ(channels.leave_for(kOther, kStart), Channels::Leave::Wait);
  EXPECT_EQ(channels.leave_for(kOther, kStart + seconds{60}), Channels::Leave::Probe);
  channels.probing(kOther, kStart + seconds{60});
  EXPECT_EQ(channels.leave_for(kPaced, kStart + seconds{61}), Channels::Leave::Wait) << "one probe a minute";
  EXPECT_TRUE(channels.is_up(kOther));
  EXPECT_EQ(channels.leave_for(kPaced, kStart + seconds{61}), Channels::Leave::Send);
  EXPECT_FALSE(channels.trouble());
}

}  // namespace
}  // namespace sportello::bot
