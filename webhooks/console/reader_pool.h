/// Threads that read the store for the API: each has a connection of its own, and no thread of the server waits for
/// one.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "flows/core/result.h"
#include "storage/reader.h"

namespace sportello::webhooks {

using OpenReader = std::function<std::unique_ptr<storage::Reader>()>;

class ReaderPool {
 public:
  struct Job {
    std::function<void(storage::Reader&)> run;
    /// Called instead of the rest of `run` when it threw: Unavailable when the store could not be read.
    std::function<void(const flows::Error& fault)> failed;
  };

  /// Opens the connections on their threads; one that cannot be opened is tried again with the next job.
  ReaderPool(OpenReader open, std::size_t threads, std::size_t max_waiting);
  /// Finishes the jobs that run; those that wait are dropped, and with them their repliers.
  ~ReaderPool();
  ReaderPool(const ReaderPool&) = delete;
  ReaderPool& operator=(const ReaderPool&) = delete;

  /// False when too many wait: the caller answers 503.
  bool submit(Job job);

 private:
  void work(const std::stop_token& stop);

  OpenReader open_;
  std::size_t max_waiting_;
  std::mutex mutex_;
  std::condition_variable_any arrived_;
  std::deque<Job> waiting_;
  std::vector<std::jthread> threads_;
};

}  // namespace sportello::webhooks
