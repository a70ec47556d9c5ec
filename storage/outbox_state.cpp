#include "storage/outbox_state.h"

#include <algorithm>
#include <optional>

namespace sportello::storage {
namespace {

// Places in kOutboxStates.
constexpr int kQueued = 0;
constexpr int kUncertain = 2;
constexpr int kRead = 5;
constexpr int kFailed = 6;

std::optional<int> rank_of(std::string_view state) {
  const auto* found = std::find(kOutboxStates.begin(), kOutboxStates.end(), state);
  if (found == kOutboxStates.end()) return std::nullopt;
  return static_cast<int>(found - kOutboxStates.begin());
}

}  // namespace

bool may_follow(std::string_view from, std::string_view to) {
  const auto before = rank_of(from);
  const auto after = rank_of(to);
  if (!before || !after || *before == kFailed) return false;
  // What reached the customer has not failed, whatever comes later.
  if (*after == kFailed) return from != "delivered" && *before != kRead;
  if (*after == kQueued) return *before <= kUncertain;
  return *before <= *after;
}

bool needs_a_look(std::string_view state) {
  const auto rank = rank_of(state);
  return rank && (*rank <= kUncertain || *rank == kFailed);
}

}  // namespace sportello::storage
