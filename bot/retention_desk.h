/// Takes away what has been kept long enough, a little at a time, every day. Internal to the desk.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "bot/desk.h"
#include "flows/retention/retention.h"
#include "storage/retention.h"
#include "storage/store.h"

namespace sportello::bot {

inline constexpr std::string_view kRetentionTimer = "retention";

/// Which kind a row of the table is.
flows::KeptData kind_of(storage::AgingTable table, const storage::AgingRow& row);

/// The first round comes soon after the start, the next ones every day.
void watch_retention(storage::Store& store, flows::Instant now);
/// Looks at one batch and sets the timer again: at once while there is more, otherwise for the next day.
void fire_retention(storage::Store& store, const DeskOptions& options, const storage::TimerRow& timer,
                    flows::Instant now, Afterwards& after);

/// What is there of each kind, for `sportello retention`.
struct RetentionLine {
  flows::KeptData kind = flows::KeptData::RawLog;
  std::optional<flows::Instant> oldest;  ///< of what is not needed any more
  std::size_t over = 0;                  ///< would go with the next round
};
std::vector<RetentionLine> look_at_retention(storage::Store& store, const flows::Retention& retention,
                                             flows::Instant now);

}  // namespace sportello::bot
