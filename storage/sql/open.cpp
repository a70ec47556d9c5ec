#include "storage/sql/open.h"

#include <fcntl.h>
#include <unistd.h>

#include <string_view>

namespace sportello::storage::sql {
namespace {

constexpr std::string_view kFilePrefix = "sqlite://";
constexpr std::string_view kMemoryUrl = "sqlite::memory:";

/// SQLite gives its log and its shared memory the rights of the file, so people's data is readable by its owner only.
void make_private_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file >= 0) ::close(file);
}

}  // namespace

Place parse_url(const std::string& url) {
  if (url == kMemoryUrl) return {};
  if (url.starts_with(kFilePrefix) && url.size() > kFilePrefix.size() && url[kFilePrefix.size()] == '/') {
    return {.path = url.substr(kFilePrefix.size())};
  }
  throw StoreError("storage url: expected sqlite:///absolute/path, not \"" + url + "\"");
}

std::string connect_string(const Place& place, Access access, const std::string& vfs) {
  if (place.path.find('"') != std::string::npos) throw StoreError("storage url: no quotation marks in " + place.path);
  if (!place.path.empty() && access == Access::Write && vfs.empty()) make_private_file(place.path);
  std::string connect = "dbname=\"" + (place.path.empty() ? ":memory:" : place.path) + "\"";
  if (access == Access::Read) connect += " readonly=true";
  if (!vfs.empty()) connect += " vfs=" + vfs;
  return connect;
}

void set_up(Connection& connection, Access access, std::chrono::milliseconds busy_timeout) {
  // First, because everything after it may have to wait.
  connection.run("PRAGMA busy_timeout = " + std::to_string(busy_timeout.count()));
  connection.run("PRAGMA foreign_keys = ON");
  connection.run("PRAGMA temp_store = MEMORY");
  if (access == Access::Read) {
    connection.run("PRAGMA query_only = ON");
    connection.run("PRAGMA cache_size = -4096");
    return;
  }
  connection.run("PRAGMA journal_mode = WAL");
  connection.run("PRAGMA synchronous = FULL");
  connection.run("PRAGMA cache_size = -16384");
}

}  // namespace sportello::storage::sql
