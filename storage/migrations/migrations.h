/// The numbered steps that made the schema what it is, embedded in the program. A released one is never edited.
///
/// Each is written once, for SQLite, and translated for PostgreSQL (storage/sql/translate.h). What cannot be translated,
/// triggers and full-text indexes, is said again in migrations/postgresql/<the same name>, which runs after the rest.
#pragma once

#include <span>
#include <string_view>

namespace sportello::storage {

struct Migration {
  int version = 0;
  std::string_view name;             ///< "0001_desk"
  std::string_view sql;              ///< SQLite's text
  std::string_view postgresql = {};  ///< what PostgreSQL needs besides; empty for most
};

/// In order, versions 1, 2, 3 …
std::span<const Migration> migrations();

/// Functions of SQLite's that statements use, for a new PostgreSQL database.
std::string_view postgresql_functions();

}  // namespace sportello::storage
