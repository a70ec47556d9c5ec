/// Runs stored events again: parked ones where they are, or the whole log into an empty store.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bot/desk.h"
#include "storage/reader.h"
#include "storage/store.h"

namespace sportello::bot {

struct ReplayedEvent {
  std::int64_t id = 0;
  std::string kind;
  std::string outcome;  ///< what came of it, or why it is parked again
  bool parked = false;
};

/// Takes up every parked event, oldest first, each in a transaction of its own. One that fails again stays parked, with
/// its new error.
std::vector<ReplayedEvent> replay_parked(storage::Store& store, Desk& desk, flows::Instant now);

struct LogReplay {
  std::int64_t events = 0;
  std::int64_t parked = 0;
  std::int64_t timers = 0;  ///< that fired on the way
  std::int64_t unsent =
      0;  ///< answers the log knows no fate of: kept as failed, so that nobody gets them a second time
};

/// Takes every event of the log again, at the time it was received, and fires the timers in between at theirs, up to
/// `until`. With the same profiles the same tickets and texts come out. What operators did and what was imported is no
/// part of the log. `into` must be empty.
LogReplay replay_log(storage::Reader& log, storage::Store& into, Desk& desk, flows::Instant until);

}  // namespace sportello::bot
