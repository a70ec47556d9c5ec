/// A real mail server on loopback for the time of a test: Debian's Exim takes mail in over SMTP and delivers it into
/// Maildirs, Dovecot shows the same Maildirs over IMAP. Both run from a directory of their own.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/child_process.h"

namespace sportello::tests {

/// What the SMTP server does with certain recipients, so that one server shows every fate of a mail:
/// refused@… 550 at RCPT · greylisted@… 451 at RCPT · anything else is delivered.
class MailServers {
 public:
  /// Makes these mailboxes; mail for others waits in the server. Throws std::runtime_error when the packages are not
  /// there or a server does not start.
  explicit MailServers(const std::vector<std::string>& mailboxes);
  ~MailServers();
  MailServers(const MailServers&) = delete;
  MailServers& operator=(const MailServers&) = delete;

  std::string smtp_url() const { return "smtp://127.0.0.1:" + std::to_string(smtp_port_); }
  /// The same server by the name its certificate carries.
  std::string smtp_url_with_tls() const { return "smtp://localhost:" + std::to_string(smtp_port_); }
  std::string imap_url() const { return "imap://127.0.0.1:" + std::to_string(imap_port_); }
  std::string ca_file() const { return directory_ / "cert.pem"; }
  /// The password of every mailbox; a mailbox's user is its address.
  static std::string password() { return "segreta"; }

  void stop_smtp();
  void start_smtp();
  void stop_imap();
  void start_imap();

  /// Everything that lies in the address's mailbox, raw, oldest first.
  std::vector<std::string> mailbox(const std::string& address) const;
  /// Waits up to thirty seconds for so many.
  std::vector<std::string> wait_for(const std::string& address, std::size_t count) const;
  /// The flags of the messages, as Maildir's file names carry them ("S" for seen), oldest first.
  std::vector<std::string> flags(const std::string& address) const;
  /// Lays a message straight into the mailbox, as a delivery would.
  void put(const std::string& address, const std::string& message);

 private:
  void write_exim() const;
  void write_dovecot() const;
  std::string maildir(const std::string& address) const;

  TemporaryDirectory directory_;
  std::uint16_t smtp_port_ = 0;
  std::uint16_t imap_port_ = 0;
  int deliveries_ = 0;
  std::unique_ptr<ChildProcess> exim_;
  std::unique_ptr<ChildProcess> dovecot_;
};

}  // namespace sportello::tests
