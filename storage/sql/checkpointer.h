/// Moves what is in the write-ahead log into the database file while the writer goes on writing: done by the writer
/// itself, as SQLite does unless told, it would hold up every acknowledgement behind it for as long as the disk takes.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "storage/sql/connection.h"

namespace sportello::storage::sql {

struct LogLimits {
  /// So many pages more in the log are worth a write to the file.
  int worth_moving = 1'000;
  /// The log starts anew only when all of it has been moved, which never happens while the writer is always ahead. From
  /// here on (64 MB) the writer moves the rest itself, once.
  int too_long = 16'000;
};

/// One thread with a connection of its own. Watches the writer's connection from its making on; must end before it.
class Checkpointer {
 public:
  Checkpointer(Connection& writer, std::string connect, LogLimits limits = {});
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// What the writer's commit left in the log; called on its thread.
  void committed(int pages);

 private:
  void work();

  Connection& writer_;
  const std::string connect_;
  const LogLimits limits_;
  int moved_at_ = 0;  ///< pages in the log when they were last to be moved; on the writer's thread
  std::mutex mutex_;
  std::condition_variable wake_;
  bool due_ = false;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sportello::storage::sql
