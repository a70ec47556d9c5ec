// Starting and stopping the server adapter: traps 19 to 22 and 38 of docs/http-traps.md.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "tests/support/raw_socket.h"
#include "tests/support/resident.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"
#include "webhooks/http/server.h"

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

struct LiveDesk {
  explicit LiveDesk(ServerOptions options = {}) : server([this] { return lab.routes(); }, std::move(options)) {}
  std::uint16_t port() const { return server.port(); }

  TrapLab lab;
  TestServer server;
};

bool refuses_connections(std::uint16_t port) {
  try {
    RawSocket socket(port);
    return false;
  } catch (const std::system_error&) {
    return true;
  }
}

std::ptrdiff_t count_threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"), std::filesystem::directory_iterator{});
}

// trap 19; in a process of its own, because the threads are made once.
TEST(HttpThreadsDeathTest, AreAsManyAsWereAskedFor) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        // The first thread of all brings that of a sanitizer with it.
        std::thread([] {}).join();
        const auto before = count_threads();
        initialize_http(3);
        initialize_http(5);
        initialize_http();
        LiveDesk desk;
        exchange(desk.port(), request_text("GET", "/hello"));
        // The server itself has one more, for its streams.
        const auto made = count_threads() - before;
        desk.server.server().stop(0ms);
        std::exit(static_cast<int>(made));
      },
      testing::ExitedWithCode(4), "");
}

// trap 38

TEST(HttpServerMemory, StaysTheSameOverManyRequestsAndConnections) {
  LiveDesk desk;
  const auto ask = [&](int times) {
    for (int i = 0; i < times; ++i) {
      RawSocket socket(desk.port());
      for (int k = 0; k < 10; ++k) {
        socket.send(request_text("POST", "/echo", std::string(2000, 'x')));
        ASSERT_EQ(socket.read_status(), 200);
      }
      socket.send("POST /echo HTTP/1.1\r\nHost: half a head");
    }
  };
  ask(300);
  const auto before = tests::resident_bytes();
  ask(1000);
  EXPECT_LT(tests::resident_bytes(), before + 8 * 1024 * 1024);
}

// trap 38, 16: leaving main() with everything half done.
TEST(HttpExitDeathTest, IsCleanInTheMiddleOfEverything) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        LiveDesk desk;
        std::vector<RawSocket> sockets;
        for (int i = 0; i < 6; ++i) {
          sockets.emplace_back(desk.port());
          sockets.back().send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
          sockets.emplace_back(desk.port());
          sockets.back().send(request_text("GET", "/events"));
          sockets.emplace_back(desk.port());
          sockets.back().send(request_text("GET", "/hold"));
        }
        desk.lab.wait_for_held(6);
        desk.lab.stream();
        desk.server.server().stop(1ms);
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

// trap 21

TEST(HttpServerStop, LetsOutWhatIsOpenAndRefusesWhatIsNew) {
  LiveDesk desk;
  RawSocket open(desk.port());
  open.send(request_text("GET", "/hold"));
  ASSERT_TRUE(desk.lab.wait_for_held(1));
  RawSocket idle(desk.port());
  idle.send(request_text("GET", "/hello"));
  ASSERT_EQ(idle.read_status(), 200);

  auto stopped = std::async(std::launch::async, [&] { desk.server.server().stop(30s); });
  ASSERT_TRUE(eventually([&] { return exchange(desk.port(), request_text("GET", "/hello")).status == 503; }));
  idle.send(request_text("GET", "/hello"));
  const auto refused = idle.read_reply();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->headers.find("Connection"), "close");

  desk.lab.release(std::string(100'000, 'x'));
  const auto reply = open.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body.size(), 100'000U);
  stopped.get();
  EXPECT_TRUE(refuses_connections(desk.port()));
}

TEST(HttpServerStop, DoesNotWaitLongerThanItIsTold) {
  LiveDesk desk;
  RawSocket held(desk.port());
  held.send(request_text("GET", "/hold"));
  RawSocket crawling(desk.port());
  crawling.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
  ASSERT_TRUE(desk.lab.wait_for_held(1));
  ASSERT_TRUE(eventually([&] { return desk.server.server().in_flight() == 2; }));
  desk.server.server().stop(10ms);
  EXPECT_TRUE(refuses_connections(desk.port()));
  // The desk answers late: nobody hears it, nothing breaks.
  desk.lab.release("too late");
  EXPECT_TRUE(eventually([&] { return desk.server.server().in_flight() == 0; }));
}

TEST(HttpServerStop, EndsStreams) {
  LiveDesk desk;
  RawSocket reader(desk.port());
  reader.send(request_text("GET", "/events"));
  const auto stream = desk.lab.stream();
  ASSERT_TRUE(stream->write("last words"));
  desk.server.server().stop(30s);
  const auto reply = reader.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "last words");
  EXPECT_FALSE(stream->write("more"));
}

TEST(HttpServerStop, ComesBackThoughAReaderIsStuck) {
  LiveDesk desk;
  RawSocket reader(desk.port());
  reader.send(request_text("GET", "/events"));
  const auto stream = desk.lab.stream();
  const std::string piece(16'000, 'x');
  while (stream->write(piece)) {
  }
  desk.server.server().stop(10ms);
  EXPECT_EQ(desk.server.server().open_streams(), 0U);
}

TEST(HttpServerStop, MayBeCalledTwiceAndNeverStarted) {
  LiveDesk desk;
  desk.server.server().stop(1s);
  desk.server.server().stop(1s);
  ServerOptions options;
  options.port = 1;
  make_server(options, Router{})->stop(1s);
}

TEST(HttpServerStop, IsFollowedByAnotherServerInTheSameProcess) {
  for (int i = 0; i < 3; ++i) {
    LiveDesk desk;
    EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
  }
}

// trap 22

TEST(HttpServerStart, RefusesATakenPortAndLeavesItsOwnerAlone) {
  LiveDesk desk;
  ServerOptions options;
  options.port = desk.port();
  const auto started = make_server(options, Router{})->start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, flows::Errc::Unavailable);
  EXPECT_THAT(started.error().text, HasSubstr(std::to_string(desk.port())));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
}

TEST(HttpServerStart, WorksBesideAnotherServer) {
  LiveDesk first;
  {
    LiveDesk second;
    EXPECT_EQ(exchange(first.port(), request_text("GET", "/hello")).body, "hello");
    EXPECT_EQ(exchange(second.port(), request_text("GET", "/hello")).body, "hello");
  }
  EXPECT_EQ(exchange(first.port(), request_text("GET", "/hello")).body, "hello");
}

TEST(HttpServerStart, HappensOnce) {
  LiveDesk desk;
  const auto again = desk.server.server().start();
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, flows::Errc::Conflict);
}

}  // namespace
}  // namespace sportello::webhooks
