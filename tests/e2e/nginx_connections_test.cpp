// The server adapter behind Debian's nginx with the shipped configuration: slow, stuck, many and leaving clients.
// The traps are the rows of docs/http-traps.md.
#include <gmock/gmock.h>
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <future>
#include <string>
#include <vector>

#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"

namespace sportello::webhooks {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using tests::eventually;
using tests::exchange;
using tests::RawSocket;
using tests::request_text;
using tests::TestServer;
using tests::TrapLab;

struct ConnectionSite {
  explicit ConnectionSite(ServerOptions options = {})
      : server([this] { return lab.routes(); }, std::move(options)), nginx(server.port()) {}
  std::uint16_t port() const { return nginx.plain_port(); }

  TrapLab lab;
  TestServer server;
  tests::Nginx nginx;
};

// trap 3

TEST(NginxTraps, CutsClientsThatCrawl) {
  ConnectionSite site;
  RawSocket slow_head(site.port());
  slow_head.send("GET /hello HTTP/1.1\r\nHost: x\r\n");
  RawSocket slow_body(site.port());
  slow_body.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).body, "hello");
  // Both end by themselves: with 408, or by being closed.
  for (auto* socket : {&slow_head, &slow_body}) {
    const int status = socket->read_status();
    EXPECT_TRUE(status == 408 || status == 0) << status;
  }
  EXPECT_EQ(site.lab.served(), 1);
}

// trap 15

TEST(NginxTraps, KeepsCrawlingBodiesAwayFromTheProgram) {
  ConnectionSite site;
  std::vector<RawSocket> crawling;
  for (int i = 0; i < 32; ++i) {
    crawling.emplace_back(site.port());
    crawling.back().send("POST /length HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  }
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).body, "hello");
  EXPECT_TRUE(eventually([&] { return site.server.server().in_flight() == 0; }));
  for (auto& socket : crawling) {
    socket.send("67890");
    EXPECT_EQ(socket.read_reply()->body, "10");
  }
}

// trap 16

TEST(NginxTraps, SurvivesClientsThatLeaveAtAnyMoment) {
  ConnectionSite site;
  const auto whole = request_text("POST", "/echo", std::string(20'000, 'x'));
  for (const std::size_t cut :
       {std::size_t{1}, std::size_t{10}, whole.size() - 10'000, whole.size() - 1, whole.size()}) {
    RawSocket socket(site.port());
    socket.send(whole.substr(0, cut));
  }
  {
    RawSocket socket(site.port());
    socket.send(request_text("GET", "/hold"));
    ASSERT_TRUE(site.lab.wait_for_held(1));
  }
  site.lab.release("to nobody");
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).body, "hello");
  EXPECT_TRUE(eventually([&] { return site.server.server().in_flight() == 0; }));
}

// trap 17, 18

TEST(NginxTraps, PassesOnThatAHandlerFailed) {
  ConnectionSite site;
  for (const auto* path : {"/forget", "/fail"}) {
    const auto reply = exchange(site.port(), request_text("GET", path));
    EXPECT_EQ(reply.status, 500) << path;
    EXPECT_EQ(reply.headers.find("Content-Type"), "application/problem+json") << path;
  }
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/twice")).body, "first");
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).body, "hello");
}

// trap 21

TEST(NginxTraps, LosesNoReplyWhenTheProgramStops) {
  ConnectionSite site;
  std::vector<RawSocket> open;
  for (int i = 0; i < 8; ++i) {
    open.emplace_back(site.port());
    open.back().send(request_text("GET", "/hold"));
  }
  ASSERT_TRUE(site.lab.wait_for_held(8));
  auto stopped = std::async(std::launch::async, [&] { site.server.server().stop(30s); });
  ASSERT_TRUE(eventually([&] { return exchange(site.port(), request_text("GET", "/hello")).status == 503; }));
  site.lab.release(std::string(100'000, 'x'));
  for (auto& socket : open) {
    const auto reply = socket.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body.size(), 100'000U);
  }
  stopped.get();
  EXPECT_EQ(exchange(site.port(), request_text("POST", "/echo", "x")).status, 502);
}

// trap 24

TEST(NginxTraps, KeepsTheProgramFromRunningOutOfDescriptors) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < 8192) GTEST_SKIP() << "not enough descriptors for this test itself";
  limit.rlim_cur = 8192;
  ::setrlimit(RLIMIT_NOFILE, &limit);
  ConnectionSite site;
  std::vector<RawSocket> held;
  for (int i = 0; i < 1000; ++i) {
    held.emplace_back(site.port(), 1 + i % 10);
    held.back().send(request_text("GET", "/hold"));
  }
  ASSERT_TRUE(site.lab.wait_for_held(1000));
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).status, 502);
  EXPECT_EQ(site.lab.served(), 1000);
  site.lab.release("done");
  for (auto& socket : held) EXPECT_EQ(socket.read_reply()->body, "done");
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).status, 200);
}

TEST(NginxTraps, LetsNobodyAloneTakeAllRequests) {
  ConnectionSite site;
  std::vector<RawSocket> held;
  for (int i = 0; i < 200; ++i) {
    held.emplace_back(site.port(), 1);
    held.back().send(request_text("GET", "/hold"));
  }
  ASSERT_TRUE(site.lab.wait_for_held(200));
  RawSocket greedy(site.port(), 1);
  greedy.send(request_text("GET", "/hello"));
  EXPECT_EQ(greedy.read_status(), 503);
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).status, 200);
  site.lab.release("done");
}

// trap 28, 29

class NginxStream : public testing::TestWithParam<std::string> {};

TEST_P(NginxStream, PassesEachEventAtOnce) {
  ConnectionSite site;
  RawSocket reader(site.port());
  reader.send(request_text("GET", GetParam()));
  const auto stream = site.lab.stream();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(stream->send_event(std::to_string(i), "ticket", "{}"));
    EXPECT_THAT(reader.read_until("\n\n"), HasSubstr("id: " + std::to_string(i) + "\nevent: ticket\ndata: {}\n\n"));
  }
}

TEST_P(NginxStream, TellsTheProgramThatTheReaderIsGone) {
  ServerOptions options;
  options.heartbeat = 20ms;
  ConnectionSite site(options);
  std::atomic<int> told{0};
  {
    RawSocket reader(site.port());
    reader.send(request_text("GET", GetParam()));
    site.lab.stream()->on_close([&] { ++told; });
    reader.read_until(":\n\n");
  }
  EXPECT_TRUE(eventually([&] { return told == 1 && site.server.server().open_streams() == 0; }));
}

TEST_P(NginxStream, LetsTheProgramDropAReaderThatFallsBehind) {
  ConnectionSite site;
  RawSocket reader(site.port());
  reader.send(request_text("GET", GetParam()));
  const auto stream = site.lab.stream();
  std::atomic<int> told{0};
  stream->on_close([&] { ++told; });
  const std::string event(16'000, 'x');
  // nginx and the sockets on both its sides take some megabytes before anything is left waiting in the program.
  bool taken = true;
  for (int i = 0; i < 20'000 && taken; ++i) taken = stream->send_event("", "", event);
  EXPECT_FALSE(taken);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello")).body, "hello");
}

// The console's own address, and any other: the program asks not to be buffered.
INSTANTIATE_TEST_SUITE_P(All, NginxStream, testing::Values("/api/v1/events", "/events"));

}  // namespace
}  // namespace sportello::webhooks
