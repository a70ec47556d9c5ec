// Our Graph client against the emulator, over real HTTP: what each side believes of Meta must be the same.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <variant>

#include "tests/contract/emulator_stage.h"

namespace sportello::tests {
namespace {

using nlohmann::json;
using webhooks::Envelope;
using webhooks::StatusUpdate;

struct EmulatorSending : testing::Test {
  webhooks::SendOutcome send(flows::MessageContent content, std::string media_id = {}) {
    return stage.graph().send(
        kLeotron,
        {.to = {.wa_id = "393470102030", .bsuid = {}}, .callback_data = "job-7", .media_id = std::move(media_id)},
        {.content = std::move(content)});
  }
  void greet() { stage.say({{"customer", "anna"}, {"text", "buongiorno"}}); }
  static int code(const webhooks::SendOutcome& outcome) {
    const auto* refused = std::get_if<webhooks::Refused>(&outcome);
    return refused ? refused->error.code.value_or(-1) : 0;
  }

  EmulatorStage stage;
};

TEST_F(EmulatorSending, TakesEveryKindOfMessage) {
  greet();
  const auto jpeg = stage.graph().upload(kLeotron, "\xff\xd8\xff", "image/jpeg", "foto.jpg");
  ASSERT_TRUE(jpeg) << jpeg.error().text;
  const auto choices = std::vector<flows::Choice>{{"a", "Sì", ""}, {"b", "No", ""}};
  EXPECT_TRUE(std::holds_alternative<webhooks::Accepted>(send(flows::TextMessage{.text = "Buongiorno"})));
  EXPECT_TRUE(std::holds_alternative<webhooks::Accepted>(
      send(flows::ButtonsMessage{.text = "È urgente?", .buttons = choices, .footer = "Leotron"})));
  EXPECT_TRUE(std::holds_alternative<webhooks::Accepted>(
      send(flows::ListMessage{.text = "Di che si tratta?", .button = "Scegli", .rows = choices, .footer = {}})));
  EXPECT_TRUE(std::holds_alternative<webhooks::Accepted>(
      send(flows::LinkMessage{.text = "Apri", .label = "Apri ticket", .url = "https://www.j2k.it/apri-ticket"})));
  EXPECT_TRUE(
      std::holds_alternative<webhooks::Accepted>(send(flows::ContactRequestMessage{.text = "Che numero hai?"})));
  EXPECT_TRUE(
      std::holds_alternative<webhooks::Accepted>(send(flows::TemplateMessage{.name = "chiusura",
                                                                             .language = "it",
                                                                             .parameters = {{"codice", "LEO-1"}},
                                                                             .button_payloads = {"REOPEN"},
                                                                             .preview = {}})));
  EXPECT_TRUE(std::holds_alternative<webhooks::Accepted>(send(
      flows::MediaMessage{
          .kind = flows::MediaKind::Image, .stored = {}, .mime = "image/jpeg", .filename = {}, .caption = "Ecco"},
      *jpeg)));
  const json sent = stage.get("sent");
  EXPECT_EQ(sent["sent"].size(), 7U);
  EXPECT_EQ(sent["counts"]["anna"], 7);
}

TEST_F(EmulatorSending, TellsTheWholeFateOfAMessage) {
  stage.post("policy", {{"delivered_after_ms", 1}, {"read_after_ms", 1}});
  greet();
  const auto outcome = send(flows::TextMessage{.text = "Buongiorno"});
  const auto* accepted = std::get_if<webhooks::Accepted>(&outcome);
  ASSERT_NE(accepted, nullptr);
  EXPECT_EQ(accepted->wa_id, "393470102030");
  for (const auto state : {StatusUpdate::State::Sent, StatusUpdate::State::Delivered, StatusUpdate::State::Read}) {
    const StatusUpdate status = stage.next_status(state);
    EXPECT_EQ(status.id, accepted->id);
    EXPECT_EQ(status.callback_data, "job-7");
    EXPECT_TRUE(status.recipient.bsuid.starts_with("IT."));
    EXPECT_EQ(status.recipient.wa_id, "393470102030");
  }
}

TEST_F(EmulatorSending, ReachesACustomerWithoutAPhone) {
  stage.say({{"customer", "giulia"}, {"text", "ciao"}});
  const auto message = stage.next_message();
  EXPECT_EQ(message.from.wa_id, "");
  EXPECT_EQ(message.from.username, "giulia.v");
  const auto outcome = stage.graph().send(
      kLeotron, {.to = {.wa_id = {}, .bsuid = message.from.bsuid}, .callback_data = {}, .media_id = {}},
      {.content = flows::TextMessage{.text = "Ciao Giulia"}});
  const auto* accepted = std::get_if<webhooks::Accepted>(&outcome);
  ASSERT_NE(accepted, nullptr);
  EXPECT_EQ(accepted->bsuid, message.from.bsuid);
  EXPECT_EQ(stage.next_status(StatusUpdate::State::Delivered).recipient.wa_id, "");
}

TEST_F(EmulatorSending, SaysThatTheWindowIsClosed) {
  greet();
  stage.move(std::chrono::hours(25));
  EXPECT_EQ(code(send(flows::TextMessage{.text = "Ancora qui?"})), 131047);
  EXPECT_EQ(code(send(flows::TemplateMessage{.name = "chiusura",
                                             .language = "it",
                                             .parameters = {{"codice", "LEO-1"}},
                                             .button_payloads = {},
                                             .preview = {}})),
            0);
}

TEST_F(EmulatorSending, AnswersEveryErrorItIsTold) {
  greet();
  for (const int told : {4, 190, 80007, 130429, 131000, 131026, 131048, 131056, 132001, 133010}) {
    stage.post("faults", {{"for", "send"}, {"code", told}, {"times", 1}, {"retry_after", 3}});
    const auto outcome = send(flows::TextMessage{.text = "x"});
    EXPECT_EQ(code(outcome), told);
    const auto* refused = std::get_if<webhooks::Refused>(&outcome);
    ASSERT_NE(refused, nullptr) << told;
    EXPECT_EQ(refused->error.retry_after, std::chrono::seconds(3));
    EXPECT_FALSE(refused->error.trace.empty());
  }
  EXPECT_EQ(code(send(flows::TextMessage{.text = "x"})), 0);
  EXPECT_EQ(stage.get("refused")["refused"].size(), 10U);
}

TEST_F(EmulatorSending, LeavesASendUncertain) {
  greet();
  stage.post("faults", {{"kind", "silence"}, {"accepted", true}});
  EXPECT_TRUE(std::holds_alternative<webhooks::Uncertain>(send(flows::TextMessage{.text = "uno"})));
  EXPECT_EQ(stage.next_status(StatusUpdate::State::Sent).callback_data, "job-7");
  stage.post("faults", {{"kind", "cut"}, {"accepted", true}});
  EXPECT_TRUE(std::holds_alternative<webhooks::Uncertain>(send(flows::TextMessage{.text = "due"})));
  stage.post("faults", {{"kind", "http"}, {"http_status", 502}});
  EXPECT_FALSE(std::holds_alternative<webhooks::Accepted>(send(flows::TextMessage{.text = "tre"})));
  EXPECT_EQ(stage.get("sent")["sent"].size(), 2U);
}

TEST_F(EmulatorSending, MarksReadAndShowsTyping) {
  const auto id = stage.say({{"customer", "anna"}, {"text", "ci siete?"}});
  EXPECT_TRUE(stage.graph().mark_read(kLeotron, {id}, webhooks::Typing::Show));
  EXPECT_EQ(stage.get("threads/109876543210/anna")["messages"][0]["ticks"], "read");
  EXPECT_FALSE(stage.graph().mark_read(kLeotron, {"wamid.nobody"}, webhooks::Typing::No));
}

TEST_F(EmulatorSending, CarriesMediaUpAndDown) {
  std::string bytes(100'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7);
  const auto id = stage.graph().upload(kLeotron, bytes, "application/pdf", "fattura \"1\".pdf");
  ASSERT_TRUE(id) << id.error().text;
  const auto info = stage.graph().media(kLeotron, *id);
  ASSERT_TRUE(info) << info.error().text;
  EXPECT_EQ(info->mime, "application/pdf");
  EXPECT_EQ(info->size, bytes.size());
  const auto back = stage.graph().download(info->url, 1'000'000);
  ASSERT_TRUE(back) << back.error().text;
  EXPECT_EQ(*back, bytes);
  stage.move(std::chrono::minutes(6));
  EXPECT_EQ(stage.graph().download(info->url, 1'000'000).error().code, flows::Errc::NotFound);
  EXPECT_FALSE(stage.graph().upload(kLeotron, bytes, "application/zip", "a.zip"));
  EXPECT_FALSE(stage.graph().media(kLeotron, "123"));
}

TEST_F(EmulatorSending, GivesMediaOnlyToTheToken) {
  const auto id = stage.graph().upload(kLeotron, "abc", "image/png", "a.png");
  const auto info = stage.graph().media(kLeotron, *id);
  EXPECT_EQ(stage.call(webhooks::Method::Get, info->url).status, 401);
  const webhooks::Headers token{{"Authorization", "Bearer token"}, {"Range", "bytes=1-1"}};
  const auto part = stage.call(webhooks::Method::Get, info->url, {}, token);
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, "b");
}

TEST_F(EmulatorSending, AnswersWhatADoctorAsks) {
  const auto ask = [this](std::string_view path) {
    const auto outcome = stage.graph().get(path);
    const auto* answered = std::get_if<webhooks::Answered>(&outcome);
    return answered ? json::parse(answered->body) : json();
  };
  EXPECT_EQ(ask("/109876543210?fields=verified_name,status,health_status")["status"], "CONNECTED");
  const json token = ask("/debug_token?input_token=token");
  const std::string account = token["data"]["granular_scopes"][0]["target_ids"][0];
  EXPECT_EQ(ask("/" + account + "/message_templates?fields=name,status&limit=100")["data"][0]["status"], "APPROVED");
  EXPECT_EQ(ask("/" + account + "/subscribed_apps")["data"].size(), 1U);
  stage.post("account", {{"subscribed", false}, {"token_dead", true}});
  EXPECT_TRUE(ask("/me").is_null());
}

}  // namespace
}  // namespace sportello::tests
