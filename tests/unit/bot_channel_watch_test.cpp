// What gives reason to worry about the channel, and what does not.

#include "bot/channel_watch.h"
#include "tests/support/profiles.h"

namespace sportello::bot {
namespace {

using std::chrono::minutes;

const flows::Instant kNow{std::chrono::milliseconds(1'795'000'000'000)};
const flows::PhoneNumberId kNumber{"100"};

Numbers one_number() {
  auto business = std::make_shared<flows::Business>(test::load_shipped("leotron"));
  flows::MessageTemplate survey;
  survey.name = "leotron_survey";
  survey.languages = {"it", "en"};
  business->templates = {{"survey", survey}};
  return {{kNumber, std::move(business)}};
}

MetaFacts facts_of(bool token_valid, std::vector<TemplateFacts> templates) {
  MetaFacts facts;
  TokenFacts token;
  token.valid = token_valid;
  facts.token = token;
  NumberFacts number;
  number.health.push_back({"WABA", "9", "AVAILABLE", {}, {}});
  facts.numbers.emplace(kNumber.value, number);
  facts.accounts.emplace("9", AccountFacts{{}, std::move(templates)});
  return facts;
}

TEST(ChannelConcerns, AreNoneWhenTokenAndTemplatesAreWell) {
  EXPECT_TRUE(concerns_of(facts_of(true, {{"leotron_survey", "it", "APPROVED"}, {"leotron_survey", "en", "APPROVED"}}),
                          one_number())
                  .empty());
}

TEST(ChannelConcerns, NameTheTemplateThatIsNotApprovedAndTheOneThatIsMissing) {
  const auto concerns = concerns_of(facts_of(true, {{"leotron_survey", "it", "PAUSED"}}), one_number());
  ASSERT_EQ(concerns.size(), 2U);
  EXPECT_EQ(concerns[0].id, "template.leotron_survey.it");
  EXPECT_EQ(concerns[0].problem.it, "Il modello leotron_survey (it) non è approvato: PAUSED");
  EXPECT_EQ(concerns[1].problem.it, "Il modello leotron_survey (en) non esiste in WhatsApp Manager");
}

TEST(ChannelConcerns, TellADeadTokenWithItsRemedy) {
  const auto concerns = concerns_of(
      facts_of(false, {{"leotron_survey", "it", "APPROVED"}, {"leotron_survey", "en", "APPROVED"}}), one_number());
  ASSERT_EQ(concerns.size(), 1U);
  EXPECT_EQ(concerns[0].code, 190);
  EXPECT_FALSE(concerns[0].remedy.it.empty());
}

TEST(ChannelConcerns, AreNotMadeOfWhatCouldNotBeAsked) {
  MetaFacts facts;
  facts.token = flows::fail(flows::Errc::Unavailable, "timed out");
  facts.numbers.emplace(kNumber.value, flows::Error{flows::Errc::Unavailable, "timed out"});
  EXPECT_TRUE(concerns_of(facts, one_number()).empty());
}

TEST(Echo, IsSilentHalfAnHourAfterAMessageNobodySpokeOf) {
  Echo echo;
  EXPECT_FALSE(echo.is_silent(kNow)) << "nothing was sent";
  echo.sent(kNow);
  echo.sent(kNow + minutes{20});
  EXPECT_FALSE(echo.is_silent(kNow + minutes{29}));
  EXPECT_TRUE(echo.is_silent(kNow + minutes{30})) << "counted from the first";
  echo.heard(kNow + minutes{31});
  EXPECT_FALSE(echo.is_silent(kNow + minutes{90})) << "a quiet night is no silence";
  echo.sent(kNow + minutes{25});
  EXPECT_FALSE(echo.is_silent(kNow + minutes{90})) << "something was heard since";
  echo.sent(kNow + minutes{95});
  echo.forget_sent();
  EXPECT_FALSE(echo.is_silent(kNow + minutes{300})) << "the clock was moved";
}

}  // namespace
}  // namespace sportello::bot
