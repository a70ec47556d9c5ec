#include "storage/sql/migrate.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sql/translate.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCreateTable =
    "CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, "
    "sha256 TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT;";
/// Processes that start together bring the schema up to date one after the other.
constexpr const char* kAlone = "SELECT pg_advisory_lock(hashtextextended('sportello migrations', 0))";
constexpr const char* kNotAlone = "SELECT pg_advisory_unlock(hashtextextended('sportello migrations', 0))";

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

/// A step as this connection's engine runs it.
struct Step {
  int version = 0;
  std::string_view name;
  std::string sql;
};

std::vector<Step> steps_for(Engine engine, std::span<const Migration> migrations) {
  std::vector<Step> steps;
  for (const Migration& migration : migrations) {
    steps.push_back({migration.version, migration.name,
                     engine == Engine::Sqlite ? std::string(migration.sql) : postgresql_text(migration)});
  }
  return steps;
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

void check(const std::vector<Applied>& applied, const std::vector<Step>& steps, const std::string& path) {
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

/// A copy of a large database and its new indexes take longer than a lock is waited for otherwise.
void wait_until_alone(Connection& connection) {
  connection.run("BEGIN");
  connection.run("SET LOCAL lock_timeout = 0");
  connection.run(kAlone);
  connection.run("COMMIT");
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

  void apply(const Step& step) {
    version_ = step.version;
    name_ = step.name;
    sha256_ = sha256_of(step.sql);
    connection_.run(begin_writing(connection_.engine()));
    try {
      connection_.run_script(step.sql);
      remember_.one();
      connection_.run("COMMIT");
    } catch (const StoreError&) {
      roll_back();
      throw;
    } catch (const std::exception& error) {
      roll_back();
      throw std::runtime_error(fmt::format("migration {}: {}", step.name, error.what()));
    }
  }

 private:
  void roll_back() {
    try {
      connection_.run("ROLLBACK");
    } catch (const std::exception&) {
      // After a full disk or a failed sync SQLite has rolled back by itself. What is told is what failed first.
    }
  }

  Connection& connection_;
  Instant now_;
  int version_ = 0;
  std::string name_;
  std::string sha256_;
  Statement remember_;
};

}  // namespace

void migrate(Connection& connection, std::span<const Migration> migrations, const std::string& path, Instant now,
             const BeforeUpgrade& before) {
  const bool shared = connection.engine() == Engine::Postgresql;
  if (shared) wait_until_alone(connection);
  connection.run_script(shared ? translate(kCreateTable).sql : kCreateTable);
  const std::vector<Applied> applied = applied_to(connection);
  const std::vector<Step> steps = steps_for(connection.engine(), migrations);
  check(applied, steps, shared ? "PostgreSQL" : (path.empty() ? "in memory" : path));
  if (applied.size() < steps.size()) {
    const int next = steps[applied.size()].version;
    if (!applied.empty() && !path.empty()) copy_before(connection, path, next, now);
    if (!applied.empty() && path.empty() && before) before(next);
    Applier applier(connection, now);
    for (std::size_t i = applied.size(); i < steps.size(); ++i) applier.apply(steps[i]);
  }
  if (shared) connection.run(kNotAlone);
}

}  // namespace sportello::storage::sql
