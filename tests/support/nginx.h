/// The real nginx with the shipped configuration, on ports of loopback, in front of a program under test.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/child_process.h"

namespace sportello::tests {

class Nginx {
 public:
  /// Starts it in front of that port and waits until it answers. `connections` is what it may hold at a time.
  explicit Nginx(std::uint16_t upstream_port, int connections = 4096);

  /// The shipped server block's content, without TLS.
  std::uint16_t plain_port() const { return plain_port_; }
  /// The shipped site: its TLS server, for "localhost" ...
  std::uint16_t tls_port() const { return tls_port_; }
  /// ... and the one that sends people there.
  std::uint16_t redirect_port() const { return redirect_port_; }
  /// The certificate that the TLS server shows; it is its own authority.
  std::string certificate() const { return directory_ / "fullchain.pem"; }
  std::string access_log() const { return read_file(directory_ / "sportello.log"); }

  /// Closes every connection and starts again on the same ports.
  void restart();

 private:
  void write_configuration(std::uint16_t upstream_port, int connections) const;
  bool start();

  TemporaryDirectory directory_;
  std::uint16_t plain_port_ = 0;
  std::uint16_t tls_port_ = 0;
  std::uint16_t redirect_port_ = 0;
  std::unique_ptr<ChildProcess> process_;
};

/// A key and a certificate for DNS name "localhost" that is its own authority.
void make_certificate(const std::string& key_file, const std::string& certificate_file, const std::string& log_file);

}  // namespace sportello::tests
