/// What a customer is entitled to on a day: the contract in force, whether it covers what the form demands, and the
/// administration's word. Pure: decided when the form is sent and stored with the ticket (L3, K8).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/time.h"

namespace sportello::flows {

/// One contract of a company or a person. Both days are included.
struct Contract {
  std::string plan;  ///< a plan's id, or "none": known to have no contract
  std::optional<Date> from = {};
  std::optional<Date> to = {};
  friend bool operator==(const Contract&, const Contract&) = default;
};

/// What the administration says of a company's payments.
enum class Standing { Unknown, Good, Bad };
/// "unknown", "good", "bad".
std::string_view name_of(Standing standing);
/// Unknown for any other word.
Standing standing_of(std::string_view name);

/// A company the person writes for, with its contracts.
struct CompanyFacts {
  std::string name;
  std::vector<Contract> contracts;
  Standing standing = Standing::Unknown;
};

enum class Validity {
  Valid,
  None,     ///< known to have no contract, or one that has not begun
  Expired,  ///< there was one; its last day is over
  Unknown,  ///< nobody told the desk
};
/// "valid", "none", "expired", "unknown".
std::string_view name_of(Validity validity);

struct Entitlement {
  Validity validity = Validity::Unknown;
  std::string plan;           ///< in force; empty unless Valid
  std::optional<Date> ended;  ///< last day of the newest contract that has run out
  /// The fact `plan`: a plan's id, "none" or "unknown".
  std::string word() const;
};

/// What was decided about a ticket when its form was sent; kept with it.
struct Decision {
  std::string company;  ///< as the customer named it; empty when the form asks for none
  Entitlement held;
  std::string demanded;  ///< the plan that the answers demand
  std::string covered = "unknown";
  Standing standing = Standing::Unknown;
};

/// The contract in force that day; of several the one that includes most. Without any contract it is Unknown.
Entitlement entitlement_on(const Business& business, const std::vector<Contract>& contracts, Date day);

/// The fact `covered`: whether a plan ("none" and "unknown" included) covers what the answers demand.
/// An empty `demanded` is covered by any plan.
std::string covered_by(const Business& business, std::string_view plan, std::string_view demanded);

}  // namespace sportello::flows
