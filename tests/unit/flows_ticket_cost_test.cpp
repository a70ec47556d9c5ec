#include "flows/ticket/cost.h"

#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

using std::chrono::minutes;

Rate leotron_rate() {
  static const Business business = test::load_shipped("leotron");
  return business.rates.front();
}

CostTerms charged() {
  return {leotron_rate(), false, std::nullopt};
}
CostTerms extended() {
  return {leotron_rate(), true, minutes{60}};
}

Cost of(int spent, const CostTerms& terms, Excess excess = Excess::MinimumAgain) {
  return cost_of({{1, minutes{spent}}}, terms, excess);
}

// Requirements 2.4.
TEST(Cost, IsWhatTheGuidelinesSay) {
  const struct {
    int from;
    int to;
    long net;
    long gross;
  } fixtures[] = {{1, 60, 8000, 9760}, {61, 90, 12000, 14640}, {91, 120, 16000, 19520}, {121, 150, 20000, 24400}};
  for (const auto& fixture : fixtures) {
    for (int spent = fixture.from; spent <= fixture.to; ++spent) {
      EXPECT_EQ(of(spent, charged()).net, fixture.net) << spent;
      EXPECT_EQ(of(spent, charged()).gross(), fixture.gross) << spent;
    }
  }
  EXPECT_EQ(of(0, charged()).gross(), 0);
}

TEST(Cost, IncludesAnHourForEachIntervention) {
  EXPECT_EQ(of(60, extended()).net, 0);
  EXPECT_EQ(cost_of({{1, minutes{60}}, {2, minutes{60}}}, extended(), Excess::MinimumAgain).net, 0);
}

TEST(Cost, ComputesTheSixtyFirstMinuteBothWays) {
  EXPECT_EQ(of(61, extended(), Excess::MinimumAgain).net, 8000);
  EXPECT_EQ(of(61, extended(), Excess::StepsOnly).net, 4000);
  EXPECT_EQ(of(91, extended(), Excess::StepsOnly).net, 8000);
  EXPECT_EQ(of(121, extended(), Excess::MinimumAgain).net, 12000);
}

TEST(Cost, AddsUpTheEntriesOfOneInterventionFirst) {
  EXPECT_EQ(cost_of({{1, minutes{20}}, {1, minutes{20}}}, charged(), Excess::MinimumAgain).net, 8000);
  EXPECT_EQ(cost_of({{1, minutes{20}}, {2, minutes{20}}}, charged(), Excess::MinimumAgain).net, 16000);
}

TEST(Cost, HasNoLimitWhereThePlanHasNone) {
  EXPECT_EQ(of(600, {leotron_rate(), true, std::nullopt}).net, 0);
}

TEST(Cost, HasNoFigureWithoutARate) {
  const CostTerms none{std::nullopt, false, std::nullopt};
  EXPECT_EQ(of(90, none).gross(), 0);
  EXPECT_THAT(explain(of(90, none), none, Texts{}, Language::It).back(), testing::HasSubstr("Nessuna tariffa"));
}

TEST(Cost, IsExplainedLineByLine) {
  const auto lines = explain(of(75, extended()), extended(), Texts{}, Language::It);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0],
            "Intervento 1: 75 minuti, di cui 60 compresi nel contratto; addebitati 60 minuti a 80,00 €/h = 80,00 €.");
  EXPECT_EQ(lines[1], "Totale: 80,00 € + IVA 22% (17,60 €) = 97,60 €.");
  EXPECT_EQ(explain(of(75, charged()), charged(), Texts{}, Language::En)[0],
            "Intervention 1: 75 minutes; 90 minutes charged at 80.00 €/h = 120.00 €.");
}

TEST(Cost, WarnsAtThreeQuartersAndAtTheEndOfTheIncludedTime) {
  using testing::ElementsAre;
  EXPECT_THAT(alerts_passed(minutes{0}, minutes{44}, minutes{60}), ElementsAre());
  EXPECT_THAT(alerts_passed(minutes{44}, minutes{45}, minutes{60}), ElementsAre(minutes{45}));
  EXPECT_THAT(alerts_passed(minutes{45}, minutes{59}, minutes{60}), ElementsAre());
  EXPECT_THAT(alerts_passed(minutes{30}, minutes{60}, minutes{60}), ElementsAre(minutes{45}, minutes{60}));
  EXPECT_THAT(alerts_passed(minutes{0}, minutes{600}, std::nullopt), ElementsAre());
}

}  // namespace
}  // namespace sportello::flows
