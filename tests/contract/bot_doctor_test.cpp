// Every step of the set-up broken in turn: the doctor names it, `connect` mends what can be mended from here.
#include <memory>

#include "bot/doctor/connect.h"
#include "bot/doctor/machine_findings.h"
#include "bot/doctor/meta_findings.h"
#include "tests/support/emulated_world.h"
#include "tests/support/profiles.h"

namespace sportello::bot {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::EmulatedWorld;
using tests::kAccount;
using tests::kNumber;

/// Calls reach the emulated Graph API without a network.
class EmulatedGraph : public webhooks::Client {
 public:
  explicit EmulatedGraph(EmulatedWorld& it) : it_(it) {}

  flows::Result<webhooks::Reply> send(const webhooks::Call& call, std::chrono::milliseconds) override {
    if (down) return flows::fail(flows::Errc::Unavailable, "connection refused");
    constexpr std::string_view kBase = "http://graph/v26.0/";
    webhooks::emulator::GraphCall graph{.method = call.method, .path = call.url.substr(kBase.size())};
    if (const auto question = graph.path.find('?'); question != std::string::npos) {
      graph.query = *webhooks::parse_query(graph.path.substr(question + 1));
      graph.path.resize(question);
    }
    graph.token = std::string(call.headers.find("Authorization").value_or("Bearer ")).substr(7);
    graph.content_type = "application/json";
    graph.body = call.body;
    if (call.method == webhooks::Method::Post) changes.push_back(graph.path);
    const auto reply = answer_graph(it_.world, graph, it_.now, it_.effects);
    return webhooks::Reply{reply.status, {}, reply.body};
  }
  flows::Result<webhooks::Download> download(const webhooks::Call&, const webhooks::Sink&, std::uint64_t,
                                             std::chrono::milliseconds) override {
    return flows::fail(flows::Errc::Internal, "not asked for");
  }

  bool down = false;
  std::vector<std::string> changes;

 private:
  EmulatedWorld& it_;
};

class Doctor : public testing::Test {
 protected:
  Doctor() {
    config_.public_url = "http://127.0.0.1:8080";
    config_.graph_url = "http://graph/v26.0";
    config_.app_secrets = {flows::Secret("secret")};
    config_.verify_token = flows::Secret("verify");
    config_.access_token = flows::Secret("token");
    NumberConfig number;
    number.phone_number_id.value = kNumber;
    number.profile = "leotron";
    config_.numbers = {number};
  }

  /// The ids of what is not good.
  std::vector<std::string> complaints() {
    std::vector<std::string> ids;
    for (const Finding& each : judge_meta(meta_.ask(), config_, {}, it_.now.wall)) {
      if (each.verdict == Verdict::Good) continue;
      EXPECT_FALSE(each.remedy.empty()) << each.id;
      ids.push_back(each.id);
    }
    return ids;
  }

  bool connect_with(bool agree, const std::string& to = {}) {
    ConnectTalk talk;
    talk.say = [this](const std::string& line) { said_ += line + "\n"; };
    talk.agree = [this, agree](const std::string& question) {
      questions_.push_back(question);
      return agree;
    };
    talk.pin = [](const std::string&) { return "123456"; };
    return connect(meta_, config_, {to, "Sportello"}, talk);
  }

  EmulatedWorld it_;
  EmulatedGraph graph_{it_};
  Config config_;
  MetaAccount meta_{graph_, config_};
  std::string said_;
  std::vector<std::string> questions_;
  const std::string number_ = "number." + kNumber + ".";
};

TEST_F(Doctor, HasNothingToSayAboutAWholeSetUp) {
  EXPECT_THAT(complaints(), IsEmpty());
}

TEST_F(Doctor, KnowsADeadToken) {
  it_.world.token_dead = true;
  EXPECT_THAT(complaints(), testing::Contains("token.valid"));
}

TEST_F(Doctor, KnowsATokenOfAPerson) {
  it_.world.token.type = "USER";
  EXPECT_THAT(complaints(), ElementsAre("token.type"));
}

TEST_F(Doctor, KnowsATokenThatWillExpire) {
  it_.world.token.expires_at = 1'795'253'400 + 86'400;
  EXPECT_THAT(complaints(), ElementsAre("token.expiry"));
}

TEST_F(Doctor, KnowsAMissingScope) {
  it_.world.token.scopes = {"whatsapp_business_messaging"};
  EXPECT_THAT(complaints(), ElementsAre("token.scopes.whatsapp_business_management"));
}

TEST_F(Doctor, KnowsAWrongAppSecret) {
  config_.app_secrets = {flows::Secret("another")};
  EXPECT_THAT(complaints(), ElementsAre("app.secret"));
}

TEST_F(Doctor, KnowsAWebhookThatGoesElsewhere) {
  it_.world.callback_url = "https://old.example/hook";
  EXPECT_THAT(complaints(), ElementsAre("app.webhook"));
}

TEST_F(Doctor, KnowsASwitchedOffWebhook) {
  it_.world.app.webhook_active = false;
  EXPECT_THAT(complaints(), ElementsAre("app.webhook"));
}

TEST_F(Doctor, KnowsAFieldNobodySubscribed) {
  it_.world.app.fields = {"account_update"};
  EXPECT_THAT(complaints(), ElementsAre("app.fields.messages", "app.fields.account"));
}

TEST_F(Doctor, KnowsAnAccountWithoutSubscription) {
  it_.world.accounts[0].subscribed = false;
  EXPECT_THAT(complaints(), ElementsAre(number_ + "subscribed"));
}

TEST_F(Doctor, KnowsWhoDivertsMessages) {
  it_.world.accounts[0].override_url = "https://thief.example";
  EXPECT_THAT(complaints(), ElementsAre(number_ + "override"));
  it_.world.accounts[0].override_url.clear();
  it_.world.numbers[0].override_url = "https://thief.example";
  EXPECT_THAT(complaints(), ElementsAre(number_ + "override"));
}

TEST_F(Doctor, KnowsANumberThatIsNotRegisteredOrNotThere) {
  it_.world.numbers[0].registered = false;
  EXPECT_THAT(complaints(), ElementsAre(number_ + "registered"));
  config_.numbers[0].phone_number_id.value = "1";
  EXPECT_THAT(complaints(), ElementsAre("number.1.found"));
}

TEST_F(Doctor, KnowsPoorQualityADeclinedNameAndABlockedNumber) {
  it_.world.numbers[0].quality = "RED";
  EXPECT_THAT(complaints(), ElementsAre(number_ + "quality"));
  it_.world.numbers[0].quality = "GREEN";
  it_.world.numbers[0].name_status = "DECLINED";
  EXPECT_THAT(complaints(), ElementsAre(number_ + "name"));
  it_.world.numbers[0].name_status = "APPROVED";
  it_.world.numbers[0].health = "BLOCKED";
  EXPECT_THAT(complaints(), ElementsAre(number_ + "health.PHONE_NUMBER"));
}

TEST_F(Doctor, KnowsAnAppThatIsNotLive) {
  it_.world.app.live = false;
  EXPECT_THAT(complaints(), ElementsAre(number_ + "health.APP"));
}

TEST_F(Doctor, NamesTemplatesThatAreNotApproved) {
  const auto business = std::make_shared<const flows::Business>(test::load_shipped("leotron"));
  const Numbers numbers{{flows::PhoneNumberId{kNumber}, business}};
  const auto count = [&] {
    int missing = 0;
    for (const Finding& each : judge_meta(meta_.ask(), config_, numbers, it_.now.wall)) {
      if (each.id.starts_with(number_ + "template.") && each.verdict == Verdict::Warning) ++missing;
    }
    return missing;
  };
  const int all = count();
  EXPECT_GT(all, 1);
  const auto& wanted = business->templates.begin()->second;
  it_.world.templates.push_back({.id = "1",
                                 .account = kAccount,
                                 .name = wanted.name,
                                 .language = wanted.languages.front(),
                                 .category = "UTILITY",
                                 .status = "APPROVED",
                                 .parameter_format = "NAMED",
                                 .components = "[]"});
  EXPECT_EQ(count(), all - 1);
  it_.world.templates.back().status = "PENDING";
  EXPECT_EQ(count(), all);
}

TEST_F(Doctor, SaysThatMetaDoesNotAnswer) {
  graph_.down = true;
  EXPECT_THAT(complaints(), ElementsAre("token.valid", "app.secret", number_ + "found"));
}

TEST_F(Doctor, ComparesTheClock) {
  const flows::Instant now{std::chrono::seconds{1'795'253'400}};
  EXPECT_EQ(judge_clock(now, "Sat, 21 Nov 2026 09:30:02 GMT").verdict, Verdict::Good);
  EXPECT_EQ(judge_clock(now, "Sat, 21 Nov 2026 09:30:12 GMT").verdict, Verdict::Warning);
  EXPECT_EQ(judge_clock(now, "Sat, 21 Nov 2026 09:10:00 GMT").verdict, Verdict::Bad);
  EXPECT_EQ(judge_clock(now, "yesterday").verdict, Verdict::Unknown);
  EXPECT_EQ(judge_clock(now, std::nullopt).verdict, Verdict::Unknown);
}

TEST_F(Doctor, ConnectMendsWhatIsBrokenAndAsksBeforeEachChange) {
  it_.world.callback_url = "https://old.example/hook";
  it_.world.app.fields = {"account_update"};
  it_.world.accounts[0].subscribed = false;
  it_.world.accounts[0].override_url = "https://thief.example";
  it_.world.numbers[0].override_url = "https://thief.example";
  it_.world.numbers[0].registered = false;

  EXPECT_FALSE(connect_with(false));
  EXPECT_THAT(graph_.changes, IsEmpty());
  EXPECT_EQ(questions_.size(), 4U);

  EXPECT_TRUE(connect_with(true)) << said_;
  EXPECT_THAT(complaints(), IsEmpty());
  EXPECT_EQ(graph_.changes.size(), 4U);
}

TEST_F(Doctor, ConnectChangesNothingThatIsRight) {
  EXPECT_TRUE(connect_with(true));
  EXPECT_THAT(graph_.changes, IsEmpty());
}

TEST_F(Doctor, ConnectStopsAtADeadToken) {
  it_.world.token_dead = true;
  EXPECT_FALSE(connect_with(true));
  EXPECT_THAT(said_, HasSubstr("system user"));
  EXPECT_THAT(questions_, IsEmpty());
}

TEST_F(Doctor, ConnectSendsAFirstMessageOnlyToWhoWroteBefore) {
  EXPECT_FALSE(connect_with(true, tests::kAnna));
  EXPECT_THAT(said_, HasSubstr("Write to the business number"));
  EXPECT_THAT(said_, testing::Not(HasSubstr(tests::kAnna)));
  thread_of(it_.world, kNumber, "anna").last_turn = it_.now.wall;
  EXPECT_TRUE(connect_with(true, tests::kAnna)) << said_;
}

}  // namespace
}  // namespace sportello::bot
