#include "flows/operators/rights.h"

namespace sportello::flows {
namespace {

std::string rights_of(Role role) {
  std::string all;
  for (const auto right : kRights)
    if (may(role, right)) all += std::string(name_of(right)) + " ";
  return all;
}

TEST(Rights, AreDecidedByRole) {
  EXPECT_EQ(rights_of(Role::Operator), "own_account look work ");
  EXPECT_EQ(rights_of(Role::SecondLevel), "own_account look work ");
  EXPECT_EQ(rights_of(Role::Administration), "own_account look work customers sheets ");
  EXPECT_EQ(rights_of(Role::Manager), "own_account look work customers sheets setup operators ");
}

TEST(Rights, KnowEveryRoleByName) {
  for (const auto role : kRoles) EXPECT_EQ(role_of(name_of(role)), role);
  EXPECT_EQ(role_of("root"), std::nullopt);
  EXPECT_EQ(role_of(""), std::nullopt);
}

}  // namespace
}  // namespace sportello::flows
