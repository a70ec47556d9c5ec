// The control API: what a test or the phone in the browser relies on.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <thread>

#include "tests/contract/emulator_stage.h"
#include "tests/support/raw_socket.h"

namespace sportello::tests {
namespace {

using nlohmann::json;
using webhooks::Method;

int status_of(EmulatorStage& stage, Method method, const std::string& path, const std::string& body = {},
              webhooks::Headers headers = {{"Content-Type", "application/json"}}) {
  if (method == Method::Get) headers = {};
  return stage.call(method, "/emulator/api/" + path, body, std::move(headers)).status;
}

TEST(EmulatorControl, TellsThePhoneEverything) {
  EmulatorStage stage;
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  const json state = stage.get("state");
  EXPECT_EQ(state["numbers"].size(), 2U);
  EXPECT_EQ(state["customers"][2]["username"], "giulia.v");
  EXPECT_EQ(state["threads"][0]["thread"]["last"]["content"]["body"], "ciao");
  EXPECT_EQ(state["clock"]["local"], "2026-11-21T10:30");
  EXPECT_EQ(state["clock_moves"], true);
}

TEST(EmulatorControl, MovesTheClock) {
  EmulatorStage stage;
  const auto after = [&stage](const json& wish) { return stage.post("clock", wish)["local"].get<std::string>(); };
  EXPECT_EQ(after({{"next", {{"weekday", 6}, {"time", "13:30"}}}}), "2026-11-21T13:30");
  EXPECT_EQ(after({{"next", {{"weekday", 6}, {"time", "13:30"}}}}), "2026-11-28T13:30");
  EXPECT_EQ(after({{"forward_seconds", 25 * 3600}}), "2026-11-29T14:30");
  EXPECT_EQ(after({{"at", "2026-12-25T10:00"}}), "2026-12-25T10:00");
  EXPECT_EQ(after({{"real", true}}), "2026-11-21T10:30");
  EXPECT_EQ(status_of(stage, Method::Post, "clock", R"({"at":"domani"})"), 400);
}

TEST(EmulatorControl, TellsTheHoursOfEachNumberAtTheMovedClock) {
  EmulatorStage stage;
  const json before = stage.get("hours")["hours"];
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[kLeotron.value]["it"], "aperto a " + kLeotron.value + " alle 1795253400000");
  EXPECT_NE(before[kLeotron.value]["it"], before[kKzweb.value]["it"]);
  stage.post("clock", {{"forward_seconds", 60}});
  EXPECT_EQ(stage.get("hours")["hours"][kKzweb.value]["en"], "open at 1795253460000");
}

TEST(EmulatorControl, WaitsForWhatTheDeskSends) {
  EmulatorStage stage;
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  const auto seq = stage.get("sent")["last"].get<std::uint64_t>();
  std::thread desk([&stage] {
    webhooks::GraphSettings settings;
    settings.base_url = stage.url("/emulator/graph/v26.0");
    settings.token = flows::Secret("token");
    const auto http = webhooks::make_client();
    webhooks::GraphClient graph(*http, settings);
    graph.send(kLeotron, {.to = {.wa_id = "393470102030", .bsuid = {}}, .callback_data = {}, .media_id = {}},
               {.content = flows::TextMessage{.text = "Buongiorno"}});
  });
  const json sent = stage.get("sent?customer=anna&wait_ms=30000&after=" + std::to_string(seq));
  desk.join();
  ASSERT_EQ(sent["sent"].size(), 1U);
  EXPECT_EQ(sent["sent"][0]["body"]["text"]["body"], "Buongiorno");
  EXPECT_EQ(status_of(stage, Method::Get, "sent?at_least=9&wait_ms=1"), 408);
}

TEST(EmulatorControl, AddsCustomersOnce) {
  EmulatorStage stage;
  const json made = stage.post("customers", {{"id", "ugo"}, {"name", "Ugo"}, {"phone", "+39 333 123"}});
  EXPECT_TRUE(made["bsuid"].get<std::string>().starts_with("IT."));
  EXPECT_EQ(status_of(stage, Method::Post, "customers", R"({"id":"ugo","name":"Ugo"})"), 409);
  EXPECT_EQ(status_of(stage, Method::Post, "customers", R"({})"), 400);
  stage.say({{"customer", "ugo"}, {"text", "ciao"}});
  EXPECT_EQ(stage.next_message().from.profile_name, "Ugo");
}

TEST(EmulatorControl, RefusesWhatCannotBe) {
  EmulatorStage stage;
  EXPECT_EQ(status_of(stage, Method::Post, "messages", "{"), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "messages", "[]"), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "messages", R"({"customer":"nobody","text":"x"})"), 404);
  EXPECT_EQ(status_of(stage, Method::Post, "messages", R"({"type":"location","latitude":"x"})"), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "policy", R"({"copies":0})"), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "policy", R"({"copy":1})"), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "faults", R"({"kind":"earthquake"})"), 400);
  EXPECT_EQ(status_of(stage, Method::Get, "threads/1/anna"), 404);
  EXPECT_EQ(stage.get("policy")["copies"], 1);
}

TEST(EmulatorControl, IsClosedToOtherSites) {
  EmulatorStage stage;
  const std::string body = R"({"customer":"anna","text":"x"})";
  EXPECT_EQ(status_of(stage, Method::Post, "messages", body, {{"Content-Type", "text/plain"}}), 400);
  EXPECT_EQ(status_of(stage, Method::Post, "messages", body,
                      {{"Content-Type", "application/json"}, {"Sec-Fetch-Site", "cross-site"}}),
            403);
}

TEST(EmulatorControl, KeepsAndServesUploads) {
  EmulatorStage stage;
  const auto reply = stage.call(Method::Post, "/emulator/api/media?filename=nota.ogg", "OggS...",
                                {{"Content-Type", "audio/ogg; codecs=opus"}});
  const auto id = json::parse(reply.body)["id"].get<std::string>();
  stage.say({{"customer", "anna"}, {"type", "voice"}, {"media", id}});
  const auto voice = std::get<flows::MediaSent>(stage.next_message().said);
  EXPECT_EQ(voice.media_id, id);
  const auto back = stage.call(Method::Get, "/emulator/api/media/" + id);
  EXPECT_EQ(back.body, "OggS...");
  EXPECT_EQ(back.headers.find("Content-Security-Policy"), "sandbox");
}

TEST(EmulatorControl, ServesThePages) {
  EmulatorStage stage;
  for (const char* path : {"/", "/emulator/"}) {
    const auto page = stage.call(Method::Get, path);
    EXPECT_EQ(page.status, 200);
    EXPECT_TRUE(page.headers.find("Content-Security-Policy")->find("unsafe") == std::string_view::npos);
  }
  EXPECT_EQ(stage.call(Method::Get, "/emulator/samples/vocale.ogg").headers.find("Content-Type"), "audio/ogg");
}

TEST(EmulatorControl, TellsOfEveryChangeAsItComes) {
  EmulatorStage stage;
  const auto port = static_cast<std::uint16_t>(std::stoi(stage.url("").substr(stage.url("").rfind(':') + 1)));
  RawSocket socket(port);
  socket.send(request_text("GET", "/emulator/api/events"));
  EXPECT_NO_THROW(socket.read_until("event: hello"));
  stage.say({{"customer", "anna"}, {"text", "ciao"}});
  EXPECT_NO_THROW(socket.read_until("event: message"));
  EXPECT_NO_THROW(socket.read_until("event: network"));
}

}  // namespace
}  // namespace sportello::tests
