// Timers by the worker that fires them, on a commit loop and a real store.

#include <filesystem>
#include <future>
#include <memory>
#include <utility>

#include "bot/clock.h"
#include "bot/scheduler.h"
#include "storage/commit_loop.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using storage::Committed;
using storage::Store;
using test::DeskBench;
using test::kAnna;


/// A commit loop that tells when somebody has looked at the store, and lets another process come between that look and
/// what follows from it.
class WatchedLoop : public storage::CommitLoop {
 public:
  explicit WatchedLoop(std::unique_ptr<Store> store) : loop_(start_commit_loop(std::move(store), {}, {})) {}

  bool submit(storage::Command command) override { return loop_->submit(std::move(command)); }
  Committed run_and_wait(std::function<void(Store&)> run) override {
    const auto committed = loop_->run_and_wait(std::move(run));
    if (const auto another = std::exchange(another_process, {})) loop_->run_and_wait(another);
    if (!std::exchange(was_looked_at_, true)) looked_.set_value();
    return committed;
  }
  bool shared() const override { return loop_->shared(); }
  void stop() override { loop_->stop(); }

  void wait_for_a_look() { looked_.get_future().wait(); }

  std::function<void(Store&)> another_process;

 private:
  std::unique_ptr<storage::CommitLoop> loop_;
  bool was_looked_at_ = false;
  std::promise<void> looked_;
};

/// A desk that gathers a burst: the answer is a timer's work. The process ends before its time, and starts after it.
class SchedulerInvariant7 : public testing::Test {
 protected:
  SchedulerInvariant7() {
    bench_.say(kAnna, "il gestionale si blocca quando salvo un articolo");
    clock_.set(bench_.now + std::chrono::hours{2});
  }
  ~SchedulerInvariant7() override { std::filesystem::remove_all(folder_); }

  /// A process, until its scheduler has looked for timers and fired what it found.
  void serve(std::function<void(Store&)> another_process = {}) {
    storage::StoreOptions where;
    where.url = url_;
    WatchedLoop loop(storage::open_store(where));
    loop.another_process = std::move(another_process);
    Scheduler scheduler(loop, clock_, bench_.desk(), [](const Afterwards&) {});
    scheduler.start();
    loop.wait_for_a_look();
    scheduler.stop();
    loop.stop();
  }

  static std::string new_folder() {
    std::string name = testing::TempDir() + "sportello-scheduler-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return name;
  }

  const std::string folder_ = new_folder();
  const std::string url_ = "sqlite://" + folder_ + "/desk.db";
  DeskBench bench_{url_, std::chrono::seconds{3}};
  Clock clock_;
};

TEST_F(SchedulerInvariant7, AMissedTimerFiresAtTheStartAndNeverAgain) {
  ASSERT_TRUE(bench_.outbox().empty()) << "the burst is still gathered";
  serve();
  EXPECT_EQ(bench_.outbox().size(), 1U);
  serve();
  EXPECT_EQ(bench_.outbox().size(), 1U);
}

TEST_F(SchedulerInvariant7, ATimerThatAnotherProcessTookDoesNotFireHere) {
  int taken = 0;
  serve([&](Store& store) {
    for (const auto& timer : store.timers().due(clock_.now(), 100)) taken += store.timers().take(timer.id) ? 1 : 0;
  });
  EXPECT_GT(taken, 0);
  EXPECT_TRUE(bench_.outbox().empty()) << "the other process answers";
}

}  // namespace
}  // namespace sportello::bot
