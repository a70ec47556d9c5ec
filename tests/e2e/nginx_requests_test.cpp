// The server adapter behind Debian's nginx with the shipped configuration: what reaches a handler, and what does not.
// The traps are the rows of docs/http-traps.md.
#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"

namespace sportello::webhooks {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;
using tests::eventually;
using tests::exchange;
using tests::RawSocket;
using tests::request_text;
using tests::TestServer;
using tests::TrapLab;

struct RequestSite {
  std::uint16_t port() const { return nginx.plain_port(); }

  TrapLab lab;
  TestServer server{[this] { return lab.routes(); }};
  tests::Nginx nginx{server.port()};
};

TEST(NginxSite, PassesRequestsAndReplies) {
  RequestSite site;
  RawSocket socket(site.port());
  for (int i = 0; i < 20; ++i) {
    socket.send(request_text("POST", "/echo", "body " + std::to_string(i)));
    const auto reply = socket.read_reply();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "body " + std::to_string(i));
  }
}

TEST(NginxSite, SaysWhoAsksAndBelievesNobodyElse) {
  RequestSite site;
  const auto reply = exchange(site.port(), request_text("GET", "/seen/", {},
                                                        "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-Proto: https\r\n"
                                                        "X-Request-Id: mine\r\n"));
  EXPECT_THAT(reply.body, AllOf(HasSubstr("remote=127.0.0.1\n"), HasSubstr("header X-Forwarded-Proto=http\n"),
                                Not(HasSubstr("203.0.113.7")), Not(HasSubstr("id=mine"))));
}

TEST(NginxSite, PassesTheHeadersThatAreRead) {
  RequestSite site;
  const std::vector<std::string> lines{"Accept: text/html",
                                       "Accept-Encoding: gzip",
                                       "Accept-Language: it-IT,it;q=0.9",
                                       "Authorization: Bearer abc",
                                       "Content-Type: application/json",
                                       "Cookie: session=abc; theme=dark",
                                       "Idempotency-Key: 1",
                                       "If-Match: \"a\"",
                                       "If-None-Match: \"b\"",
                                       "Last-Event-ID: 7",
                                       "Origin: https://desk.example",
                                       "Range: bytes=0-9",
                                       "Referer: https://desk.example/console/",
                                       "Sec-Fetch-Dest: empty",
                                       "Sec-Fetch-Mode: cors",
                                       "Sec-Fetch-Site: same-origin",
                                       "User-Agent: Mozilla/5.0 (X11)",
                                       "X-CSRF-Token: t",
                                       "X-Hub-Signature-256: sha256=00",
                                       "X-Requested-With: fetch"};
  std::string head;
  for (const auto& line : lines) head += line + "\r\n";
  const auto seen = exchange(site.port(), request_text("GET", "/seen/", {}, head)).body;
  for (const auto& line : lines) {
    const auto colon = line.find(": ");
    EXPECT_THAT(seen, HasSubstr("header " + line.substr(0, colon) + "=" + line.substr(colon + 2) + "\n"));
  }
  EXPECT_THAT(seen, HasSubstr("header Host=desk.example\n"));
}

TEST(NginxSite, KeepsTheMetricsToItself) {
  RequestSite site;
  ASSERT_EQ(exchange(site.server.port(), request_text("GET", "/metrics")).body, "up 1\n");
  for (const auto* target : {"/metrics", "/metrics/", "//metrics", "/%6detrics", "/./metrics", "/hello/../metrics",
                             "/metrics?x=1", "http://localhost/metrics", "/metrics%2f", "/metrics;x"}) {
    const auto reply = exchange(site.port(), request_text("GET", target));
    EXPECT_GE(reply.status, 400) << target;
    EXPECT_THAT(reply.body, Not(HasSubstr("up 1"))) << target;
  }
}

TEST(NginxSite, AddsWhatTheProgramsPagesLeaveOut) {
  RequestSite site;
  const auto page = exchange(site.port(), request_text("GET", "/html"));
  EXPECT_EQ(page.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.headers.find("X-Frame-Options"), "DENY");
  EXPECT_EQ(page.headers.find("Referrer-Policy"), "same-origin");
  const auto own = exchange(site.port(), request_text("GET", "/framed"));
  EXPECT_THAT(own.head, AllOf(HasSubstr("X-Frame-Options: SAMEORIGIN\r\n"), Not(HasSubstr("DENY"))));
  EXPECT_THAT(page.head, Not(HasSubstr("nginx/")));
}

TEST(NginxSite, LogsNeitherTokensNorQueries) {
  RequestSite site;
  exchange(site.port(), request_text("GET", "/feedback/secret-token?x=secret-query"));
  exchange(site.port(), request_text("GET", "/hello?hub.verify_token=secret-query"));
  ASSERT_TRUE(eventually([&] { return site.nginx.access_log().find("/hello") != std::string::npos; }));
  EXPECT_THAT(site.nginx.access_log(),
              AllOf(HasSubstr("\"GET /feedback/...\" 404"), HasSubstr("\"GET /hello\" 200"), Not(HasSubstr("secret"))));
}

// trap 4

TEST(NginxTraps, RefusesLargeHeaders) {
  RequestSite site;
  const auto large = "X-Large: " + std::string(20'000, 'x') + "\r\n";
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello", {}, large)).status, 400);
  std::string many;
  for (int i = 0; i < 10; ++i) many += "X-Many-" + std::to_string(i) + ": " + std::string(6'000, 'x') + "\r\n";
  EXPECT_EQ(exchange(site.port(), request_text("GET", "/hello", {}, many)).status, 400);
  EXPECT_EQ(site.lab.served(), 0);
}

// trap 5, 6

TEST(NginxTraps, RefusesLargeBodiesOnTheirHeaderAlone) {
  RequestSite site;
  RawSocket socket(site.port());
  socket.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3145729\r\n\r\n");
  EXPECT_EQ(socket.read_status(), 413);
  RawSocket chunked(site.port());
  chunked.send(std::string("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n400000\r\n") +
               std::string(100'000, 'x'));
  EXPECT_EQ(chunked.read_status(), 413);
  EXPECT_EQ(site.lab.served(), 0);
  EXPECT_EQ(exchange(site.port(), request_text("POST", "/length", std::string(3'145'728, 'x'))).body, "3145728");
}

// trap 7

TEST(NginxTraps, PassesChunkedBodiesWithTheirLength) {
  RequestSite site;
  const std::string head = "POST /length HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(exchange(site.port(), head + "5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\n\r\n").body, "11");
  EXPECT_EQ(exchange(site.port(), head + "zz\r\nhello\r\n0\r\n\r\n").status, 400);
  EXPECT_EQ(site.lab.served(), 1);
}

// trap 8

TEST(NginxTraps, RefusesDoubtfulLengths) {
  RequestSite site;
  for (const auto* lines : {"Content-Length: abc", "Content-Length: -1", "Content-Length: +5", "Content-Length: 5, 5",
                            "Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5\r\nContent-Length: 5",
                            "Content-Length: 5\r\nTransfer-Encoding: chunked"}) {
    RawSocket socket(site.port());
    socket.send("POST /echo HTTP/1.1\r\nHost: x\r\n" + std::string(lines) + "\r\n\r\nhello" +
                request_text("GET", "/hello"));
    EXPECT_EQ(socket.read_status(), 400) << lines;
    EXPECT_EQ(socket.read_status(), 0) << lines;
  }
  EXPECT_EQ(site.lab.served(), 0);
}

// trap 9

TEST(NginxTraps, PassesARequestWholeThoughItComesInPieces) {
  RequestSite site;
  for (const auto* breaker : {"\t", "\xc3\xa9"}) {
    RawSocket socket(site.port());
    socket.send("POST /length HTTP/1.1\r\nHost: x\r\nX-A: a" + std::string(breaker));
    socket.send("b\r\nContent-Length: 5\r\n\r\n");
    socket.send("hello");
    EXPECT_EQ(socket.read_reply()->body, "5");
  }
}

TEST(NginxTraps, LeavesOutWhatTheLibraryWouldCutTheHeadersAt) {
  RequestSite site;
  const auto seen = exchange(site.port(), request_text("GET", "/seen/", {},
                                                       "User-Agent: caf\xc3\xa9\r\nCookie: a=\tb\r\nX-Other: \xff\r\n"
                                                       "Referer: " +
                                                           std::string(2000, 'r') +
                                                           "\r\n"
                                                           "Accept-Language: it\x80\r\nLast-Event-ID: 7\r\n"));
  EXPECT_EQ(seen.status, 200);
  EXPECT_THAT(seen.body, AllOf(HasSubstr("header Last-Event-ID=7\n"), Not(HasSubstr("User-Agent")),
                               Not(HasSubstr("Cookie")), Not(HasSubstr("X-Other")), Not(HasSubstr("Accept-Language"))));
}

// trap 10

TEST(NginxTraps, AnswersPipelinedRequestsInTheirOrder) {
  RequestSite site;
  RawSocket socket(site.port());
  socket.send(request_text("POST", "/echo", "one") + request_text("POST", "/echo", "two") +
              request_text("GET", "/hello"));
  EXPECT_EQ(socket.read_reply()->body, "one");
  EXPECT_EQ(socket.read_reply()->body, "two");
  EXPECT_EQ(socket.read_reply()->body, "hello");
}

// trap 11

TEST(NginxTraps, TellsAClientThatWaitsToGoOn) {
  RequestSite site;
  RawSocket socket(site.port());
  socket.send("POST /length HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_THAT(socket.read_until("\r\n\r\n"), StartsWith("HTTP/1.1 100 "));
  socket.send("hello");
  EXPECT_EQ(socket.read_reply()->body, "5");
}

// trap 12, 13

TEST(NginxTraps, NeverEchoesARequest) {
  RequestSite site;
  for (const auto* method : {"TRACE", "OPTIONS", "PROPFIND"}) {
    const auto reply = exchange(
        site.port(), request_text(method, "/hello", {}, "Cookie: session=secret\r\nAuthorization: Bearer secret\r\n"));
    EXPECT_EQ(reply.status, 405) << method;
    EXPECT_THAT(reply.head + reply.body, Not(HasSubstr("secret"))) << method;
  }
  EXPECT_EQ(site.lab.served(), 0);
}

TEST(NginxTraps, AnswersHeadWithoutABody) {
  RequestSite site;
  RawSocket socket(site.port());
  socket.send(request_text("HEAD", "/hello"));
  EXPECT_THAT(socket.read_until("\r\n\r\n"), HasSubstr(" 405 "));
  socket.send(request_text("GET", "/hello"));
  EXPECT_EQ(socket.read_reply()->body, "hello");
}

// trap 14

TEST(NginxTraps, LetsNoHeaderBreakTheLine) {
  RequestSite site;
  const auto reply = exchange(site.port(), request_text("GET", "/evil?value=a%0D%0AX-Evil:%20b"));
  EXPECT_EQ(reply.status, 500);
  EXPECT_THAT(reply.head, Not(HasSubstr("X-Evil")));
}

TEST(NginxTraps, PassesEachCookieInAFieldOfItsOwn) {
  RequestSite site;
  EXPECT_THAT(
      exchange(site.port(), request_text("GET", "/cookies")).head,
      AllOf(HasSubstr("\r\nSet-Cookie: a=1; HttpOnly\r\n"), HasSubstr("\r\nSet-Cookie: b=2; Path=/console/\r\n")));
}

TEST(NginxTraps, PassesOneSignatureWhenThereAreTwo) {
  RequestSite site;
  const auto seen =
      exchange(site.port(),
               request_text("GET", "/seen/", {}, "X-Hub-Signature-256: sha256=a\r\nX-Hub-Signature-256: sha256=b\r\n"));
  EXPECT_THAT(seen.body, AllOf(HasSubstr("=sha256=a\n"), Not(HasSubstr("sha256=b"))));
}

// trap 26

TEST(NginxTraps, HandsOverTheBytesAsTheyCame) {
  RequestSite site;
  std::string bytes = "perch\xc3\xa9 ";
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  for (const auto* type : {"", "Content-Type: text/plain\r\n", "Content-Type: application/json; charset=\r\n"}) {
    EXPECT_EQ(exchange(site.port(), request_text("POST", "/echo", bytes, type)).body, bytes) << type;
  }
}

// trap 27

TEST(NginxTraps, PassesTargetsAsTheyAreWritten) {
  RequestSite site;
  EXPECT_THAT(exchange(site.port(), request_text("GET", "/seen/citt%C3%A0+x?hub.challenge=a+b%2B&x=1;y=2")).body,
              StartsWith("path=/seen/città+x\nquery hub.challenge=a b+\nquery x=1;y=2\n"));
  EXPECT_EQ(exchange(site.port(), request_text("GET", "http://desk.example/hello")).body, "hello");
  const int before = site.lab.served();
  for (const auto* target :
       {"//hello", "/seen//x", "/seen/../hello", "/seen/./x", "/seen/%2e%2e/hello", "/seen/a%2fb", "/seen/a%5Cb",
        "/seen/%00", "/seen/%0d%0aX:y", "/seen/%ff", "/seen/%zz", "/seen/\x01", "/seen/\xc3\xa9", "hello", "*"}) {
    EXPECT_EQ(exchange(site.port(), request_text("GET", target)).status, 400) << target;
  }
  EXPECT_EQ(site.lab.served(), before);
}

}  // namespace
}  // namespace sportello::webhooks
