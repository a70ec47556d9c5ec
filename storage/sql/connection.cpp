#include "storage/sql/connection.h"

#include <soci/postgresql/soci-postgresql.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <memory>
#include <mutex>
#include <stdexcept>

namespace sportello::storage::sql {
namespace {

/// The primary result codes after which the same transaction may succeed once the machine is well again.
bool is_machine_failure(int result) {
  switch (result & 0xFF) {
    case SQLITE_PERM:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_IOERR:
    case SQLITE_CORRUPT:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_NOLFS:
    case SQLITE_NOTADB:
      return true;
    default:
      return false;
  }
}

/// SQLSTATE (PostgreSQL, appendix A): another transaction was in the way; the same may succeed at once.
bool is_conflict(const std::string& state) {
  return state == "40001" || state == "40P01" || state == "55P03";
}

/// Classes of SQLSTATE after which the same transaction may succeed once the server is well again: no answer, lost
/// connection, rolled back, out of resources, not in a fit state, stopped by its operator, broken disk, broken inside.
bool is_server_failure(const std::string& state) {
  if (state == "25006") return true;  // a standby, or a server that was made read-only
  for (const char* of_class : {"  ", "08", "40", "53", "55", "57", "58", "F0", "XX"}) {
    if (state.compare(0, 2, of_class) == 0) return true;
  }
  return false;
}

/// Before its first use: no lock around every call, since no two threads use one connection at the same time, and none
/// around every allocation, which would only serve to count them.
void configure_sqlite() {
  sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
  sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

void rethrow_translated(std::string_view doing) {
  const std::string prefix = std::string(doing) + ": ";
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& error) {
    if (is_machine_failure(error.result())) throw StoreError(prefix + error.get_error_message());
    throw std::runtime_error(prefix + error.get_error_message());
  } catch (const soci::postgresql_soci_error& error) {
    const std::string text = prefix + error.get_error_message();
    if (is_conflict(error.sqlstate())) throw StoreConflict(text);
    if (is_server_failure(error.sqlstate())) throw StoreError(text);
    throw std::runtime_error(text);
  } catch (const soci::soci_error& error) {
    throw std::runtime_error(prefix + error.get_error_message());
  }
}

Connection::Connection(const std::string& connect, Engine engine, Access access) : engine_(engine), access_(access) {
  static std::once_flag once;
  std::call_once(once, configure_sqlite);
  try {
    if (engine == Engine::Sqlite) {
      session_.open(soci::sqlite3, connect);
    } else {
      session_.open(soci::postgresql, connect);
    }
  } catch (const soci::soci_error& error) {
    throw StoreError("open: " + error.get_error_message());
  }
}

void Connection::run(const std::string& sql) {
  try {
    session_.once << sql;
  } catch (...) {
    rethrow_translated(sql);
  }
}

void Connection::run_script(const std::string& sql) {
  if (engine_ == Engine::Sqlite) {
    for (const std::string& statement : statements_in(sql)) run(statement);
    return;
  }
  auto* server = static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_;
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(server, sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
  const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  try {
    throw soci::postgresql_soci_error(PQerrorMessage(server), state == nullptr ? "     " : state);
  } catch (...) {
    rethrow_translated("script");
  }
}

int Connection::changes() {
  if (engine_ != Engine::Sqlite) return 0;
  return sqlite_api::sqlite3_total_changes(sqlite_of(*this));
}

sqlite_api::sqlite3* sqlite_of(Connection& connection) {
  return static_cast<soci::sqlite3_session_backend*>(connection.session().get_backend())->conn_;
}

std::vector<std::string> statements_in(std::string_view sql) {
  std::vector<std::string> statements;
  std::string pending;
  for (const char c : sql) {
    pending += c;
    if (c == ';' && sqlite_api::sqlite3_complete(pending.c_str()) == 1) statements.push_back(std::exchange(pending, {}));
  }
  return statements;
}

bool Statement::first() {
  try {
    return statement_.execute(true);
  } catch (...) {
    rethrow_translated(name_);
  }
}

bool Statement::next() {
  try {
    return statement_.fetch();
  } catch (...) {
    rethrow_translated(name_);
  }
}

bool Statement::one() {
  if (keep_new_id_) return insert();
  if (!first()) return false;
  // To its end: a statement left half-way holds its read transaction open.
  while (next()) {
  }
  return true;
}

bool Statement::insert() {
  if (!changes()) return false;
  long long id = 0;
  session_.get_last_insert_id("", id);
  keep_new_id_(id);
  return true;
}

bool Statement::changes() {
  first();
  return changed() > 0;
}

long long Statement::changed() {
  return statement_.get_affected_rows();
}

}  // namespace sportello::storage::sql
