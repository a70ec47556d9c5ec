// What came of a send, and a commit loop that cannot always store it.

#include "bot/send_recorder.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>

namespace sportello::bot {
namespace {

using std::chrono::seconds;

/// Refuses as many commands as it is told to: one by one "the queue is full" and "the transaction could not be stored".
class ReluctantLoop : public storage::CommitLoop {
 public:
  explicit ReluctantLoop(int refuses) : refuses_(refuses) {
    storage::StoreOptions where;
    where.url = "sqlite::memory:";
    loop_ = storage::start_commit_loop(storage::open_store(where), {}, {});
  }
  bool submit(storage::Command command) override {
    if (refuses_-- <= 0) return loop_->submit(std::move(command));
    if (refuses_ % 2 != 0) return false;
    command.done(storage::Committed::No);
    return true;
  }
  storage::Committed run_and_wait(std::function<void(storage::Store&)> run) override {
    return loop_->run_and_wait(std::move(run));
  }
  bool shared() const override { return false; }
  void stop() override { loop_->stop(); }

 private:
  int refuses_;
  std::unique_ptr<storage::CommitLoop> loop_;
};

TEST(SendRecorder, KeepsWhatCannotBeStoredUntilItCan) {
  ReluctantLoop loop(3);
  std::atomic<int> published = 0;
  SendRecorder recorder(loop, [&](const Afterwards& after) { published += after.sent ? 1 : 0; }, std::chrono::milliseconds{0});
  SendVerdict verdict;
  verdict.row.state = "sent";
  recorder.record(verdict, {}, {});
  for (int attempt = 0; attempt < 2; ++attempt) {
    EXPECT_EQ(published, 0);
    recorder.try_again(seconds{30});
  }
  EXPECT_EQ(published, 0) << "refused three times";
  recorder.try_again(seconds{30});
  recorder.stop();
  EXPECT_EQ(published, 1);
  EXPECT_EQ(recorder.try_again(seconds{30}), seconds{30}) << "nothing is left to try";
}

TEST(SendRecorder, LeavesWhatCannotBeStoredInFlightAtAStop) {
  ReluctantLoop loop(1000);
  SendRecorder recorder(loop, [](const Afterwards&) { FAIL() << "not stored, so nothing to tell"; });
  recorder.record({}, {}, {});
  EXPECT_LE(recorder.try_again(seconds{30}), seconds{1}) << "tried again soon";
  recorder.stop();
  EXPECT_EQ(recorder.try_again(seconds{30}), seconds{30});
}

}  // namespace
}  // namespace sportello::bot
