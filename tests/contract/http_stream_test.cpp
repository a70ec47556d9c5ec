// Streamed replies of the server adapter: traps 28 and 29 of docs/http-traps.md.
#include <gmock/gmock.h>
#include <sys/socket.h>

#include <atomic>
#include <string>

#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"
#include "webhooks/http/server.h"

namespace sportello::webhooks {
namespace {

using testing::HasSubstr;
using tests::eventually;
using tests::exchange;
using tests::RawSocket;
using tests::request_text;
using tests::TestServer;
using tests::TrapLab;

struct StreamDesk {
  explicit StreamDesk(ServerOptions options = {}) : server([this] { return lab.routes(); }, std::move(options)) {}
  std::uint16_t port() const { return server.port(); }

  TrapLab lab;
  TestServer server;
};

RawSocket open_stream(const StreamDesk& desk) {
  RawSocket socket(desk.port());
  socket.send(request_text("GET", "/events", {}, "Last-Event-ID: 6\r\n"));
  return socket;
}

TEST(EventStream, SendsEachEventAtOnce) {
  StreamDesk desk;
  auto reader = open_stream(desk);
  const auto stream = desk.lab.stream();
  ASSERT_TRUE(stream->send_event("7", "ticket", "{\"code\":\"LEO-7K3M-Q\"}"));
  const auto head = reader.read_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("HTTP/1.1 200"));
  EXPECT_THAT(head, HasSubstr("Content-Type: text/event-stream\r\n"));
  EXPECT_THAT(head, HasSubstr("X-Accel-Buffering: no\r\n"));
  EXPECT_THAT(reader.read_until("\n\n"), HasSubstr("id: 7\nevent: ticket\ndata: {\"code\":\"LEO-7K3M-Q\"}\n\n"));
  // The next one is written only after the first was read: nothing waits for a full buffer.
  ASSERT_TRUE(stream->send_event("8", "", "più\nrighe"));
  EXPECT_THAT(reader.read_until("\n\n"), HasSubstr("id: 8\ndata: più\ndata: righe\n\n"));
}

TEST(EventStream, EndsWhenItIsClosed) {
  StreamDesk desk;
  RawSocket reader = open_stream(desk);
  const auto stream = desk.lab.stream();
  ASSERT_TRUE(stream->write("all there is"));
  stream->close();
  const auto reply = reader.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "all there is");
  EXPECT_FALSE(stream->write("more"));
  EXPECT_FALSE(stream->send_event("", "", "more"));
  stream->close();
  EXPECT_TRUE(eventually([&] { return desk.server.server().open_streams() == 0; }));
}

TEST(EventStream, CarriesLargeWritesWhole) {
  StreamDesk desk;
  RawSocket reader = open_stream(desk);
  const auto stream = desk.lab.stream();
  std::string sent;
  for (int i = 0; i < 40; ++i) {
    const std::string piece(5000, static_cast<char>('a' + i % 26));
    ASSERT_TRUE(stream->write(piece));
    sent += piece;
  }
  stream->close();
  EXPECT_EQ(reader.read_reply()->body, sent);
}

TEST(EventStream, TellsOnceThatItHasEnded) {
  StreamDesk desk;
  RawSocket reader = open_stream(desk);
  const auto stream = desk.lab.stream();
  std::atomic<int> told{0};
  stream->on_close([&] { ++told; });
  stream->close();
  stream->close();
  EXPECT_EQ(told, 1);
  stream->on_close([&] { ++told; });
  EXPECT_EQ(told, 2);
}

TEST(EventStream, AddsNothingToAStreamOfBytesAndCutsItShortVisibly) {
  ServerOptions options;
  options.heartbeat = std::chrono::milliseconds(5);
  options.stream_lifetime = std::chrono::milliseconds(200);
  std::shared_ptr<EventStream> stream;
  TestServer server(
      [&] {
        Router router;
        router.add(Method::Get, "/bytes", [&](const Request&, const Replier& replier) {
          Response head;
          head.headers.add("Content-Type", "application/zip");
          stream = replier.stream(std::move(head));
          stream->write("half");
        });
        return router;
      },
      options);
  RawSocket reader(server.port());
  reader.send(request_text("GET", "/bytes"));
  const auto all = reader.read_all();
  EXPECT_THAT(all, testing::EndsWith("\r\n4\r\nhalf\r\n"));
}

TEST(EventStream, BeatsWhileNothingHappens) {
  ServerOptions options;
  options.heartbeat = std::chrono::milliseconds(20);
  StreamDesk desk(options);
  RawSocket reader = open_stream(desk);
  for (int i = 0; i < 3; ++i) EXPECT_THAT(reader.read_until("\n\n"), HasSubstr(":\n\n"));
}

TEST(EventStream, NoticesByTheHeartbeatThatItsReaderIsGone) {
  ServerOptions options;
  options.heartbeat = std::chrono::milliseconds(20);
  StreamDesk desk(options);
  std::atomic<int> told{0};
  {
    RawSocket reader = open_stream(desk);
    desk.lab.stream()->on_close([&] { ++told; });
    reader.read_until(":\n\n");
  }
  EXPECT_TRUE(eventually([&] { return told == 1 && desk.server.server().open_streams() == 0; }));
  EXPECT_FALSE(desk.lab.stream()->write("anybody?"));
}

TEST(EventStream, DropsAReaderThatFallsBehind) {
  StreamDesk desk;
  RawSocket reader = open_stream(desk);
  const auto stream = desk.lab.stream();
  std::atomic<int> told{0};
  stream->on_close([&] { ++told; });
  const std::string event(16'000, 'x');
  // The sockets' own buffers take a few megabytes before anything is left waiting here.
  bool taken = true;
  for (int i = 0; i < 4000 && taken; ++i) taken = stream->send_event("", "", event);
  EXPECT_FALSE(taken);
  EXPECT_EQ(told, 1);
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).body, "hello");
}

TEST(EventStream, EndsWhenItsTimeIsOver) {
  ServerOptions options;
  options.stream_lifetime = std::chrono::milliseconds(50);
  StreamDesk desk(options);
  RawSocket reader = open_stream(desk);
  const auto reply = reader.read_reply();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_TRUE(eventually([&] { return desk.server.server().open_streams() == 0; }));
}

TEST(EventStream, IsRefusedWhenThereAreTooMany) {
  ServerOptions options;
  options.max_streams = 2;
  StreamDesk desk(options);
  RawSocket first = open_stream(desk);
  RawSocket second = open_stream(desk);
  ASSERT_TRUE(eventually([&] { return desk.server.server().open_streams() == 2; }));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/events")).status, 503);
  desk.lab.stream()->close();
  ASSERT_TRUE(eventually([&] { return desk.server.server().open_streams() == 1; }));
  RawSocket third = open_stream(desk);
  EXPECT_TRUE(eventually([&] { return desk.server.server().open_streams() == 2; }));
}

TEST(EventStream, TakesNoSeatFromRequests) {
  ServerOptions options;
  options.max_in_flight = 1;
  StreamDesk desk(options);
  RawSocket reader = open_stream(desk);
  desk.lab.stream();
  ASSERT_TRUE(eventually([&] { return desk.server.server().in_flight() == 0; }));
  EXPECT_EQ(exchange(desk.port(), request_text("GET", "/hello")).status, 200);
}

}  // namespace
}  // namespace sportello::webhooks
