#include "webhooks/whatsapp/webhook.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/contract/whatsapp_payloads.h"
#include "tests/support/captured_reply.h"
#include "webhooks/whatsapp/signature.h"

namespace sportello::webhooks {
namespace {

using flows::Secret;
using tests::CapturedReply;

class WebhookRim : public testing::Test {
 protected:
  struct Taken {
    std::vector<Update> updates;
    std::string raw;
    Done done;
  };

  WebhookRim() { webhook.mount(router); }

  std::shared_ptr<CapturedReply> dispatch(Request request) {
    auto reply = std::make_shared<CapturedReply>();
    request.path = "/webhooks/whatsapp";
    router.dispatch(std::move(request), reply->replier());
    return reply;
  }
  std::shared_ptr<CapturedReply> post(const std::string& body, const std::string& signature) {
    Request request;
    request.method = Method::Post;
    request.body = body;
    if (!signature.empty()) request.headers.add("x-hub-signature-256", signature);
    return dispatch(std::move(request));
  }
  std::shared_ptr<CapturedReply> post_signed(const std::string& body) {
    return post(body, sign(body, Secret("old secret")));
  }
  /// 0 when there is no reply yet.
  static int status(const std::shared_ptr<CapturedReply>& reply) {
    return reply->replied() ? reply->response().status : 0;
  }

  std::vector<Taken> taken;
  std::vector<std::pair<WebhookEvent, std::size_t>> seen;
  Router router;
  Webhook webhook{{.app_secrets = {Secret("new secret"), Secret("old secret")},
                   .verify_token = Secret("our token"),
                   .observe = [this](WebhookEvent event, std::size_t updates) { seen.emplace_back(event, updates); }},
                  [this](std::vector<Update> updates, std::string raw, Done done) {
                    taken.push_back({std::move(updates), std::move(raw), std::move(done)});
                  }};
};

Request verification(const std::string& mode, const std::string& token) {
  Request request;
  request.query.add("hub.verify_token", token);
  request.query.add("hub.challenge", "11580<b>42");
  request.query.add("hub.mode", mode);
  return request;
}

TEST_F(WebhookRim, AnswersTheHandshakeWithTheChallenge) {
  const auto reply = dispatch(verification("subscribe", "our token"));
  ASSERT_EQ(status(reply), 200);
  EXPECT_EQ(reply->response().body, "11580<b>42");
  EXPECT_TRUE(reply->response().headers.find("Content-Type").value_or("").starts_with("text/plain"));
  EXPECT_EQ(seen, (decltype(seen){{WebhookEvent::Verified, 0}}));
}

TEST_F(WebhookRim, RefusesTheHandshakeOfAStranger) {
  EXPECT_EQ(status(dispatch(verification("subscribe", "another"))), 403);
  EXPECT_EQ(status(dispatch(verification("unsubscribe", "our token"))), 403);
  EXPECT_EQ(status(dispatch(Request{})), 403);
  EXPECT_EQ(seen.size(), 3U);
}

TEST_F(WebhookRim, AnswersOnlyWhenTheBatchIsStored) {
  const std::string body = payload("text");
  const auto reply = post_signed(body);
  EXPECT_EQ(status(reply), 0);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].raw, body);
  ASSERT_EQ(taken[0].updates.size(), 1U);
  EXPECT_EQ(taken[0].updates[0].key, "wamid.TEXT");
  EXPECT_TRUE(seen.empty());
  taken[0].done(Kept::Stored);
  EXPECT_EQ(status(reply), 200);
  EXPECT_EQ(seen, (decltype(seen){{WebhookEvent::Stored, 1}}));
}

TEST_F(WebhookRim, AsksForAnotherDeliveryWhenItCannotStore) {
  const auto reply = post_signed(payload("text"));
  ASSERT_EQ(taken.size(), 1U);
  taken[0].done(Kept::Unavailable);
  EXPECT_EQ(status(reply), 503);
  EXPECT_EQ(seen, (decltype(seen){{WebhookEvent::Unavailable, 1}}));
}

TEST_F(WebhookRim, IsNotSilentWhenTheAnswerIsForgotten) {
  const auto reply = post_signed(payload("text"));
  taken.clear();
  EXPECT_EQ(status(reply), 500);
}

TEST_F(WebhookRim, ParsesNothingWithoutAGoodSignature) {
  const std::string body = payload("text");
  const std::string good = sign(body, Secret("old secret"));
  EXPECT_EQ(status(post(body, "")), 401);
  EXPECT_EQ(status(post(body, sign(body, Secret("stranger")))), 401);
  EXPECT_EQ(status(post(body + " ", good)), 401);
  EXPECT_EQ(status(post(body, good + ", " + good)), 401);
  EXPECT_EQ(status(post("not json", good)), 401);
  EXPECT_TRUE(taken.empty());
  EXPECT_EQ(seen, (decltype(seen)(5, {WebhookEvent::BadSignature, 0})));
}

TEST_F(WebhookRim, RefusesWhatIsSignedButNoJson) {
  EXPECT_EQ(status(post_signed("not json")), 400);
  EXPECT_EQ(status(post_signed("")), 400);
  EXPECT_TRUE(taken.empty());
}

TEST_F(WebhookRim, KeepsWhatIsNestedTooDeep) {
  const std::string body = std::string(100, '[') + std::string(100, ']');
  const auto reply = post_signed(body);
  ASSERT_EQ(taken.size(), 1U);
  ASSERT_EQ(taken[0].updates.size(), 1U);
  EXPECT_EQ(taken[0].updates[0].raw, body);
  taken[0].done(Kept::Stored);
  EXPECT_EQ(status(reply), 200);
  EXPECT_EQ(seen.front().first, WebhookEvent::TooDeep);
}

TEST_F(WebhookRim, AnswersAnEmptyEnvelopeAtOnce) {
  EXPECT_EQ(status(post_signed(R"({"object":"whatsapp_business_account","entry":[]})")), 200);
  EXPECT_TRUE(taken.empty());
}

TEST_F(WebhookRim, TakesThreeMebibytesAndNoMore) {
  std::string body = "\"" + std::string(3'145'726, 'x') + "\"";
  EXPECT_EQ(status(post_signed(body)), 0);
  EXPECT_EQ(taken.size(), 1U);
  body += ' ';
  EXPECT_EQ(status(post_signed(body)), 413);
  EXPECT_EQ(taken.size(), 1U);
}

TEST_F(WebhookRim, AnswersOnceHoweverOftenItIsTold) {
  const auto reply = post_signed(payload("text"));
  ASSERT_EQ(taken.size(), 1U);
  taken[0].done(Kept::Stored);
  taken[0].done(Kept::Unavailable);
  EXPECT_EQ(status(reply), 200);
  EXPECT_EQ(seen, (decltype(seen){{WebhookEvent::Stored, 1}}));
}

TEST(WebhookWithoutSecrets, RefusesEverything) {
  Webhook webhook({}, [](std::vector<Update>, std::string, const Done&) { FAIL() << "nothing may pass"; });
  Router router;
  webhook.mount(router);

  Request post;
  post.method = Method::Post;
  post.path = "/webhooks/whatsapp";
  post.body = "{}";
  post.headers.add("X-Hub-Signature-256", sign("{}", Secret("")));
  CapturedReply posted;
  router.dispatch(std::move(post), posted.replier());
  EXPECT_EQ(posted.response().status, 401);

  Request get = verification("subscribe", "");
  get.path = "/webhooks/whatsapp";
  CapturedReply got;
  router.dispatch(std::move(get), got.replier());
  EXPECT_EQ(got.response().status, 403);
}

}  // namespace
}  // namespace sportello::webhooks
