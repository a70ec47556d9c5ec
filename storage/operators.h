/// The operators' accounts, their sessions and one-time links, and the audit log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/core/time.h"

namespace sportello::storage {

using namespace flows;  // NOLINT(google-build-using-namespace): the rows are made of the words of flows/core

struct OperatorRow {
  std::int64_t id = 0;
  std::string name;
  std::string email;
  std::string role;           ///< operator, second_level, administration, manager
  std::string password_hash;  ///< argon2id; empty until chosen
  bool disabled = false;
  Instant created_at{};
  std::string totp_secret = {};   ///< base32; empty: no second factor
  std::string totp_pending = {};  ///< shown, not confirmed yet
  std::int64_t totp_step = 0;     ///< the newest code used: each is good once
};
struct SessionRow {
  std::string token_hash;
  std::int64_t operator_id = 0;
  std::string csrf;
  Instant expires_at{};
  bool limited = false;  ///< good for nothing but choosing a password
};
/// One-time links: invitation, reset, and the demo's sign-in.
struct LinkRow {
  std::string token_hash;
  std::int64_t operator_id = 0;
  std::string kind;
  Instant expires_at{};
};

class Operators {
 public:
  virtual ~Operators() = default;
  virtual std::int64_t create(const OperatorRow& row) = 0;
  virtual void update(const OperatorRow& row) = 0;
  virtual std::optional<OperatorRow> find(std::int64_t id) = 0;
  virtual std::optional<OperatorRow> find_by_email(const std::string& email) = 0;
  virtual std::vector<OperatorRow> list() = 0;
  virtual void add_link(const LinkRow& link) = 0;
  /// Uses it up; nothing when it is unknown, used or expired.
  virtual std::optional<LinkRow> take_link(const std::string& token_hash, Instant now) = 0;
  virtual void add_session(const SessionRow& session) = 0;
  virtual std::optional<SessionRow> find_session(const std::string& token_hash, Instant now) = 0;
  virtual void end_session(const std::string& token_hash) = 0;
  virtual void end_sessions_of(std::int64_t operator_id) = 0;
  /// One-time links that nobody has used yet.
  virtual void end_links_of(std::int64_t operator_id) = 0;
};

struct AuditRow {
  std::int64_t id = 0;
  Instant at{};
  std::string who;
  std::string what;
  std::string data;
};
class Audit {
 public:
  virtual ~Audit() = default;
  virtual void add(const AuditRow& row) = 0;
  virtual std::vector<AuditRow> newest(int limit) = 0;
  /// Newest first, those with a smaller id only.
  virtual std::vector<AuditRow> before(std::int64_t id, int limit) = 0;
};

}  // namespace sportello::storage
