/// Takes committed messages out of the outbox and gives them to WhatsApp: in order within a conversation, side by side
/// across conversations, fair among business numbers, at the number's pace and no faster to one customer than Meta's
/// pair rate. Marks them in flight before, records what came of it after.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "bot/channels.h"
#include "bot/clock.h"
#include "bot/desk.h"
#include "storage/commit_loop.h"
#include "webhooks/whatsapp/graph_client.h"

namespace sportello::bot {

struct SenderOptions {
  int threads = 16;  ///< messages on their way at a time
  int pace_per_second = 80;  ///< per business number (Meta: 80, or 1,000 after an upgrade)
  std::chrono::seconds uncertain{120};
  std::chrono::seconds probe{60};  ///< how often a channel that is down is tried
  /// Where several processes share the outbox: what one of them has had in flight for longer is taken for interrupted.
  /// Longer than an upload and a send take (webhooks::GraphSettings).
  std::chrono::seconds lease{150};
};

/// Threads that keep that pace when Graph takes a quarter of a second to answer; at least 16, at most 256.
int threads_for(int pace_per_second, std::size_t numbers);

/// Makes a Graph client; each sender thread has its own.
using GraphClients = std::function<std::unique_ptr<webhooks::GraphClient>()>;
/// Bytes and type of a file in the media store, for messages that carry one.
using StoredMedia = std::function<flows::Result<std::string>(const std::string& stored)>;

class Sender {
 public:
  Sender(storage::CommitLoop& commits, Clock& clock, GraphClients clients, SenderOptions options, StoredMedia media,
         std::function<void(Afterwards)> publish);
  ~Sender();
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  /// What was in flight when the process died is uncertain from now on; then the threads start.
  void start();
  /// Lets what is in flight finish for a moment, then stops; the rest stays queued.
  void stop();
  /// There is something new in the outbox, or the clock was moved.
  void wake();
  /// Best effort, from the commit loop's thread: never blocks, dropped when too many wait.
  void acknowledge(const ReadReceipt& receipt);

  /// Why nothing is being sent; empty when all is well.
  std::optional<ChannelTrouble> trouble() const;
  std::optional<flows::Instant> last_success() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace sportello::bot
