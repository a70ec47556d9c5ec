#include "storage/sql/migrate.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sqlite3.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace sportello::storage::sql {
namespace {

constexpr const char* kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT";

struct Applied {
  int version = 0;
  std::string name;
  std::string sha256;
};

std::string sha256_of(std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 is not available");
  }
  std::string hex;
  for (unsigned int i = 0; i < size; ++i) hex += fmt::format("{:02x}", digest[i]);
  return hex;
}

/// SOCI prepares one statement at a time. SQLite knows where one ends, also inside a trigger.
std::vector<std::string> statements_of(std::string_view sql) {
  std::vector<std::string> statements;
  std::string pending;
  for (const char c : sql) {
    pending += c;
    if (c == ';' && sqlite3_complete(pending.c_str()) == 1) statements.push_back(std::exchange(pending, {}));
  }
  return statements;
}

std::vector<Applied> applied_to(Connection& connection) {
  std::vector<Applied> all;
  Applied row;
  Statement statement(connection, "migrate.applied",
                      "SELECT version, name, sha256 FROM schema_migrations ORDER BY version", gives(row.version),
                      gives(row.name), gives(row.sha256));
  statement.each([&] { all.push_back(row); });
  return all;
}

void check(const std::vector<Applied>& applied, std::span<const Migration> steps, const std::string& path) {
  for (std::size_t i = 0; i < applied.size(); ++i) {
    if (i >= steps.size()) {
      throw SchemaError(
          fmt::format("{}: the database has schema version {}, this program knows only {}. Start the newer program "
                      "that wrote it, or "
                      "restore the copy made before that upgrade (sportello restore).",
                      path, applied.back().version, steps.size()));
    }
    if (applied[i].version != steps[i].version || applied[i].sha256 != sha256_of(steps[i].sql)) {
      throw SchemaError(fmt::format(
          "{}: migration {} was applied with another text than this program's. The program was built from "
          "altered sources: start the one that wrote the database, or restore a backup (sportello restore).",
          path, applied[i].name));
    }
  }
}

void copy_before(Connection& connection, const std::string& path, int version, Instant now) {
  const std::string copy = fmt::format("{}.before-{:04}-{}", path, version, now.time_since_epoch().count() / 1000);
  Statement statement(connection, "migrate.copy", "VACUUM INTO :copy", given(copy, "copy"));
  statement.one();
}

/// Applies steps one by one, each in a transaction of its own, and remembers them.
class Applier {
 public:
  Applier(Connection& connection, Instant now)
      : connection_(connection),
        now_(now),
        remember_(connection, "migrate.remember",
                  "INSERT INTO schema_migrations (version, name, sha256, applied_at) "
                  "VALUES (:version, :name, :sha256, :now)",
                  given(version_, "version"), given(name_, "name"), given(sha256_, "sha256"), given(now_, "now")) {}

  void apply(const Migration& step) {
    version_ = step.version;
    name_ = step.name;
    sha256_ = sha256_of(step.sql);
    connection_.run("BEGIN IMMEDIATE");
    try {
      for (const std::string& sql : statements_of(step.sql)) connection_.run(sql);
      remember_.one();
      connection_.run("COMMIT");
    } catch (...) {
      connection_.run("ROLLBACK");
      throw;
    }
  }

 private:
  Connection& connection_;
  Instant now_;
  int version_ = 0;
  std::string name_;
  std::string sha256_;
  Statement remember_;
};

}  // namespace

void migrate(Connection& connection, std::span<const Migration> steps, const std::string& path, Instant now) {
  connection.run(kCreateTable);
  const std::vector<Applied> applied = applied_to(connection);
  check(applied, steps, path.empty() ? "in memory" : path);
  const auto missing = steps.subspan(applied.size());
  if (missing.empty()) return;
  if (!applied.empty() && !path.empty()) copy_before(connection, path, missing.front().version, now);
  Applier applier(connection, now);
  for (const Migration& step : missing) applier.apply(step);
}

}  // namespace sportello::storage::sql
