#include <gtest/gtest.h>

#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class ShippedProfile : public testing::TestWithParam<std::string> {};

TEST_P(ShippedProfile, LoadsWithoutFaults) {
  const ProfileLoad load = load_profile(test::shipped_files(GetParam()));
  for (const ProfileFault& fault : load.faults) ADD_FAILURE() << fault.line();
  EXPECT_TRUE(load.business);
}

INSTANTIATE_TEST_SUITE_P(Every, ShippedProfile, testing::Values("leotron", "kzweb"),
                         [](const auto& profile) { return profile.param; });

TEST(Leotron, WarnsThatTheFourthOfOctoberIsAnOrdinaryDay) {
  const ProfileLoad load = load_profile(test::shipped_files("leotron"));
  std::vector<std::string> lines;
  for (const ProfileFault& fault : load.warnings) lines.push_back(fault.line());
  EXPECT_THAT(lines, ElementsAre(HasSubstr("San Francesco (10-04)")));
}

}  // namespace
}  // namespace sportello::flows
