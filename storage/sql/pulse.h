/// How far behind the desk's queues are: what a dashboard asks every few seconds, so each answer comes from the end of
/// an index.
#pragma once

#include <optional>
#include <string>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

class Pulse {
 public:
  explicit Pulse(Connection& connection);

  /// When the oldest message that waits to be sent was written.
  std::optional<Instant> oldest_queued();
  /// When the next timer is due, in the past when nobody fired it.
  std::optional<Instant> next_timer();
  std::int64_t mails(const std::string& state);

 private:
  Instant at_{};
  std::string state_;
  std::int64_t count_ = 0;
  Statement oldest_queued_;
  Statement next_timer_;
  Statement mails_;
};

}  // namespace sportello::storage::sql
