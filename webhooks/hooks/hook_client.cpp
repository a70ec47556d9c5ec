#include "webhooks/hooks/hook_client.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <stdexcept>

namespace sportello::webhooks {
namespace {

struct Range {
  std::uint32_t network;
  int bits;
};
/// What is not the public Internet (IANA's special-purpose registry).
constexpr std::array kClosedV4 = {
    Range{0x00000000, 8},  Range{0x0A000000, 8},  Range{0x64400000, 10}, Range{0x7F000000, 8},  Range{0xA9FE0000, 16},
    Range{0xAC100000, 12}, Range{0xC0000000, 24}, Range{0xC0A80000, 16}, Range{0xC6120000, 15}, Range{0xE0000000, 3}};

bool is_closed_v4(std::uint32_t address) {
  for (const Range& range : kClosedV4) {
    if ((address >> (32 - range.bits)) == (range.network >> (32 - range.bits))) return true;
  }
  return false;
}

bool is_closed_v6(const in6_addr& address) {
  const auto* bytes = address.s6_addr;
  if (IN6_IS_ADDR_V4MAPPED(&address) != 0) {
    std::uint32_t inner = 0;
    std::memcpy(&inner, bytes + 12, sizeof inner);
    return is_closed_v4(ntohl(inner));
  }
  // Global unicast is 2000::/3; 2002::/16 and 64:ff9b::/96 carry an IPv4 address inside.
  const bool global = (bytes[0] & 0xE0U) == 0x20U;
  const bool sixtofour = bytes[0] == 0x20 && bytes[1] == 0x02;
  return !global || sixtofour;
}

bool is_closed(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return is_closed_v4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &address, sizeof v6);
    return is_closed_v6(v6.sin6_addr);
  }
  return true;
}

struct Post {
  bool private_network = false;
  bool forbidden = false;
  std::stop_token stop;

  static curl_socket_t open(void* self, curlsocktype, curl_sockaddr* address) {
    auto& post = *static_cast<Post*>(self);
    if (!post.private_network && is_closed(address->addr)) {
      post.forbidden = true;
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }
  static std::size_t ignore(char*, std::size_t size, std::size_t count, void*) { return size * count; }
  static int go_on(void* self, curl_off_t, curl_off_t got, curl_off_t, curl_off_t) {
    constexpr curl_off_t kEnough = 1'000'000;
    return static_cast<Post*>(self)->stop.stop_requested() || got > kEnough ? 1 : 0;
  }
};

}  // namespace

HookAnswer post_hook(const HookRequest& request, std::chrono::seconds deadline, const std::stop_token& stop) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CURL* curl = curl_easy_init();
  if (curl == nullptr) throw std::runtime_error("libcurl cannot start");
  Post post{request.private_network, false, stop};
  curl_slist* headers = nullptr;
  for (const std::string& header :
       {std::string("Content-Type: application/json"), "webhook-id: " + request.id,
        "webhook-timestamp: " + request.timestamp, "webhook-signature: " + request.signature,
        std::string("User-Agent: sportello"), std::string("Expect:")}) {
    headers = curl_slist_append(headers, header.c_str());
  }
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, request.private_network ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, static_cast<long>(deadline.count()));
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, &Post::open);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &post);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Post::ignore);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Post::go_on);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &post);
  const CURLcode result = curl_easy_perform(curl);
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  HookAnswer answer{static_cast<int>(status), {}, post.forbidden && status == 0};
  if (answer.forbidden_address) {
    answer.error = "the address leads to this machine or a private network; set private_network if that is meant";
  } else if (result != CURLE_OK && status == 0) {
    answer.error = curl_easy_strerror(result);
  } else if (status < 200 || status > 299) {
    answer.error = "the receiver answered " + std::to_string(status);
  }
  return answer;
}

}  // namespace sportello::webhooks
