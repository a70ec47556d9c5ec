#include "bot/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <stdexcept>

namespace sportello::bot {
namespace {

/// systemd's end of the conversation.
class NotifySocket {
 public:
  NotifySocket() : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    std::string pattern = testing::TempDir() + "/sportello-notify-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
    folder_ = pattern;
    const std::string path = (folder_ / "notify").string();
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(&address.sun_path[0], sizeof(address.sun_path) - 1);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
      throw std::runtime_error("cannot bind " + path);
    }
    ::setenv("NOTIFY_SOCKET", path.c_str(), 1);
  }
  ~NotifySocket() {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::close(socket_);
    std::filesystem::remove_all(folder_);
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  std::string next() const {
    std::array<char, 256> text{};
    const ssize_t size = ::recv(socket_, text.data(), text.size(), 0);
    return {text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))};
  }
  bool silent() const {
    char byte = 0;
    return ::recv(socket_, &byte, 1, MSG_DONTWAIT | MSG_PEEK) < 0;
  }

 private:
  int socket_;
  std::filesystem::path folder_;
};

TEST(ServiceManager, HearsOfStartAndStop) {
  const NotifySocket systemd;
  tell_ready();
  EXPECT_EQ(systemd.next(), "READY=1");
  tell_stopping();
  EXPECT_EQ(systemd.next(), "STOPPING=1");
}

TEST(ServiceManager, HearsThatTheDeskWorksOnlyWhenItDoes) {
  const NotifySocket systemd;
  ::setenv("WATCHDOG_USEC", "2000", 1);
  std::promise<void> first_work;
  std::promise<void> stuck;
  std::atomic<int> works{0};
  {
    const Watchdog watchdog([&] {
      if (++works == 1) return;
      if (works == 2) first_work.set_value();
      stuck.get_future().wait();
    });
    EXPECT_EQ(systemd.next(), "WATCHDOG=1");
    first_work.get_future().wait();
    EXPECT_TRUE(systemd.silent());
    stuck.set_value();
  }
  EXPECT_EQ(systemd.next(), "WATCHDOG=1");
}

TEST(ServiceManager, IsLeftAloneWhereNoneIs) {
  std::atomic<int> works{0};
  { const Watchdog watchdog([&] { ++works; }); }
  EXPECT_EQ(works, 0);
}

}  // namespace
}  // namespace sportello::bot
