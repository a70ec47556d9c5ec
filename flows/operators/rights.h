/// What an operator may do: the one table that decides it, by role. Pure; the API and the pages obey it.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace sportello::flows {

enum class Role { Operator, SecondLevel, Administration, Manager };

enum class Right {
  OwnAccount,  ///< one's own password, second factor and sessions; also before a password was chosen
  Look,        ///< read tickets, people, what needs a look
  Work,        ///< act on tickets, write to customers, send again, replay
  Customers,   ///< change companies, people and contracts
  Sheets,      ///< figures for managers
  Setup,       ///< what the whole desk uses: canned answers, the state of templates and profiles
  Operators,   ///< invite, change and disable operators, read the audit log
};

inline constexpr std::array<Right, 7> kRights{Right::OwnAccount, Right::Look,  Right::Work,     Right::Customers,
                                              Right::Sheets,     Right::Setup, Right::Operators};
inline constexpr std::array<Role, 4> kRoles{Role::Operator, Role::SecondLevel, Role::Administration, Role::Manager};

/// "operator", "second_level", "administration", "manager": as stored and shown by the API.
std::string_view name_of(Role role);
/// Nothing for a name that is none: who has no role has no right beyond their own account.
std::optional<Role> role_of(std::string_view name);
/// "own_account", "look", "work", …
std::string_view name_of(Right right);

bool may(Role role, Right right);

}  // namespace sportello::flows
