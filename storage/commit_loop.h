/// The single writer of the embedded store: takes all commands that wait, runs them in one transaction, commits
/// durably, then runs their replies (invariant I1). Owns the thread that owns the Store.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "storage/store.h"

namespace sportello::storage {

enum class Committed {
  Yes,     ///< durable
  No,      ///< the transaction could not be stored; nothing of it happened
};

/// One unit of work. `run` may throw: then its own effects are rolled back (savepoint), `failed` is called inside the
/// same transaction to record that (park), and the others go on. `done` is called after the commit, on the loop's thread;
/// it must not block.
struct Command {
  std::function<void(Store&)> run;
  std::function<void(Store&, const std::string& error)> failed;
  std::function<void(Committed)> done;
};

struct CommitLoopOptions {
  std::size_t max_batch = 256;
  std::size_t max_waiting = 10'000;  ///< more are refused at once: the caller answers 503
};

struct CommitStats {
  std::size_t batch = 0;
  std::chrono::microseconds took{};
  bool committed = false;
};

class CommitLoop {
 public:
  virtual ~CommitLoop() = default;
  /// From any thread. False when the queue is full or the loop is stopping; then nothing of the command is called.
  virtual bool submit(Command command) = 0;
  /// Runs the command and waits for its commit. Not from the loop's own thread.
  virtual Committed run_and_wait(std::function<void(Store&)> run) = 0;
  /// Finishes what waits, then stops. Called once, from the composition root.
  virtual void stop() = 0;
};

/// `committed` is called after each transaction, on the loop's thread: wake the sender, publish live updates, count.
std::unique_ptr<CommitLoop> start_commit_loop(std::unique_ptr<Store> store, CommitLoopOptions options,
                                              std::function<void(const CommitStats&)> committed);

}  // namespace sportello::storage
