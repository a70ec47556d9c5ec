// Put before the real program with LD_PRELOAD, so that the program itself knows nothing of tests:
//   SPORTELLO_FAIL_POINT=PLACE:N   ends the process by SIGKILL at the N-th PLACE:
//     statement  after a statement of an open transaction     commit     before a COMMIT
//     committed  after a COMMIT                               write      in the middle of a write to a file
//     sync       before a file is made durable
//   SPORTELLO_DISK_FULL=FILE       while FILE exists, nothing can be written to any file: ENOSPC
#include <dlfcn.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace {

template <class Function>
Function* next_of(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

struct FailPoint {
  std::string place;
  std::atomic<int> left{0};

  FailPoint() {
    const char* const given = std::getenv("SPORTELLO_FAIL_POINT");
    const char* const colon = given != nullptr ? std::strchr(given, ':') : nullptr;
    if (colon == nullptr) return;
    place.assign(given, colon);
    left = std::atoi(colon + 1);
  }

  bool reached(std::string_view here) { return here == place && --left == 0; }
};

FailPoint& fail_point() {
  static FailPoint point;
  return point;
}

[[noreturn]] void die(std::string_view place, const char* detail) {
  const std::string line = "fail point: " + std::string(place) + " " + (detail != nullptr ? detail : "") + "\n";
  static auto* const write = next_of<ssize_t(int, const void*, std::size_t)>("write");
  static_cast<void>(write(STDERR_FILENO, line.data(), line.size()));
  std::raise(SIGKILL);
  std::abort();
}

void at(std::string_view place, const char* detail) {
  if (fail_point().reached(place)) die(place, detail);
}

bool is_file(int fd) {
  struct stat status {};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

bool disk_is_full() {
  static const char* const flag = std::getenv("SPORTELLO_DISK_FULL");
  return flag != nullptr && ::access(flag, F_OK) == 0;
}

template <class Write>
ssize_t write_to_file(std::size_t count, Write write) {
  if (disk_is_full()) {
    errno = ENOSPC;
    return -1;
  }
  if (fail_point().reached("write")) {
    static_cast<void>(write(count / 2));
    die("write", "half of it");
  }
  return write(count);
}

}  // namespace

extern "C" {

int sqlite3_step(sqlite3_stmt* statement) {
  static auto* const real = next_of<int(sqlite3_stmt*)>("sqlite3_step");
  const char* const sql = sqlite3_sql(statement);
  const bool commit = sql != nullptr && std::string_view(sql).starts_with("COMMIT");
  if (commit) at("commit", sql);
  const int code = real(statement);
  if (commit && code == SQLITE_DONE) at("committed", sql);
  if (sqlite3_get_autocommit(sqlite3_db_handle(statement)) == 0) at("statement", sql);
  return code;
}

ssize_t pwrite64(int fd, const void* data, std::size_t count, off64_t offset) {
  static auto* const real = next_of<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  return write_to_file(count, [&](std::size_t part) { return real(fd, data, part, offset); });
}

ssize_t pwrite(int fd, const void* data, std::size_t count, off_t offset) {
  static auto* const real = next_of<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  return write_to_file(count, [&](std::size_t part) { return real(fd, data, part, offset); });
}

ssize_t write(int fd, const void* data, std::size_t count) {
  static auto* const real = next_of<ssize_t(int, const void*, std::size_t)>("write");
  if (!is_file(fd)) return real(fd, data, count);
  return write_to_file(count, [&](std::size_t part) { return real(fd, data, part); });
}

int fdatasync(int fd) {
  static auto* const real = next_of<int(int)>("fdatasync");
  at("sync", nullptr);
  return real(fd);
}

int fsync(int fd) {
  static auto* const real = next_of<int(int)>("fsync");
  at("sync", nullptr);
  return real(fd);
}

}  // extern "C"
