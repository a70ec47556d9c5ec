#include "storage/sql/open.h"

#include <fcntl.h>
#include <soci/postgresql/soci-postgresql.h>
#include <unistd.h>

#include <string_view>

namespace sportello::storage::sql {
namespace {

constexpr std::string_view kFilePrefix = "sqlite://";
constexpr std::string_view kMemoryUrl = "sqlite::memory:";
constexpr std::string_view kServerPrefixes[] = {"postgresql://", "postgres://"};
/// For a process that was stopped inside a transaction: its locks hold up the others no longer than this.
constexpr std::string_view kLongestPause = "60s";

/// SQLite gives its log and its shared memory the rights of the file, so people's data is readable by its owner only.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) ::close(file);
}

void set_up_sqlite(Connection& connection, Access access, std::chrono::milliseconds busy_timeout) {
  // First, because everything after it may have to wait.
  connection.run("PRAGMA busy_timeout = " + std::to_string(busy_timeout.count()));
  connection.run("PRAGMA foreign_keys = ON");
  connection.run("PRAGMA temp_store = MEMORY");
  if (access == Access::Read) {
    connection.run("PRAGMA query_only = ON");
    connection.run("PRAGMA cache_size = -4096");
    return;
  }
  connection.run("PRAGMA journal_mode = WAL");
  connection.run("PRAGMA synchronous = FULL");
  connection.run("PRAGMA cache_size = -16384");
}

void set_up_postgresql(Connection& connection, Access access, std::chrono::milliseconds busy_timeout) {
  auto* server = static_cast<soci::postgresql_session_backend*>(connection.session().get_backend())->conn_;
  // The details of an error quote the row, which is people's data.
  PQsetErrorVerbosity(server, PQERRORS_TERSE);
  if (PQparameterStatus(server, "server_encoding") != std::string_view("UTF8")) {
    throw StoreError("the database is not in UTF-8: create it with ENCODING 'UTF8' (docs/scaling.md)");
  }
  connection.run("SET client_min_messages = warning");
  connection.run("SET client_encoding = 'UTF8'");
  connection.run("SET standard_conforming_strings = on");
  connection.run("SET lock_timeout = " + std::to_string(busy_timeout.count()));
  connection.run("SET idle_in_transaction_session_timeout = '" + std::string(kLongestPause) + "'");
  if (access == Access::Read) connection.run("SET default_transaction_read_only = on");
}

}  // namespace

Place parse_url(const std::string& url) {
  if (url == kMemoryUrl) return {};
  if (url.starts_with(kFilePrefix) && url.size() > kFilePrefix.size() && url[kFilePrefix.size()] == '/') {
    return {.path = url.substr(kFilePrefix.size())};
  }
  for (const std::string_view prefix : kServerPrefixes) {
    if (!url.starts_with(prefix)) continue;
    if (url.find_first_of(" \"'\\") != std::string::npos) {
      throw StoreError("storage url: write blanks, quotation marks and backslashes as %20, %22, %27, %5C");
    }
    return {.engine = Engine::Postgresql, .server = url};
  }
  // What stands there may hold a password.
  throw StoreError("storage url: expected sqlite:///absolute/path or postgresql://user@host/database");
}

std::string connect_string(const Place& place, Access access, const std::string& vfs) {
  if (place.engine == Engine::Postgresql) return place.server;
  if (place.path.find('"') != std::string::npos) throw StoreError("storage url: no quotation marks in " + place.path);
  if (!place.path.empty() && access == Access::Write && vfs.empty()) make_private_file(place.path);
  std::string connect = "dbname=\"" + (place.path.empty() ? ":memory:" : place.path) + "\"";
  if (access == Access::Read) connect += " readonly=true";
  if (!vfs.empty()) connect += " vfs=" + vfs;
  return connect;
}

void set_up(Connection& connection, Access access, std::chrono::milliseconds busy_timeout) {
  if (connection.engine() == Engine::Sqlite) {
    set_up_sqlite(connection, access, busy_timeout);
  } else {
    set_up_postgresql(connection, access, busy_timeout);
  }
}

std::unique_ptr<Connection> connect(const Place& place, Access access, std::chrono::milliseconds busy_timeout,
                                    const std::string& vfs) {
  auto connection = std::make_unique<Connection>(connect_string(place, access, vfs), place.engine, access);
  set_up(*connection, access, busy_timeout);
  return connection;
}

}  // namespace sportello::storage::sql
