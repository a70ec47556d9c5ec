/// For the test that asks the planner how each statement would run.
#pragma once

#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

/// Everything that a store or a reader of this folder has prepared.
std::vector<NamedSql> statements_of(const Store& store);
std::vector<NamedSql> statements_of(const Reader& reader);

}  // namespace sportello::storage::sql
