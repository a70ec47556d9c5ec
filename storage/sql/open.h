/// From a storage URL to a connection with the settings that the house relies on.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "storage/sql/connection.h"

namespace sportello::storage::sql {

struct Place {
  Engine engine = Engine::Sqlite;
  std::string path = {};    ///< SQLite's file; empty: in memory
  std::string server = {};  ///< PostgreSQL's URL, as libpq reads it
};

/// Throws StoreError for a URL of another kind.
Place parse_url(const std::string& url);
/// SOCI's connect string. Throws StoreError for a path it cannot spell.
std::string connect_string(const Place& place, Access access, const std::string& vfs);
/// SQLite: write-ahead log, durable commits (synchronous=FULL), foreign keys, a bounded wait for other writers.
/// PostgreSQL: durable commits (synchronous_commit=on unless the server says more), a bounded wait for locks, for the
/// server's answer and for a transaction that was left open. Throws StoreError for a database that is not in UTF-8.
void set_up(Connection& connection, Access access, std::chrono::milliseconds busy_timeout);
/// Opens and sets up. Throws StoreError.
std::unique_ptr<Connection> connect(const Place& place, Access access, std::chrono::milliseconds busy_timeout,
                                    const std::string& vfs = {});

}  // namespace sportello::storage::sql
