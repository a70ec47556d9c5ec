#include "storage/migrations/migrations.h"

#include <vector>

#include "embedded/migrations.h"

namespace sportello::storage {

std::span<const Migration> migrations() {
  static const std::vector<Migration> all = [] {
    constexpr std::string_view kExtension = ".sql";
    std::vector<Migration> found;
    for (const auto& file : embedded::migrations()) {
      std::string_view name = file.name;
      name.remove_suffix(kExtension.size());
      found.push_back({.version = static_cast<int>(found.size()) + 1, .name = name, .sql = file.content});
    }
    return found;
  }();
  return all;
}

}  // namespace sportello::storage
