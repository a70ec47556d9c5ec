/// A file layer for SQLite that fails on request: the disk is full, a sync does not reach the disk, a file cannot be
/// opened.
#pragma once

#include <string>

namespace sportello::storage {

enum class Fault {
  DiskFull,    ///< writes and truncations fail
  LostSync,    ///< syncs fail
  NotOpened,   ///< files are not opened: no rights, no descriptors
  DiskBroken,  ///< all of these
};
enum class Lasting { Once, UntilRepaired };

/// Registers itself with SQLite for its lifetime; StoreOptions::vfs takes its name. One at a time. Only what the
/// process writes through this name is affected.
class FaultyVfs {
 public:
  FaultyVfs();
  ~FaultyVfs();
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  std::string name() const { return "faulty"; }
  /// The operation number `nth` from now (1: the next) fails, of those the fault is about.
  void fail(Fault fault, Lasting lasting, int nth = 1);
  void repair();
  /// True when a fault has been met since fail().
  bool met() const;
};

}  // namespace sportello::storage
