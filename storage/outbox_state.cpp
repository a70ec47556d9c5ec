#include "storage/outbox_state.h"

#include <array>
#include <optional>
#include <utility>

namespace sportello::storage {
namespace {

constexpr int kQueued = 0;
constexpr int kInFlight = 1;
constexpr int kUncertain = 2;
constexpr int kRead = 5;
constexpr int kFailed = 6;
constexpr std::array<std::pair<std::string_view, int>, 7> kRanks{{{"queued", kQueued},
                                                                  {"in_flight", kInFlight},
                                                                  {"uncertain", kUncertain},
                                                                  {"sent", 3},
                                                                  {"delivered", 4},
                                                                  {"read", kRead},
                                                                  {"failed", kFailed}}};

std::optional<int> rank_of(std::string_view state) {
  for (const auto& [name, rank] : kRanks) {
    if (name == state) return rank;
  }
  return std::nullopt;
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
