/// One desk at a time on a database: two would both send what waits.
#pragma once

#include <filesystem>

namespace sportello::bot {

class DeskLock {
 public:
  /// Takes "<database>.lock" until it is destroyed, or until the process ends however that happens. Throws
  /// std::runtime_error when another process has it, or the folder cannot be written.
  explicit DeskLock(const std::filesystem::path& database);
  ~DeskLock();
  DeskLock(const DeskLock&) = delete;
  DeskLock& operator=(const DeskLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace sportello::bot
