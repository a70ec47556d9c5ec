#include "storage/news_wire.h"

#include <poll.h>
#include <soci/postgresql/soci-postgresql.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <stop_token>
#include <thread>
#include <utility>

#include "storage/sql/open.h"

namespace sportello::storage {
namespace {

using sql::Connection;
using sql::Statement;

constexpr std::size_t kLongest = 7'999;
constexpr std::size_t kMostWaiting = 1'000;
constexpr std::chrono::milliseconds kNewsWirePatience{5'000};
constexpr std::chrono::milliseconds kPauseBeforeComingBack{1'000};

class Nobody : public NewsWire {
  void tell(std::string) override {}
  void wait_until_listening() override {}
};

class PostgresqlNewsWire : public NewsWire {
 public:
  PostgresqlNewsWire(sql::Place place, std::function<void(std::string_view)> heard)
      : place_(std::move(place)), heard_(std::move(heard)), bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (bell_ < 0) throw std::runtime_error("no event descriptor");
    thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
  }
  ~PostgresqlNewsWire() override {
    thread_.request_stop();
    ring();
    bell_or_stop_.notify_all();
    thread_.join();
    ::close(bell_);
  }

  void tell(std::string text) override {
    if (text.empty() || text.size() > kLongest) return;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() >= kMostWaiting) return;
      waiting_.push_back(std::move(text));
    }
    ring();
  }

  void wait_until_listening() override {
    std::unique_lock lock(mutex_);
    bell_or_stop_.wait(lock, [this] { return listening_; });
  }

 private:
  void ring() const {
    const std::uint64_t one = 1;
    // Full means that it rings already.
    [[maybe_unused]] const auto written = ::write(bell_, &one, sizeof one);
  }

  void work(const std::stop_token& stop) {
    for (bool again = false; !stop.stop_requested(); again = true) {
      try {
        auto connection = sql::connect(place_, sql::Access::Write, kNewsWirePatience);
        connection->run("SET application_name = 'sportello news'");
        connection->run("LISTEN sportello");
        if (again) heard_({});
        note_listening();
        while (!stop.stop_requested()) exchange(*connection);
      } catch (const std::exception&) {
        // The writer meets the same server and reports it.
        std::unique_lock lock(mutex_);
        waiting_.clear();
        bell_or_stop_.wait_for(lock, stop, kPauseBeforeComingBack, [] { return false; });
      }
    }
  }

  void note_listening() {
    {
      const std::lock_guard lock(mutex_);
      listening_ = true;
    }
    bell_or_stop_.notify_all();
  }

  /// Waits for something to tell or to hear, tells and hears it.
  void exchange(Connection& connection) {
    auto* server = static_cast<soci::postgresql_session_backend*>(connection.session().get_backend())->conn_;
    pollfd watched[] = {{bell_, POLLIN, 0}, {PQsocket(server), POLLIN, 0}};
    ::poll(watched, 2, -1);
    std::uint64_t count = 0;
    [[maybe_unused]] const auto read = ::read(bell_, &count, sizeof count);
    for (const std::string& text : take_waiting()) {
      Statement notify(connection, "news_wire.tell", "SELECT pg_notify('sportello', :text)", sql::given(text, "text"));
      notify.one();
    }
    if (PQconsumeInput(server) == 0) throw StoreError("the server is away");
    while (PGnotify* notice = PQnotifies(server)) {
      const std::unique_ptr<PGnotify, decltype(&PQfreemem)> owned(notice, &PQfreemem);
      if (notice->be_pid != PQbackendPID(server)) heard_(notice->extra);
    }
  }

  std::deque<std::string> take_waiting() {
    const std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

  const sql::Place place_;
  const std::function<void(std::string_view)> heard_;
  const int bell_;
  std::mutex mutex_;
  std::condition_variable_any bell_or_stop_;
  std::deque<std::string> waiting_;
  bool listening_ = false;
  std::jthread thread_;
};

}  // namespace

std::unique_ptr<NewsWire> open_news_wire(const std::string& url, std::function<void(std::string_view)> heard) {
  sql::Place place = sql::parse_url(url);
  if (place.engine == sql::Engine::Sqlite) return std::make_unique<Nobody>();
  return std::make_unique<PostgresqlNewsWire>(std::move(place), std::move(heard));
}

}  // namespace sportello::storage
