#include "flows/ticket/entitlement.h"

#include <algorithm>

namespace sportello::flows {
namespace {

constexpr std::string_view kNone = "none";

bool begun(const Contract& contract, Date day) {
  return !contract.from || days_between(*contract.from, day) >= 0;
}

bool over(const Contract& contract, Date day) {
  return contract.to && days_between(*contract.to, day) > 0;
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::Unknown:
      return "unknown";
    case Standing::Good:
      return "good";
    case Standing::Bad:
      return "bad";
  }
  return "unknown";
}

Standing standing_of(std::string_view name) {
  for (const Standing standing : {Standing::Good, Standing::Bad}) {
    if (name == name_of(standing)) return standing;
  }
  return Standing::Unknown;
}

std::string_view name_of(Validity validity) {
  switch (validity) {
    case Validity::Valid:
      return "valid";
    case Validity::None:
      return "none";
    case Validity::Expired:
      return "expired";
    case Validity::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string Entitlement::word() const {
  if (validity == Validity::Valid) return plan;
  return validity == Validity::Unknown ? "unknown" : std::string(kNone);
}

Entitlement entitlement_on(const Business& business, const std::vector<Contract>& contracts, Date day) {
  Entitlement result;
  std::size_t most = 0;
  for (const Contract& contract : contracts) {
    if (result.validity == Validity::Unknown) result.validity = Validity::None;
    if (contract.plan == kNone || contract.plan.empty()) continue;
    if (over(contract, day)) {
      if (!result.ended || days_between(*result.ended, *contract.to) > 0) result.ended = contract.to;
      continue;
    }
    if (!begun(contract, day)) continue;
    // A plan that the profile no longer has still is a contract, but includes nothing beside itself.
    const std::size_t size = std::max<std::size_t>(1, plans_included(business, contract.plan).size());
    if (size <= most) continue;
    most = size;
    result.validity = Validity::Valid;
    result.plan = contract.plan;
  }
  if (result.validity == Validity::None && result.ended) result.validity = Validity::Expired;
  return result;
}

std::string covered_by(const Business& business, std::string_view plan, std::string_view demanded) {
  if (plan == "unknown") return "unknown";
  if (plan == kNone) return "no";
  if (demanded.empty()) return "yes";
  const auto held = plans_included(business, plan);
  return std::find(held.begin(), held.end(), demanded) != held.end() ? "yes" : "no";
}

}  // namespace sportello::flows
