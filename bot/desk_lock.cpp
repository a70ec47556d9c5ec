#include "bot/desk_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <stdexcept>

namespace sportello::bot {

DeskLock::DeskLock(const std::filesystem::path& database) {
  const std::string path = database.string() + ".lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file_ < 0) throw std::runtime_error(path + ": cannot be opened; does the folder exist, and is it yours?");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    ::close(file_);
    throw std::runtime_error(database.string() + ": a running desk has this database; stop it first");
  }
}

DeskLock::~DeskLock() {
  ::close(file_);
}

}  // namespace sportello::bot
