#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/emulated_world.h"

namespace sportello::tests {
namespace {

using std::chrono::hours;

json text(const std::string& body) {
  return {{"type", "text"}, {"text", {{"body", body}}}};
}

json buttons(json list) {
  return {{"type", "interactive"},
          {"interactive",
           {{"type", "button"}, {"body", {{"text", "Quale?"}}}, {"action", {{"buttons", std::move(list)}}}}}};
}
json button(const std::string& id, const std::string& title) {
  return {{"type", "reply"}, {"reply", {{"id", id}, {"title", title}}}};
}

json list_of(json sections) {
  return {{"type", "interactive"},
          {"interactive",
           {{"type", "list"},
            {"body", {{"text", "Quale?"}}},
            {"action", {{"button", "Scegli"}, {"sections", std::move(sections)}}}}}};
}
json rows(int from, int count) {
  json list = json::array();
  for (int i = from; i < from + count; ++i) {
    list.push_back({{"id", std::to_string(i)}, {"title", std::to_string(i)}});
  }
  return list;
}

TEST(EmulatorSend, TakesATextAndNamesWhomItUnderstood) {
  EmulatedWorld it;
  it.greet();
  const auto reply = it.send(text("Buongiorno"));
  ASSERT_EQ(reply.status, 200) << reply.body;
  const json body = json::parse(reply.body);
  EXPECT_EQ(body["messaging_product"], "whatsapp");
  EXPECT_EQ(body["contacts"][0], (json{{"input", "+393470102030"}, {"wa_id", "393470102030"}}));
  EXPECT_TRUE(body["messages"][0]["id"].get<std::string>().starts_with("wamid."));
}

TEST(EmulatorSend, GivesEachMessageAnIdOfItsOwnAndTheSameInEachRun) {
  EmulatedWorld first;
  EmulatedWorld second;
  first.greet();
  second.greet();
  const auto one = EmulatedWorld::id(first.send(text("uno")));
  EXPECT_NE(one, EmulatedWorld::id(first.send(text("due"))));
  EXPECT_EQ(one, EmulatedWorld::id(second.send(text("uno"))));
}

TEST(EmulatorSend, AnswersAUserIdWithTheUserId) {
  EmulatedWorld it;
  it.greet("giulia");
  json message = text("Buongiorno");
  message["recipient"] = "IT.1003";
  const json body = json::parse(it.send(message).body);
  EXPECT_EQ(body["contacts"][0], (json{{"input", "IT.1003"}, {"user_id", "IT.1003"}}));
}

TEST(EmulatorSend, PrefersThePhoneWhenBothAreGiven) {
  EmulatedWorld it;
  it.greet();
  json message = text("Buongiorno");
  message["to"] = "+393470102030";
  message["recipient"] = "IT.1003";
  ASSERT_EQ(it.send(message).status, 200);
  EXPECT_EQ(it.world.sent.back().customer, "anna");
}

TEST(EmulatorSend, TakesAUserIdInTheWrongPlaceAndLosesIt) {
  EmulatedWorld it;
  it.greet("giulia");
  json message = text("Buongiorno");
  message["to"] = "IT.1003";
  EXPECT_EQ(it.send(message).status, 200);
  it.pass(std::chrono::seconds(5));
  EXPECT_TRUE(it.take_webhooks().empty());
  EXPECT_EQ(it.world.sent.back().customer, "");
}

TEST(EmulatorSend, ReportsAPhoneWithoutWhatsAppAsAFailedStatus) {
  EmulatedWorld it;
  json message = text("Buongiorno");
  message["to"] = "+393999999999";
  ASSERT_EQ(it.send(message).status, 200);
  const auto webhooks = it.take_webhooks();
  ASSERT_EQ(webhooks.size(), 1U);
  const json& status = webhooks[0]["statuses"][0];
  EXPECT_EQ(status["status"], "failed");
  EXPECT_EQ(status["errors"][0]["code"], 131026);
  EXPECT_EQ(status["recipient_id"], "393999999999");
  EXPECT_FALSE(webhooks[0].contains("contacts"));
}

TEST(EmulatorSend, MistakesANationalNumberWithoutPlus) {
  EmulatedWorld it;
  it.greet();
  json message = text("Buongiorno");
  message["to"] = "3470102030";
  const json body = json::parse(it.send(message).body);
  EXPECT_EQ(body["contacts"][0]["wa_id"], "393470102030");
}

TEST(EmulatorSend, WantsATokenThatItKnows) {
  EmulatedWorld it;
  emulator::GraphCall call{.path = kNumber};
  auto reply = answer_graph(it.world, call, it.now, it.effects);
  EXPECT_EQ(reply.status, 401);
  EXPECT_EQ(EmulatedWorld::code(reply), 190);
  call.token = "another";
  EXPECT_EQ(EmulatedWorld::code(answer_graph(it.world, call, it.now, it.effects)), 190);
  it.world.token_dead = true;
  reply = it.get(kNumber);
  EXPECT_EQ(EmulatedWorld::code(reply), 190);
  EXPECT_EQ(json::parse(reply.body)["error"]["error_subcode"], 467);
}

TEST(EmulatorSend, DoesNotKnowAnotherNumber) {
  EmulatedWorld it;
  const auto reply = it.call(webhooks::Method::Post, "123456/messages", text("x").dump());
  EXPECT_EQ(reply.status, 400);
  const json error = json::parse(reply.body)["error"];
  EXPECT_EQ(error["code"], 100);
  EXPECT_EQ(error["error_subcode"], 33);
  EXPECT_EQ(error["type"], "GraphMethodException");
}

TEST(EmulatorSend, RefusesWhatIsNoMessage) {
  EmulatedWorld it;
  it.greet();
  const std::string path = kNumber + "/messages";
  EXPECT_EQ(EmulatedWorld::code(it.call(webhooks::Method::Post, path, "{")), 100);
  EXPECT_EQ(EmulatedWorld::code(it.call(webhooks::Method::Post, path, "{}")), 100);
  json without_recipient = text("x");
  without_recipient["messaging_product"] = "whatsapp";
  EXPECT_EQ(EmulatedWorld::code(it.call(webhooks::Method::Post, path, without_recipient.dump())), 100);
  EXPECT_EQ(EmulatedWorld::code(it.send({{"type", "telegram"}})), 100);
  json self = text("x");
  self["to"] = "+39 340 066 2095";
  EXPECT_EQ(EmulatedWorld::code(it.send(self)), 131021);
  json nobody = text("x");
  nobody["recipient"] = "IT.999";
  EXPECT_EQ(EmulatedWorld::code(it.send(nobody)), 131009);
}

TEST(EmulatorSend, CountsATextInCodePoints) {
  EmulatedWorld it;
  it.greet();
  std::string longest;
  for (int i = 0; i < 4096; ++i) longest += "è";
  EXPECT_EQ(EmulatedWorld::code(it.send(text(longest))), 0);
  const auto reply = it.send(text(longest + "x"));
  EXPECT_EQ(EmulatedWorld::code(reply), 100);
  EXPECT_EQ(EmulatedWorld::details(reply), "(#100) Param text['body'] must be at most 4096 characters long.");
  EXPECT_EQ(EmulatedWorld::code(it.send(text(""))), 100);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("  \n"))), 100);
}

TEST(EmulatorSend, HoldsTheLimitsOfButtons) {
  EmulatedWorld it;
  it.greet();
  const auto code = [&it](json message) { return EmulatedWorld::code(it.send(std::move(message))); };
  EXPECT_EQ(code(buttons(json::array({button("a", "Sì"), button("b", "No"), button("c", "Boh")}))), 0);
  EXPECT_EQ(code(buttons(json::array())), 131009);
  EXPECT_EQ(code(buttons(json::array({button("a", "1"), button("b", "2"), button("c", "3"), button("d", "4")}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button("a", std::string(20, 'x'))}))), 0);
  EXPECT_EQ(code(buttons(json::array({button("a", std::string(21, 'x'))}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button(std::string(256, 'x'), "Sì")}))), 0);
  EXPECT_EQ(code(buttons(json::array({button(std::string(257, 'x'), "Sì")}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button(" a", "Sì")}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button("a", "Sì"), button("a", "No")}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button("a", "Sì"), button("b", "Sì")}))), 131009);
  EXPECT_EQ(code(buttons(json::array({button("", "Sì")}))), 131009);
  EXPECT_EQ(code(buttons({{{"type", "url"}, {"reply", {{"id", "a"}, {"title", "b"}}}}})), 100);
}

TEST(EmulatorSend, HoldsTheLimitsOfBodyFooterAndHeader) {
  EmulatedWorld it;
  it.greet();
  const auto with = [&it](const char* part, std::size_t length) {
    json message = buttons(json::array({button("a", "Sì")}));
    message["interactive"][part]["text"] = std::string(length, 'x');
    if (std::string(part) == "header") message["interactive"][part]["type"] = "text";
    return EmulatedWorld::code(it.send(std::move(message)));
  };
  EXPECT_EQ(with("body", 1024), 0);
  EXPECT_EQ(with("body", 1025), 131009);
  EXPECT_EQ(with("body", 0), 131009);
  EXPECT_EQ(with("footer", 60), 0);
  EXPECT_EQ(with("footer", 61), 131009);
  EXPECT_EQ(with("header", 60), 0);
  EXPECT_EQ(with("header", 61), 131009);
}

TEST(EmulatorSend, HoldsTheLimitsOfLists) {
  EmulatedWorld it;
  it.greet();
  const auto code = [&it](json message) { return EmulatedWorld::code(it.send(std::move(message))); };
  EXPECT_EQ(code(list_of({{{"rows", rows(1, 10)}}})), 0);
  EXPECT_EQ(code(list_of({{{"rows", rows(1, 11)}}})), 131009);
  EXPECT_EQ(code(list_of({{{"title", "A"}, {"rows", rows(1, 6)}}, {{"title", "B"}, {"rows", rows(7, 5)}}})), 131009);
  EXPECT_EQ(code(list_of({{{"title", "A"}, {"rows", rows(1, 1)}}, {{"rows", rows(2, 1)}}})), 131008);
  EXPECT_EQ(code(list_of({{{"title", std::string(25, 'x')}, {"rows", rows(1, 1)}}})), 131009);
  EXPECT_EQ(code(list_of(json::array())), 131009);
  EXPECT_EQ(code(list_of({{{"rows", json::array()}}})), 131009);
  const auto row = [&](const std::string& id, const std::string& title, const std::string& description) {
    return code(list_of({{{"rows", json::array({{{"id", id}, {"title", title}, {"description", description}}})}}}));
  };
  EXPECT_EQ(row(std::string(200, 'x'), std::string(24, 'x'), std::string(72, 'x')), 0);
  EXPECT_EQ(row(std::string(201, 'x'), "a", "b"), 131009);
  EXPECT_EQ(row("a", std::string(25, 'x'), "b"), 131009);
  EXPECT_EQ(row("a", "b", std::string(73, 'x')), 131009);
  json twice = rows(1, 1);
  twice.push_back(twice[0]);
  EXPECT_EQ(code(list_of({{{"rows", twice}}})), 131009);
  json opener = list_of({{{"rows", rows(1, 1)}}});
  opener["interactive"]["action"]["button"] = std::string(21, 'x');
  EXPECT_EQ(code(opener), 131009);
}

TEST(EmulatorSend, HoldsTheLimitsOfALink) {
  EmulatedWorld it;
  it.greet();
  const auto link = [&it](const std::string& label, const std::string& url) {
    return EmulatedWorld::code(
        it.send({{"type", "interactive"},
                 {"interactive",
                  {{"type", "cta_url"},
                   {"body", {{"text", "Apri"}}},
                   {"action", {{"name", "cta_url"}, {"parameters", {{"display_text", label}, {"url", url}}}}}}}}));
  };
  EXPECT_EQ(link(std::string(20, 'x'), "https://www.j2k.it/apri-ticket"), 0);
  EXPECT_EQ(link(std::string(21, 'x'), "https://www.j2k.it/apri-ticket"), 131009);
  EXPECT_EQ(link("Apri", "www.j2k.it"), 131009);
  EXPECT_EQ(link("Apri", "https://a b"), 131009);
}

TEST(EmulatorSend, ChecksLocationsAndContacts) {
  EmulatedWorld it;
  it.greet();
  const auto place = [&it](json latitude) {
    return EmulatedWorld::code(
        it.send({{"type", "location"}, {"location", {{"latitude", std::move(latitude)}, {"longitude", 10.9}}}}));
  };
  EXPECT_EQ(place(45.4), 0);
  EXPECT_EQ(place("45.4"), 0);
  EXPECT_EQ(place(91), 131009);
  EXPECT_EQ(place("qui"), 100);
  const auto contact = [&it](json name) {
    return EmulatedWorld::code(
        it.send({{"type", "contacts"}, {"contacts", json::array({{{"name", std::move(name)}}})}}));
  };
  EXPECT_EQ(contact({{"formatted_name", "Anna Rossi"}, {"first_name", "Anna"}}), 0);
  EXPECT_EQ(contact({{"formatted_name", "Anna Rossi"}}), 131008);
  EXPECT_EQ(contact({{"first_name", "Anna"}}), 100);
}

TEST(EmulatorSend, WantsOneOfIdAndLinkForMedia) {
  EmulatedWorld it;
  it.greet();
  const auto image = [&it](json content) {
    return EmulatedWorld::code(it.send({{"type", "image"}, {"image", std::move(content)}}));
  };
  EXPECT_EQ(image({{"link", "https://example.com/a.png"}}), 0);
  EXPECT_EQ(image({{"link", "https://example.com/a.png"}, {"id", "1"}}), 100);
  EXPECT_EQ(image(json::object()), 100);
  EXPECT_EQ(image({{"link", "a.png"}}), 100);
  EXPECT_EQ(image({{"link", "https://example.com/a.png"}, {"caption", std::string(1025, 'x')}}), 100);
  EXPECT_EQ(image({{"id", "999"}}), 100);
  EXPECT_EQ(
      EmulatedWorld::code(it.send({{"type", "audio"}, {"audio", {{"link", "https://e.it/a"}, {"caption", "x"}}}})),
      100);
}

TEST(EmulatorSend, SendsAMediumOnlyAsWhatItIs) {
  EmulatedWorld it;
  it.greet();
  const auto& media = keep_media(it.world, it.world.numbers[0], "image/png", "", "", 3, false, it.now);
  const auto as = [&](const char* type) {
    return EmulatedWorld::code(it.send({{"type", type}, {type, {{"id", media.id}}}}));
  };
  EXPECT_EQ(as("image"), 0);
  EXPECT_EQ(as("document"), 0);
  EXPECT_EQ(as("audio"), 131053);
  EXPECT_EQ(as("sticker"), 131053);
}

TEST(EmulatorSend, QuotesOnlyWhatIsInTheChat) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  json message = text("Sì");
  message["context"] = {{"message_id", greeting}};
  EXPECT_EQ(EmulatedWorld::code(it.send(message)), 0);
  message["context"] = {{"message_id", "wamid.nobody"}};
  EXPECT_EQ(EmulatedWorld::code(it.send(message)), 131009);
  message["context"] = "x";
  EXPECT_EQ(EmulatedWorld::code(it.send(message)), 100);
}

TEST(EmulatorSend, ReactsOnlyToWhatCanBeReactedTo) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  const auto react = [&it](const std::string& id) {
    return it.send({{"type", "reaction"}, {"reaction", {{"message_id", id}, {"emoji", "👍"}}}});
  };
  const auto reaction = react(greeting);
  EXPECT_EQ(reaction.status, 200);
  EXPECT_EQ(EmulatedWorld::code(react("wamid.nobody")), 131009);
  EXPECT_EQ(EmulatedWorld::code(react(EmulatedWorld::id(reaction))), 131009);
  it.now.wall += hours(24 * 31);
  it.greet();
  EXPECT_EQ(EmulatedWorld::code(react(greeting)), 131009);
}

TEST(EmulatorSend, LimitsTheCallbackData) {
  EmulatedWorld it;
  it.greet();
  json message = text("x");
  message["biz_opaque_callback_data"] = std::string(512, 'x');
  EXPECT_EQ(EmulatedWorld::code(it.send(message)), 0);
  message["biz_opaque_callback_data"] = std::string(513, 'x');
  EXPECT_EQ(EmulatedWorld::code(it.send(message)), 100);
}

TEST(EmulatorSend, ClosesTheWindowAfterADay) {
  EmulatedWorld it;
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131047);
  it.greet();
  it.now.wall += hours(24) - std::chrono::seconds(1);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  it.now.wall += std::chrono::seconds(1);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131047);
  it.greet();
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
}

TEST(EmulatorSend, DoesNotOpenTheWindowForAReaction) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  it.now.wall += hours(25);
  ASSERT_TRUE(it.say("anna", {{"type", "reaction"}, {"message", greeting}, {"emoji", "👍"}}));
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131047);
}

TEST(EmulatorSend, MayTellOfAClosedWindowLater) {
  EmulatedWorld it;
  it.world.policy.window_as_status = true;
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  const auto webhooks = it.take_webhooks();
  ASSERT_EQ(webhooks.size(), 1U);
  EXPECT_EQ(webhooks[0]["statuses"][0]["status"], "failed");
  EXPECT_EQ(webhooks[0]["statuses"][0]["errors"][0]["code"], 131047);
}

TEST(EmulatorSend, LimitsThePairAndTheThroughputWhenTold) {
  EmulatedWorld it;
  it.greet();
  it.world.policy.pair_limit = true;
  for (int i = 0; i < 45; ++i) ASSERT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131056);
  it.now.wall += std::chrono::seconds(6 * 45);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  it.world.policy.pair_limit = false;
  it.world.policy.throughput_limit = true;
  for (int i = 0; i < 80; ++i) ASSERT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  const auto reply = it.send(text("x"));
  EXPECT_EQ(EmulatedWorld::code(reply), 130429);
  EXPECT_EQ(reply.status, 429);
}

TEST(EmulatorSend, DoesNotSendFromANumberThatIsNotRegistered) {
  EmulatedWorld it;
  it.greet();
  it.world.numbers[0].registered = false;
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 133010);
}

TEST(EmulatorSend, MarksReadAllUpToTheMessage) {
  EmulatedWorld it;
  it.greet();
  const auto second = it.greet();
  it.greet();
  const json read = {{"messaging_product", "whatsapp"},
                     {"status", "read"},
                     {"message_id", second},
                     {"typing_indicator", {{"type", "text"}}}};
  const auto reply = it.call(webhooks::Method::Post, kNumber + "/messages", read.dump());
  EXPECT_EQ(reply.body, R"({"success":true})");
  const auto& messages = thread_of(it.world, kNumber, "anna").messages;
  EXPECT_EQ(messages[0].ticks, emulator::Ticks::Read);
  EXPECT_EQ(messages[1].ticks, emulator::Ticks::Read);
  EXPECT_NE(messages[2].ticks, emulator::Ticks::Read);
  EXPECT_EQ(it.effects.changes.back().what, emulator::Change::What::Typing);
  json wrong = read;
  wrong["message_id"] = "wamid.nobody";
  EXPECT_EQ(EmulatedWorld::code(it.call(webhooks::Method::Post, kNumber + "/messages", wrong.dump())), 131009);
}

TEST(EmulatorFaults, AnswerAsToldAsOftenAsTold) {
  EmulatedWorld it;
  it.greet();
  emulator::Fault fault;
  fault.fault = {.code = 131056};
  fault.times = 2;
  fault.customer = "anna";
  it.world.faults.push_back(fault);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131056);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 131056);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  EXPECT_EQ(it.world.sent.size(), 1U);
  EXPECT_EQ(it.world.refused.size(), 2U);
}

TEST(EmulatorFaults, LoseTheAnswerToWhatWasDone) {
  EmulatedWorld it;
  it.greet();
  emulator::Fault fault;
  fault.kind = emulator::Fault::Kind::Silence;
  fault.accepted = true;
  it.world.faults.push_back(fault);
  EXPECT_EQ(it.send(text("x")).way, emulator::GraphReply::Way::Silence);
  EXPECT_EQ(it.world.sent.size(), 1U);
  EXPECT_FALSE(it.take_webhooks().empty());
}

TEST(EmulatorFaults, LeaveOtherCallsAlone) {
  EmulatedWorld it;
  it.greet();
  emulator::Fault fault;
  fault.on = "media";
  fault.fault.code = 131000;
  it.world.faults.push_back(fault);
  EXPECT_EQ(EmulatedWorld::code(it.send(text("x"))), 0);
  EXPECT_EQ(EmulatedWorld::code(it.get(kNumber)), 131000);
}

}  // namespace
}  // namespace sportello::tests
