#include <limits>

#include "bot/top/page.h"
#include "bot/top/readings.h"

namespace sportello::bot {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

Readings readings(const std::string& text) {
  auto parsed = Readings::parse(text);
  if (!parsed) throw std::runtime_error(parsed.error().text);
  return std::move(*parsed);
}

TEST(Readings, ReadSeriesWithAndWithoutLabels) {
  const Readings some = readings(
      "# HELP a of no interest\n# TYPE a counter\na 3\nb{state=\"x\",code=\"7\"} 1.5e3\nb{state=\"y\",code=\"8\"} 2\n"
      "b{state=\"x\",code=\"9\"} 1\n");
  EXPECT_EQ(some.value("a"), 3);
  EXPECT_EQ(some.value("nowhere"), 0);
  EXPECT_EQ(some.sum("b"), 1503);
  EXPECT_EQ(some.by_label("b", "state").at("x"), 1501);
  EXPECT_EQ(some.by_label("b", "code").at("8"), 2);
}

TEST(Readings, RefuseWhatIsNoMetric) {
  EXPECT_FALSE(Readings::parse("<html>\n"));
  EXPECT_FALSE(Readings::parse("a b\n"));
}

TEST(Readings, FindTheBucketOfAShareSinceBefore) {
  const auto buckets = [](int fast, int slow, int all) {
    return readings("t_bucket{le=\"0.1\"} " + std::to_string(fast) + "\nt_bucket{le=\"1\"} " + std::to_string(slow) +
                    "\nt_bucket{le=\"+Inf\"} " + std::to_string(all) + "\n");
  };
  const Readings before = buckets(100, 100, 100);
  EXPECT_EQ(buckets(100, 100, 100).quantile("t", 0.99, before), 0);
  EXPECT_EQ(buckets(199, 200, 200).quantile("t", 0.99, before), 0.1);
  EXPECT_EQ(buckets(150, 200, 200).quantile("t", 0.99, before), 1);
  EXPECT_EQ(buckets(150, 150, 200).quantile("t", 0.99, before), std::numeric_limits<double>::infinity());
}

TEST(TopPage, ShowsRatesBetweenTwoLooks) {
  const Readings before = readings("sportello_turns_total 10\nsportello_channel_up 1\n");
  const Readings now = readings("sportello_turns_total 30\nsportello_channel_up 0\nsportello_timers_late_seconds 300\n");
  const std::string page = top_page(before, now, seconds{10}, seconds{1'795'253'400});
  EXPECT_THAT(page, HasSubstr("2.0/s turns"));
  EXPECT_THAT(page, HasSubstr("DOWN"));
  EXPECT_THAT(page, HasSubstr("LATE by 5 min"));
  EXPECT_THAT(page, HasSubstr("newest backup NEVER"));
}

}  // namespace
}  // namespace sportello::bot
