// The client adapter against servers that misbehave: traps 30 to 36 of docs/http-traps.md.
#include "webhooks/http/client.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <thread>

#include "tests/support/free_port.h"
#include "tests/support/resident.h"
#include "tests/support/script_server.h"

namespace sportello::webhooks {

/// How a parameter shows in a test's name.
static void PrintTo(const Call& call, std::ostream* out) {
  *out << name_of(call.method) << ' ' << call.url;
  for (const auto& [name, value] : call.headers) *out << ' ' << name << ' ' << value.size();
  *out << " body " << call.body.size();
}

namespace {

using namespace std::chrono_literals;
using flows::Errc;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::RawSocket;
using tests::read_request;
using tests::reply_text;
using tests::ScriptServer;

/// Long enough never to be reached by a call that works.
constexpr auto kAmple = 60s;
/// For calls that are meant to run out of time.
constexpr auto kShort = 300ms;

Call post(std::string url, std::string body) {
  return {Method::Post, std::move(url), {}, std::move(body)};
}
Call get(std::string url) {
  return {Method::Get, std::move(url), {}, {}};
}

TEST(HttpClient, SendsACallAndReadsTheReply) {
  std::string head;
  std::string body;
  ScriptServer server([&](RawSocket& socket, int) {
    const auto request = read_request(socket);
    head = request.head;
    body = request.body;
    socket.send("HTTP/1.1 429 Too Many Requests\r\nX-App-Usage: {\"call\":1}\r\nContent-Length: 6\r\n\r\nperch\xc3");
  });
  auto call = post(server.url("/v26.0/1/messages?a=b%20c"), "{\"to\":\"39\"}");
  call.headers.add("Authorization", "Bearer token");
  call.headers.add("Content-Type", "application/json");
  const auto reply = make_client()->send(call, kAmple);
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 429);
  EXPECT_EQ(reply->headers.find("x-app-usage"), "{\"call\":1}");
  EXPECT_EQ(reply->body, "perch\xc3");
  EXPECT_EQ(body, "{\"to\":\"39\"}");
  EXPECT_THAT(head,
              AllOf(StartsWith("POST /v26.0/1/messages?a=b%20c HTTP/1.1\r\n"),
                    HasSubstr("\r\nAuthorization:Bearer token\r\n"), HasSubstr("\r\nContent-Type:application/json\r\n"),
                    HasSubstr("\r\nUser-Agent:sportello\r\n"), Not(HasSubstr("Accept-Encoding"))));
}

TEST(HttpClient, ReadsChunksAndBodiesWithoutALength) {
  ScriptServer server([](RawSocket& socket, int index) {
    read_request(socket);
    if (index == 0) {
      socket.send(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: "
          "close\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    } else {
      socket.send("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end");
    }
  });
  const auto client = make_client();
  EXPECT_EQ(client->send(get(server.url("/")), kAmple)->body, "abcdefg");
  EXPECT_EQ(client->send(get(server.url("/")), kAmple)->body, "until the end");
}

TEST(HttpClient, KeepsAConnectionForTheNextCall) {
  ScriptServer server([](RawSocket& socket, int) {
    for (;;) socket.send(reply_text(read_request(socket).body));
  });
  const auto client = make_client();
  // A call that comes before the library has put the connection back opens another.
  for (int i = 0; i < 50; ++i) {
    const auto reply = client->send(post(server.url("/"), std::to_string(i)), kAmple);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, std::to_string(i));
  }
  EXPECT_LT(server.connections(), 50);
}

TEST(HttpClient, SendsEveryMethodAndLargeBodies) {
  std::atomic<bool> whole = false;
  const std::string large(3'000'000, 'x');
  ScriptServer server([&](RawSocket& socket, int) {
    for (;;) {
      const auto request = read_request(socket);
      whole = request.body == large;
      socket.send(reply_text(request.head.substr(0, request.head.find(' '))));
    }
  });
  const auto client = make_client();
  for (const auto method : {Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete}) {
    const auto reply = client->send({method, server.url("/"), {}, method == Method::Get ? "" : large}, kAmple);
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->body, name_of(method));
    EXPECT_EQ(whole, method != Method::Get);
  }
}

class ImpossibleCall : public testing::TestWithParam<Call> {};

TEST_P(ImpossibleCall, IsInvalid) {
  const auto reply = make_client()->send(GetParam(), kAmple);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Invalid);
}

// trap 14: control characters; trap 35: a Host of one's own.
INSTANTIATE_TEST_SUITE_P(
    All, ImpossibleCall,
    testing::Values(Call{Method::Get, "", {}, {}}, Call{Method::Get, "graph.facebook.com/x", {}, {}},
                    Call{Method::Get, "http://127.0.0.1:1/a b", {}, {}},
                    Call{Method::Get, "http://127.0.0.1:1//a", {}, {}},
                    Call{Method::Get, "http://127.0.0.1:1/a|b", {}, {}},
                    Call{Method::Get, "file:///etc/passwd", {}, {}},
                    Call{Method::Get, "http://user:secret@127.0.0.1:1/", {}, {}},
                    Call{Method::Get, "http://127.0.0.1:1/", {}, "a body"},
                    Call{Method::Post, "http://127.0.0.1:1/", {{"X-A", "a\r\nX-Evil: b"}}, {}},
                    Call{Method::Post, "http://127.0.0.1:1/", {{"X A", "a"}}, {}},
                    Call{Method::Post, "http://127.0.0.1:1/", {{"Host", "graph.facebook.com"}}, {}},
                    Call{Method::Post, "http://127.0.0.1:1/", {{"content-length", "1"}}, {}},
                    Call{Method::Post, "http://127.0.0.1:1/", {{"Transfer-Encoding", "chunked"}}, {}}));

TEST(HttpClient, SaysUnavailableWhenNobodyListens) {
  const auto reply =
      make_client()->send(post("http://127.0.0.1:" + std::to_string(tests::free_port()) + "/", "x"), kAmple);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Unavailable);
}

TEST(HttpClient, SaysThatNothingWasSentToAHostThatDoesNotExist) {
  const auto reply = make_client()->send(post("http://nowhere.invalid/", "x"), 2s);
  ASSERT_FALSE(reply);
  EXPECT_TRUE(reply.error().code == Errc::Unavailable || reply.error().code == Errc::Timeout) << reply.error().text;
}

TEST(HttpClient, SaysTimeoutWhenItCannotConnectInTime) {
  tests::FullPort full;
  const auto client = make_client();
  const auto reply = client->send(post("http://127.0.0.1:" + std::to_string(full.port()) + "/", "x"), kShort);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Timeout) << reply.error().text;
}

TEST(HttpClient, SaysTimeoutWhenThereIsNoTimeAtAll) {
  tests::FullPort full;
  const auto reply = make_client()->send(post("http://127.0.0.1:" + std::to_string(full.port()) + "/", "x"), 0ms);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Timeout) << reply.error().text;
}

TEST(HttpClient, SaysOutcomeUnknownWhenTheAnswerDoesNotCome) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.read_all();
  });
  const auto reply = make_client()->send(post(server.url("/"), "x"), kShort);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown);
}

TEST(HttpClient, SaysOutcomeUnknownWhenTheAnswerIsBroken) {
  for (const auto* answer :
       {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"}) {
    ScriptServer server([answer](RawSocket& socket, int) {
      read_request(socket);
      socket.send(answer);
    });
    const auto reply = make_client()->send(post(server.url("/"), "x"), kAmple);
    ASSERT_FALSE(reply) << answer;
    EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown) << answer;
  }
}

// trap 30, 31

class StaleConnection : public testing::TestWithParam<Call> {};

TEST_P(StaleConnection, NeverGetsTheSameCallTwice) {
  // The second call arrives, and the connection closes without a word.
  std::atomic<int> seen{0};
  ScriptServer server([&](RawSocket& socket, int) {
    for (;;) {
      read_request(socket);
      if (++seen == 2) return;
      socket.send(reply_text("first"));
    }
  });
  auto call = GetParam();
  call.url = server.url("/");
  const auto client = make_client();
  ASSERT_TRUE(client->send(call, kAmple));
  const auto lost = client->send(call, kAmple);
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, Errc::OutcomeUnknown);
  EXPECT_EQ(seen, 2);
  // The next one finds no poisoned socket in the pool.
  const auto next = client->send(call, kAmple);
  ASSERT_TRUE(next) << next.error().text;
  EXPECT_EQ(seen, 3);
}

INSTANTIATE_TEST_SUITE_P(All, StaleConnection,
                         testing::Values(Call{Method::Post, {}, {}, "x"},
                                         Call{Method::Post, {}, {}, std::string(200'000, 'x')},
                                         Call{Method::Post, {}, {}, {}}, Call{Method::Put, {}, {}, "x"},
                                         Call{Method::Delete, {}, {}, {}}));

TEST(HttpClient, WorksAgainAfterEveryKindOfFailure) {
  ScriptServer server([](RawSocket& socket, int index) {
    read_request(socket);
    if (index == 0) return;
    if (index == 1) socket.read_all();
    if (index == 2) socket.send("nonsense\r\n\r\n");
    socket.send(reply_text("well"));
  });
  const auto client = make_client();
  EXPECT_FALSE(client->send(post(server.url("/"), "x"), kAmple));
  EXPECT_FALSE(client->send(post(server.url("/"), "x"), kShort));
  EXPECT_FALSE(client->send(post(server.url("/"), "x"), kAmple));
  const auto reply = client->send(post(server.url("/"), "x"), kAmple);
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->body, "well");
}

// trap 32

TEST(HttpClient, KeepsItsDeadlineThoughTheAnswerDrips) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (socket.send("1\r\nx\r\n")) std::this_thread::sleep_for(20ms);
  });
  const auto reply = make_client()->send(post(server.url("/"), "x"), kShort);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown);
}

// trap 33

TEST(HttpClient, ReturnsRedirectsAndTakesItsTokenNowhere) {
  ScriptServer elsewhere([](RawSocket& socket, int) { read_request(socket); });
  ScriptServer server([&](RawSocket& socket, int) {
    read_request(socket);
    socket.send("HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url("/") + "\r\nContent-Length: 0\r\n\r\n");
  });
  auto call = get(server.url("/"));
  call.headers.add("Authorization", "Bearer token");
  const auto reply = make_client()->send(call, kAmple);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(reply->headers.find("Location"), elsewhere.url("/"));
  EXPECT_EQ(elsewhere.connections(), 0);
}

// trap 34

TEST(HttpClient, RefusesTooLargeAnAnswerWithFlatMemory) {
  for (const bool chunked : {false, true}) {
    ScriptServer server([chunked](RawSocket& socket, int) {
      read_request(socket);
      const std::string piece(16'384, 'x');
      socket.send(chunked ? "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\n");
      for (int i = 0; i < 4096; ++i) {
        if (!socket.send(chunked ? "4000\r\n" + piece + "\r\n" : piece)) return;
      }
    });
    ClientOptions options;
    options.max_reply = 100'000;
    const auto before = tests::resident_bytes();
    const auto reply = make_client(options)->send(post(server.url("/"), "x"), kAmple);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown);
    EXPECT_THAT(reply.error().text, HasSubstr("100000"));
    EXPECT_LT(tests::resident_bytes(), before + 16 * 1024 * 1024);
  }
}

TEST(HttpClient, LeavesCompressedAnswersAsTheyAre) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send(reply_text("\x1f\x8b not really", "Content-Encoding: gzip\r\n"));
  });
  EXPECT_EQ(make_client()->send(get(server.url("/")), kAmple)->body, "\x1f\x8b not really");
}

// trap 36

TEST(HttpClient, IgnoresTheEnvironmentsProxyAndUsesItsOwn) {
  std::string line;
  ScriptServer proxy([&](RawSocket& socket, int) {
    const auto head = read_request(socket).head;
    line = head.substr(0, head.find('\r'));
    socket.send(reply_text("by proxy"));
  });
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send(reply_text("direct"));
  });
  ::setenv("http_proxy", proxy.url("").c_str(), 1);
  ::setenv("HTTP_PROXY", proxy.url("").c_str(), 1);
  EXPECT_EQ(make_client()->send(get(server.url("/")), kAmple)->body, "direct");
  ClientOptions options;
  options.proxy = proxy.url("");
  EXPECT_EQ(make_client(options)->send(get("http://nowhere.invalid/x"), kAmple)->body, "by proxy");
  EXPECT_EQ(line, "GET http://nowhere.invalid:80/x HTTP/1.1");
}

// Downloads

TEST(HttpDownload, HandsTheBodyOverOnTheCallersThread) {
  std::string sent;
  for (int i = 0; i < 500'000; ++i) sent += static_cast<char>(i * 7);
  ScriptServer server([&](RawSocket& socket, int) {
    read_request(socket);
    socket.send(reply_text(sent, "Content-Type: audio/ogg\r\n"));
  });
  std::string received;
  bool elsewhere = false;
  const auto here = std::this_thread::get_id();
  const auto download = make_client()->download(
      get(server.url("/media")),
      [&](std::string_view piece) {
        elsewhere = elsewhere || std::this_thread::get_id() != here;
        received += piece;
        return true;
      },
      500'000, kAmple);
  ASSERT_TRUE(download) << download.error().text;
  EXPECT_EQ(download->status, 200);
  EXPECT_EQ(download->headers.find("Content-Type"), "audio/ogg");
  EXPECT_EQ(download->bytes, 500'000U);
  EXPECT_EQ(received, sent);
  EXPECT_FALSE(elsewhere);
}

TEST(HttpDownload, WaitsForASlowSinkWithFlatMemory) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    const std::string piece(1 << 20, 'x');
    socket.send("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(64 * piece.size()) + "\r\n\r\n");
    for (int i = 0; i < 64; ++i) socket.send(piece);
  });
  const auto before = tests::resident_bytes();
  std::size_t most = 0;
  const auto download = make_client()->download(
      get(server.url("/")),
      [&](std::string_view) {
        most = std::max(most, tests::resident_bytes());
        return true;
      },
      1 << 30, kAmple);
  ASSERT_TRUE(download) << download.error().text;
  EXPECT_EQ(download->bytes, 64U << 20);
  EXPECT_LT(most, before + 16 * 1024 * 1024);
}

TEST(HttpDownload, StopsAtTheLimitAndWhenTheSinkSaysSo) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send(reply_text(std::string(1'000'000, 'x')));
  });
  const auto client = make_client();
  const auto too_large = client->download(
      get(server.url("/")), [](std::string_view) { return true; }, 999'999, kAmple);
  ASSERT_FALSE(too_large);
  EXPECT_EQ(too_large.error().code, Errc::Invalid);
  const auto stopped = client->download(
      get(server.url("/")), [](std::string_view) { return false; }, 1'000'000, kAmple);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::Invalid);
  EXPECT_TRUE(client->download(
      get(server.url("/")), [](std::string_view) { return true; }, 1'000'000, kAmple));
}

TEST(HttpDownload, ShowsItsSinkNothingOfAnError) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send("HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\ngone");
  });
  bool called = false;
  const auto download = make_client()->download(
      get(server.url("/")),
      [&](std::string_view) {
        called = true;
        return true;
      },
      100, kAmple);
  ASSERT_TRUE(download);
  EXPECT_EQ(download->status, 404);
  EXPECT_EQ(download->bytes, 0U);
  EXPECT_FALSE(called);
}

TEST(HttpDownload, PassesOnWhatItsSinkThrows) {
  ScriptServer server([](RawSocket& socket, int) {
    read_request(socket);
    socket.send(reply_text(std::string(1'000'000, 'x')));
  });
  const auto client = make_client();
  EXPECT_THROW(static_cast<void>(client->download(
                   get(server.url("/")), [](std::string_view) -> bool { throw std::runtime_error("disk full"); },
                   1'000'000, kAmple)),
               std::runtime_error);
  EXPECT_TRUE(client->download(
      get(server.url("/")), [](std::string_view) { return true; }, 1'000'000, kAmple));
}

}  // namespace
}  // namespace sportello::webhooks
