// Outgoing webhooks against a receiver that checks them as the Standard Webhooks specification says.

#include <gmock/gmock.h>

#include <mutex>

#include "bot/hook_sender.h"
#include "bot/standard_webhook.h"
#include "tests/support/child_process.h"
#include "tests/support/test_server.h"

namespace sportello::bot {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// The example of the specification's own documentation.
TEST(StandardWebhook, SignsAsTheSpecificationsExample) {
  const auto key = webhook_key(flows::Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  ASSERT_TRUE(key) << key.error().text;
  EXPECT_EQ(webhook_signature(*key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(StandardWebhook, TakesNoWeakOrMisspeltSecret) {
  for (const char* secret : {"", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!!!"}) {
    EXPECT_FALSE(webhook_key(flows::Secret(secret))) << secret;
  }
}

struct Heard {
  std::string id;
  std::string timestamp;
  std::string signature;
  std::string body;
};

class Hooks : public testing::Test {
 protected:
  Hooks()
      : commits_(storage::start_commit_loop(
            storage::open_store({"sqlite://" + (folder_ / "desk.db"), clock_.now(), {}, {}}), {},
            [](const storage::CommitStats&) {})) {}
  ~Hooks() override { commits_->stop(); }

  webhooks::Router routes() {
    webhooks::Router router;
    router.add(webhooks::Method::Post, "/hook", [this](const webhooks::Request& request, const webhooks::Replier& replier) {
      const auto field = [&](const char* name) { return std::string(request.headers.find(name).value_or("")); };
      const std::lock_guard lock(mutex_);
      heard_.push_back({field("webhook-id"), field("webhook-timestamp"), field("webhook-signature"), request.body});
      const int status = answers_.empty() ? 204 : answers_.front();
      if (!answers_.empty()) answers_.erase(answers_.begin());
      replier.send(webhooks::Response::text("", status));
    });
    return router;
  }

  HookConfig hook(bool private_network = true) const {
    return {"http://127.0.0.1:" + std::to_string(server_.port()) + "/hook",
            flows::Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), {}, private_network};
  }
  std::unique_ptr<HookSender> start(const HookConfig& config) {
    auto sender = std::make_unique<HookSender>(*commits_, clock_, std::vector{config}, [](const Afterwards&) {});
    sender->start();
    tests::eventually([&] {
      bool known = false;
      commits_->run_and_wait([&](storage::Store& store) { known = store.hooks().cursor(config.url).has_value(); });
      return known;
    });
    return sender;
  }
  /// A ticket with one line in its log.
  void open_ticket(const std::string& code) {
    commits_->run_and_wait([&](storage::Store& store) {
      storage::PersonRow person;
      person.business = flows::BusinessId{"kzweb"};
      const auto who = store.people().create(person);
      storage::ConversationRow talk;
      talk.person = who;
      talk.business = person.business;
      talk.number = flows::PhoneNumberId{"200"};
      talk.owner = "bot";
      storage::TicketRow ticket;
      ticket.code = code;
      ticket.business = person.business;
      ticket.person = who;
      ticket.conversation = store.conversations().create(talk);
      ticket.status = "registered";
      ticket.channel = "whatsapp";
      const auto id = store.tickets().create(ticket);
      store.tickets().add_event({0, *id, clock_.now(), "customer", "opened", R"({"channel":"whatsapp"})"});
    });
  }
  std::vector<Heard> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  std::vector<storage::HookDeliveryRow> in_state(const std::string& state) {
    std::vector<storage::HookDeliveryRow> rows;
    commits_->run_and_wait([&](storage::Store& store) { rows = store.hooks().in_state(state, 0, 100); });
    return rows;
  }
  void answer(std::vector<int> statuses) {
    const std::lock_guard lock(mutex_);
    answers_ = std::move(statuses);
  }

  tests::TemporaryDirectory folder_;
  Clock clock_;
  std::mutex mutex_;
  std::vector<Heard> heard_;
  std::vector<int> answers_;
  std::unique_ptr<storage::CommitLoop> commits_;
  tests::TestServer server_{[this] { return routes(); }};
};

TEST_F(Hooks, TellsATicketEventThatTheReceiverCanVerify) {
  const auto sender = start(hook());
  open_ticket("KZW-7K3M-Q");
  sender->wake();
  ASSERT_TRUE(tests::eventually([&] { return !in_state("delivered").empty(); }));
  ASSERT_THAT(heard(), SizeIs(1));
  const Heard told = heard().front();
  EXPECT_EQ(told.signature, webhook_signature(*webhook_key(hook().secret), told.id, std::stoll(told.timestamp), told.body));
  EXPECT_THAT(told.body, HasSubstr("\"type\":\"ticket.opened\""));
  EXPECT_THAT(told.body, HasSubstr("KZW-7K3M-Q"));
}

TEST_F(Hooks, ARefusedEventIsToldAgainUnderTheSameId) {
  answer({500, 503});
  const auto sender = start(hook());
  open_ticket("KZW-7K3M-Q");
  sender->wake();
  ASSERT_TRUE(tests::eventually([&] { return heard().size() == 1; }));
  for (std::size_t attempt = 2; attempt <= 3; ++attempt) {
    clock_.set(clock_.now() + std::chrono::hours{1});
    ASSERT_TRUE(tests::eventually([&] {
      sender->wake();
      return heard().size() == attempt;
    }));
  }
  ASSERT_TRUE(tests::eventually([&] { return in_state("delivered").size() == 1; }));
  EXPECT_EQ(heard()[0].id, heard()[2].id);
  EXPECT_EQ(heard()[0].body, heard()[2].body);
  EXPECT_EQ(in_state("delivered").front().attempts, 3);
}

TEST_F(Hooks, NeverConnectsIntoAPrivateNetworkUnasked) {
  auto closed = hook(false);
  closed.url.replace(0, 4, "https");
  const auto sender = start(closed);
  open_ticket("KZW-7K3M-Q");
  sender->wake();
  ASSERT_TRUE(tests::eventually([&] { return in_state("failed").size() == 1; }));
  EXPECT_THAT(in_state("failed").front().error, HasSubstr("private network"));
  EXPECT_THAT(heard(), IsEmpty());
}

TEST_F(Hooks, TellsOnlyWhatWasAskedFor) {
  auto picky = hook();
  picky.events = {"ticket.closed"};
  const auto sender = start(picky);
  open_ticket("KZW-7K3M-Q");
  sender->wake();
  ASSERT_TRUE(tests::eventually([&] {
    std::int64_t told = 0;
    commits_->run_and_wait([&](storage::Store& store) { told = store.hooks().cursor(picky.url).value_or(0); });
    return told > 0;
  }));
  EXPECT_THAT(in_state("queued"), IsEmpty());
  EXPECT_THAT(heard(), IsEmpty());
}

TEST(HookAttempt, GivesUpAfterDaysOrWhenTheReceiverIsGone) {
  storage::HookDeliveryRow delivery;
  const flows::Instant now{};
  int attempts = 0;
  while (delivery.state == "queued") {
    delivery = after_attempt(delivery, {500, "the receiver answered 500", false}, delivery.not_before);
    ++attempts;
  }
  EXPECT_EQ(delivery.state, "failed");
  EXPECT_EQ(attempts, 10);
  EXPECT_GT(delivery.not_before - now, std::chrono::hours{72});
  EXPECT_EQ(after_attempt({}, {410, "gone", false}, now).state, "failed");
}

}  // namespace
}  // namespace sportello::bot
