#include "webhooks/http/listen_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "webhooks/http/message_check.h"

namespace sportello::webhooks {

flows::Result<void> check_listen_address(const std::string& address, std::uint16_t port, Exposure exposure) {
  // trap 23: names, wildcards, IPv6 and port 0 each bind something else than they say.
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  if (::inet_pton(AF_INET, address.c_str(), &name.sin_addr) != 1) {
    return flows::fail(flows::Errc::Invalid, "the address to listen on must be like 127.0.0.1, not " + address);
  }
  if (port == 0) return flows::fail(flows::Errc::Invalid, "the port to listen on must be given");
  // trap 2, 25: plain HTTP on this machine only; the rest is the proxy's.
  if (exposure == Exposure::LoopbackOnly && !is_loopback(address)) {
    return flows::fail(flows::Errc::Invalid,
                       "refusing to listen on " + address + ": only a proxy on this machine may talk to this port");
  }

  // trap 22: the library, told to open a port twice, closes the listener that has it; so a taken port is found out
  // here.
  const int probe = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return flows::fail(flows::Errc::Unavailable, std::string("no socket: ") + std::strerror(errno));
  const int yes = 1;
  ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const bool bound = ::bind(probe, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0;
  const int reason = errno;
  ::close(probe);
  if (bound) return {};
  return flows::fail(flows::Errc::Unavailable,
                     "cannot listen on port " + std::to_string(port) + ": " + std::strerror(reason));
}

}  // namespace sportello::webhooks
