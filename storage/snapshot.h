/// Whole copies of the database, made while others write, and what can be said about one: for backup and restore.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "storage/store.h"

namespace sportello::storage {

struct DatabaseFacts {
  int schema = 0;                            ///< newest migration applied; 0: not a database of this program
  std::map<std::string, std::int64_t> rows;  ///< by table

  bool operator==(const DatabaseFacts&) const = default;
};

/// The newest schema this program knows.
int known_schema();

/// The database is on a PostgreSQL server, where several processes may share it. Throws StoreError for a URL of no kind
/// this program knows.
bool on_server(const std::string& url);

/// The file behind a storage URL. Throws StoreError for a URL of another kind, or one that lives in memory.
std::filesystem::path database_file(const std::string& url);

/// Copies the database as it is at one moment, everything committed before the call included, through SQLite's backup
/// interface; nobody who writes has to wait. The copy is one file readable by its owner only, and must not exist yet.
/// The facts are the source's at that moment. Throws StoreError.
DatabaseFacts copy_database(const std::string& url, const std::filesystem::path& copy);

/// Reads all of it: integrity check, foreign keys, rows. Throws StoreError with the first thing that is wrong.
DatabaseFacts inspect_database(const std::filesystem::path& file);

/// After a restore nobody knows whether a message that waited to be sent then has been sent since: it is flagged as
/// uncertain, for a person to decide. Returns how many there are.
std::int64_t doubt_unsent(const std::filesystem::path& file, Instant now);

}  // namespace sportello::storage
