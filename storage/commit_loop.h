/// The single writer of a process: takes all commands that wait, runs them in one transaction, commits
/// durably, then runs their replies (invariant I1). Owns the thread that owns the Store.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "storage/store.h"

namespace sportello::storage {

enum class Committed {
  Yes,  ///< durable
  No,   ///< the transaction could not be stored; nothing of it happened
};

/// One unit of work. `run` and `failed` may be called again, when another process was in the way (StoreConflict) or a
/// command of the same transaction threw: they keep nothing of an earlier call. `run` may throw: then its own effects are
/// rolled back, `failed` is called inside the same transaction to record that (park), and the others go on; without `failed`, or when that throws too, the command
/// alone gets Committed::No. A StoreError is no fault of the command and must be let through: it fails the whole batch.
/// `done` is called after the commit, on the loop's thread; it must neither block nor throw.
struct Command {
  std::function<void(Store&)> run = {};
  std::function<void(Store&, const std::string& error)> failed = {};
  std::function<void(Committed)> done = {};
};

struct CommitLoopOptions {
  std::size_t max_batch = 256;
  std::size_t max_waiting = 10'000;  ///< more are refused at once: the caller answers 503
  /// Called at named places of each transaction ("begun", "run", "committed", "replied"): crash tests end the process
  /// there.
  std::function<void(std::string_view place)> at = {};
};

struct CommitStats {
  std::size_t batch = 0;
  std::chrono::microseconds took{};
  bool committed = false;
  std::string error = {};  ///< why not, for the log
  /// False from a transaction that could not be stored until one can that has something to store: one that has nothing
  /// ends well on a full disk too.
  bool storing = true;
  int conflicts = 0;       ///< transactions that were run again because another process was in the way
};

class CommitLoop {
 public:
  virtual ~CommitLoop() = default;
  /// From any thread. False when the queue is full or the loop is stopping; then nothing of the command is called.
  virtual bool submit(Command command) = 0;
  /// Runs the command and waits for its commit. Not from the loop's own thread.
  /// What `run` throws, except StoreError, is thrown here. No also when the queue is full.
  virtual Committed run_and_wait(std::function<void(Store&)> run) = 0;
  /// Other processes may work on the same database: what is taken up is taken for a time only (a lease).
  virtual bool shared() const = 0;
  /// Finishes what waits, puts the log into the database file and closes it. Called from the composition root, and by
  /// the destructor.
  virtual void stop() = 0;
};

/// `committed` is called after each transaction, on the loop's thread: wake the sender, publish live updates, count.
std::unique_ptr<CommitLoop> start_commit_loop(std::unique_ptr<Store> store, CommitLoopOptions options,
                                              std::function<void(const CommitStats&)> committed);

}  // namespace sportello::storage
