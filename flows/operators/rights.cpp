#include "flows/operators/rights.h"

#include <utility>

namespace sportello::flows {
namespace {

struct Row {
  Right right;
  std::string_view name;
  /// In the order of kRoles: operator, second level, administration, manager.
  std::array<bool, kRoles.size()> granted;
};

constexpr std::array<Row, kRights.size()> kTable{{
    {Right::OwnAccount, "own_account", {true, true, true, true}},
    {Right::Look, "look", {true, true, true, true}},
    {Right::Work, "work", {true, true, true, true}},
    {Right::Customers, "customers", {false, false, true, true}},
    {Right::Sheets, "sheets", {false, false, true, true}},
    {Right::Setup, "setup", {false, false, false, true}},
    {Right::Operators, "operators", {false, false, false, true}},
}};

constexpr std::array<std::pair<Role, std::string_view>, kRoles.size()> kRoleNames{{
    {Role::Operator, "operator"},
    {Role::SecondLevel, "second_level"},
    {Role::Administration, "administration"},
    {Role::Manager, "manager"},
}};

const Row& row_of(Right right) {
  for (const auto& row : kTable)
    if (row.right == right) return row;
  return kTable.back();
}

}  // namespace

std::string_view name_of(Role role) {
  for (const auto& [value, name] : kRoleNames)
    if (value == role) return name;
  return {};
}

std::optional<Role> role_of(std::string_view name) {
  for (const auto& [value, known] : kRoleNames)
    if (known == name) return value;
  return std::nullopt;
}

std::string_view name_of(Right right) {
  return row_of(right).name;
}

bool may(Role role, Right right) {
  return row_of(right).granted.at(static_cast<std::size_t>(role));
}

}  // namespace sportello::flows
