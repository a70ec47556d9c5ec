/// A world with one business number and three customers, and a hand-held clock: for tests of the emulator's functions.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "webhooks/emulator/graph.h"
#include "webhooks/emulator/say.h"
#include "webhooks/emulator/statuses.h"

namespace sportello::tests {

using nlohmann::json;
namespace emulator = webhooks::emulator;

inline const std::string kNumber = "109876543210";
inline const std::string kAccount = "205551234567890";
inline const std::string kAnna = "393470102030";

struct EmulatedWorld {
  EmulatedWorld() {
    world.seed = 7;
    world.app_id = "700000000000001";
    world.media_origin = "http://127.0.0.1:8080";
    world.callback_url = "http://127.0.0.1:8080/webhooks/whatsapp";
    world.access_token = flows::Secret("token");
    world.app_secret = flows::Secret("secret");
    world.policy.delivered_after = std::chrono::milliseconds(100);
    world.accounts.push_back({.id = kAccount, .name = "Leotron"});
    world.numbers.push_back({.id = kNumber, .display = "+39 340 066 2095", .name = "Leotron", .account = kAccount});
    world.customers.push_back({.id = "anna", .name = "Anna Rossi", .phone = kAnna, .bsuid = "IT.1001"});
    world.customers.push_back({.id = "luca", .name = "Luca Bianchi", .phone = "393350104050", .bsuid = "IT.1002"});
    world.customers.push_back({.id = "giulia",
                               .name = "Giulia V.",
                               .phone = "393200106070",
                               .bsuid = "IT.1003",
                               .username = "giulia.v",
                               .hides_phone = true});
    now.wall = flows::Instant(std::chrono::seconds(1'795'253'400));  // 2026-11-21 10:30 in Rome
  }

  emulator::GraphReply call(webhooks::Method method, std::string path, std::string body = {}) {
    emulator::GraphCall call{.method = method, .path = std::move(path), .token = "token"};
    if (const auto question = call.path.find('?'); question != std::string::npos) {
      call.query = *webhooks::parse_query(call.path.substr(question + 1));
      call.path.resize(question);
    }
    call.content_type = "application/json";
    call.body = std::move(body);
    return emulator::answer_graph(world, call, now, effects);
  }
  emulator::GraphReply get(std::string path) { return call(webhooks::Method::Get, std::move(path)); }

  /// Posts a message to Anna's phone unless the body says otherwise.
  emulator::GraphReply send(json body) {
    body["messaging_product"] = "whatsapp";
    if (!body.contains("to") && !body.contains("recipient")) body["to"] = "+" + kAnna;
    return call(webhooks::Method::Post, kNumber + "/messages", body.dump());
  }
  /// The error code of a reply; 0 for a 200.
  static int code(const emulator::GraphReply& reply) {
    return reply.status == 200 ? 0 : json::parse(reply.body).at("error").at("code").get<int>();
  }
  static std::string details(const emulator::GraphReply& reply) {
    const json error = json::parse(reply.body).at("error");
    return error.contains("error_data") ? error["error_data"]["details"].get<std::string>()
                                        : error["message"].get<std::string>();
  }
  static std::string id(const emulator::GraphReply& reply) {
    return json::parse(reply.body).at("messages").at(0).at("id").get<std::string>();
  }

  flows::Result<std::string> say(const std::string& customer, const json& deed) {
    return emulator::say(world, world.numbers.front(), *find_customer(world, customer), deed, now, effects);
  }
  /// Opens the window of Anna's chat.
  std::string greet(const std::string& customer = "anna") {
    const auto said = say(customer, {{"type", "text"}, {"text", "ciao"}});
    effects = {};
    return *said;
  }
  /// Both clocks go on, and what is due happens.
  void pass(std::chrono::milliseconds time) {
    now.wall += time;
    now.up += time;
    advance(world, now, effects);
  }
  /// The values of all webhooks since the last call.
  std::vector<json> take_webhooks() {
    std::vector<json> values;
    for (const auto& webhook : effects.webhooks) values.push_back(json::parse(webhook.value));
    effects = {};
    return values;
  }

  emulator::World world;
  emulator::Moment now;
  emulator::Effects effects;
};

}  // namespace sportello::tests
