// The server adapter alone: no proxy in front of it, which is how the traps of docs/http-traps.md show.
#include "webhooks/http/server.h"

#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/free_port.h"
#include "tests/support/raw_socket.h"
#include "tests/support/resident.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"

namespace sportello::webhooks {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::exchange;
using tests::RawSocket;
using tests::request_text;
using tests::TestServer;
using tests::TrapLab;

/// One lab, one server in front of it.
struct Desk {
  explicit Desk(ServerOptions options = {}) : server([this] { return lab.routes(); }, std::move(options)) {}
  std::uint16_t port() const { return server.port(); }

  TrapLab lab;
  TestServer server;
};

TEST(HttpServer, AnswersOnOneConnectionAgainAndAgain) {
  Desk desk;
  RawSocket socket(desk.port());
  for (int i = 0; i < 20; ++i) {
    socket.send(request_text("GET", "/hello"));
    const auto reply = socket.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "hello");
    socket.send(request_text("POST", "/echo", "body " + std::to_string(i)));
    EXPECT_EQ(socket.read_reply()->body, "body " + std::to_string(i));
  }
}

TEST(HttpServer, AnswersUnknownPathsAndMethodsWithProblems) {
  Desk desk;
  const auto unknown = exchange(desk.port(), request_text("GET", "/nothing"));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(unknown.headers.find("Content-Type"), "application/problem+json");
  const auto wrong = exchange(desk.port(), request_text("DELETE", "/hello"));
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.find("Allow"), "GET");
}

TEST(HttpServer, ServesOtherMethods) {
  std::unique_ptr<TestServer> server = std::make_unique<TestServer>([] {
    Router router;
    for (const auto method : {Method::Put, Method::Patch, Method::Delete}) {
      router.add(method, "/x",
                 [](const Request& r, const Replier& replier) { replier.send(Response::text(name_of(r.method))); });
    }
    return router;
  });
  for (const auto* method : {"PUT", "PATCH", "DELETE"}) {
    EXPECT_EQ(exchange(server->port(), request_text(method, "/x")).body, method);
  }
}

TEST(HttpServer, TellsItsHandlersWhoAsks) {
  Desk desk;
  EXPECT_THAT(exchange(desk.port(), request_text("GET", "/seen/")).body, HasSubstr("remote=127.0.0.1\n"));
  const auto text =
      exchange(desk.port(), request_text("GET", "/seen/", {}, "X-Forwarded-For: 10.0.0.1, 203.0.113.7\r\n"));
  EXPECT_THAT(text.body, HasSubstr("remote=203.0.113.7\n"));
}

TEST(HttpServer, TakesTheProxysRequestId) {
  Desk desk;
  const auto text = exchange(desk.port(), request_text("GET", "/seen/", {}, "X-Request-Id: abc-123\r\n"));
  EXPECT_THAT(text.body, HasSubstr("id=abc-123\n"));
  const auto odd = exchange(desk.port(), request_text("GET", "/seen/", {}, "X-Request-Id: a b\r\n"));
  EXPECT_THAT(odd.body, Not(HasSubstr("id=a b\n")));
}

// trap 2, 23, 25

TEST(HttpServer, RefusesAddressesBeyondThisMachineUnlessTold) {
  ServerOptions options;
  options.port = tests::free_port();
  for (const auto* address : {"0.0.0.0", "192.0.2.1"}) {
    options.address = address;
    const auto started = make_server(options, Router{})->start();
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, flows::Errc::Invalid);
  }
  options.address = "0.0.0.0";
  options.exposure = Exposure::Anywhere;
  EXPECT_TRUE(make_server(options, Router{})->start());
}

TEST(HttpServer, RefusesAddressesThatMeanSomethingElse) {
  ServerOptions options;
  options.port = tests::free_port();
  for (const auto* address :
       {"", "localhost", "::1", "[::1]", "+", "*", "127.1", "127.0.0.1:80", "https://127.0.0.1"}) {
    options.address = address;
    const auto started = make_server(options, Router{})->start();
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, flows::Errc::Invalid);
  }
  options.address = "127.0.0.1";
  options.port = 0;
  EXPECT_EQ(make_server(options, Router{})->start().error().code, flows::Errc::Invalid);
}

// trap 3, 15

TEST(HttpServer, KeepsServingBesideMoreCrawlingBodiesThanItHasThreads) {
  Desk desk;
  std::vector<RawSocket> crawling;
  for (int i = 0; i < 32; ++i) {
    crawling.emplace_back(desk.port());
    crawling.back().send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  }
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
  for (auto& socket : crawling) {
    socket.send("67890");
    EXPECT_EQ(socket.read_reply()->body, "10");
  }
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
  EXPECT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 0; }));
}

TEST(HttpServer, NeverWaitsForATaskWhileItServes) {
  std::ifstream file(SPORTELLO_SOURCE_DIR "/webhooks/http/server_cpprest.cpp");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto serving = text.substr(0, text.find("class CpprestServer"));
  ASSERT_GT(serving.size(), 5000U);
  EXPECT_THAT(serving, Not(HasSubstr(".wait(")));
  // The one get() is that of a task which has ended.
  const auto first = serving.find(".get()");
  EXPECT_EQ(serving.find(".get()", first + 1), std::string::npos);
}

TEST(HttpServer, SaysBusyWhenTooManyRequestsAreInFlight) {
  ServerOptions options;
  options.max_in_flight = 3;
  Desk desk(options);
  std::vector<RawSocket> crawling;
  for (int i = 0; i < 3; ++i) {
    crawling.emplace_back(desk.port());
    crawling.back().send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n1");
  }
  ASSERT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 3; }));
  const auto busy = exchange(desk.port(), request_text("GET", "/hello"));
  EXPECT_EQ(busy.status, 503);
  EXPECT_TRUE(busy.headers.find("Retry-After"));
  for (auto& socket : crawling) {
    socket.send("2");
    EXPECT_EQ(socket.read_status(), 200);
  }
  ASSERT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 0; }));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).status, 200);
}

TEST(HttpServer, SaysBusyWhenTheAnnouncedBodiesAreTooMuchTogether) {
  ServerOptions options;
  options.max_body_in_flight = 1000;
  Desk desk(options);
  RawSocket crawling(desk.port());
  crawling.send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n1");
  ASSERT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 1; }));
  EXPECT_EQ(exchange(desk.port(), request_text("POST", "/length", std::string(200, 'x'))).status, 503);
  EXPECT_EQ(exchange(desk.port(), request_text("POST", "/length", std::string(50, 'x'))).status, 200);
  crawling.close();
  ASSERT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 0; }));
  EXPECT_EQ(exchange(desk.port(), request_text("POST", "/length", std::string(200, 'x'))).status, 200);
}

// trap 5, 6

TEST(HttpServer, TakesABodyOfExactlyTheLimit) {
  Desk desk;
  EXPECT_EQ(exchange(desk.port(), request_text("POST", "/length", std::string(3'145'728, 'x'))).body, "3145728");
  EXPECT_EQ(exchange(desk.port(), request_text("POST", "/length", std::string(3'145'729, 'x'))).status, 413);
}

TEST(HttpServer, RefusesATooLargeBodyWithFlatMemory) {
  Desk desk;
  exchange(desk.port(), request_text("GET", "/hello"));
  const auto before = tests::resident_bytes();
  constexpr std::size_t kPiece = 1 << 20;
  constexpr int kPieces = 128;
  RawSocket socket(desk.port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(kPiece * kPieces) + "\r\n\r\n");
  const std::string piece(kPiece, 'x');
  std::size_t most = 0;
  for (int i = 0; i < kPieces; ++i) {
    ASSERT_TRUE(socket.send(piece));
    most = std::max(most, tests::resident_bytes());
  }
  const auto reply = socket.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 413);
  EXPECT_EQ(reply->headers.find("Connection"), "close");
  EXPECT_TRUE(socket.at_end());
  EXPECT_LT(most, before + 24 * kPiece);
  EXPECT_EQ(desk.lab.served(), 1);
}

// trap 7

TEST(HttpServer, RefusesChunkedBodies) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");
  const auto reply = socket.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 411);
  EXPECT_TRUE(socket.at_end());
  EXPECT_EQ(desk.lab.served(), 0);
}

TEST(HttpServer, RefusesAnyTransferEncodingBesideALength) {
  Desk desk;
  for (const auto* encoding : {"gzip", "identity", "Chunked", "xchunked"}) {
    const auto header = "Transfer-Encoding: " + std::string(encoding) + "\r\n";
    EXPECT_EQ(exchange(desk.port(), request_text("POST", "/echo", "0\r\n\r\n", header)).status, 411) << encoding;
  }
  EXPECT_EQ(desk.lab.served(), 0);
}

// trap 8

class BadLength : public testing::TestWithParam<std::string> {};

TEST_P(BadLength, IsRefusedAndWhatFollowsIsNoRequest) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + GetParam() + "\r\n\r\n");
  // A negative number is a huge one for the library, which then waits for it; nobody is served meanwhile.
  if (GetParam() != "-1") {
    EXPECT_EQ(socket.read_status(), 400);
    socket.send(request_text("GET", "/hello"));
    EXPECT_EQ(socket.read_status(), 0);
  }
  socket.close();
  EXPECT_TRUE(desk.server.wait_for_fault("Content-Length"));
  EXPECT_EQ(desk.lab.served(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, BadLength,
                         testing::Values("abc", "-1", "+0", "0x0", "0, 0", "1e1", "0 0", "0000000000000000000"));

TEST(HttpServer, RefusesABodyThatEndsEarly) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  socket.shut_down();
  EXPECT_EQ(socket.read_status(), 400);
  EXPECT_EQ(desk.lab.served(), 0);
}

// trap 9

TEST(HttpServer, DoesNotBelieveAHeaderBlockThatMayHaveBeenCut) {
  Desk desk;
  for (const auto* breaker : {"\tb", "\xc3\xa9", "\x7f"}) {
    RawSocket socket(desk.port());
    socket.send("GET /hello HTTP/1.1\r\nHost: x\r\nX-A: a" + std::string(breaker));
    socket.send("c\r\nX-B: d\r\n\r\n" + request_text("GET", "/hello"));
    EXPECT_EQ(socket.read_status(), 400);
    EXPECT_EQ(socket.read_status(), 0);
  }
  EXPECT_EQ(desk.lab.served(), 0);
}

// trap 11

TEST(HttpServer, ServesAClientThatExpectsTheContinuationOnceItsBodyComes) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send("POST /length HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  socket.send("12345");
  EXPECT_EQ(socket.read_reply()->body, "5");
}

// trap 12, 13

TEST(HttpServer, NeverEchoesARequest) {
  Desk desk;
  for (const auto* method : {"TRACE", "OPTIONS", "CONNECT", "PROPFIND"}) {
    const auto reply = exchange(
        desk.port(), request_text(method, "/hello", {}, "Cookie: session=secret\r\nAuthorization: Bearer secret\r\n"));
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_THAT(reply.head + reply.body, Not(HasSubstr("secret"))) << method;
  }
  EXPECT_EQ(desk.lab.served(), 0);
}

TEST(HttpServer, AnswersHeadWithoutABody) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send(request_text("HEAD", "/hello"));
  const auto reply = socket.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 405);
  EXPECT_EQ(reply->headers.find("Content-Length"), "0");
  socket.send(request_text("GET", "/hello"));
  EXPECT_EQ(socket.read_reply()->body, "hello");
}

// trap 14

TEST(HttpServer, RefusesToSendAHeaderThatBreaksTheLine) {
  Desk desk;
  const auto reply = exchange(desk.port(), request_text("GET", "/evil?value=a%0D%0AX-Evil:%20b"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(reply.head, Not(HasSubstr("X-Evil")));
  EXPECT_TRUE(desk.server.wait_for_fault("X-Name"));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/evil?value=fine")).headers.find("X-Name"), "fine");
}

TEST(HttpServer, SendsEachCookieInAFieldOfItsOwn) {
  Desk desk;
  const auto reply = exchange(desk.port(), request_text("GET", "/cookies"));
  EXPECT_THAT(reply.head, AllOf(HasSubstr("\r\nSet-Cookie: a=1; HttpOnly\r\n"),
                                HasSubstr("\r\nSet-Cookie: b=2; Path=/console/\r\n")));
}

TEST(HttpServer, JoinsADoubledHeaderWithAComma) {
  Desk desk;
  const auto reply =
      exchange(desk.port(),
               request_text("GET", "/seen/", {}, "X-Hub-Signature-256: sha256=a\r\nX-Hub-Signature-256: sha256=b\r\n"));
  EXPECT_THAT(reply.body, HasSubstr("=sha256=a, sha256=b\n"));
}

// trap 16

TEST(HttpServer, SurvivesClientsThatLeaveAtAnyMoment) {
  Desk desk;
  const auto whole = request_text("POST", "/echo", std::string(20'000, 'x'));
  for (const std::size_t cut : {std::size_t{1}, std::size_t{10}, whole.size() - 20'001, whole.size() - 20'000,
                                whole.size() - 10'000, whole.size() - 1, whole.size()}) {
    RawSocket socket(desk.port());
    socket.send(whole.substr(0, cut));
  }
  {
    RawSocket socket(desk.port());
    socket.send(request_text("GET", "/hold"));
    ASSERT_TRUE(desk.lab.wait_for_held(1));
  }
  desk.lab.release("to nobody");
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
  EXPECT_TRUE(tests::eventually([&] { return desk.server.server().in_flight() == 0; }));
}

// trap 17

TEST(HttpServer, AnswersFor500HandlersThatForget) {
  Desk desk;
  const auto reply = exchange(desk.port(), request_text("GET", "/forget"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.headers.find("Content-Type"), "application/problem+json");
  EXPECT_TRUE(desk.server.wait_for_fault("forgot"));
}

TEST(HttpServer, IgnoresASecondReply) {
  Desk desk;
  RawSocket socket(desk.port());
  socket.send(request_text("GET", "/twice"));
  EXPECT_EQ(socket.read_reply()->body, "first");
  socket.send(request_text("GET", "/hello"));
  EXPECT_EQ(socket.read_reply()->body, "hello");
}

TEST(HttpServer, RepliesFromAnotherThreadLater) {
  Desk desk;
  std::vector<RawSocket> waiting;
  for (int i = 0; i < 16; ++i) {
    waiting.emplace_back(desk.port());
    waiting.back().send(request_text("GET", "/hold"));
  }
  ASSERT_TRUE(desk.lab.wait_for_held(16));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
  desk.lab.release("committed");
  for (auto& socket : waiting) EXPECT_EQ(socket.read_reply()->body, "committed");
}

// trap 18

TEST(HttpServer, AnswersAndLogsWhatAHandlerThrows) {
  Desk desk;
  const auto reply = exchange(desk.port(), request_text("GET", "/fail", {}, "X-Request-Id: id-of-this\r\n"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(reply.body, AllOf(HasSubstr("id-of-this"), Not(HasSubstr("on purpose"))));
  EXPECT_TRUE(desk.server.wait_for_fault("failed on purpose"));
}

// trap 26

TEST(HttpServer, HandsOverTheBytesAsTheyCame) {
  Desk desk;
  std::string bytes = "perch\xc3\xa9 ";
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (const auto* type : {"", "Content-Type: text/plain\r\n", "Content-Type: application/json; charset=\r\n",
                           "Content-Type: text/plain; charset=utf-16\r\n", "Content-Type: \r\n"}) {
    EXPECT_EQ(exchange(desk.port(), request_text("POST", "/echo", bytes, type)).body, bytes) << type;
  }
}

// trap 27

TEST(HttpServer, ReadsPathAndQueryItself) {
  Desk desk;
  const auto reply = exchange(desk.port(), request_text("GET", "/seen/citt%C3%A0+x?hub.challenge=a+b%2B&x=1;y=2"));
  EXPECT_THAT(reply.body, StartsWith("path=/seen/città+x\nquery hub.challenge=a b+\nquery x=1;y=2\n"));
}

class BadTarget : public testing::TestWithParam<std::string> {};

TEST_P(BadTarget, IsRefused) {
  Desk desk;
  EXPECT_EQ(exchange(desk.port(), request_text("GET", GetParam())).status, 400);
  EXPECT_EQ(desk.lab.served(), 0);
}

INSTANTIATE_TEST_SUITE_P(All, BadTarget,
                         testing::Values("//hello", "/seen//x", "/seen/../hello", "/seen/./x", "/seen/%2e%2e/hello",
                                         "/seen/a%2fb", "/seen/a%5Cb", "/seen/%00", "/seen/%0d%0aX:y", "/seen/%7f",
                                         "/seen/%ff", "/seen/%zz", "/seen/%4", "/seen/x?a=%zz", "/seen/\x01",
                                         "/seen/\xc3\xa9", "http://127.0.0.1/hello", "//user@/hello", "//:80/hello",
                                         "hello", "*"));

}  // namespace
}  // namespace sportello::webhooks
