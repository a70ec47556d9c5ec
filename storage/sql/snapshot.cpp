#include "storage/snapshot.h"

#include <soci/sqlite3/soci-sqlite3.h>

#include "storage/migrations/migrations.h"
#include "storage/outbox_state.h"
#include "storage/sql/connection.h"
#include "storage/sql/open.h"
#include "storage/sql/rows.h"

namespace sportello::storage {
namespace {

using sql::Access;
using sql::Connection;
using sql::Place;
using sql::Statement;

constexpr std::chrono::milliseconds kSnapshotPatience{10'000};

Connection open_file(const std::filesystem::path& file, Access access) {
  return Connection(sql::connect_string(Place{.path = file.string()}, access, {}));
}

std::int64_t number_of(Connection& connection, const std::string& sql) {
  std::int64_t number = 0;
  Statement statement(connection, "snapshot.number", sql, sql::gives(number));
  statement.one();
  return number;
}

std::vector<std::string> texts_of(Connection& connection, const std::string& sql) {
  std::vector<std::string> all;
  std::string one;
  Statement statement(connection, "snapshot.texts", sql, sql::gives(one));
  statement.each([&] { all.push_back(one); });
  return all;
}

DatabaseFacts facts_of(Connection& connection) {
  DatabaseFacts facts;
  for (const std::string& table : texts_of(connection,
                                           "SELECT name FROM sqlite_master WHERE type = 'table' "
                                           "AND name NOT LIKE 'sqlite_%' ORDER BY name")) {
    facts.rows[table] = number_of(connection, "SELECT count(*) FROM \"" + table + "\"");
  }
  if (facts.rows.contains("schema_migrations")) {
    facts.schema =
        static_cast<int>(number_of(connection, "SELECT coalesce(max(version), 0) FROM schema_migrations"));
  }
  return facts;
}

void copy_pages(Connection& from, Connection& to) {
  sqlite_api::sqlite3_backup* backup =
      sqlite_api::sqlite3_backup_init(sql::sqlite_of(to), "main", sql::sqlite_of(from), "main");
  if (backup != nullptr) sqlite_api::sqlite3_backup_step(backup, -1);
  const int result =
      backup != nullptr ? sqlite_api::sqlite3_backup_finish(backup) : sqlite_api::sqlite3_errcode(sql::sqlite_of(to));
  if (result != SQLITE_OK) {
    throw StoreError(std::string("backup: ") + sqlite_api::sqlite3_errmsg(sql::sqlite_of(to)) +
                     ": is the disk full?");
  }
}

}  // namespace

int known_schema() {
  return migrations().back().version;
}

bool on_server(const std::string& url) {
  return sql::parse_url(url).engine == sql::Engine::Postgresql;
}

std::filesystem::path database_file(const std::string& url) {
  const Place place = sql::parse_url(url);
  if (place.engine == sql::Engine::Postgresql) {
    throw StoreError("the database is on a PostgreSQL server: back it up and restore it with pg_dump and pg_restore (docs/scaling.md)");
  }
  if (place.path.empty()) throw StoreError("storage url: the database lives in memory only");
  return place.path;
}

DatabaseFacts copy_database(const std::string& url, const std::filesystem::path& copy) {
  const std::filesystem::path file = database_file(url);
  if (!std::filesystem::exists(file)) throw StoreError(file.string() + ": there is no such database");
  if (std::filesystem::exists(copy)) throw StoreError(copy.string() + ": is there already");
  Connection source = open_file(file, Access::Read);
  source.run("PRAGMA busy_timeout = " + std::to_string(kSnapshotPatience.count()));
  Connection target = open_file(copy, Access::Write);
  // One read transaction over counting and copying: both see the same moment, whoever writes meanwhile.
  source.run("BEGIN");
  const DatabaseFacts facts = facts_of(source);
  copy_pages(source, target);
  source.run("COMMIT");
  // One file, without a write-ahead log beside it.
  target.run("PRAGMA journal_mode = DELETE");
  return facts;
}

DatabaseFacts inspect_database(const std::filesystem::path& file) {
  try {
    if (!std::filesystem::exists(file)) throw StoreError("there is no such file");
    Connection connection = open_file(file, Access::Read);
    const auto faults = texts_of(connection, "SELECT integrity_check FROM pragma_integrity_check");
    if (faults != std::vector<std::string>{"ok"}) throw StoreError(faults.empty() ? "unreadable" : faults.front());
    for (const std::string& table : texts_of(connection, "SELECT \"table\" FROM pragma_foreign_key_check")) {
      throw StoreError("a row of " + table + " points nowhere");
    }
    return facts_of(connection);
  } catch (const std::exception& error) {
    throw StoreError(file.string() + ": " + error.what());
  }
}

std::int64_t doubt_unsent(const std::filesystem::path& file, Instant now) {
  Connection connection = open_file(file, Access::Write);
  // As if sent as often as the desk does by itself: only a person sends it again.
  int sends = kSendsAtMost;
  Statement statement(connection, "snapshot.doubt",
                      "UPDATE outbox SET state = 'uncertain', not_before = :now, updated_at = :now2, "
                      "attempts = max(attempts, :sends), error = 'restored from a backup: may have been sent since' "
                      "WHERE " +
                          sql::is_under_way("outbox"),
                      sql::given(now, "now"), sql::given(now, "now2"), sql::given(sends, "sends"));
  statement.one();
  return statement.changed();
}

}  // namespace sportello::storage
