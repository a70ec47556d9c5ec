// The templates of a profile at Meta: found missing, created, followed, edited, and left alone the second time.

#include <algorithm>

#include "emulator_stage.h"
#include "tests/support/profiles.h"
#include "webhooks/whatsapp/template_api.h"

namespace sportello::webhooks {
namespace {

using Kind = TemplateChangeWanted::Kind;
using tests::EmulatorStage;
using tests::kLeotron;

class TemplateApi : public testing::Test {
 protected:
  TemplateApi() : account_(*account_of(stage_.graph(), flows::Secret("token"), kLeotron)) {}

  std::vector<TemplateChangeWanted> compare() {
    const auto remote = fetch_templates(stage_.graph(), account_);
    EXPECT_TRUE(remote) << remote.error().text;
    return compare_templates(business_, *remote);
  }
  int count(Kind kind) {
    const auto changes = compare();
    return static_cast<int>(
        std::count_if(changes.begin(), changes.end(), [&](const auto& one) { return one.kind == kind; }));
  }
  void push_all() {
    for (const auto& change : compare()) {
      if (change.kind == Kind::None) continue;
      const auto pushed = push_template(stage_.graph(), account_, change);
      EXPECT_TRUE(pushed) << pushed.error().text;
    }
  }

  EmulatorStage stage_;
  flows::Business business_ = test::load_shipped("leotron");
  std::string account_;
};

TEST_F(TemplateApi, CreatesWhatIsMissingAndNothingTheSecondTime) {
  EXPECT_EQ(count(Kind::Create), 10) << "five purposes in two languages";
  push_all();
  EXPECT_EQ(count(Kind::Create), 0);
  EXPECT_EQ(count(Kind::Edit), 0);
}

TEST_F(TemplateApi, ShowsTheDifferenceAndEdits) {
  push_all();
  for (const auto& change : compare()) {
    stage_.post("templates", {{"number", kLeotron.value},
                                            {"name", change.remote.name},
                                            {"language", change.remote.language},
                                            {"status", "APPROVED"}});
  }
  auto& reply = business_.templates.at("operator_reply");
  reply.body["it"] = "Salve {{name}}, sulla richiesta {{code}}: {{text}} Basta rispondere qui.";
  const auto changes = compare();
  const auto edit = std::find_if(changes.begin(), changes.end(), [](const auto& one) { return one.kind == Kind::Edit; });
  ASSERT_NE(edit, changes.end());
  EXPECT_EQ(edit->language, "it");
  ASSERT_EQ(edit->lines.size(), 2U);
  EXPECT_TRUE(edit->lines[0].starts_with("- Ciao"));
  EXPECT_TRUE(edit->lines[1].starts_with("+ Salve"));
  ASSERT_TRUE(push_template(stage_.graph(), account_, *edit));
  EXPECT_EQ(count(Kind::Edit), 0);
}

TEST_F(TemplateApi, SaysThatOneInReviewCannotBeEdited) {
  push_all();
  TemplateChangeWanted change = compare().front();
  change.kind = Kind::Edit;
  change.remote.status = "PENDING";
  const auto pushed = push_template(stage_.graph(), account_, change);
  ASSERT_FALSE(pushed);
  EXPECT_NE(pushed.error().text.find("PENDING"), std::string::npos);
}

TEST_F(TemplateApi, GivesMetasReasonForARefusal) {
  business_.templates.at("reminder").body["it"] = "{{name}}, scrivici.";
  std::string refused;
  for (const auto& change : compare()) {
    const auto pushed = push_template(stage_.graph(), account_, change);
    if (!pushed) refused = pushed.error().text;
  }
  EXPECT_NE(refused.find("2388299"), std::string::npos) << refused;
}

TEST_F(TemplateApi, SaysWhatIsMissingForANumberOfSomebodyElse) {
  const auto account = account_of(stage_.graph(), flows::Secret("token"), flows::PhoneNumberId{"1"});
  ASSERT_FALSE(account);
  EXPECT_NE(account.error().text.find("whatsapp_business_management"), std::string::npos);
}

}  // namespace
}  // namespace sportello::webhooks
