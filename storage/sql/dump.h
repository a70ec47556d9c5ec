/// A copy of a server's database, made by PostgreSQL's own program.
#pragma once

#include <filesystem>
#include <string>

namespace sportello::storage::sql {

/// Runs pg_dump (custom format, for pg_restore) to its end. What the URL says goes to it by environment: no other user of
/// the machine sees a password. The file is readable by its owner only. Throws std::runtime_error, and leaves no file,
/// when pg_dump is not here or fails; it tells on stderr why.
void dump_server(const std::string& url, const std::filesystem::path& to);

}  // namespace sportello::storage::sql
