// Everything rude at once, against the server adapter behind Debian's nginx with the shipped configuration, while Meta's
// webhooks come and must be answered with 200 all the time. The counts are printed.
#include <gmock/gmock.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"
#include "webhooks/whatsapp/signature.h"
#include "webhooks/whatsapp/webhook.h"

namespace sportello::webhooks {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using tests::RawSocket;
using tests::request_text;

constexpr rlim_t kDescriptors = 20'000;
constexpr int kIdle = 10'000;

/// The webhook as it is mounted in the program, and a path that only a smuggled request asks for.
struct TortureSite {
  tests::TestServer server{[this] {
    Router router;
    webhook.mount(router);
    router.add(Method::Get, "/smuggled", [this](const Request&, const Replier& replier) {
      ++smuggled;
      replier.send(Response::no_content());
    });
    return router;
  }};
  tests::Nginx nginx{server.port(), kIdle + 6'000};

  static WebhookOptions options() {
    WebhookOptions options;
    options.app_secrets = {flows::Secret("secret")};
    return options;
  }
  std::atomic<int> stored{0};
  std::atomic<int> smuggled{0};
  Webhook webhook{options(), [this](std::vector<Update>, std::string, const Done& done) {
                    ++stored;
                    done(Kept::Stored);
                  }};
};

std::string delivery(const std::string& body) {
  return request_text("POST", "/webhooks/whatsapp", body,
                      "Content-Type: application/json\r\nX-Hub-Signature-256: " +
                          sign(body, flows::Secret("secret")) + "\r\n");
}

/// Meta: one delivery after the other, each on a connection of its own. None may take thirty seconds: RawSocket throws.
class Meta {
 public:
  explicit Meta(std::uint16_t port) : port_(port) {
    thread_ = std::jthread([this](const std::stop_token& stop) {
      for (int i = 0; !stop.stop_requested(); ++i) deliver("{\"n\":" + std::to_string(i) + "}");
    });
  }
  void stop() { thread_ = {}; }

  std::map<int, int> answered;  ///< by status
  steady_clock::duration slowest{};

 private:
  void deliver(const std::string& body) {
    const auto start = steady_clock::now();
    const auto reply = tests::exchange(port_, delivery(body));
    ++answered[reply.status];
    slowest = std::max(slowest, steady_clock::now() - start);
  }

  std::uint16_t port_;
  std::jthread thread_;
};

/// What an attack did: how often, and what it was answered (0: the connection was closed).
using Tally = std::map<int, int>;

Tally one_by_one(std::uint16_t port, int times, const std::function<std::string(int)>& request) {
  Tally tally;
  for (int i = 0; i < times; ++i) {
    RawSocket socket(port, 2 + i % 8);
    socket.send(request(i));
    ++tally[socket.read_status()];
  }
  return tally;
}

/// Many connections of one machine: a beginning at once, then a byte every now and then for as long as it lasts.
Tally crawl(std::uint16_t port, int machine, int connections, const std::string& beginning,
            const std::atomic<bool>& over) {
  std::vector<RawSocket> open;
  for (int i = 0; i < connections; ++i) {
    open.emplace_back(port, machine);
    open.back().send(beginning);
  }
  Tally tally;
  std::vector<bool> done(open.size());
  for (int byte = 0; byte < 300 && !over; ++byte) {
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (done[i] || open[i].send("x")) continue;
      done[i] = true;
      ++tally[0];
    }
    pollfd nothing{-1, 0, 0};
    ::poll(&nothing, 0, 200);
  }
  for (std::size_t i = 0; i < open.size(); ++i) tally[-1] += done[i] ? 0 : 1;
  return tally;
}

std::vector<std::string> smuggling_heads() {
  return {
      "Content-Length: 5\r\nTransfer-Encoding: chunked",
      "Transfer-Encoding: chunked\r\nContent-Length: 5",
      "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
      "Transfer-Encoding: xchunked\r\nContent-Length: 5",
      "Transfer-Encoding: chunked, identity\r\nContent-Length: 5",
      "Transfer-Encoding : chunked\r\nContent-Length: 5",
      "Transfer-Encoding:\x0b" "chunked\r\nContent-Length: 5",
      "X: y\nTransfer-Encoding: chunked\r\nContent-Length: 5",
      "X: y\r\n Transfer-Encoding: chunked\r\nContent-Length: 5",
      "Content-Length: 5\r\nContent-Length: 0",
      "Content-Length: 5,0",
      "Content-Length: +5",
      "Content-Length: -5",
      "Content-Length: 0x5",
      "Content-Length: 5 0",
      "Content-Length: 18446744073709551621",
      "Content-Length : 0",
  };
}

/// A POST whose end is in doubt, with another request where one reader might see the next one begin.
std::string smuggling(int i) {
  const auto heads = smuggling_heads();
  return "POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\n" + heads[static_cast<std::size_t>(i) % heads.size()] +
         "\r\n\r\n0\r\n\r\n" + request_text("GET", "/smuggled");
}

std::string chunk_trick(int i) {
  const std::string head = "POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  switch (i % 6) {
    case 0:
      return head + "5;" + std::string(30'000, 'e') + "\r\nhello\r\n0\r\n\r\n";
    case 1:
      return head + "ffffffffffffffff\r\nhello\r\n0\r\n\r\n";
    case 2:
      return head + "5\r\nhelloX0\r\n\r\n" + request_text("GET", "/smuggled");
    case 3:
      return head + "-5\r\nhello\r\n0\r\n\r\n";
    case 4:
      return head + "0\r\nTransfer-Encoding: chunked\r\nX: y\r\n\r\n" + request_text("GET", "/nothing");
    default: {
      std::string body;
      for (int byte = 0; byte < 2'000; ++byte) body += "1\r\nx\r\n";
      return head + body + "0\r\n\r\n";
    }
  }
}

std::string huge_head(int i) {
  std::string lines;
  for (int line = 0; line < 40; ++line) lines += "X-" + std::to_string(line) + ": " + std::string(4'000, 'x') + "\r\n";
  return i % 2 == 0 ? request_text("GET", "/" + std::string(20'000, 'p')) : request_text("GET", "/", {}, lines);
}

/// Two hundred requests at once on one connection, each with its answer.
Tally pipeline(std::uint16_t port) {
  Tally tally;
  for (int round = 0; round < 10; ++round) {
    RawSocket socket(port, 11);
    std::string all;
    for (int i = 0; i < 200; ++i) all += delivery("{\"pipelined\":" + std::to_string(i) + "}");
    socket.send(all);
    for (int i = 0; i < 200; ++i) ++tally[socket.read_status()];
  }
  return tally;
}

std::string shown(const Tally& tally) {
  std::string text;
  for (const auto& [status, times] : tally) {
    const std::string what = status == 0 ? "closed" : status < 0 ? "still open" : std::to_string(status);
    text += (text.empty() ? " " : ", ") + what + ": " + std::to_string(times);
  }
  return text;
}

int times_in(const std::string& text, const std::string& part) {
  int times = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++times;
  return times;
}

TEST(NginxTorture, ServesMetaThroughoutWhateverOthersDo) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < kDescriptors) GTEST_SKIP() << "10,000 connections need " << kDescriptors << " descriptors";
  limit.rlim_cur = kDescriptors;
  ::setrlimit(RLIMIT_NOFILE, &limit);

  TortureSite site;
  const auto port = site.nginx.plain_port();
  Meta meta(port);
  std::vector<RawSocket> idle;
  for (int i = 0; i < kIdle; ++i) idle.emplace_back(port, 20 + i % 50);
  std::atomic<bool> over{false};
  const std::string head = "GET /healthz HTTP/1.1\r\nHost: desk.example\r\nX-Slow: ";
  const std::string body = "POST /webhooks/whatsapp HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n";
  std::vector<std::future<Tally>> slow;
  for (int machine = 100; machine < 105; ++machine) {
    slow.push_back(std::async(std::launch::async, [&, machine] { return crawl(port, machine, 200, head, over); }));
    slow.push_back(std::async(std::launch::async, [&, machine] { return crawl(port, machine + 50, 200, body, over); }));
  }
  std::map<std::string, Tally> tallies;
  const auto add = [&](const char* name, const Tally& more) {
    for (const auto& [status, times] : more) tallies[name][status] += times;
  };
  // Longer than nginx's own patience with who crawls.
  for (const auto end = steady_clock::now() + 15s; steady_clock::now() < end;) {
    add("huge headers", one_by_one(port, 200, huge_head));
    add("smuggling", one_by_one(port, 340, smuggling));
    add("chunk tricks", one_by_one(port, 120, chunk_trick));
    add("pipelined", pipeline(port));
  }
  over = true;
  for (auto& each : slow) add("slow headers and bodies", each.get());
  const std::size_t idlers = idle.size();
  idle.clear();
  meta.stop();

  for (const auto& [name, tally] : tallies) std::printf("%s:%s\n", name.c_str(), shown(tally).c_str());
  std::printf("idle connections: %zu\nMeta's webhooks:%s, the slowest took %lld ms\n", idlers,
              shown(meta.answered).c_str(),
              static_cast<long long>(std::chrono::duration_cast<std::chrono::milliseconds>(meta.slowest).count()));
  ASSERT_EQ(meta.answered.size(), 1U) << shown(meta.answered);
  EXPECT_GT(meta.answered[200], 0);
  EXPECT_EQ(tallies["pipelined"].size(), 1U) << shown(tallies["pipelined"]);
  EXPECT_EQ(site.smuggled, times_in(site.nginx.access_log(), "\"GET /smuggled\" 204"))
      << "the program served a request that nginx did not see";
  EXPECT_EQ(site.stored, meta.answered[200] + tallies["pipelined"][200]) << "nothing unsigned came through";
  EXPECT_TRUE(tests::eventually([&] { return site.server.server().in_flight() == 0; }));
}

}  // namespace
}  // namespace sportello::webhooks
