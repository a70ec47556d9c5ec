/// Loads a business profile: structure by JSON Schema, meaning by rules; every fault at once, with its place.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"

namespace sportello::flows {

struct ProfileFault {
  std::string file;     ///< "profile.json"
  std::string pointer;  ///< "/form/fields/3/options/0/title/it"
  std::string text;     ///< what is wrong and what would be right

  /// "profile.json#/form/fields/3: …"
  std::string line() const;
};

/// The files of a profile by name; the shell reads them, this module never touches a disk.
using ProfileFiles = std::map<std::string, std::string, std::less<>>;

struct ProfileLoad {
  std::optional<Business> business;  ///< only when there is no fault
  std::vector<ProfileFault> faults;
  std::vector<ProfileFault> warnings;  ///< loads, but the owner should know (A5: 4 October)
};
ProfileLoad load_profile(const ProfileFiles& files);

/// The JSON Schema of profile.json, as shipped.
std::string_view profile_schema();

}  // namespace sportello::flows
