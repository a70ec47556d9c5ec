// webhook_load --port P --secret S --number N [--connections 64] [--seconds 10] [--rate 0] [--statuses 3]
//              [--customers 20000] [--graph PORT] [--seed 1]
// Signed webhooks, `statuses` to each text, from one thread. Without a rate each connection sends its next one as soon as
// it has an answer; with a rate they are sent at their time whether or not earlier ones are done, and latency counts
// from that time. With a graph port it is also the Graph API the desk answers to. JSON on stdout.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <deque>
#include <memory>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <unordered_map>
#include <vector>

#include "graph.h"
#include "signer.h"

namespace {

using namespace sportello::bench;
using Time = std::chrono::steady_clock::time_point;
using std::chrono::steady_clock;

struct Options {
  std::uint16_t port = 0;
  std::string secret;
  std::string number;
  int connections = 64;
  double seconds = 10;
  double rate = 0;
  int statuses = 3;
  int customers = 20'000;
  std::uint16_t graph = 0;
  std::uint64_t seed = 1;
};

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int check(int result, const char* what) {
  if (result < 0) throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
  return result;
}

void without_delay(int socket) {
  const int on = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

/// One connection of Meta's to the desk.
struct Caller {
  int socket = -1;
  std::string in;
  bool busy = false;
  Time intended;
};

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options), meta_(options.secret, options.number, options.customers, options.seed) {
    epoll_ = check(::epoll_create1(0), "epoll");
    if (options.graph != 0) listen_as_graph();
    callers_.resize(static_cast<std::size_t>(options.connections));
    for (std::size_t i = 0; i < callers_.size(); ++i) connect(i);
  }

  nlohmann::json run() {
    const Time start = steady_clock::now();
    const Time end = start + std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(options_.seconds));
    next_due_ = start;
    if (options_.rate == 0) {
      for (std::size_t i = 0; i < callers_.size(); ++i) send_next(i, start);
    }
    for (Time now = start; now < end || open_ > 0; now = steady_clock::now()) {
      if (now > end + std::chrono::seconds{10}) break;
      accepting_ = now < end;
      if (options_.rate > 0 && accepting_) send_what_is_due(now);
      turn(options_.rate > 0 ? 0 : 1);
    }
    const double took = std::chrono::duration<double>(steady_clock::now() - start).count();
    const std::size_t in_time = replies_;
    if (options_.graph != 0) drain();
    return report(took, in_time);
  }

 private:
  // ---- Graph's side -----------------------------------------------------------------------------------------------

  void listen_as_graph() {
    listener_ = check(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), "socket");
    const int on = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(options_.graph);
    check(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address), "bind");
    check(::listen(listener_, 512), "listen");
    watch(listener_);
  }

  void answer_as_graph(int socket) {
    std::string& in = asked_[socket];
    if (!receive(socket, in)) {
      ::close(socket);
      asked_.erase(socket);
      return;
    }
    while (const std::size_t size = whole_request(in)) {
      const std::string reply = graph_reply(std::string_view(in).substr(0, size), [this](Sent message) {
        ++replies_;
        meta_.accepted(std::move(message));
      });
      in.erase(0, size);
      static_cast<void>(::send(socket, reply.data(), reply.size(), MSG_NOSIGNAL));
    }
  }

  /// Answers until the desk has nothing more to send for a moment.
  void drain() {
    std::size_t before = replies_;
    Time quiet = steady_clock::now();
    while (steady_clock::now() - quiet < std::chrono::milliseconds{1'500}) {
      turn(50);
      if (replies_ != before) quiet = steady_clock::now();
      before = replies_;
    }
  }

  // ---- Meta's side ------------------------------------------------------------------------------------------------

  void connect(std::size_t which) {
    Caller& caller = callers_[which];
    caller.socket = check(::socket(AF_INET, SOCK_STREAM, 0), "socket");
    const sockaddr_in address = loopback(options_.port);
    check(::connect(caller.socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), "connect");
    without_delay(caller.socket);
    check(::fcntl(caller.socket, F_SETFL, O_NONBLOCK), "fcntl");
    by_socket_[caller.socket] = which;
    watch(caller.socket);
    idle_.push_back(which);
  }

  void send_next(std::size_t which, Time intended) {
    Caller& caller = callers_[which];
    const bool text = events_++ % static_cast<std::size_t>(1 + options_.statuses) == 0;
    if (text) ++texts_;
    const std::string request = text ? meta_.text() : meta_.status();
    caller.busy = true;
    caller.intended = intended;
    ++open_;
    if (::send(caller.socket, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
      throw std::runtime_error("a request did not fit the socket");
    }
  }

  void send_what_is_due(Time now) {
    const auto between = std::chrono::duration_cast<steady_clock::duration>(std::chrono::duration<double>(1 / options_.rate));
    for (; next_due_ <= now; next_due_ += between) waiting_.push_back(next_due_);
    while (!waiting_.empty() && !idle_.empty()) {
      const std::size_t which = idle_.back();
      idle_.pop_back();
      const Time intended = waiting_.front();
      waiting_.pop_front();
      send_next(which, intended);
    }
  }

  void hear(std::size_t which) {
    Caller& caller = callers_[which];
    if (!receive(caller.socket, caller.in)) throw std::runtime_error("the desk closed a connection");
    const std::size_t size = whole_request(caller.in);
    if (size == 0) return;
    const Time now = steady_clock::now();
    ++answered_[caller.in.substr(9, 3)];
    took_.push_back(std::chrono::duration<float, std::milli>(now - caller.intended).count());
    caller.in.erase(0, size);
    caller.busy = false;
    --open_;
    if (options_.rate > 0) {
      idle_.push_back(which);
    } else if (accepting_) {
      send_next(which, now);
    }
  }

  // ---- both -------------------------------------------------------------------------------------------------------

  void watch(int socket) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = socket;
    check(::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event), "epoll_ctl");
  }

  /// False at the end of the stream.
  static bool receive(int socket, std::string& into) {
    char buffer[16'384];
    const ssize_t size = ::recv(socket, buffer, sizeof buffer, 0);
    if (size <= 0) return size < 0 && (errno == EAGAIN || errno == EINTR);
    into.append(buffer, static_cast<std::size_t>(size));
    return true;
  }

  void turn(int milliseconds) {
    epoll_event events[256];
    const int count = ::epoll_wait(epoll_, events, 256, milliseconds);
    for (int i = 0; i < count; ++i) {
      const int socket = events[i].data.fd;
      if (socket == listener_) {
        const int asked = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK);
        if (asked < 0) continue;
        without_delay(asked);
        asked_[asked];
        watch(asked);
      } else if (const auto caller = by_socket_.find(socket); caller != by_socket_.end()) {
        hear(caller->second);
      } else {
        answer_as_graph(socket);
      }
    }
  }

  nlohmann::json report(double took, std::size_t in_time) {
    std::sort(took_.begin(), took_.end());
    const auto percentile = [&](double share) {
      return took_.empty() ? 0.0F : took_[static_cast<std::size_t>(share * static_cast<double>(took_.size() - 1))];
    };
    nlohmann::json answered;
    for (const auto& [status, times] : answered_) answered[status] = times;
    return {{"seconds", took},
            {"connections", options_.connections},
            {"rate", options_.rate},
            {"events", events_},
            {"texts", texts_},
            {"answered", answered},
            {"acknowledged_per_second", static_cast<double>(answered_["200"]) / took},
            {"replies", replies_},
            {"replies_per_second", static_cast<double>(in_time) / took},
            {"p50_ms", percentile(0.50)},
            {"p90_ms", percentile(0.90)},
            {"p99_ms", percentile(0.99)},
            {"p999_ms", percentile(0.999)},
            {"max_ms", percentile(1)},
            {"never_sent", waiting_.size()}};
  }

  Options options_;
  Meta meta_;
  int epoll_ = -1;
  int listener_ = -1;
  std::vector<Caller> callers_;
  std::unordered_map<int, std::size_t> by_socket_;
  std::unordered_map<int, std::string> asked_;
  std::vector<std::size_t> idle_;
  std::deque<Time> waiting_;
  Time next_due_;
  bool accepting_ = true;
  std::size_t open_ = 0;
  std::size_t events_ = 0;
  std::size_t texts_ = 0;
  std::size_t replies_ = 0;
  std::unordered_map<std::string, std::size_t> answered_;
  std::vector<float> took_;
};

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App program("Signed webhooks as fast as they are taken, or at a rate");
  program.add_option("--port", options.port)->required();
  program.add_option("--secret", options.secret)->required();
  program.add_option("--number", options.number)->required();
  program.add_option("--connections", options.connections);
  program.add_option("--seconds", options.seconds);
  program.add_option("--rate", options.rate);
  program.add_option("--statuses", options.statuses);
  program.add_option("--customers", options.customers);
  program.add_option("--graph", options.graph);
  program.add_option("--seed", options.seed);
  CLI11_PARSE(program, argc, argv);
  try {
    std::printf("%s\n", Load(options).run().dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
