#include "storage/sql/checkpointer.h"

#include <soci/sqlite3/soci-sqlite3.h>

#include <exception>
#include <optional>
#include <utility>

namespace sportello::storage::sql {
namespace {

int on_commit(void* checkpointer, sqlite_api::sqlite3*, const char*, int pages) {
  static_cast<Checkpointer*>(checkpointer)->committed(pages);
  return SQLITE_OK;
}

}  // namespace

Checkpointer::Checkpointer(Connection& writer, std::string connect, LogLimits limits)
    : writer_(writer), connect_(std::move(connect)), limits_(limits) {
  sqlite_api::sqlite3_wal_hook(sqlite_of(writer_), on_commit, this);
  thread_ = std::thread([this] { work(); });
}

Checkpointer::~Checkpointer() {
  sqlite_api::sqlite3_wal_hook(sqlite_of(writer_), nullptr, nullptr);
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void Checkpointer::committed(int pages) {
  // Fewer than at the last time: the log has started anew.
  if (pages < moved_at_) moved_at_ = 0;
  if (pages - moved_at_ < limits_.worth_moving) return;
  moved_at_ = pages;
  if (pages >= limits_.too_long) {
    // Busy while our thread is at it; then the next commit comes here again. A failure shows at the next write.
    sqlite_api::sqlite3_wal_checkpoint_v2(sqlite_of(writer_), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return;
  }
  {
    const std::lock_guard lock(mutex_);
    due_ = true;
  }
  wake_.notify_one();
}

void Checkpointer::work() {
  // Kept: to open a connection is to read the whole schema.
  std::optional<Connection> connection;
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || due_; });
      if (stopping_) return;
      due_ = false;
    }
    try {
      if (!connection) connection.emplace(connect_).run("PRAGMA synchronous = FULL");
      connection->run("PRAGMA wal_checkpoint(PASSIVE)");
    } catch (const std::exception&) {
      // The log keeps what could not be moved; the writer meets the same disk and reports it.
      connection.reset();
    }
  }
}

}  // namespace sportello::storage::sql
