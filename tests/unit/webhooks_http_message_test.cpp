#include "webhooks/http/message.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace sportello::webhooks {
namespace {

Request with_cookies(std::string value) {
  Request request;
  request.headers.add("Cookie", std::move(value));
  return request;
}

TEST(Headers, FindsNamesWithoutRegardToCase) {
  const Headers headers{{"X-Hub-Signature-256", "sha256=00"}, {"Accept", "*/*"}};
  EXPECT_EQ(headers.find("x-hub-signature-256"), "sha256=00");
  EXPECT_EQ(headers.find("ACCEPT"), "*/*");
  EXPECT_EQ(headers.find("Accept-Language"), std::nullopt);
}

TEST(Headers, SetReplacesEveryFieldOfThatName) {
  Headers headers{{"A", "1"}, {"a", "2"}, {"B", "3"}};
  headers.set("A", "4");
  EXPECT_EQ(headers.size(), 2U);
  EXPECT_EQ(headers.find("a"), "4");
}

TEST(Cookie, IsFoundAmongOthers) {
  const auto request = with_cookies("theme=dark; session=abc=def;x=\"quoted\"");
  EXPECT_EQ(cookie(request, "session"), "abc=def");
  EXPECT_EQ(cookie(request, "theme"), "dark");
  EXPECT_EQ(cookie(request, "x"), "quoted");
}

TEST(Cookie, IsNotFoundByPartOfItsName) {
  EXPECT_EQ(cookie(with_cookies("mysession=1; session2=2; session"), "session"), std::nullopt);
  EXPECT_EQ(cookie(Request{}, "session"), std::nullopt);
}

TEST(Cookie, IsTheFirstWhenGivenTwice) {
  EXPECT_EQ(cookie(with_cookies("s=1; s=2"), "s"), "1");
  EXPECT_EQ(cookie(with_cookies("a=0, s=1"), "s"), "1");
}

TEST(Response, ProblemCarriesStatusAndText) {
  const auto response = Response::problem(409, "Conflict", "già \"preso\"", "/problems/taken");
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.headers.find("content-type"), "application/problem+json");
  EXPECT_EQ(nlohmann::json::parse(response.body),
            (nlohmann::json{
                {"type", "/problems/taken"}, {"title", "Conflict"}, {"status", 409}, {"detail", "già \"preso\""}}));
}

TEST(Response, ProblemSurvivesBytesThatAreNotText) {
  const auto response = Response::problem(400, "Bad", "\xff\xfe");
  EXPECT_TRUE(nlohmann::json::accept(response.body));
}

TEST(Response, RedirectNamesThePlace) {
  const auto response = Response::redirect("/console/").with("Set-Cookie", "a=b");
  EXPECT_EQ(response.status, 303);
  EXPECT_EQ(response.headers.find("Location"), "/console/");
  EXPECT_EQ(response.headers.find("Set-Cookie"), "a=b");
}

}  // namespace
}  // namespace sportello::webhooks
