#include <gtest/gtest.h>

#include "flows/retention/retention.h"

namespace sportello::flows {
namespace {

using std::chrono::days;
using std::chrono::seconds;

const Instant kNow{std::chrono::milliseconds{1'795'000'000'000}};

TEST(Retention, EndsToTheSecond) {
  const Retention retention;
  EXPECT_FALSE(is_over(retention, KeptData::Voice, kNow - days{90} + seconds{1}, kNow));
  EXPECT_TRUE(is_over(retention, KeptData::Voice, kNow - days{90}, kNow));
}

TEST(Retention, KeepsVoiceForLessThanWhatIsWritten) {
  const Retention retention;
  EXPECT_LT(retention.of(KeptData::Voice), retention.of(KeptData::Media));
  EXPECT_LT(retention.of(KeptData::Media), retention.of(KeptData::Messages));
  EXPECT_GE(retention.of(KeptData::RawLog), kRawLogAtLeast);
}

TEST(Retention, ZeroDaysAreForEver) {
  Retention retention;
  retention.set(KeptData::Audit, days{0});
  EXPECT_FALSE(is_over(retention, KeptData::Audit, Instant{}, kNow));
}

TEST(Retention, CountsEverySoundAsVoice) {
  EXPECT_EQ(kind_of_attachment("voice"), KeptData::Voice);
  EXPECT_EQ(kind_of_attachment("audio"), KeptData::Voice);
  EXPECT_EQ(kind_of_attachment("image"), KeptData::Media);
}

}  // namespace
}  // namespace sportello::flows
