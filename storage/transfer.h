/// Moves a desk from one engine to the other.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/store.h"

namespace sportello::storage {

struct TransferredTable {
  std::string name;
  std::int64_t rows = 0;
  std::string sha256;  ///< over all rows in the order of their keys, the same on both sides
};

/// Copies every table of the SQLite file `from` into the empty database `to`, whose tables are made by this program first,
/// in one transaction; then reads both sides and compares counts and hashes. Nobody may write to `from` meanwhile: the
/// caller holds its lock. `progress` hears each table before it is copied.
/// Throws StoreError, and leaves no row in `to`, when `to` holds a desk already, when the schema of `from` is not this
/// program's, or when the two sides differ.
std::vector<TransferredTable> transfer(const std::string& from, const std::string& to, Instant now,
                                       const std::function<void(std::string_view table)>& progress);

}  // namespace sportello::storage
