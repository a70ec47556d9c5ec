// The client adapter against Debian's nginx, with TLS as it is shipped: traps 25, 30, 32 to 36 of docs/http-traps.md.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <map>
#include <mutex>
#include <string>

#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/script_server.h"
#include "tests/support/test_server.h"
#include "tests/support/trap_lab.h"
#include "webhooks/http/client.h"

namespace sportello::webhooks {
namespace {

using namespace std::chrono_literals;
using flows::Errc;
using testing::HasSubstr;
using tests::exchange;
using tests::request_text;
using tests::TestServer;
using tests::TrapLab;

constexpr auto kAmple = 60s;

struct ClientSite {
  std::string plain(const std::string& path) const { return at("http://localhost", nginx.plain_port(), path); }
  std::string tls(const std::string& host, const std::string& path) const {
    return at("https://" + host, nginx.tls_port(), path);
  }
  static std::string at(const std::string& host, std::uint16_t port, const std::string& path) {
    return host + ":" + std::to_string(port) + path;
  }

  TrapLab lab;
  TestServer server{[this] { return lab.routes(); }};
  tests::Nginx nginx{server.port()};
};

// trap 25, 35

TEST(NginxTls, IsTrustedByItsAuthorityAndItsName) {
  ClientSite site;
  ::setenv("SSL_CERT_FILE", site.nginx.certificate().c_str(), 1);
  const auto client = make_client();
  const auto reply = client->send({Method::Post, site.tls("localhost", "/echo"), {}, "perché"}, kAmple);
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->body, "perché");
  EXPECT_EQ(reply->headers.find("Strict-Transport-Security"), "max-age=63072000");

  // The same certificate does not speak for another name of the same machine.
  const auto other = client->send({Method::Post, site.tls("127.0.0.1", "/echo"), {}, "x"}, kAmple);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, Errc::Unavailable);
  EXPECT_EQ(site.lab.served(), 1);
}

TEST(NginxTls, IsRefusedWhenNobodyVouchesForIt) {
  ClientSite site;
  ::unsetenv("SSL_CERT_FILE");
  const auto reply = make_client()->send({Method::Post, site.tls("localhost", "/echo"), {}, "x"}, kAmple);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Unavailable);
  EXPECT_EQ(site.lab.served(), 0);
}

TEST(NginxTls, IsWherePlainHttpIsSentTo) {
  ClientSite site;
  const auto reply = exchange(site.nginx.redirect_port(), request_text("GET", "/feedback/token?x=1"));
  EXPECT_EQ(reply.status, 308);
  EXPECT_EQ(reply.headers.find("Location"), "https://desk.example/feedback/token?x=1");
  EXPECT_EQ(site.lab.served(), 0);
}

// trap 33

TEST(NginxTraps, ClientReturnsRedirects) {
  ClientSite site;
  const auto reply = make_client()->send(
      {Method::Get, ClientSite::at("http://localhost", site.nginx.redirect_port(), "/x"), {}, {}}, kAmple);
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 308);
}

// trap 30, 31: nginx closes its kept connections when it stops. Whatever the client makes of that, nothing arrives
// twice, and what it calls unsent has not arrived.

TEST(NginxTraps, ClientNeverSendsTwice) {
  std::mutex mutex;
  std::map<std::string, int> arrived;
  TestServer server([&] {
    Router router;
    router.add(Method::Post, "/", [&](const Request& request, const Replier& replier) {
      {
        const std::lock_guard lock(mutex);
        ++arrived[request.body];
      }
      replier.send(Response::no_content());
    });
    return router;
  });
  tests::Nginx nginx(server.port());
  const auto url = ClientSite::at("http://localhost", nginx.plain_port(), "/");
  const auto client = make_client();
  for (int round = 0; round < 5; ++round) {
    for (int i = 0; i < 5; ++i) {
      const auto body = std::to_string(round) + "." + std::to_string(i);
      const auto reply = client->send({Method::Post, url, {}, body}, kAmple);
      const std::lock_guard lock(mutex);
      EXPECT_LE(arrived[body], 1) << body;
      if (reply) {
        EXPECT_EQ(arrived[body], 1) << body;
      } else if (reply.error().code != Errc::OutcomeUnknown) {
        EXPECT_EQ(arrived[body], 0) << body << ": " << reply.error().text;
      }
    }
    nginx.restart();
  }
  const auto reply = client->send({Method::Post, url, {}, "first after a failure"}, kAmple);
  const auto last = client->send({Method::Post, url, {}, "last"}, kAmple);
  EXPECT_TRUE(reply || last);
}

// trap 32

TEST(NginxTraps, ClientKeepsItsDeadline) {
  ClientSite site;
  const auto reply = make_client()->send({Method::Get, site.plain("/hold"), {}, {}}, 300ms);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown);
  site.lab.release("late");
}

// trap 34

TEST(NginxTraps, ClientStopsAtItsLimit) {
  ClientSite site;
  ClientOptions options;
  options.max_reply = 100'000;
  const auto client = make_client(options);
  const auto reply = client->send({Method::Post, site.plain("/echo"), {}, std::string(3'000'000, 'x')}, kAmple);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::OutcomeUnknown);
  const auto fine = client->send({Method::Post, site.plain("/length"), {}, std::string(3'000'000, 'x')}, kAmple);
  ASSERT_TRUE(fine) << fine.error().text;
  EXPECT_EQ(fine->body, "3000000");
}

}  // namespace
}  // namespace sportello::webhooks
