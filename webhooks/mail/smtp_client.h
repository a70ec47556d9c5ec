/// Hands mails to an SMTP server through libcurl, one at a time; the connection is kept between them.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "flows/core/secret.h"

namespace sportello::webhooks {

struct SmtpSettings {
  /// "smtps://host:465" speaks TLS from the start. "smtp://host:587" must offer STARTTLS, unless the host is this
  /// machine; `ca_file` makes it necessary there too.
  std::string url;
  std::string user;
  flows::Secret password;
  std::string ca_file;      ///< PEM; empty: the system's authorities
  std::string helo_domain;  ///< how we introduce ourselves; empty: libcurl's choice
};

struct MailOutcome {
  enum class Kind {
    Accepted,
    Later,      ///< the server asked to try again (4xx)
    Refused,    ///< the server will never take it (5xx)
    Uncertain,  ///< the whole message went out, the answer did not come: it may have arrived
    Down,       ///< no server, no TLS, no sign-in: no mail would get through now
  };
  Kind kind = Kind::Down;
  int code = 0;      ///< the server's last reply, RFC 5321; 0: none
  std::string text;  ///< its words, or what failed
};

class SmtpClient {
 public:
  explicit SmtpClient(SmtpSettings settings);
  ~SmtpClient();
  SmtpClient(const SmtpClient&) = delete;
  SmtpClient& operator=(const SmtpClient&) = delete;

  /// Waits up to two minutes; a stop ends it at once. `message` is what write_mime gave.
  MailOutcome send(const std::string& from, const std::string& to, const std::string& message,
                   const std::stop_token& stop = {});

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sportello::webhooks
