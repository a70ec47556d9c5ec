/// One-time links that let an operator in.
#pragma once

#include <chrono>
#include <string>

#include "storage/store.h"

namespace sportello::bot {

/// Stores a link for the operator and returns its token, which is shown once and stored as a hash only.
std::string make_link(storage::Store& store, std::int64_t operator_id, const std::string& kind, flows::Instant now,
                      std::chrono::hours lifetime);

}  // namespace sportello::bot
