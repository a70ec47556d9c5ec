/// Whether the desk is alive, ready, and well: /healthz, /readyz, /metrics.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>

#include "bot/channel_watch.h"
#include "bot/metrics.h"
#include "bot/sender.h"
#include "storage/commit_loop.h"
#include "webhooks/console/reader_pool.h"
#include "webhooks/http/router.h"

namespace sportello::bot {

/// What shows that the channel lives, since the start, and what gives reason to worry.
struct ChannelEvidence {
  std::optional<flows::Instant> last_webhook;
  std::optional<flows::Instant> last_sent;
  std::vector<ChannelConcern> concerns;
};

struct HealthOptions {
  std::function<flows::Instant()> now;
  std::function<std::optional<ChannelTrouble>()> trouble;
  std::function<ChannelEvidence()> channel;
  webhooks::OpenReader open_reader;
  std::string storage_url;
  std::string version;
  /// What the server knows of itself: `requests_open`, `live_clients`. Empty: no server.
  std::function<Gauges()> server;
};

class Health {
 public:
  explicit Health(HealthOptions options);

  /// Adds the three routes. /metrics answers loopback only; /healthz says that the process lives; /readyz is 200 while
  /// it takes webhooks, with the channel's trouble in its detail: that is never a reason to refuse inbound.
  void mount(webhooks::Router& router);

  void set_ready(bool ready) { ready_ = ready; }
  Metrics& metrics() { return metrics_; }
  void count_commit(const storage::CommitStats& stats);

 private:
  Gauges gauges() const;
  webhooks::Response ready_reply(const storage::DeskCounts& counts) const;

  HealthOptions options_;
  std::atomic<bool> ready_{false};
  std::atomic<bool> storing_{true};
  Metrics metrics_;
  webhooks::ReaderPool readers_;
};

}  // namespace sportello::bot
