#include "storage/sql/connection.h"

#include <soci/sqlite3/soci-sqlite3.h>

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

}  // namespace

void rethrow_translated(std::string_view doing) {
  const std::string prefix = std::string(doing) + ": ";
  try {
    throw;
  } catch (const soci::sqlite3_soci_error& error) {
    if (is_machine_failure(error.result())) throw StoreError(prefix + error.get_error_message());
    throw std::runtime_error(prefix + error.get_error_message());
  } catch (const soci::soci_error& error) {
    throw std::runtime_error(prefix + error.get_error_message());
  }
}

Connection::Connection(const std::string& connect) {
  try {
    session_.open(soci::sqlite3, connect);
  } catch (...) {
    rethrow_translated("open");
  }
}

void Connection::run(const std::string& sql) {
  try {
    session_.once << sql;
  } catch (...) {
    rethrow_translated(sql);
  }
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
  if (!first()) return false;
  // To its end: a statement left half-way holds its read transaction open.
  while (next()) {
  }
  return true;
}

long long Statement::changed() {
  return statement_.get_affected_rows();
}

}  // namespace sportello::storage::sql
