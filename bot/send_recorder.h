/// Stores what came of each send without holding up the thread that sent: under load a commit takes longer than a send.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "bot/desk.h"
#include "bot/send_outcome.h"
#include "storage/commit_loop.h"

namespace sportello::bot {

class SendRecorder {
 public:
  /// `publish` is told what followed from each stored outcome, on the commit loop's thread. What could not be stored
  /// is tried again after `pause`.
  SendRecorder(storage::CommitLoop& commits, std::function<void(Afterwards)> publish,
               std::chrono::milliseconds pause = std::chrono::seconds{1});
  SendRecorder(const SendRecorder&) = delete;
  SendRecorder& operator=(const SendRecorder&) = delete;

  /// From any thread; returns at once. What cannot be stored (a full disk) is kept for try_again().
  void record(SendVerdict verdict, SendReport report, flows::Instant now);
  /// Gives what could not be stored to the commit loop once more when its time has come. Returns how long until the next
  /// time, at most `longest`.
  std::chrono::milliseconds try_again(std::chrono::milliseconds longest);
  /// Waits for what the commit loop has. What could not be stored is forgotten: its message stays in flight, which the
  /// next start takes for uncertain.
  void stop();

 private:
  struct Outcome;
  using Shared = std::shared_ptr<Outcome>;

  void submit(const Shared& outcome);
  static void tell(const Outcome& outcome, Afterwards& after);
  void settled(const Shared& outcome, const flows::Result<void>& stored);

  storage::CommitLoop& commits_;
  const std::function<void(Afterwards)> publish_;
  const std::chrono::milliseconds pause_;
  std::mutex mutex_;
  std::condition_variable settled_;
  int under_way_ = 0;  ///< given to the commit loop
  std::vector<Shared> kept_;
  std::chrono::steady_clock::time_point again_at_;
};

}  // namespace sportello::bot
