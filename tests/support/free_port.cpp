#include "tests/support/free_port.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sportello::tests {

std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof name;
  const bool bound = fd >= 0 && ::bind(fd, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0 &&
                     ::getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) == 0;
  const int reason = errno;
  if (fd >= 0) ::close(fd);
  if (!bound) throw std::system_error(reason, std::generic_category(), "no free port");
  return ntohs(name.sin_port);
}

}  // namespace sportello::tests
