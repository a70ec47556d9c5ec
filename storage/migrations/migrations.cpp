#include "storage/migrations/migrations.h"

#include <vector>

#include "embedded/migrations.h"
#include "embedded/migrations_postgresql.h"

namespace sportello::storage {

std::span<const Migration> migrations() {
  static const std::vector<Migration> all = [] {
    constexpr std::string_view kExtension = ".sql";
    std::vector<Migration> found;
    for (const auto& file : embedded::migrations()) {
      Migration migration{.version = static_cast<int>(found.size()) + 1, .name = file.name, .sql = file.content};
      for (const auto& besides : embedded::migrations_postgresql()) {
        if (besides.name == file.name) migration.postgresql = besides.content;
      }
      migration.name.remove_suffix(kExtension.size());
      found.push_back(migration);
    }
    return found;
  }();
  return all;
}

std::string_view postgresql_functions() {
  return embedded::migrations_postgresql("functions.sql");
}

}  // namespace sportello::storage
