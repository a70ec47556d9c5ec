/// What happens to operators' accounts inside one transaction, each with its line in the audit log.
#pragma once

#include <string>
#include <string_view>

#include "flows/core/result.h"
#include "storage/store.h"

namespace sportello::webhooks {

/// Tokens never travel: only their hashes do.
struct NewSession {
  std::string token_hash;
  std::string csrf;
  flows::Instant now{};
  std::chrono::seconds lifetime{};
};

/// Kinds of one-time links. Whoever comes by an invitation or a reset must choose a password before anything else.
inline constexpr std::string_view kInvitation = "invitation";
inline constexpr std::string_view kReset = "reset";

/// Uses the link up and opens the session. Denied when it is unknown, used or too old, or its operator is disabled.
flows::Result<void> use_link(storage::Store& store, const std::string& link_hash, const NewSession& session);
/// Opens a session for somebody whose password was right. `totp_step` is the code's, 0 without a second factor; Denied
/// when that code has been used meanwhile.
flows::Result<void> open_session(storage::Store& store, std::int64_t operator_id, const NewSession& session,
                                 std::int64_t totp_step);
/// Ends every session of theirs but the one that asks, which becomes a whole one.
flows::Result<void> set_password(storage::Store& store, std::int64_t operator_id, std::string hash,
                                 storage::SessionRow kept, flows::Instant now);

struct NewOperator {
  std::string name;
  std::string email;
  std::string role;
  std::string link_hash;  ///< of the invitation
  flows::Instant now{};
  flows::Instant link_until{};
  std::string who;
};
/// Conflict when the name or the address is somebody's: tickets are looked after by name.
flows::Result<std::int64_t> invite(storage::Store& store, const NewOperator& wanted);

struct Reset {
  std::int64_t operator_id = 0;
  std::string link_hash;
  flows::Instant now{};
  flows::Instant link_until{};
  std::string who;
};
/// Takes password, second factor, sessions and older links away and leaves a new link.
flows::Result<void> reset_account(storage::Store& store, const Reset& reset);

struct AccountChange {
  std::int64_t operator_id = 0;
  std::optional<std::string> role;
  std::optional<bool> disabled;
  flows::Instant now{};
  std::string who;
};
/// Conflict when nobody could manage operators any more.
flows::Result<void> change_account(storage::Store& store, const AccountChange& change);

}  // namespace sportello::webhooks
