/// From a storage URL to a connection with the settings that the house relies on.
#pragma once

#include <chrono>
#include <string>

#include "storage/sql/connection.h"

namespace sportello::storage::sql {

enum class Access { Write, Read };

struct Place {
  std::string path;  ///< empty: in memory
};

/// Throws StoreError for a URL of another kind.
Place parse_url(const std::string& url);
/// SOCI's connect string. Throws StoreError for a path it cannot spell.
std::string connect_string(const Place& place, Access access, const std::string& vfs);
/// Write-ahead log, durable commits (synchronous=FULL), foreign keys, a bounded wait for other writers.
void set_up(Connection& connection, Access access, std::chrono::milliseconds busy_timeout);

}  // namespace sportello::storage::sql
