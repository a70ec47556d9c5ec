/// The numbered steps that made the schema what it is, embedded in the program. A released one is never edited.
#pragma once

#include <span>
#include <string_view>

namespace sportello::storage {

struct Migration {
  int version = 0;
  std::string_view name;  ///< "0001_desk"
  std::string_view sql;
};

/// In order, versions 1, 2, 3 …
std::span<const Migration> migrations();

}  // namespace sportello::storage
