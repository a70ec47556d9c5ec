#include "storage_faulty_vfs.h"

#include <sqlite3.h>

#include <mutex>

namespace sportello::storage {
namespace {

struct Plan {
  std::mutex mutex;
  bool armed = false;
  Fault fault = Fault::DiskFull;
  Lasting lasting = Lasting::Once;
  int countdown = 0;
  bool met = false;

  bool strikes(Fault kind) {
    const std::lock_guard lock(mutex);
    if (!armed || (fault != Fault::DiskBroken && fault != kind)) return false;
    if (countdown > 1) {
      --countdown;
      return false;
    }
    met = true;
    if (lasting == Lasting::Once) armed = false;
    return true;
  }
};

Plan& plan() {
  static Plan the_plan;
  return the_plan;
}

/// SQLite allocates szOsFile bytes: ours first, the real file behind it.
struct File {
  sqlite3_file base;
  sqlite3_file* real;
};
sqlite3_file* real(sqlite3_file* file) {
  return reinterpret_cast<File*>(file)->real;
}

int on_write(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  if (plan().strikes(Fault::DiskFull)) return SQLITE_FULL;
  return real(file)->pMethods->xWrite(real(file), data, size, offset);
}
int on_truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (plan().strikes(Fault::DiskFull)) return SQLITE_IOERR_TRUNCATE;
  return real(file)->pMethods->xTruncate(real(file), size);
}
int on_sync(sqlite3_file* file, int flags) {
  if (plan().strikes(Fault::LostSync)) return SQLITE_IOERR_FSYNC;
  return real(file)->pMethods->xSync(real(file), flags);
}

const sqlite3_io_methods* methods() {
  static const sqlite3_io_methods the_methods = [] {
    sqlite3_io_methods m{};
    m.iVersion = 2;  // without memory mapping, so that every write passes here
    m.xClose = [](sqlite3_file* f) { return real(f)->pMethods->xClose(real(f)); };
    m.xRead = [](sqlite3_file* f, void* d, int n, sqlite3_int64 o) {
      return real(f)->pMethods->xRead(real(f), d, n, o);
    };
    m.xWrite = on_write;
    m.xTruncate = on_truncate;
    m.xSync = on_sync;
    m.xFileSize = [](sqlite3_file* f, sqlite3_int64* n) { return real(f)->pMethods->xFileSize(real(f), n); };
    m.xLock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xLock(real(f), l); };
    m.xUnlock = [](sqlite3_file* f, int l) { return real(f)->pMethods->xUnlock(real(f), l); };
    m.xCheckReservedLock = [](sqlite3_file* f, int* r) { return real(f)->pMethods->xCheckReservedLock(real(f), r); };
    m.xFileControl = [](sqlite3_file* f, int op, void* a) { return real(f)->pMethods->xFileControl(real(f), op, a); };
    m.xSectorSize = [](sqlite3_file* f) { return real(f)->pMethods->xSectorSize(real(f)); };
    m.xDeviceCharacteristics = [](sqlite3_file* f) { return real(f)->pMethods->xDeviceCharacteristics(real(f)); };
    m.xShmMap = [](sqlite3_file* f, int p, int s, int e, void volatile** r) {
      return real(f)->pMethods->xShmMap(real(f), p, s, e, r);
    };
    m.xShmLock = [](sqlite3_file* f, int o, int n, int flags) {
      return real(f)->pMethods->xShmLock(real(f), o, n, flags);
    };
    m.xShmBarrier = [](sqlite3_file* f) { real(f)->pMethods->xShmBarrier(real(f)); };
    m.xShmUnmap = [](sqlite3_file* f, int d) { return real(f)->pMethods->xShmUnmap(real(f), d); };
    return m;
  }();
  return &the_methods;
}

sqlite3_vfs* the_real_vfs() {
  return sqlite3_vfs_find("unix");
}

int on_open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* out_flags) {
  auto* const ours = reinterpret_cast<File*>(file);
  ours->base.pMethods = nullptr;
  if (plan().strikes(Fault::NotOpened)) return SQLITE_CANTOPEN;
  ours->real = reinterpret_cast<sqlite3_file*>(ours + 1);
  const int result = the_real_vfs()->xOpen(the_real_vfs(), name, ours->real, flags, out_flags);
  if (result == SQLITE_OK) ours->base.pMethods = methods();
  return result;
}

sqlite3_vfs& the_vfs() {
  static sqlite3_vfs vfs = [] {
    sqlite3_vfs copy = *the_real_vfs();
    copy.szOsFile += static_cast<int>(sizeof(File));
    copy.pNext = nullptr;
    copy.zName = "faulty";
    copy.xOpen = on_open;
    return copy;
  }();
  return vfs;
}

}  // namespace

FaultyVfs::FaultyVfs() {
  sqlite3_initialize();
  repair();
  sqlite3_vfs_register(&the_vfs(), 0);
}
FaultyVfs::~FaultyVfs() {
  sqlite3_vfs_unregister(&the_vfs());
}

void FaultyVfs::fail(Fault fault, Lasting lasting, int nth) {
  const std::lock_guard lock(plan().mutex);
  plan().fault = fault;
  plan().lasting = lasting;
  plan().countdown = nth;
  plan().armed = true;
  plan().met = false;
}

void FaultyVfs::repair() {
  const std::lock_guard lock(plan().mutex);
  plan().armed = false;
}

bool FaultyVfs::met() const {
  const std::lock_guard lock(plan().mutex);
  return plan().met;
}

}  // namespace sportello::storage
