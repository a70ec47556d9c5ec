/// What the desk counts about itself, in Prometheus' text format. docs/metrics.md is the list.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "bot/desk.h"
#include "storage/commit_loop.h"
#include "storage/reader.h"
#include "webhooks/http/server.h"

namespace sportello::bot {

/// What is measured at the moment of asking, beside what the store counts.
struct Gauges {
  bool channel_up = true;
  std::size_t channel_concerns = 0;            ///< what somebody should do about it
  std::optional<flows::Instant> last_webhook;  ///< signed, since the start
  std::optional<flows::Instant> last_sent;     ///< that WhatsApp took, since the start
  std::size_t requests_open = 0;
  std::size_t live_clients = 0;
  std::uint64_t database_bytes = 0;
  std::uint64_t disk_free_bytes = 0;
  std::optional<flows::Instant> newest_backup;
};

/// Counts from any thread.
class Metrics {
 public:
  Metrics(const std::string& version, int schema);
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void count_updates(std::size_t updates);
  void count_refused_webhook();
  void count_commit(const storage::CommitStats& stats);
  void count_done(const Tally& tally);
  void count_send(const SendReport& report);
  void count_reply(const webhooks::LogLine& line);

  /// Everything as text. One caller at a time.
  std::string print(const storage::DeskCounts& counts, const Gauges& gauges, flows::Instant now);

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

}  // namespace sportello::bot
