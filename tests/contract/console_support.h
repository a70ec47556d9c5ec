/// The console's API as a program or an operator's page meets it, without a server.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "tests/support/captured_reply.h"
#include "tests/support/console_stage.h"
#include "tests/support/openapi.h"
#include "webhooks/console/console.h"
#include "webhooks/http/router.h"

namespace sportello::webhooks {

struct Session {
  std::string cookie;
  std::string csrf;
};

class ConsoleContract : public testing::Test {
 protected:
  ConsoleContract() { start(stage_.options()); }

  /// Another console over the same desk.
  void start(ConsoleOptions options) {
    console_ = make_console(stage_.desk(), std::move(options));
    router_ = std::make_unique<Router>();
    console_->mount(*router_);
  }

  static Headers as_program() { return {{"Authorization", "Bearer test-token"}}; }
  static Headers as_page(const Session& session) {
    return {{"Cookie", session.cookie},
            {"Host", "desk.test"},
            {"Origin", "http://desk.test"},
            {"X-CSRF-Token", session.csrf}};
  }

  /// `target` may have a query.
  Response send(Method method, const std::string& target, std::string body, Headers headers) {
    const auto parsed = parse_target(target);
    if (!parsed) throw std::invalid_argument(target);
    Request request;
    request.method = method;
    request.path = parsed->path;
    request.query = parsed->query;
    request.body = std::move(body);
    request.headers = std::move(headers);
    tests::CapturedReply reply;
    router_->dispatch(std::move(request), reply.replier());
    return reply.response();
  }
  Response get(const std::string& target) { return send(Method::Get, target, "", as_program()); }
  Response post(const std::string& target, const nlohmann::json& body = nlohmann::json::object()) {
    return send(Method::Post, target, body.dump(), as_program());
  }

  Session sign_in() {
    const auto response = send(Method::Post, "/console/sign-in/" + stage_.new_link(), "", {});
    const auto cookie = std::string(response.headers.find("Set-Cookie").value());
    Session session{.cookie = cookie.substr(0, cookie.find(';')), .csrf = {}};
    const auto me = send(Method::Get, "/api/v1/me", "", {{"Cookie", session.cookie}});
    session.csrf = json_of(me).at("csrf").get<std::string>();
    return session;
  }

  static nlohmann::json json_of(const Response& response) { return nlohmann::json::parse(response.body); }
  static std::string header(const Response& response, std::string_view name) {
    return std::string(response.headers.find(name).value_or("(none)"));
  }
  /// Faults of an answer by the API's description.
  std::string faults(const std::string& operation, const Response& response) {
    return openapi().faults(operation, response.status, response.body);
  }
  test::OpenApi openapi() { return test::OpenApi(json_of(send(Method::Get, "/api/v1/openapi.json", "", {}))); }
  std::string ticket_path(std::size_t ticket) { return "/api/v1/tickets/" + stage_.code(ticket); }

  test::ConsoleStage stage_;
  std::unique_ptr<Console> console_;
  std::unique_ptr<Router> router_;
};

}  // namespace sportello::webhooks
