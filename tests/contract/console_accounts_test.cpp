#include "tests/contract/console_support.h"
#include "webhooks/console/passwords.h"
#include "webhooks/console/totp.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr const char* kPassword = "quattro parole da ricordare";

class ConsoleAccounts : public ConsoleContract {
 protected:
  /// Changes the scene's first operator, Anna, in the store.
  void change_anna(const std::function<void(storage::OperatorRow&)>& change) {
    stage_.store().begin();
    auto anna = stage_.store().operators().find_by_email("anna@example.it").value();
    change(anna);
    stage_.store().operators().update(anna);
    stage_.store().commit();
  }
  storage::OperatorRow anna() {
    stage_.store().begin();
    auto row = stage_.store().operators().find_by_email("anna@example.it").value();
    stage_.store().rollback();
    return row;
  }
  Response sign_in_with(const json& credentials) {
    return send(Method::Post, "/api/v1/sign-in", credentials.dump(), {{"Host", "desk.test"}});
  }
  Session session_of(const Response& response) {
    const auto cookie = header(response, "Set-Cookie");
    Session session{.cookie = cookie.substr(0, cookie.find(';')), .csrf = {}};
    session.csrf = json_of(me(session)).at("csrf").get<std::string>();
    return session;
  }
  Response me(const Session& session) { return send(Method::Get, "/api/v1/me", "", {{"Cookie", session.cookie}}); }
  Response as(const Session& session, const std::string& path, const json& body = json::object()) {
    return send(Method::Post, "/api/v1" + path, body.dump(), as_page(session));
  }
  Session manager() {
    change_anna([](auto& anna) { anna.role = "manager"; });
    return sign_in();
  }
};

TEST_F(ConsoleAccounts, LetsARightPasswordIn) {
  change_anna([](auto& anna) { anna.password_hash = hash_password(kPassword); });
  const auto response = sign_in_with({{"email", "Anna@Example.it"}, {"password", kPassword}});
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(faults("POST /sign-in", response), "");
  EXPECT_EQ(json_of(me(session_of(response))).at("name"), "Anna Ferrari");
  EXPECT_TRUE(anna().password_hash.starts_with("$argon2id$"));
}

TEST_F(ConsoleAccounts, RefusesAlikeWhoeverIsNotRight) {
  change_anna([](auto& anna) { anna.password_hash = hash_password(kPassword); });
  const auto wrong = sign_in_with({{"email", "anna@example.it"}, {"password", "indovinata da qualcuno"}});
  const auto nobody = sign_in_with({{"email", "eva@example.it"}, {"password", kPassword}});
  const auto unset = sign_in_with({{"email", "luca@example.it"}, {"password", ""}});
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.body, nobody.body);
  EXPECT_EQ(wrong.body, unset.body);
  EXPECT_EQ(faults("POST /sign-in", wrong), "");
  change_anna([](auto& anna) { anna.disabled = true; });
  EXPECT_EQ(sign_in_with({{"email", "anna@example.it"}, {"password", kPassword}}).body, wrong.body);
}

TEST_F(ConsoleAccounts, RefusesToSignInForAnotherSite) {
  change_anna([](auto& anna) { anna.password_hash = hash_password(kPassword); });
  const auto body = json{{"email", "anna@example.it"}, {"password", kPassword}}.dump();
  const Headers foreign{{"Host", "desk.test"}, {"Origin", "https://elsewhere.test"}};
  EXPECT_EQ(send(Method::Post, "/api/v1/sign-in", body, foreign).status, 403);
}

TEST_F(ConsoleAccounts, SlowsWhoeverGuesses) {
  change_anna([](auto& anna) { anna.password_hash = hash_password(kPassword); });
  for (int i = 0; i < 5; ++i) sign_in_with({{"email", "anna@example.it"}, {"password", "indovinata da qualcuno"}});
  const auto slowed = sign_in_with({{"email", "anna@example.it"}, {"password", kPassword}});
  EXPECT_EQ(slowed.status, 429);
  EXPECT_EQ(header(slowed, "Retry-After"), "15");
  EXPECT_EQ(faults("POST /sign-in", slowed), "");
}

TEST_F(ConsoleAccounts, AsksForTheSecondFactorAndTakesACodeOnce) {
  const auto secret = new_totp_secret();
  change_anna([&](auto& anna) {
    anna.password_hash = hash_password(kPassword);
    anna.totp_secret = secret;
  });
  json given{{"email", "anna@example.it"}, {"password", kPassword}};
  const auto asked = sign_in_with(given);
  EXPECT_EQ(json_of(asked).at("step"), "code");
  EXPECT_EQ(asked.headers.find("Set-Cookie"), std::nullopt);
  given["code"] = "000000";
  EXPECT_EQ(sign_in_with(given).status, 401);
  given["code"] = totp_code(secret, stage_.now());
  EXPECT_EQ(sign_in_with(given).status, 200);
  EXPECT_EQ(sign_in_with(given).status, 401) << "a code is good once";
}

TEST_F(ConsoleAccounts, AddsASecondFactorOnlyWithTheAppsCode) {
  const auto session = sign_in();
  const auto start = as(session, "/me/second-factor/start");
  EXPECT_EQ(faults("POST /me/second-factor/start", start), "");
  EXPECT_GT(json_of(start).at("qr").size(), 20U);
  EXPECT_EQ(as(session, "/me/second-factor/confirm", {{"code", "123"}}).status, 400);
  EXPECT_TRUE(anna().totp_secret.empty());
  const auto code = totp_code(json_of(start).at("secret"), stage_.now());
  EXPECT_EQ(as(session, "/me/second-factor/confirm", {{"code", code}}).status, 204);
  EXPECT_EQ(anna().totp_secret, json_of(start).at("secret"));
}

TEST_F(ConsoleAccounts, LetsALinkOfAnInvitationDoNothingButChooseAPassword) {
  const auto boss = manager();
  const auto invited = as(boss, "/accounts", {{"name", "Eva Riva"}, {"email", "eva@example.it"}, {"role", "operator"}});
  ASSERT_EQ(invited.status, 201);
  EXPECT_EQ(faults("POST /accounts", invited), "");
  const auto session = session_of(send(Method::Post, json_of(invited).at("link"), "", {}));
  EXPECT_EQ(json_of(me(session)).at("must_choose_password"), true);
  EXPECT_EQ(faults("GET /me", me(session)), "");
  EXPECT_EQ(send(Method::Get, "/api/v1/tickets", "", {{"Cookie", session.cookie}}).status, 403);
  EXPECT_EQ(as(session, "/me/second-factor/start").status, 403);
  EXPECT_EQ(as(session, "/me/password", {{"password", "corta"}}).status, 400);
  EXPECT_EQ(as(session, "/me/password", {{"password", kPassword}}).status, 204);
  EXPECT_EQ(send(Method::Get, "/api/v1/tickets", "", {{"Cookie", session.cookie}}).status, 200);
  EXPECT_EQ(sign_in_with({{"email", "eva@example.it"}, {"password", kPassword}}).status, 200);
}

TEST_F(ConsoleAccounts, ChangesAPasswordOnlyForWhoKnowsIt) {
  change_anna([](auto& anna) { anna.password_hash = hash_password(kPassword); });
  const auto elsewhere = sign_in();
  const auto here = sign_in();
  const json wanted{{"password", "un'altra frase lunga"}, {"present", "non lo so davvero"}};
  EXPECT_EQ(as(here, "/me/password", wanted).status, 403);
  EXPECT_EQ(as(here, "/me/password", {{"password", "un'altra frase lunga"}, {"present", kPassword}}).status, 204);
  EXPECT_EQ(me(here).status, 200);
  EXPECT_EQ(me(elsewhere).status, 401) << "other sessions end";
}

TEST_F(ConsoleAccounts, SignsOutEverywhere) {
  const auto elsewhere = sign_in();
  const auto here = sign_in();
  EXPECT_EQ(as(here, "/sign-out-everywhere").status, 204);
  EXPECT_EQ(me(elsewhere).status, 401);
  EXPECT_EQ(me(here).status, 401);
}

TEST_F(ConsoleAccounts, LetsNobodyButManagersManage) {
  const auto anna = sign_in();
  const auto look = [&](const char* path) { return send(Method::Get, path, "", {{"Cookie", anna.cookie}}).status; };
  EXPECT_EQ(look("/api/v1/accounts"), 403);
  EXPECT_EQ(look("/api/v1/audit"), 403);
  EXPECT_EQ(as(anna, "/accounts", {{"name", "x"}, {"email", "x@x"}, {"role", "manager"}}).status, 403);
  EXPECT_EQ(as(anna, "/accounts/1", {{"role", "manager"}}).status, 403);
  EXPECT_EQ(as(anna, "/accounts/2/reset").status, 403);
}

TEST_F(ConsoleAccounts, KeepsAtLeastOneManager) {
  const auto boss = manager();
  EXPECT_EQ(as(boss, "/accounts/1", {{"role", "operator"}}).status, 409);
  EXPECT_EQ(as(boss, "/accounts/1", {{"disabled", true}}).status, 409);
  EXPECT_EQ(as(boss, "/accounts/2", {{"role", "manager"}}).status, 204);
  EXPECT_EQ(as(boss, "/accounts/1", {{"role", "operator"}}).status, 204);
}

TEST_F(ConsoleAccounts, ResetsAnAccountWhole) {
  const auto boss = manager();
  const auto response = as(boss, "/accounts/2/reset");
  EXPECT_EQ(faults("POST /accounts/{id}/reset", response), "");
  EXPECT_EQ(as(boss, "/accounts/99/reset").status, 404);
  const auto accounts = send(Method::Get, "/api/v1/accounts", "", {{"Cookie", boss.cookie}});
  EXPECT_EQ(faults("GET /accounts", accounts), "");
  EXPECT_EQ(json_of(accounts).at("accounts").at(1).at("has_password"), false);
}

TEST_F(ConsoleAccounts, WritesDownWhoDidWhat) {
  const auto boss = manager();
  as(boss, "/accounts", {{"name", "Eva Riva"}, {"email", "eva@example.it"}, {"role", "operator"}});
  sign_in_with({{"email", "eva@example.it"}, {"password", "indovinata da qualcuno"}});
  const auto response = send(Method::Get, "/api/v1/audit?limit=2", "", {{"Cookie", boss.cookie}});
  EXPECT_EQ(faults("GET /audit", response), "");
  const auto entries = json_of(response).at("entries");
  EXPECT_EQ(entries.at(0).at("what"), "sign-in refused");
  EXPECT_EQ(entries.at(1).at("what"), "operator invited");
  EXPECT_EQ(entries.at(1).at("who"), "operator:Anna Ferrari");
  EXPECT_EQ(response.body.find("indovinata"), std::string::npos);
}

TEST(Passwords, RefusesWhatIsEasilyGuessed) {
  EXPECT_FALSE(accept_password("undicilette", "Anna", "a@b.it"));
  EXPECT_FALSE(accept_password("aaaaaaaaaaaaaaaa", "Anna", "a@b.it"));
  EXPECT_FALSE(accept_password("anna.ferrari@example.it", "Anna", "Anna.Ferrari@example.it"));
  EXPECT_TRUE(accept_password("quattro parole qui", "Anna", "a@b.it"));
}

TEST(Totp, AgreesWithTheStandard) {
  // RFC 6238, appendix B, SHA-1: the secret "12345678901234567890".
  const std::string secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  EXPECT_EQ(totp_code(secret, flows::Instant{std::chrono::seconds(59)}), "287082");
  EXPECT_EQ(totp_code(secret, flows::Instant{std::chrono::seconds(1111111109)}), "081804");
  EXPECT_EQ(totp_step(secret, "287082", flows::Instant{std::chrono::seconds(89)}, 0), 1) << "one step late";
  EXPECT_EQ(totp_step(secret, "287082", flows::Instant{std::chrono::seconds(121)}, 0), std::nullopt);
  EXPECT_EQ(totp_step(secret, "287082", flows::Instant{std::chrono::seconds(59)}, 1), std::nullopt) << "used";
}

}  // namespace
}  // namespace sportello::webhooks
