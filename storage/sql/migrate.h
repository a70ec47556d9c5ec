/// Brings a database to the schema this program knows, or says why it must not be touched.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "storage/migrations/migrations.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

/// Called with the first version that is missing, before anything of a server's tables is changed; may throw.
using BeforeUpgrade = std::function<void(int version)>;

/// Applies what is missing, one transaction each; on PostgreSQL the translation (storage/sql/translate.h), with other
/// processes that start at the same time waiting. `path` names the file in messages and the copy made before; no copy
/// is made of an empty database or when `path` is empty; there `before` is called. Throws SchemaError, changing nothing, when an applied
/// migration differs from the program's or is unknown to it.
void migrate(Connection& connection, std::span<const Migration> migrations, const std::string& path, Instant now,
             const BeforeUpgrade& before = {});

}  // namespace sportello::storage::sql
