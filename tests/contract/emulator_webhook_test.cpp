// The emulator's signed webhooks through our rim and our parser, over real HTTP.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <variant>

#include "tests/contract/emulator_stage.h"
#include "tests/support/test_server.h"

namespace sportello::tests {
namespace {

using nlohmann::json;

struct EmulatorWebhooks : testing::Test {
  template <class T>
  T hear(json deed) {
    if (!deed.contains("customer")) deed["customer"] = "anna";
    stage.say(deed);
    const auto message = stage.next_message();
    return std::get<T>(message.said);
  }

  EmulatorStage stage;
};

TEST_F(EmulatorWebhooks, BringEveryTypeOfMessage) {
  EXPECT_EQ(hear<flows::TextSaid>({{"text", "perché è così? 🍕 a/b"}}).text, "perché è così? 🍕 a/b");
  const auto photo = hear<flows::MediaSent>({{"type", "image"}, {"caption", "l'etichetta"}});
  EXPECT_EQ(photo.kind, flows::MediaKind::Image);
  EXPECT_EQ(photo.caption, "l'etichetta");
  EXPECT_EQ(photo.mime, "image/jpeg");
  const auto voice = hear<flows::MediaSent>({{"type", "voice"}});
  EXPECT_TRUE(voice.voice);
  EXPECT_EQ(voice.mime, "audio/ogg; codecs=opus");
  EXPECT_FALSE(hear<flows::MediaSent>({{"type", "audio"}}).voice);
  EXPECT_EQ(hear<flows::MediaSent>({{"type", "document"}}).filename, "fattura.pdf");
  EXPECT_EQ(hear<flows::MediaSent>({{"type", "sticker"}}).kind, flows::MediaKind::Sticker);
  const auto place = hear<flows::LocationSent>({{"type", "location"}, {"latitude", 45.5}, {"longitude", 11.0}});
  EXPECT_DOUBLE_EQ(place.latitude, 45.5);
  const auto card = hear<flows::ContactShared>({{"type", "contacts"}, {"name", "Ugo"}, {"phone", "+39 347 1"}});
  EXPECT_EQ(card.name, "Ugo");
  EXPECT_FALSE(card.requested);
  EXPECT_TRUE(hear<flows::ContactShared>({{"type", "share_contact"}, {"customer", "giulia"}}).requested);
  EXPECT_EQ(hear<flows::NotUnderstood>({{"type", "unsupported"}, {"what", "poll_creation"}}).error_code, 131051);
}

TEST_F(EmulatorWebhooks, BringReactionsEditsAndDeletions) {
  const auto id = stage.say({{"customer", "anna"}, {"text", "ciao"}});
  stage.next_message();
  EXPECT_EQ(hear<flows::Reacted>({{"type", "reaction"}, {"message", id}, {"emoji", "👍"}}).emoji, "👍");
  EXPECT_EQ(hear<flows::Reacted>({{"type", "reaction"}, {"message", id}}).emoji, "");
  EXPECT_EQ(hear<flows::Edited>({{"type", "edit"}, {"message", id}, {"text", "salve"}}).text, "salve");
  EXPECT_EQ(hear<flows::Revoked>({{"type", "revoke"}, {"message", id}}).original.value, id);
}

TEST_F(EmulatorWebhooks, BringTapsAndQuotes) {
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  stage.next_message();
  const auto outcome = stage.graph().send(
      kLeotron, {.to = {.wa_id = "393470102030", .bsuid = {}}, .callback_data = {}, .media_id = {}},
      {.content = flows::ButtonsMessage{.text = "È urgente?", .buttons = {{"si", "Sì", ""}}, .footer = {}}});
  const auto wamid = std::get<webhooks::Accepted>(outcome).id;
  stage.say({{"customer", "anna"}, {"type", "tap"}, {"message", "last"}, {"title", "Sì"}});
  const auto tapped = stage.next_message();
  EXPECT_EQ(std::get<flows::Tapped>(tapped.said).id, "si");
  EXPECT_EQ(tapped.quotes, wamid);
  stage.say({{"customer", "anna"}, {"text", "anzi no"}, {"reply_to", wamid.value}});
  EXPECT_EQ(stage.next_message().quotes, wamid);
}

TEST_F(EmulatorWebhooks, SayWhoWroteToWhomAndWhen) {
  stage.say({{"customer", "luca"}, {"number", kKzweb.value}, {"text", "ciao"}, {"ago_seconds", 90}});
  const auto message = stage.next_message();
  EXPECT_EQ(message.to, kKzweb);
  EXPECT_EQ(message.from.wa_id, "393350104050");
  EXPECT_EQ(message.from.profile_name, "Luca Bianchi");
  EXPECT_EQ(flows::iso_utc(message.sent_at), "2026-11-21T09:28:30Z");
}

TEST_F(EmulatorWebhooks, LetTheBytesOfAVoiceNoteBeFetched) {
  const auto voice = hear<flows::MediaSent>({{"type", "voice"}});
  const auto bytes = stage.graph().download(voice.url, 1'000'000);
  ASSERT_TRUE(bytes) << bytes.error().text;
  EXPECT_TRUE(bytes->starts_with("OggS"));
}

TEST_F(EmulatorWebhooks, ComeAgainUntilTheyAreTaken) {
  stage.answer(webhooks::Kept::Unavailable);
  const auto id = stage.say({{"customer", "anna"}, {"text", "ci siete?"}});
  const auto refused = [this] {
    int count = 0;
    const json deliveries = stage.get("deliveries");
    for (const json& one : deliveries["deliveries"]) count += one["status"] == 503 ? 1 : 0;
    return count;
  };
  ASSERT_TRUE(eventually([&refused] { return refused() >= 3; }));
  EXPECT_EQ(stage.get("threads/109876543210/anna")["messages"][0]["ticks"], "accepted");
  stage.answer(webhooks::Kept::Stored);
  EXPECT_EQ(stage.next_message().id.value, id);
  stage.settle();
  EXPECT_EQ(stage.get("threads/109876543210/anna")["messages"][0]["ticks"], "delivered");
}

TEST_F(EmulatorWebhooks, ComeTwiceMixedAndInBatchesWhenTold) {
  stage.post("policy", {{"copies", 2}, {"disorder_ms", 30}, {"batch", 5}});
  std::multiset<std::string> expected;
  for (int i = 0; i < 20; ++i) {
    const std::string text = std::to_string(i);
    stage.say({{"customer", "anna"}, {"text", text}});
    expected.insert(text);
    expected.insert(text);
  }
  stage.settle();
  std::multiset<std::string> heard;
  for (const auto& update : stage.take_all()) {
    heard.insert(std::get<flows::TextSaid>(std::get<flows::CustomerMessage>(update.content).said).text);
  }
  EXPECT_EQ(heard, expected);
  const json deliveries = stage.get("deliveries");
  EXPECT_LT(deliveries["deliveries"].size(), 40U);
  EXPECT_EQ(stage.bad_signatures(), 0);
}

TEST_F(EmulatorWebhooks, DoNotComeToAnAppThatDoesNotListen) {
  stage.post("account", {{"subscribed", false}});
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  stage.settle();
  EXPECT_TRUE(stage.take_all().empty());
}

TEST_F(EmulatorWebhooks, BringWhatNobodyThoughtOf) {
  stage.post("webhooks", {{"field", "account_alerts"},
                          {"value", {{"entity_type", "WABA"}, {"alert_info", {{"alert_severity", "CRITICAL"}}}}}});
  const auto news = stage.wait_for(
      [](const webhooks::Update& one) { return std::holds_alternative<webhooks::AccountUpdate>(one.content); });
  EXPECT_EQ(std::get<webhooks::AccountUpdate>(news.content).field, "account_alerts");
  stage.post("templates", {{"name", "chiusura"}, {"language", "it"}, {"status", "PAUSED"}, {"reason", "NONE"}});
  const auto paused = stage.wait_for(
      [](const webhooks::Update& one) { return std::holds_alternative<webhooks::AccountUpdate>(one.content); });
  const auto& change = std::get<webhooks::TemplateChange>(std::get<webhooks::AccountUpdate>(paused.content).what);
  EXPECT_EQ(change.event, "PAUSED");
}

TEST_F(EmulatorWebhooks, TellOfANewNumber) {
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  stage.post("customers/anna", {{"phone", "+39 347 999 0000"}});
  const auto update = stage.wait_for(
      [](const webhooks::Update& one) { return std::holds_alternative<webhooks::IdentityChange>(one.content); });
  const auto& change = std::get<webhooks::IdentityChange>(update.content);
  EXPECT_EQ(change.before.wa_id, "393470102030");
  EXPECT_EQ(change.after.wa_id, "393479990000");
}

}  // namespace
}  // namespace sportello::tests
