/// Bringing the tables of a server up to date. A database file is copied before by open_store itself; a server's is too
/// precious to be changed by whichever command of a newer program comes first.
#pragma once

#include <filesystem>
#include <memory>

#include "storage/store.h"

namespace sportello::storage {

enum class CopyBefore { Make, LeaveOut };

struct Upgrade {
  /// Where PostgreSQL's own pg_dump writes the copy, "before-<version>-<time>.dump", readable by its owner only.
  std::filesystem::path folder;
  /// LeaveOut: somebody has made a copy already.
  CopyBefore copy = CopyBefore::Make;
};

/// As open_store, which refuses a server's tables of an older program; this brings them up to date, other processes that
/// start at the same time waiting. Throws SchemaError, with nothing changed, when the copy cannot be made.
std::unique_ptr<Store> open_store_upgraded(const StoreOptions& options, const Upgrade& upgrade);

}  // namespace sportello::storage
