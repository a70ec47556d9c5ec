#include "webhooks/http/router.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "tests/support/captured_reply.h"

namespace sportello::webhooks {
namespace {

/// A handler that says which route it stands for and what the parameter was.
Handler saying(std::string name) {
  return [name](const Request& request, const Replier& replier) {
    std::string text = name;
    for (const auto& [key, value] : request.params) text += " " + key + "=" + value;
    replier.send(Response::text(text));
  };
}

Response ask(const Router& router, Method method, std::string path) {
  tests::CapturedReply reply;
  Request request;
  request.method = method;
  request.path = std::move(path);
  router.dispatch(std::move(request), reply.replier());
  return reply.response();
}

std::string get(const Router& router, std::string path) {
  return ask(router, Method::Get, std::move(path)).body;
}

TEST(Router, FindsLiteralPaths) {
  Router router;
  router.add(Method::Get, "/", saying("root"));
  router.add(Method::Get, "/healthz", saying("health"));
  router.add(Method::Get, "/console/", saying("console"));
  EXPECT_EQ(get(router, "/"), "root");
  EXPECT_EQ(get(router, "/healthz"), "health");
  EXPECT_EQ(get(router, "/console/"), "console");
  EXPECT_EQ(ask(router, Method::Get, "/console").status, 404);
  EXPECT_EQ(ask(router, Method::Get, "/healthz/").status, 404);
}

TEST(Router, FillsParameters) {
  Router router;
  router.add(Method::Get, "/api/v1/tickets/{code}", saying("one"));
  router.add(Method::Get, "/api/v1/tickets/{code}/messages/{id}", saying("message"));
  EXPECT_EQ(get(router, "/api/v1/tickets/LEO-7K3M-Q"), "one code=LEO-7K3M-Q");
  EXPECT_EQ(get(router, "/api/v1/tickets/A/messages/7"), "message code=A id=7");
  EXPECT_EQ(ask(router, Method::Get, "/api/v1/tickets/").status, 404);
  EXPECT_EQ(ask(router, Method::Get, "/api/v1/tickets/A/messages").status, 404);
}

TEST(Router, PrefersTheMoreExactRoute) {
  Router router;
  router.add(Method::Get, "/t/*", saying("rest"));
  router.add(Method::Get, "/t/{code}", saying("one"));
  router.add(Method::Get, "/t/new", saying("new"));
  router.add(Method::Get, "/t/new/x", saying("x"));
  EXPECT_EQ(get(router, "/t/new"), "new");
  EXPECT_EQ(get(router, "/t/old"), "one code=old");
  EXPECT_EQ(get(router, "/t/new/y"), "rest *=new/y");
  EXPECT_EQ(get(router, "/t/old/y"), "rest *=old/y");
  EXPECT_EQ(get(router, "/t/"), "rest *=");
}

TEST(Router, AnswersUnknownPathsWithAProblem) {
  const auto response = ask(Router{}, Method::Get, "/nothing");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.headers.find("Content-Type"), "application/problem+json");
}

TEST(Router, NamesTheMethodsThatAPathAllows) {
  Router router;
  router.add(Method::Post, "/webhooks/whatsapp", saying("post"));
  router.add(Method::Get, "/webhooks/whatsapp", saying("get"));
  const auto response = ask(router, Method::Delete, "/webhooks/whatsapp");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(response.headers.find("Allow"), "GET, POST");
  EXPECT_EQ(ask(router, Method::Post, "/webhooks/whatsapp").body, "post");
}

TEST(Router, TellsWhichPatternMatched) {
  Router router;
  router.add(Method::Get, "/feedback/{token}", saying("feedback"));
  EXPECT_EQ(router.find(Method::Get, "/feedback/secret").pattern, "/feedback/{token}");
  EXPECT_EQ(router.find(Method::Post, "/feedback/secret").pattern, "/feedback/{token}");
  EXPECT_EQ(router.find(Method::Get, "/x").pattern, "");
}

TEST(Router, RefusesRoutesThatCannotBeMeant) {
  Router router;
  router.add(Method::Get, "/a/{b}", saying("a"));
  EXPECT_THROW(router.add(Method::Get, "/a/{b}", saying("again")), std::logic_error);
  EXPECT_THROW(router.add(Method::Post, "/a/{c}", saying("other name")), std::logic_error);
  EXPECT_THROW(router.add(Method::Get, "a", saying("no slash")), std::logic_error);
  EXPECT_THROW(router.add(Method::Get, "/a/*/b", saying("star inside")), std::logic_error);
}

TEST(Replier, RepliesOnce) {
  tests::CapturedReply reply;
  const auto replier = reply.replier();
  const auto copy = replier;
  EXPECT_TRUE(copy.send(Response::text("first")));
  EXPECT_FALSE(replier.send(Response::text("second")));
  EXPECT_EQ(replier.stream(Response{}), nullptr);
  EXPECT_EQ(reply.response().body, "first");
}

TEST(Replier, AnswersWith500WhenForgotten) {
  tests::CapturedReply reply;
  { const auto replier = reply.replier(); }
  EXPECT_EQ(reply.response().status, 500);
}

TEST(PrintEvent, WritesOneFieldPerLine) {
  EXPECT_EQ(print_event("7", "ticket", "{\"a\":1}"), "id: 7\nevent: ticket\ndata: {\"a\":1}\n\n");
  EXPECT_EQ(print_event("", "", ""), "data: \n\n");
}

TEST(PrintEvent, KeepsLinesOfDataAndCannotBeBrokenOutOf) {
  EXPECT_EQ(print_event("", "", "a\nb\r\nc\rd"), "data: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(print_event("1\ndata: x", "e\r\n\r\n", "y"), "id: 1data: x\nevent: e\ndata: y\n\n");
}

}  // namespace
}  // namespace sportello::webhooks
