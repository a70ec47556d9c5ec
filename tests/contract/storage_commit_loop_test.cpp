#include "storage/commit_loop.h"

#include <future>
#include <map>
#include <mutex>
#include <thread>

#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// A loop over a database of its own, and what was heard from it.
class CommitLoopContract : public testing::TestWithParam<BackendKind> {
 protected:
  CommitLoopContract() : backend_(GetParam().make()) {}

  void start(CommitLoopOptions options = {}) {
    loop_ = start_commit_loop(backend_->open(), std::move(options), [this](const CommitStats& stats) {
      const std::lock_guard lock(mutex_);
      batches_.push_back(stats);
    });
  }

  /// Holds the loop inside a transaction until the promise is kept, so that what is submitted meanwhile waits.
  void hold(std::promise<void>& release) {
    std::promise<void> inside;
    ASSERT_TRUE(loop_->submit({.run = [&inside, go = release.get_future().share()](Store&) {
      inside.set_value();
      go.wait();
    }}));
    inside.get_future().wait();
  }

  static void insert(Store& store, const std::string& key) {
    if (!store.inbox().insert(kNumber, key, "message", "{}", kNow)) throw std::runtime_error("twice: " + key);
  }

  /// Submits a command that is told apart by its key.
  std::future<Committed> submit(std::function<void(Store&)> run,
                                std::function<void(Store&, const std::string&)> failed) {
    auto outcome = std::make_shared<std::promise<Committed>>();
    std::future<Committed> future = outcome->get_future();
    EXPECT_TRUE(loop_->submit({.run = std::move(run),
                               .failed = std::move(failed),
                               .done = [outcome](Committed committed) { outcome->set_value(committed); }}));
    return future;
  }
  std::future<Committed> submit_insert(const std::string& key) {
    return submit([key](Store& store) { insert(store, key); }, {});
  }

  /// Keys in the order they were stored, as a reader sees them.
  std::vector<std::string> stored() {
    std::vector<std::string> keys;
    for (const InboxRow& row : backend_->read()->events(0, 10'000)) keys.push_back(row.key);
    return keys;
  }

  std::vector<std::size_t> batch_sizes() {
    const std::lock_guard lock(mutex_);
    std::vector<std::size_t> sizes;
    for (const CommitStats& stats : batches_) sizes.push_back(stats.batch);
    return sizes;
  }

  std::unique_ptr<Backend> backend_;
  std::mutex mutex_;
  std::vector<CommitStats> batches_;
  std::unique_ptr<CommitLoop> loop_;
};
TEST_P(CommitLoopContract, StoresAgainOnceSomethingWasStored) {
  start();
  EXPECT_EQ(loop_->run_and_wait([](Store&) { throw StoreError("disk full"); }), Committed::No);
  EXPECT_EQ(loop_->run_and_wait([](Store&) {}), Committed::Yes);
  EXPECT_EQ(loop_->run_and_wait([](Store& store) { insert(store, "a"); }), Committed::Yes);
  EXPECT_EQ(loop_->run_and_wait([](Store&) {}), Committed::Yes);
  loop_->stop();
  std::vector<bool> storing;
  for (const CommitStats& stats : batches_) storing.push_back(stats.storing);
  // A server is believed at its word.
  EXPECT_THAT(storing, ElementsAre(false, loop_->shared(), true, true));
}

INSTANTIATE_TEST_SUITE_P(Storage, CommitLoopContract, testing::ValuesIn(backends()), backend_name);

TEST_P(CommitLoopContract, AnswersOnlyWhenOthersCanReadIt) {
  start();
  std::promise<std::size_t> seen;
  ASSERT_TRUE(loop_->submit(
      {.run = [](Store& store) { insert(store, "a"); }, .done = [&](Committed) { seen.set_value(stored().size()); }}));
  EXPECT_EQ(seen.get_future().get(), 1U);
}

TEST_P(CommitLoopContract, TakesAllThatWaitsInOrderUpToTheLimit) {
  start({.max_batch = 3});
  std::promise<void> release;
  hold(release);
  std::vector<std::future<Committed>> outcomes;
  for (const char* key : {"a", "b", "c", "d", "e"}) outcomes.push_back(submit_insert(key));
  release.set_value();
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get(), Committed::Yes);
  loop_->stop();
  EXPECT_THAT(batch_sizes(), ElementsAre(1, 3, 2));
  EXPECT_THAT(stored(), ElementsAre("a", "b", "c", "d", "e"));
}

TEST_P(CommitLoopContract, KeepsAStepThatThrowsFromTheOthers) {
  start();
  std::promise<void> release;
  hold(release);
  auto before = submit_insert("before");
  auto broken = submit(
      [](Store& store) {
        insert(store, "half");
        throw std::runtime_error("no such field");
      },
      [](Store& store, const std::string& error) {
        const auto id = store.inbox().insert(kNumber, "parked", "message", "{}", kNow);
        store.inbox().park(*id, error);
      });
  auto after = submit_insert("after");
  release.set_value();
  EXPECT_EQ(before.get(), Committed::Yes);
  EXPECT_EQ(broken.get(), Committed::Yes);
  EXPECT_EQ(after.get(), Committed::Yes);
  loop_->stop();
  EXPECT_THAT(batch_sizes(), ElementsAre(1, 3));
  EXPECT_THAT(stored(), ElementsAre("before", "parked", "after"));
  EXPECT_EQ(backend_->read()->parked(0, 1).at(0).outcome, "no such field");
}

TEST_P(CommitLoopContract, AcknowledgesNothingThatWasNeitherDoneNorRecorded) {
  start();
  std::promise<void> release;
  hold(release);
  const auto half = [](Store& store) {
    insert(store, "half");
    throw std::runtime_error("a bug");
  };
  auto unrecorded = submit(half, {});
  auto unrecordable = submit(half, [](Store& store, const std::string&) {
    insert(store, "half of the record");
    throw std::runtime_error("another bug");
  });
  auto other = submit_insert("other");
  release.set_value();
  EXPECT_EQ(unrecorded.get(), Committed::No);
  EXPECT_EQ(unrecordable.get(), Committed::No);
  EXPECT_EQ(other.get(), Committed::Yes);
  EXPECT_THAT(stored(), ElementsAre("other"));
}

TEST_P(CommitLoopContract, FailsTheWholeBatchWhenTheStoreFails) {
  start();
  std::promise<void> release;
  hold(release);
  bool parked = false;
  auto before = submit_insert("before");
  auto broken =
      submit([](Store&) { throw StoreError("disk full"); }, [&parked](Store&, const std::string&) { parked = true; });
  auto after = submit_insert("after");
  release.set_value();
  EXPECT_EQ(before.get(), Committed::No);
  EXPECT_EQ(broken.get(), Committed::No);
  EXPECT_EQ(after.get(), Committed::No);
  EXPECT_FALSE(parked);
  EXPECT_THAT(stored(), IsEmpty());
  EXPECT_EQ(submit_insert("before").get(), Committed::Yes);
  loop_->stop();
  EXPECT_FALSE(batches_.at(1).committed);
  EXPECT_EQ(batches_.at(1).error, "disk full");
}

TEST_P(CommitLoopContract, RefusesMoreThanItMayHoldBack) {
  start({.max_waiting = 2});
  std::promise<void> release;
  hold(release);
  auto first = submit_insert("a");
  auto second = submit_insert("b");
  bool called = false;
  EXPECT_FALSE(loop_->submit({.run = [&](Store&) { called = true; }, .done = [&](Committed) { called = true; }}));
  release.set_value();
  EXPECT_EQ(first.get(), Committed::Yes);
  EXPECT_EQ(second.get(), Committed::Yes);
  EXPECT_EQ(submit_insert("c").get(), Committed::Yes);
  loop_->stop();
  EXPECT_FALSE(called);
}

TEST_P(CommitLoopContract, FinishesWhatWaitsBeforeItStops) {
  start({.max_batch = 2});
  std::promise<void> release;
  hold(release);
  std::vector<std::future<Committed>> outcomes;
  for (const char* key : {"a", "b", "c"}) outcomes.push_back(submit_insert(key));
  std::thread stopper([this] { loop_->stop(); });
  release.set_value();
  stopper.join();
  for (auto& outcome : outcomes) EXPECT_EQ(outcome.get(), Committed::Yes);
  EXPECT_FALSE(loop_->submit({.run = [](Store&) {}}));
  EXPECT_EQ(loop_->run_and_wait([](Store&) {}), Committed::No);
  EXPECT_THAT(stored(), ElementsAre("a", "b", "c"));
}

TEST_P(CommitLoopContract, TakesCommandsFromManyThreadsEachInItsOrder) {
  start();
  constexpr int kThreads = 4;
  constexpr int kEach = 50;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([this, t] {
      for (int i = 0; i < kEach; ++i) {
        const std::string key = std::to_string(t) + ":" + std::to_string(100 + i);
        EXPECT_EQ(loop_->run_and_wait([&](Store& store) { insert(store, key); }), Committed::Yes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  loop_->stop();
  std::map<char, std::string> last;
  const auto keys = stored();
  EXPECT_EQ(keys.size(), std::size_t{kThreads * kEach});
  for (const std::string& key : keys) {
    EXPECT_LT(last[key[0]], key);
    last[key[0]] = key;
  }
}

TEST_P(CommitLoopContract, HandsBackWhatTheCommandThrew) {
  start();
  EXPECT_THROW(loop_->run_and_wait([](Store& store) {
    insert(store, "half");
    throw std::invalid_argument("no such operator");
  }),
               std::invalid_argument);
  EXPECT_EQ(loop_->run_and_wait([](Store&) { throw StoreError("disk full"); }), Committed::No);
  EXPECT_EQ(loop_->run_and_wait([](Store& store) { insert(store, "whole"); }), Committed::Yes);
  EXPECT_THAT(stored(), ElementsAre("whole"));
}

TEST_P(CommitLoopContract, NamesThePlacesOfATransactionInOrder) {
  std::vector<std::string> places;
  start({.at = [&](std::string_view place) { places.emplace_back(place); }});
  EXPECT_EQ(submit_insert("a").get(), Committed::Yes);
  loop_->stop();
  EXPECT_THAT(places, ElementsAre("begun", "run", "committed", "replied"));
}

}  // namespace
}  // namespace sportello::storage
