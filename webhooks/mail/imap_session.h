/// One signed-in IMAP connection. libcurl connects, speaks TLS and signs in; the few commands the desk needs are said
/// here, because libcurl's own FETCH would mark the message as read before it is stored, and knows no IDLE.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "flows/core/result.h"
#include "flows/core/secret.h"

namespace sportello::webhooks {

struct ImapSettings {
  /// "imaps://host:993"; "imap://host:143" must offer STARTTLS, unless the host is this machine.
  std::string url;
  std::string user;
  flows::Secret password;
  std::string folder = "INBOX";
  std::string ca_file;  ///< PEM; empty: the system's authorities
};

struct ImapFolder {
  std::int64_t uidvalidity = 0;
  std::int64_t uidnext = 0;
};

struct ImapMessage {
  std::string bytes;
  bool truncated = false;
};

/// Failures are Unavailable (no connection, or it was lost), Denied (sign-in refused) or Invalid (the server said NO).
/// After Unavailable the session is of no more use.
class ImapSession {
 public:
  /// Connects and signs in.
  static flows::Result<std::unique_ptr<ImapSession>> open(const ImapSettings& settings, std::stop_token stop = {});
  ~ImapSession();
  ImapSession(const ImapSession&) = delete;
  ImapSession& operator=(const ImapSession&) = delete;

  flows::Result<ImapFolder> select(const std::string& folder);
  /// UIDs greater than that one, ascending.
  flows::Result<std::vector<std::int64_t>> uids_after(std::int64_t uid);
  /// UIDs of what arrived on that day or later ("21-Nov-2026"), ascending.
  flows::Result<std::vector<std::int64_t>> uids_since(const std::string& imap_date);
  /// Without marking it as read. Of a larger message only the first `most` bytes. NotFound when it is gone.
  flows::Result<ImapMessage> fetch(std::int64_t uid, std::size_t most);
  flows::Result<void> mark_seen(std::int64_t uid);
  /// Waits until something arrives or that time is over; true when something arrived. Uses IDLE (RFC 2177) where the
  /// server has it, and otherwise only waits. Returns at once when the stop is asked for.
  flows::Result<bool> wait(std::chrono::seconds longest, std::chrono::seconds poll);

 private:
  class Impl;
  explicit ImapSession(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace sportello::webhooks
