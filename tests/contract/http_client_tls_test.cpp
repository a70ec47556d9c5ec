// The client adapter's TLS, against OpenSSL's own server: trap 35 of docs/http-traps.md.
#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "tests/support/child_process.h"
#include "tests/support/free_port.h"
#include "tests/support/nginx.h"
#include "tests/support/raw_socket.h"
#include "tests/support/test_server.h"
#include "webhooks/http/client.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using testing::HasSubstr;

constexpr auto kAmpleForTls = std::chrono::seconds(60);

/// Shows a certificate for "localhost" and answers every GET with a page about the connection.
class TlsServer {
 public:
  explicit TlsServer(const std::vector<std::string>& arguments = {}) {
    tests::make_certificate(directory_ / "key", directory_ / "certificate", directory_ / "log");
    for (int attempt = 0; attempt < 20; ++attempt) {
      port_ = tests::free_port();
      std::vector<std::string> command{"openssl",
                                       "s_server",
                                       "-www",
                                       "-accept",
                                       "127.0.0.1:" + std::to_string(port_),
                                       "-key",
                                       directory_ / "key",
                                       "-cert",
                                       directory_ / "certificate"};
      command.insert(command.end(), arguments.begin(), arguments.end());
      process_ = std::make_unique<tests::ChildProcess>(command, directory_ / "log");
      if (tests::eventually([this] { return answers() || !process_->running(); }) && process_->running()) return;
    }
    throw std::runtime_error("openssl does not start: " + tests::read_file(directory_ / "log"));
  }

  std::string certificate() const { return directory_ / "certificate"; }
  std::string url(const std::string& host) const { return "https://" + host + ":" + std::to_string(port_) + "/"; }

 private:
  bool answers() const {
    try {
      tests::RawSocket socket(port_);
      return true;
    } catch (const std::system_error&) {
      return false;
    }
  }

  tests::TemporaryDirectory directory_;
  std::uint16_t port_ = 0;
  std::unique_ptr<tests::ChildProcess> process_;
};

flows::Result<Reply> get_over_tls(const std::string& url) {
  return make_client()->send({Method::Get, url, {}, {}}, kAmpleForTls);
}

TEST(HttpClientTls, TrustsWhomTheSystemTrusts) {
  TlsServer server;
  ::setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  const auto reply = get_over_tls(server.url("localhost"));
  ASSERT_TRUE(reply) << reply.error().text;
  EXPECT_EQ(reply->status, 200);
  EXPECT_THAT(reply->body, HasSubstr("TLSv1.3"));
}

TEST(HttpClientTls, RefusesACertificateNobodyVouchesFor) {
  TlsServer server;
  ::unsetenv("SSL_CERT_FILE");
  const auto reply = get_over_tls(server.url("localhost"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Unavailable);
}

TEST(HttpClientTls, RefusesACertificateForAnotherName) {
  TlsServer server;
  ::setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  const auto reply = get_over_tls(server.url("127.0.0.1"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Unavailable);
}

TEST(HttpClientTls, RefusesProtocolsOlderThanTls12) {
  TlsServer server({"-tls1_1", "-cipher", "ALL:@SECLEVEL=0"});
  ::setenv("SSL_CERT_FILE", server.certificate().c_str(), 1);
  const auto reply = get_over_tls(server.url("localhost"));
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, Errc::Unavailable);
}

}  // namespace
}  // namespace sportello::webhooks
