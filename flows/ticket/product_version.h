/// Whether what a customer says they run is the latest version of a product (L8).
#pragma once

#include <string_view>
#include <vector>

#include "flows/business/business.h"

namespace sportello::flows {

enum class VersionAge { Latest, Old, Unknown };
/// "latest", "old", "unknown".
std::string_view name_of(VersionAge age);

struct VersionCheck {
  VersionAge age = VersionAge::Unknown;
  const Product* product = nullptr;  ///< the one that was named, or the only one there is
};

/// Reads a product and a version out of "J2K 5.1" or "J2K, ultima versione". Unknown when either is not said, when the
/// product's current version is not known, or when the words are too vague to tell ("5" while 5.2 is current).
VersionCheck check_version(const std::vector<Product>& products, std::string_view text);

}  // namespace sportello::flows
