/// A migration's text, written for SQLite, as PostgreSQL understands it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "storage/migrations/migrations.h"

namespace sportello::storage::sql {

struct Translation {
  std::string sql;
  /// What was left away, one line each: triggers, full-text indexes and what fills them.
  std::vector<std::string> left_away;
};

/// INTEGER is 64 bits wide, TEXT is compared byte by byte, ids count by themselves, as in SQLite.
Translation translate(std::string_view sqlite);

/// All that is run on PostgreSQL for this migration.
std::string postgresql_text(const Migration& migration);

}  // namespace sportello::storage::sql
