#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/emulated_world.h"
#include "webhooks/emulator/multipart.h"

namespace sportello::tests {
namespace {

using webhooks::Method;

json body_of(const emulator::GraphReply& reply) {
  return json::parse(reply.body);
}

TEST(EmulatorNumber, TellsWhatIsAskedFor) {
  EmulatedWorld it;
  const json all = body_of(it.get(kNumber));
  EXPECT_EQ(all["verified_name"], "Leotron");
  EXPECT_EQ(all["display_phone_number"], "+39 340 066 2095");
  EXPECT_EQ(all["webhook_configuration"]["application"], it.world.callback_url);
  EXPECT_FALSE(all.contains("health_status"));
  const json some = body_of(it.get(kNumber + "?fields=status,health_status"));
  EXPECT_EQ(some["status"], "CONNECTED");
  EXPECT_EQ(some["health_status"]["entities"].size(), 4U);
  EXPECT_FALSE(some.contains("verified_name"));
  EXPECT_EQ(EmulatedWorld::code(it.get(kNumber + "?fields=shoe_size")), 100);
}

TEST(EmulatorNumber, IsRegisteredWithSixDigits) {
  EmulatedWorld it;
  it.world.numbers[0].registered = false;
  const std::string path = kNumber + "/register";
  EXPECT_EQ(EmulatedWorld::code(it.call(Method::Post, path, R"({"messaging_product":"whatsapp","pin":"12"})")), 100);
  EXPECT_EQ(it.call(Method::Post, path, R"({"messaging_product":"whatsapp","pin":"123456"})").status, 200);
  EXPECT_TRUE(it.world.numbers[0].registered);
}

TEST(EmulatorNumber, ForgetsAContact) {
  EmulatedWorld it;
  thread_of(it.world, kNumber, "giulia").phone_known = true;
  const std::string path = kNumber + "/contact_book?messaging_product=whatsapp&bsuid=IT.1003";
  EXPECT_EQ(body_of(it.call(Method::Delete, path)), (json{{"success", true}, {"deleted", true}}));
  EXPECT_EQ(body_of(it.call(Method::Delete, path))["deleted"], false);
}

TEST(EmulatorAccount, ListsItsNumbersAndSubscriptions) {
  EmulatedWorld it;
  const std::string& account = kAccount;
  EXPECT_EQ(body_of(it.get(account + "/phone_numbers"))["data"][0]["id"], kNumber);
  EXPECT_EQ(body_of(it.get(account + "/subscribed_apps"))["data"][0]["whatsapp_business_api_data"]["id"],
            it.world.app_id);
  EXPECT_EQ(it.call(Method::Delete, account + "/subscribed_apps").status, 200);
  EXPECT_TRUE(body_of(it.get(account + "/subscribed_apps"))["data"].empty());
  EXPECT_EQ(it.call(Method::Post, account + "/subscribed_apps").status, 200);
  EXPECT_EQ(body_of(it.get(account + "/subscribed_apps"))["data"].size(), 1U);
}

TEST(EmulatorToken, IsDescribed) {
  EmulatedWorld it;
  const json data = body_of(it.get("debug_token?input_token=token"))["data"];
  EXPECT_EQ(data["is_valid"], true);
  EXPECT_EQ(data["type"], "SYSTEM_USER");
  EXPECT_EQ(data["expires_at"], 0);
  EXPECT_EQ(data["granular_scopes"][0]["target_ids"][0], kAccount);
  EXPECT_EQ(body_of(it.get("debug_token?input_token=other"))["data"]["is_valid"], false);
}

TEST(EmulatorApp, WantsTheAppsOwnToken) {
  EmulatedWorld it;
  EXPECT_EQ(EmulatedWorld::code(it.get(it.world.app_id + "/subscriptions")), 15);
  emulator::GraphCall call{.path = it.world.app_id + "/subscriptions", .token = it.world.app_id + "|secret"};
  const json data = body_of(answer_graph(it.world, call, it.now, it.effects))["data"][0];
  EXPECT_EQ(data["callback_url"], it.world.callback_url);
  EXPECT_EQ(data["fields"][0]["name"], "messages");
}

json closing() {
  return {{"name", "chiusura"},
          {"language", "it"},
          {"category", "UTILITY"},
          {"components",
           {{{"type", "BODY"}, {"text", "Ticket {{codice}} chiuso il {{giorno}}, grazie."}},
            {{"type", "BUTTONS"}, {"buttons", {{{"type", "QUICK_REPLY"}, {"text", "Riapri"}}}}}}}};
}

json filled(json parameters) {
  return {{"type", "template"},
          {"template",
           {{"name", "chiusura"},
            {"language", {{"code", "it"}}},
            {"components", {{{"type", "body"}, {"parameters", std::move(parameters)}}}}}}};
}
json named(const char* name, const std::string& value) {
  return {{"type", "text"}, {"parameter_name", name}, {"text", value}};
}

struct WithTemplate : EmulatedWorld {
  WithTemplate() {
    const auto reply = call(Method::Post, kAccount + "/message_templates", closing().dump());
    made = json::parse(reply.body);
    first_webhooks = effects.webhooks;
    effects = {};
  }
  json made;
  std::vector<emulator::Webhook> first_webhooks;
};

TEST(EmulatorTemplate, IsApprovedWithAWebhook) {
  WithTemplate it;
  EXPECT_EQ(it.made["status"], "APPROVED");
  ASSERT_EQ(it.first_webhooks.size(), 1U);
  EXPECT_EQ(it.first_webhooks[0].field, "message_template_status_update");
  const json value = json::parse(it.first_webhooks[0].value);
  EXPECT_EQ(value["event"], "APPROVED");
  EXPECT_EQ(value["reason"], "NONE");
  EXPECT_TRUE(value["message_template_id"].is_number_integer());
}

TEST(EmulatorTemplate, IsListedInPages) {
  WithTemplate it;
  for (int i = 0; i < 3; ++i) {
    json another = closing();
    another["name"] = "altro_" + std::to_string(i);
    it.call(Method::Post, kAccount + "/message_templates", another.dump());
  }
  const json page = body_of(it.get(kAccount + "/message_templates?limit=3&fields=name,status"));
  EXPECT_EQ(page["data"].size(), 3U);
  EXPECT_EQ(page["data"][0]["name"], "chiusura");
  EXPECT_FALSE(page["data"][0].contains("components"));
  ASSERT_TRUE(page["paging"].contains("next"));
  const json rest = body_of(
      it.get(kAccount + "/message_templates?limit=3&after=" + page["paging"]["cursors"]["after"].get<std::string>()));
  EXPECT_EQ(rest["data"].size(), 1U);
  EXPECT_FALSE(rest["paging"].contains("next"));
}

TEST(EmulatorTemplate, IsSentOutsideTheWindow) {
  WithTemplate it;
  const auto reply = it.send(filled({named("codice", "LEO-7K3M-Q"), named("giorno", "venerdì")}));
  ASSERT_EQ(reply.status, 200) << reply.body;
  EXPECT_EQ(json::parse(reply.body)["messages"][0]["message_status"], "accepted");
  const auto& message = thread_of(it.world, kNumber, "anna").messages.back();
  EXPECT_EQ(json::parse(message.shown)["body"], "Ticket LEO-7K3M-Q chiuso il venerdì, grazie.");
  EXPECT_EQ(it.take_webhooks().front()["statuses"][0]["pricing"]["category"], "utility");
}

TEST(EmulatorTemplate, ComesBackAsAButton) {
  WithTemplate it;
  json message = filled({named("codice", "LEO-7K3M-Q"), named("giorno", "venerdì")});
  message["template"]["components"].push_back({{"type", "button"},
                                               {"sub_type", "quick_reply"},
                                               {"index", "0"},
                                               {"parameters", {{{"type", "payload"}, {"payload", "REOPEN:7"}}}}});
  const auto reply = it.send(message);
  ASSERT_EQ(reply.status, 200) << reply.body;
  it.take_webhooks();
  ASSERT_TRUE(it.say("anna", {{"type", "tap"}, {"message", "last"}, {"index", 1}}));
  EXPECT_EQ(it.take_webhooks().front()["messages"][0]["button"], (json{{"payload", "REOPEN:7"}, {"text", "Riapri"}}));
}

TEST(EmulatorTemplate, WantsItsParameters) {
  WithTemplate it;
  const auto code = [&it](json parameters) { return EmulatedWorld::code(it.send(filled(std::move(parameters)))); };
  EXPECT_EQ(code(json::array({named("codice", "x")})), 132000);
  EXPECT_EQ(code({named("codice", "x"), named("data", "y")}), 132012);
  EXPECT_EQ(code({named("codice", "x"), named("codice", "y")}), 132012);
  EXPECT_EQ(code({named("codice", "a\nb"), named("giorno", "y")}), 132018);
  EXPECT_EQ(code({named("codice", std::string(1000, 'x')), named("giorno", std::string(100, 'y'))}), 132005);
}

TEST(EmulatorTemplate, IsSentOnlyWhileMetaLikesIt) {
  WithTemplate it;
  const json message = filled({named("codice", "x"), named("giorno", "y")});
  auto& kept = it.world.templates.front();
  const auto after = [&](const char* status) {
    kept.status = status;
    return EmulatedWorld::code(it.send(message));
  };
  EXPECT_EQ(after("PENDING"), 132001);
  EXPECT_EQ(after("REJECTED"), 132001);
  EXPECT_EQ(after("PAUSED"), 132015);
  EXPECT_EQ(after("DISABLED"), 132016);
  EXPECT_EQ(after("APPROVED"), 0);
  json another = message;
  another["template"]["language"]["code"] = "en";
  EXPECT_EQ(EmulatedWorld::code(it.send(another)), 132001);
}

TEST(EmulatorTemplate, IsNotMadeTwiceOrWrong) {
  WithTemplate it;
  const auto make = [&it](const json& definition) {
    return EmulatedWorld::code(it.call(Method::Post, kAccount + "/message_templates", definition.dump()));
  };
  EXPECT_EQ(make(closing()), 100);
  json trailing = closing();
  trailing["name"] = "altro";
  trailing["components"][0]["text"] = "Ticket {{codice}}";
  EXPECT_EQ(make(trailing), 2388299);
  json name = closing();
  name["name"] = "Con Spazi";
  EXPECT_EQ(make(name), 100);
}

std::string upload_body(const std::string& type, const std::string& bytes) {
  return "--B\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
         "--B\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\n" +
         type +
         "\r\n--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\nContent-Type: " + type +
         "\r\n\r\n" + bytes + "\r\n--B--\r\n";
}

emulator::GraphReply upload(EmulatedWorld& it, const std::string& type, const std::string& bytes) {
  emulator::GraphCall call{.method = Method::Post, .path = kNumber + "/media", .token = "token"};
  call.content_type = "multipart/form-data; boundary=B";
  call.body = upload_body(type, bytes);
  return answer_graph(it.world, call, it.now, it.effects);
}

TEST(EmulatorMedia, IsUploadedDescribedAndDeleted) {
  EmulatedWorld it;
  const std::string bytes("\x89PNG\r\n\0--Bx", 12);
  const json made = body_of(upload(it, "image/png", bytes));
  const auto id = made["id"].get<std::string>();
  ASSERT_EQ(it.effects.files.size(), 1U);
  EXPECT_EQ(it.effects.files[0].bytes, bytes);
  const json node = body_of(it.get(id + "?phone_number_id=" + kNumber));
  EXPECT_EQ(node["mime_type"], "image/png");
  EXPECT_EQ(node["file_size"], 12);
  EXPECT_EQ(node["sha256"].get<std::string>().size(), 44U);
  EXPECT_TRUE(node["url"].get<std::string>().starts_with("http://127.0.0.1:8080/emulator/media/" + id));
  EXPECT_EQ(EmulatedWorld::code(it.get(id + "?phone_number_id=1")), 100);
  EXPECT_EQ(it.call(Method::Delete, id).status, 200);
  EXPECT_EQ(body_of(it.get(id))["error"]["error_subcode"], 33);
}

TEST(EmulatorMedia, IsForgottenInTime) {
  EmulatedWorld it;
  const auto& received = keep_media(it.world, it.world.numbers[0], "image/png", "", "", 3, true, it.now);
  const auto& uploaded = keep_media(it.world, it.world.numbers[0], "image/png", "", "", 3, false, it.now);
  it.now.wall += std::chrono::hours(24 * 8);
  EXPECT_EQ(it.get(received.id).status, 400);
  EXPECT_EQ(it.get(uploaded.id).status, 200);
  it.now.wall += std::chrono::hours(24 * 23);
  EXPECT_EQ(it.get(uploaded.id).status, 400);
}

TEST(EmulatorMedia, HoldsKindsAndSizes) {
  EmulatedWorld it;
  EXPECT_EQ(EmulatedWorld::code(upload(it, "application/zip", "x")), 100);
  EXPECT_EQ(EmulatedWorld::code(upload(it, "image/png", "")), 131053);
  EXPECT_EQ(EmulatedWorld::code(upload(it, "image/webp", std::string(500 * 1024 + 1, 'x'))), 131053);
  EXPECT_EQ(upload(it, "audio/ogg; codecs=opus", "x").status, 200);
}

TEST(Multipart, RefusesWhatIsNotFramed) {
  const std::string whole = upload_body("image/png", "abc");
  EXPECT_EQ(emulator::parse_multipart("multipart/form-data; boundary=B", whole)->size(), 3U);
  EXPECT_EQ(emulator::parse_multipart("multipart/form-data; boundary=\"B\"", whole)->at(2).body, "abc");
  EXPECT_FALSE(emulator::parse_multipart("application/json", whole));
  EXPECT_FALSE(emulator::parse_multipart("multipart/form-data", whole));
  EXPECT_FALSE(emulator::parse_multipart("multipart/form-data; boundary=C", whole));
  for (std::size_t cut = 0; cut + 4 < whole.size(); ++cut) {
    EXPECT_FALSE(emulator::parse_multipart("multipart/form-data; boundary=B", whole.substr(0, cut))) << cut;
  }
}

}  // namespace
}  // namespace sportello::tests
