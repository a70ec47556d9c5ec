#include "storage/commit_loop.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <future>
#include <iterator>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace sportello::storage {
namespace {

constexpr int kAttempts = 10;

class StoreCommitLoop : public CommitLoop {
 public:
  StoreCommitLoop(std::unique_ptr<Store> store, CommitLoopOptions options,
                  std::function<void(const CommitStats&)> committed)
      : shared_(store->shared()),
        store_(std::move(store)),
        options_(std::move(options)),
        committed_(std::move(committed)) {
    thread_ = std::thread([this] { work(); });
  }
  ~StoreCommitLoop() override { end(); }

  bool submit(Command command) override {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || waiting_.size() >= options_.max_waiting) return false;
      waiting_.push_back(std::move(command));
    }
    wake_.notify_one();
    return true;
  }

  Committed run_and_wait(std::function<void(Store&)> run) override {
    std::exception_ptr thrown;
    std::promise<Committed> outcome;
    const auto keep_what_it_throws = [&run, &thrown](Store& store) {
      thrown = nullptr;
      try {
        run(store);
      } catch (const StoreError&) {
        throw;
      } catch (...) {
        thrown = std::current_exception();
        throw;
      }
    };
    const auto report = [&outcome](Committed committed) { outcome.set_value(committed); };
    if (!submit({.run = keep_what_it_throws, .failed = {}, .done = report})) return Committed::No;
    const Committed committed = outcome.get_future().get();
    if (thrown) std::rethrow_exception(thrown);
    return committed;
  }

  void stop() override { end(); }

  bool shared() const override { return shared_; }

 private:
  void end() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
  }

  void work() {
    for (std::vector<Command> batch = take(); !batch.empty(); batch = take()) {
      const auto start = std::chrono::steady_clock::now();
      CommitStats stats;
      stats.batch = batch.size();
      const std::vector<Committed> outcomes = store(batch, stats);
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (batch[i].done) batch[i].done(outcomes[i]);
      }
      at("replied");
      stats.storing = storing_;
      stats.took = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - start);
      if (committed_) committed_(stats);
    }
    try {
      store_->checkpoint();
    } catch (const std::exception&) {
      // Nothing is lost: the next start reads the log.
    }
    store_.reset();
  }

  /// What waits, at once; nothing only when the loop is stopping.
  std::vector<Command> take() {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    const std::size_t count = std::min(waiting_.size(), options_.max_batch);
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<Command> batch(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
    waiting_.erase(waiting_.begin(), end);
    return batch;
  }

  /// What is rolled back when a command throws: its own effects, for which each command pays, or everything.
  enum class Guard { Savepoint, Transaction };
  enum class Setback { Conflict, Threw };
  using Ran = std::variant<std::vector<Committed>, Setback>;

  std::vector<Committed> store(std::span<const Command> batch, CommitStats& stats) {
    Ran ran = transaction(batch, Guard::Transaction, stats);
    // Seldom, and then those who did not throw pay with a second run.
    if (ran == Ran(Setback::Threw)) ran = transaction(batch, Guard::Savepoint, stats);
    if (auto* outcomes = std::get_if<std::vector<Committed>>(&ran)) return std::move(*outcomes);
    // Two processes want what the other has. One command holds little and waits in the one order that all keep, so alone
    // it seldom meets the same again.
    std::vector<Committed> outcomes;
    for (std::size_t i = 0; i < batch.size(); ++i) outcomes.push_back(alone(batch.subspan(i, 1), stats));
    return outcomes;
  }

  Committed alone(std::span<const Command> command, CommitStats& stats) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      ++stats.conflicts;
      const Ran ran = transaction(command, Guard::Savepoint, stats);
      if (const auto* outcomes = std::get_if<std::vector<Committed>>(&ran)) return outcomes->front();
    }
    return Committed::No;
  }

  Ran transaction(std::span<const Command> batch, Guard guard, CommitStats& stats) {
    std::vector<Committed> outcomes(batch.size(), Committed::Yes);
    try {
      store_->begin();
      at("begun");
      for (std::size_t i = 0; i < batch.size(); ++i) {
        if (guard == Guard::Savepoint) {
          outcomes[i] = run(batch[i]);
        } else {
          batch[i].run(*store_);
        }
      }
      at("run");
      const bool proof = store_->changed();
      store_->commit();
      stats.committed = true;
      if (proof) storing_ = true;
      at("committed");
    } catch (const StoreConflict& conflict) {
      store_->rollback();
      stats.error = conflict.what();
      return Setback::Conflict;
    } catch (const StoreError& error) {
      storing_ = false;
      store_->rollback();
      stats.error = error.what();
      outcomes.assign(batch.size(), Committed::No);
    } catch (const std::exception& error) {
      store_->rollback();
      if (guard == Guard::Transaction) return Setback::Threw;
      stats.error = error.what();
      outcomes.assign(batch.size(), Committed::No);
    }
    return outcomes;
  }

  Committed run(const Command& command) {
    store_->savepoint();
    try {
      command.run(*store_);
      store_->release_savepoint();
      return Committed::Yes;
    } catch (const StoreError&) {
      throw;
    } catch (const std::exception& error) {
      store_->rollback_to_savepoint();
      return record(command, error.what());
    }
  }

  Committed record(const Command& command, const std::string& error) {
    if (!command.failed) return Committed::No;
    store_->savepoint();
    try {
      command.failed(*store_, error);
      store_->release_savepoint();
      return Committed::Yes;
    } catch (const StoreError&) {
      throw;
    } catch (const std::exception&) {
      store_->rollback_to_savepoint();
      return Committed::No;
    }
  }

  void at(std::string_view place) const {
    if (options_.at) options_.at(place);
  }

  const bool shared_;
  std::unique_ptr<Store> store_;
  const CommitLoopOptions options_;
  const std::function<void(const CommitStats&)> committed_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Command> waiting_;
  bool stopping_ = false;
  bool storing_ = true;  ///< on the loop's thread
  std::thread thread_;
};

}  // namespace

std::unique_ptr<CommitLoop> start_commit_loop(std::unique_ptr<Store> store, CommitLoopOptions options,
                                              std::function<void(const CommitStats&)> committed) {
  return std::make_unique<StoreCommitLoop>(std::move(store), std::move(options), std::move(committed));
}

}  // namespace sportello::storage
