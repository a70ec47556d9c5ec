#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/emulated_world.h"
#include "webhooks/emulator/webhook_json.h"

namespace sportello::tests {
namespace {

json last_message(EmulatedWorld& it) {
  return it.take_webhooks().back()["messages"][0];
}

TEST(EmulatorCustomer, WritesWithPhoneAndUserId) {
  EmulatedWorld it;
  ASSERT_TRUE(it.say("anna", {{"type", "text"}, {"text", "ciao"}}));
  const json value = it.take_webhooks().front();
  EXPECT_EQ(value["metadata"], (json{{"display_phone_number", "393400662095"}, {"phone_number_id", kNumber}}));
  EXPECT_EQ(value["contacts"][0],
            (json{{"profile", {{"name", "Anna Rossi"}}}, {"wa_id", kAnna}, {"user_id", "IT.1001"}}));
  const json& message = value["messages"][0];
  EXPECT_EQ(message["from"], kAnna);
  EXPECT_EQ(message["from_user_id"], "IT.1001");
  EXPECT_EQ(message["timestamp"], "1795253400");
  EXPECT_EQ(message["text"]["body"], "ciao");
}

TEST(EmulatorCustomer, HidesThePhoneUntilItIsShared) {
  EmulatedWorld it;
  ASSERT_TRUE(it.say("giulia", {{"type", "text"}, {"text", "ciao"}}));
  json value = it.take_webhooks().front();
  EXPECT_FALSE(value["messages"][0].contains("from"));
  EXPECT_FALSE(value["contacts"][0].contains("wa_id"));
  EXPECT_EQ(value["contacts"][0]["profile"]["username"], "giulia.v");
  ASSERT_TRUE(it.say("giulia", {{"type", "share_contact"}}));
  value = it.take_webhooks().front();
  EXPECT_EQ(value["messages"][0]["contacts"][0]["origin"], "contact_request");
  EXPECT_EQ(value["messages"][0]["contacts"][0]["phones"][0]["wa_id"], "393200106070");
  ASSERT_TRUE(it.say("giulia", {{"type", "text"}, {"text", "ecco"}}));
  EXPECT_EQ(last_message(it)["from"], "393200106070");
}

TEST(EmulatorCustomer, TapsAButtonByIdTitleOrPlace) {
  EmulatedWorld it;
  it.greet();
  const json buttons = {{"type", "interactive"},
                        {"interactive",
                         {{"type", "button"},
                          {"body", {{"text", "Quale?"}}},
                          {"action",
                           {{"buttons",
                             {{{"type", "reply"}, {"reply", {{"id", "si"}, {"title", "Sì"}}}},
                              {{"type", "reply"}, {"reply", {{"id", "no"}, {"title", "No"}}}}}}}}}}};
  const auto sent = EmulatedWorld::id(it.send(buttons));
  for (const json& how : {json{{"id", "no"}}, json{{"title", "No"}}, json{{"index", 2}}}) {
    json deed = how;
    deed["type"] = "tap";
    deed["message"] = "last";
    ASSERT_TRUE(it.say("anna", deed));
    const json message = last_message(it);
    EXPECT_EQ(message["interactive"],
              (json{{"type", "button_reply"}, {"button_reply", {{"id", "no"}, {"title", "No"}}}}));
    EXPECT_EQ(message["context"]["id"], sent);
  }
  EXPECT_EQ(it.say("anna", {{"type", "tap"}, {"message", "last"}, {"id", "forse"}}).error().code,
            flows::Errc::NotFound);
}

TEST(EmulatorCustomer, TapsARowWithItsDescription) {
  EmulatedWorld it;
  it.greet();
  it.send(
      {{"type", "interactive"},
       {"interactive",
        {{"type", "list"},
         {"body", {{"text", "Quale?"}}},
         {"action",
          {{"button", "Scegli"},
           {"sections", {{{"rows", {{{"id", "a"}, {"title", "Stampante"}, {"description", "o etichette"}}}}}}}}}}}});
  ASSERT_TRUE(it.say("anna", {{"type", "tap"}, {"message", "last"}, {"id", "a"}}));
  EXPECT_EQ(last_message(it)["interactive"]["list_reply"],
            (json{{"id", "a"}, {"title", "Stampante"}, {"description", "o etichette"}}));
}

TEST(EmulatorCustomer, SendsAVoiceNoteWithAnAddressThatExpires) {
  EmulatedWorld it;
  const auto& media = keep_media(it.world, it.world.numbers[0], "audio/ogg; codecs=opus", "", "c2hh", 9, true, it.now);
  ASSERT_TRUE(it.say("anna", {{"type", "voice"}, {"media", media.id}}));
  const json audio = last_message(it)["audio"];
  EXPECT_EQ(audio["voice"], true);
  EXPECT_EQ(audio["mime_type"], "audio/ogg; codecs=opus");
  const auto url = audio["url"].get<std::string>();
  const auto query = *webhooks::parse_query(url.substr(url.find('?') + 1));
  const auto ticket = [&](emulator::Moment when) {
    return check_media_url(it.world, media, std::string(*query.find("ext")), std::string(*query.find("hash")), when);
  };
  EXPECT_EQ(ticket(it.now), emulator::MediaTicket::Good);
  emulator::Moment later = it.now;
  later.wall += std::chrono::minutes(5) + std::chrono::seconds(1);
  EXPECT_EQ(ticket(later), emulator::MediaTicket::Expired);
  EXPECT_EQ(check_media_url(it.world, media, std::string(*query.find("ext")), "0000", it.now),
            emulator::MediaTicket::Forged);
}

TEST(EmulatorCustomer, TakesAReactionBackWithoutAnEmoji) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  ASSERT_TRUE(it.say("anna", {{"type", "reaction"}, {"message", greeting}, {"emoji", "❤️"}}));
  EXPECT_EQ(last_message(it)["reaction"]["emoji"], "❤️");
  ASSERT_TRUE(it.say("anna", {{"type", "reaction"}, {"message", greeting}}));
  EXPECT_FALSE(last_message(it)["reaction"].contains("emoji"));
}

TEST(EmulatorCustomer, EditsForAQuarterOfAnHour) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  ASSERT_TRUE(it.say("anna", {{"type", "edit"}, {"message", greeting}, {"text", "buongiorno"}}));
  const json edit = last_message(it);
  EXPECT_EQ(edit["type"], "edit");
  EXPECT_EQ(edit["edit"]["original_message_id"], greeting);
  EXPECT_EQ(edit["edit"]["message"]["text"]["body"], "buongiorno");
  it.now.wall += std::chrono::minutes(16);
  EXPECT_FALSE(it.say("anna", {{"type", "edit"}, {"message", greeting}, {"text", "no"}}));
}

TEST(EmulatorCustomer, EditsUnheardOnANumberWithoutTheApp) {
  EmulatedWorld it;
  it.world.policy.coexistence = false;
  const auto greeting = it.greet();
  ASSERT_TRUE(it.say("anna", {{"type", "edit"}, {"message", greeting}, {"text", "buongiorno"}}));
  const json edit = last_message(it);
  EXPECT_EQ(edit["type"], "unsupported");
  EXPECT_EQ(edit["unsupported"]["type"], "edit");
  EXPECT_EQ(edit["errors"][0]["code"], 131051);
  ASSERT_TRUE(it.say("anna", {{"type", "revoke"}, {"message", greeting}}));
  EXPECT_TRUE(it.take_webhooks().empty());
}

TEST(EmulatorCustomer, QuotesWhatTheDeskSentOrWhatNobodyKnows) {
  EmulatedWorld it;
  it.greet();
  const auto sent = EmulatedWorld::id(it.send({{"type", "text"}, {"text", {{"body", "Dica"}}}}));
  ASSERT_TRUE(it.say("anna", {{"text", "questo"}, {"reply_to", "last"}}));
  EXPECT_EQ(last_message(it)["context"], (json{{"from", "393400662095"}, {"id", sent}}));
  ASSERT_TRUE(it.say("anna", {{"text", "quello"}, {"reply_to", "wamid.lost"}, {"forwarded", true}}));
  EXPECT_EQ(last_message(it)["context"], (json{{"forwarded", true}, {"id", "wamid.lost"}}));
}

TEST(EmulatorCustomer, SendsARawMessageAsItIs) {
  EmulatedWorld it;
  ASSERT_TRUE(it.say("anna", {{"type", "raw"}, {"message", {{"type", "hologram"}, {"hologram", {{"x", 1}}}}}}));
  const json message = last_message(it);
  EXPECT_EQ(message["hologram"]["x"], 1);
  EXPECT_EQ(message["from"], kAnna);
}

TEST(EmulatorCustomer, RepeatsAnIdWhenTold) {
  EmulatedWorld it;
  const auto said = it.say("anna", {{"text", "ciao"}, {"id_override", "wamid.same"}, {"ago_seconds", 60}});
  EXPECT_EQ(*said, "wamid.same");
  const json message = last_message(it);
  EXPECT_EQ(message["id"], "wamid.same");
  EXPECT_EQ(message["timestamp"], "1795253340");
}

TEST(EmulatorCustomer, RefusesDeedsThatCannotBe) {
  EmulatedWorld it;
  EXPECT_FALSE(it.say("anna", {{"type", "text"}}));
  EXPECT_FALSE(it.say("anna", {{"type", "dance"}}));
  EXPECT_FALSE(it.say("anna", {{"type", "image"}, {"media", "404"}}));
  EXPECT_FALSE(it.say("anna", {{"type", "tap"}, {"message", "wamid.x"}, {"id", "a"}}));
  EXPECT_TRUE(it.take_webhooks().empty());
}

TEST(EmulatorCustomer, ChangesTheNumberWithoutContacts) {
  EmulatedWorld it;
  it.greet();
  auto* anna = find_customer(it.world, "anna");
  ASSERT_TRUE(change_number(it.world, *anna, "+39 347 999 0000", it.now, it.effects));
  const json value = it.take_webhooks().front();
  EXPECT_FALSE(value.contains("contacts"));
  const json& message = value["messages"][0];
  EXPECT_EQ(message["type"], "system");
  EXPECT_EQ(message["from"], kAnna);
  EXPECT_EQ(message["system"]["type"], "user_changed_number");
  EXPECT_EQ(message["system"]["wa_id"], "393479990000");
  EXPECT_EQ(message["system"]["previous_user_id"], "IT.1001");
}

TEST(EmulatorWebhook, IsPrintedAsMetaPrintsIt) {
  EXPECT_EQ(emulator::print_as_meta({{"t", "caf\u00e9 🍕 a/b"}}), R"({"t":"caf\u00e9 \ud83c\udf55 a\/b"})");
}

TEST(EmulatorWebhook, PutsChangesOfOneAccountIntoOneEntry) {
  const json body = emulator::webhook_body({{.account = "1", .field = "messages", .value = "{}"},
                                            {.account = "1", .field = "messages", .value = "{}"},
                                            {.account = "2", .field = "account_alerts", .value = "{}", .time = 9}});
  ASSERT_EQ(body["entry"].size(), 2U);
  EXPECT_EQ(body["entry"][0]["changes"].size(), 2U);
  EXPECT_FALSE(body["entry"][0].contains("time"));
  EXPECT_EQ(body["entry"][1]["time"], 9);
}

}  // namespace
}  // namespace sportello::tests
