#include "flows/ticket/entitlement.h"

#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

Date day(const char* text) {
  return *parse_date(text);
}

const Business& leotron() {
  static const Business business = test::load_shipped("leotron");
  return business;
}

Entitlement on(const char* today, std::vector<Contract> contracts) {
  return entitlement_on(leotron(), contracts, day(today));
}

TEST(Entitlement, IncludesTheLastDay) {
  const std::vector<Contract> contracts{{"standard", day("2025-01-01"), day("2026-11-22")}};
  EXPECT_EQ(on("2026-11-22", contracts).validity, Validity::Valid);
  const Entitlement after = on("2026-11-23", contracts);
  EXPECT_EQ(after.validity, Validity::Expired);
  EXPECT_EQ(after.word(), "none");
  EXPECT_EQ(after.ended, day("2026-11-22"));
}

TEST(Entitlement, IncludesTheFirstDay) {
  const std::vector<Contract> contracts{{"standard", day("2026-11-22"), std::nullopt}};
  EXPECT_EQ(on("2026-11-21", contracts).validity, Validity::None);
  EXPECT_EQ(on("2026-11-22", contracts).word(), "standard");
}

TEST(Entitlement, TakesTheContractThatIncludesMost) {
  EXPECT_EQ(on("2026-11-22", {{"standard"}, {"extended"}}).plan, "extended");
  EXPECT_EQ(on("2026-11-22", {{"extended"}, {"standard"}}).plan, "extended");
  EXPECT_EQ(on("2026-11-22", {{"extended", std::nullopt, day("2026-11-21")}, {"standard"}}).plan, "standard");
}

TEST(Entitlement, TellsNoneFromNotKnown) {
  EXPECT_EQ(on("2026-11-22", {}).word(), "unknown");
  EXPECT_EQ(on("2026-11-22", {{"none"}}).word(), "none");
  EXPECT_EQ(on("2026-11-22", {{"none"}}).validity, Validity::None);
}

TEST(Entitlement, CoversWhatThePlanIncludes) {
  EXPECT_EQ(covered_by(leotron(), "extended", "standard"), "yes");
  EXPECT_EQ(covered_by(leotron(), "standard", "extended"), "no");
  EXPECT_EQ(covered_by(leotron(), "none", ""), "no");
  EXPECT_EQ(covered_by(leotron(), "unknown", "standard"), "unknown");
}

}  // namespace
}  // namespace sportello::flows
