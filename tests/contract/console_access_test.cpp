#include "tests/contract/console_support.h"

namespace sportello::webhooks {
namespace {

using ConsoleAccess = ConsoleContract;

TEST_F(ConsoleAccess, RefusesWhoIsNobody) {
  for (const Headers& headers :
       {Headers{}, Headers{{"Authorization", "Bearer wrong"}}, Headers{{"Authorization", "Basic dGVzdC10b2tlbg=="}},
        Headers{{"Authorization", "Bearer "}}, Headers{{"Cookie", "sportello=guess"}}}) {
    const auto response = send(Method::Get, "/api/v1/tickets", "", headers);
    EXPECT_EQ(response.status, 401);
    EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
    EXPECT_EQ(faults("GET /tickets", response), "");
  }
}

TEST_F(ConsoleAccess, RefusesEveryRouteToWhoIsNobody) {
  for (const auto& operation : openapi().operations()) {
    if (operation == "GET /openapi.json" || operation == "POST /sign-in") continue;
    auto path = "/api/v1" + operation.substr(operation.find(' ') + 1);
    if (const auto name = path.find("{code}"); name != std::string::npos) path.replace(name, 6, stage_.code(1));
    if (const auto name = path.find("{id}"); name != std::string::npos) path.replace(name, 4, "1");
    const auto method = operation.starts_with("GET") ? Method::Get : Method::Post;
    EXPECT_EQ(send(method, path, "", {}).status, 401) << operation;
  }
}

TEST_F(ConsoleAccess, LetsAnEmptyTokenNeverIn) {
  auto options = stage_.options();
  options.api_tokens = {{"forgotten", flows::Secret("")}};
  start(std::move(options));
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", {{"Authorization", "Bearer "}}).status, 401);
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", {{"Authorization", "Bearer"}}).status, 401);
}

TEST_F(ConsoleAccess, TellsAProgramItsName) {
  const auto response = get("/api/v1/me");
  EXPECT_EQ(json_of(response).at("name"), "ci");
  EXPECT_EQ(json_of(response).at("kind"), "api_token");
  EXPECT_EQ(faults("GET /me", response), "");
}

TEST_F(ConsoleAccess, SignsAnOperatorInByALink) {
  const auto response = send(Method::Post, "/console/sign-in/" + stage_.new_link(), "", {});
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(header(response, "Location"), "/console/");
  const auto cookie = header(response, "Set-Cookie");
  EXPECT_NE(cookie.find("; HttpOnly; SameSite=Lax"), std::string::npos) << cookie;
  const auto me = send(Method::Get, "/api/v1/me", "", {{"Cookie", "other=1; " + cookie.substr(0, cookie.find(';'))}});
  EXPECT_EQ(json_of(me).at("name"), "Anna Ferrari");
  EXPECT_EQ(json_of(me).at("kind"), "operator");
  EXPECT_EQ(faults("GET /me", me), "");
}

TEST_F(ConsoleAccess, UsesALinkUpOnlyByThePost) {
  const auto link = "/console/sign-in/" + stage_.new_link();
  const auto looked = send(Method::Get, link, "", {});
  EXPECT_EQ(looked.status, 200);
  EXPECT_NE(looked.body.find("method=\"post\""), std::string::npos);
  EXPECT_EQ(send(Method::Post, link, "", {}).status, 303);
  EXPECT_EQ(send(Method::Post, link, "", {}).status, 403);
}

TEST_F(ConsoleAccess, RefusesALinkNobodyGaveOut) {
  const auto response = send(Method::Post, "/console/sign-in/made-up", "", {});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(response.headers.find("Set-Cookie"), std::nullopt);
  EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
}

TEST_F(ConsoleAccess, RefusesToUseALinkForAnotherSite) {
  const auto link = "/console/sign-in/" + stage_.new_link();
  const Headers foreign{{"Host", "desk.test"}, {"Origin", "https://elsewhere.test"}};
  EXPECT_EQ(send(Method::Post, link, "", foreign).status, 403);
  EXPECT_EQ(send(Method::Post, link, "", {}).status, 303) << "the refused try has used the link up";
}

TEST_F(ConsoleAccess, AsksForHttpsOnlyCookiesWhereTheDeskIsReachedOverHttps) {
  auto options = stage_.options();
  options.public_url = "https://desk.example.it";
  start(std::move(options));
  const auto cookie = header(send(Method::Post, "/console/sign-in/" + stage_.new_link(), "", {}), "Set-Cookie");
  EXPECT_TRUE(cookie.starts_with("__Host-sportello=")) << cookie;
  EXPECT_TRUE(cookie.ends_with("; Secure")) << cookie;
}

TEST_F(ConsoleAccess, EndsASession) {
  const auto session = sign_in();
  EXPECT_EQ(send(Method::Post, "/api/v1/sign-out", "", as_page(session)).status, 204);
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", {{"Cookie", session.cookie}}).status, 401);
}

TEST_F(ConsoleAccess, EndsASessionByTime) {
  const auto session = sign_in();
  auto options = stage_.options();
  options.now = [later = stage_.now() + std::chrono::hours(24 * 7) + std::chrono::seconds(1)] { return later; };
  start(std::move(options));
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", {{"Cookie", session.cookie}}).status, 401);
}

TEST_F(ConsoleAccess, ChangesNothingWithoutTheSessionsOwnToken) {
  const auto session = sign_in();
  const auto path = ticket_path(6) + "/take";
  const Headers without{{"Cookie", session.cookie}, {"Host", "desk.test"}, {"Origin", "http://desk.test"}};
  auto wrong = as_page(session);
  wrong.set("X-CSRF-Token", session.csrf + "x");
  auto foreign = as_page(session);
  foreign.set("Origin", "http://desk.test.evil.example");
  auto opaque = as_page(session);
  opaque.set("Origin", "null");
  for (const auto& headers : {without, wrong, foreign, opaque})
    EXPECT_EQ(send(Method::Post, path, "{}", headers).status, 403);
  EXPECT_TRUE(stage_.desk().log().actions.empty());

  EXPECT_EQ(send(Method::Post, path, "{}", as_page(session)).status, 200);
  EXPECT_EQ(stage_.desk().log().actions.at(0).who, "operator:Anna Ferrari");
}

TEST_F(ConsoleAccess, JudgesARequestWithBothByItsTokenAlone) {
  const auto session = sign_in();
  const Headers both{{"Cookie", session.cookie}, {"Authorization", "Bearer wrong"}};
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", both).status, 401);
}

TEST_F(ConsoleAccess, RefusesADisabledOperator) {
  const auto session = sign_in();
  stage_.store().begin();
  auto anna = stage_.store().operators().find_by_email("anna@example.it").value();
  anna.disabled = true;
  stage_.store().operators().update(anna);
  stage_.store().commit();
  EXPECT_EQ(send(Method::Get, "/api/v1/me", "", {{"Cookie", session.cookie}}).status, 401);
}

TEST_F(ConsoleAccess, LetsNobodyKeepAnAnswer) {
  for (const auto* path : {"/api/v1/tickets", "/api/v1/me", "/api/v1/desk"})
    EXPECT_EQ(header(get(path), "Cache-Control"), "no-store") << path;
}

}  // namespace
}  // namespace sportello::webhooks
