#include <array>
#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "storage/commit_loop.h"
#include "storage_backend.h"
#include "storage_faulty_vfs.h"

namespace sportello::storage {
namespace {

const PhoneNumberId kNumber{"100"};

/// The loop over a database on a bad day: locked, on a full disk, on a disk that loses what it was told to keep.
class StorageFault : public testing::Test {
 protected:
  void start(const std::string& vfs = "") {
    StoreOptions options;
    options.url = backend_.url();
    options.busy_timeout = std::chrono::milliseconds(0);
    options.vfs = vfs;
    loop_ = start_commit_loop(open_store(options), {}, {});
  }

  /// One event with an effect, as the desk writes it.
  Committed receive(const std::string& key) {
    return loop_->run_and_wait([&key](Store& store) {
      if (!store.inbox().insert(kNumber, key, "message", "{}", kNow)) return;
      TimerRow timer;
      timer.key = key;
      timer.due = kNow;
      store.timers().set(timer);
    });
  }

  void expect_whole(const std::vector<std::string>& acknowledged) {
    const auto store = backend_.open();
    std::set<std::string> fired;
    for (const TimerRow& timer : store->timers().due(kNow, 1'000)) fired.insert(timer.key);
    std::set<std::string> events;
    for (std::int64_t id = 1; id < 1'000; ++id) {
      if (const auto row = store->inbox().find(id)) events.insert(row->key);
    }
    EXPECT_EQ(events, fired) << "an event without its effect, or the other way round";
    for (const std::string& key : acknowledged) EXPECT_TRUE(events.contains(key)) << key;
    EXPECT_EQ(check_integrity(backend_.path()), "ok");
  }

  SqliteBackend backend_;
  FaultyVfs vfs_;
  std::unique_ptr<CommitLoop> loop_;
};

TEST_F(StorageFault, WaitsOutAnotherWriter) {
  start();
  const auto other = backend_.open();
  other->begin();
  EXPECT_EQ(receive("a"), Committed::No);
  other->rollback();
  EXPECT_EQ(receive("a"), Committed::Yes);
  loop_->stop();
  expect_whole({"a"});
}

TEST_F(StorageFault, StoresTheSameDeliveryOnceTheDiskHasRoomAgain) {
  start(vfs_.name());
  ASSERT_EQ(receive("before"), Committed::Yes);
  vfs_.fail(Fault::DiskFull, Lasting::UntilRepaired);
  EXPECT_EQ(receive("a"), Committed::No);
  EXPECT_EQ(receive("a"), Committed::No);
  EXPECT_TRUE(vfs_.met());
  vfs_.repair();
  EXPECT_EQ(receive("a"), Committed::Yes);
  loop_->stop();
  expect_whole({"before", "a"});
}

TEST_F(StorageFault, DoesNotAcknowledgeWhatASyncDidNotConfirm) {
  start(vfs_.name());
  vfs_.fail(Fault::LostSync, Lasting::Once);
  EXPECT_EQ(receive("a"), Committed::No);
  EXPECT_TRUE(vfs_.met());
  EXPECT_EQ(receive("a"), Committed::Yes);
  loop_->stop();
  expect_whole({"a"});
}

class AnyFault : public StorageFault, public testing::WithParamInterface<std::tuple<Fault, Lasting>> {};

std::string name_of(const testing::TestParamInfo<std::tuple<Fault, Lasting>>& of) {
  constexpr std::array kFaults{"DiskFull", "LostSync", "NotOpened", "DiskBroken"};
  const auto [fault, lasting] = of.param;
  return std::string(kFaults.at(static_cast<std::size_t>(fault))) + (lasting == Lasting::Once ? "Once" : "UntilRepaired");
}

INSTANTIATE_TEST_SUITE_P(All, AnyFault,
                         testing::Combine(testing::Values(Fault::DiskFull, Fault::LostSync, Fault::NotOpened,
                                                          Fault::DiskBroken),
                                          testing::Values(Lasting::Once, Lasting::UntilRepaired)),
                         name_of);

/// How far apart the operations are that are tried: each one at night, else some.
int stride() {
  return std::getenv("SPORTELLO_EVERY_FAULT") != nullptr ? 1 : 23;
}

/// The first start makes the schema; the one after a fault, whichever operation it struck, begins or goes on.
TEST_P(AnyFault, OfAFirstStartLeavesADatabaseThatOpens) {
  const auto [fault, lasting] = GetParam();
  bool met = true;
  int tried = 0;
  for (int nth = 1; met; nth += stride()) {
    SqliteBackend fresh;
    StoreOptions options;
    options.url = fresh.url();
    options.vfs = vfs_.name();
    vfs_.fail(fault, lasting, nth);
    ++tried;
    try {
      open_store(options);
    } catch (const StoreError& error) {
      EXPECT_TRUE(vfs_.met()) << error.what();
    }
    met = vfs_.met();
    vfs_.repair();
    const auto store = open_store(options);
    store->begin();
    EXPECT_TRUE(store->inbox().insert(kNumber, "a", "message", "{}", kNow)) << nth;
    store->commit();
    ASSERT_EQ(check_integrity(fresh.path()), "ok") << nth;
  }
  RecordProperty("tried", tried);
}

TEST_F(StorageFault, SurvivesAFaultInAnyOperation) {
  for (const Fault fault : {Fault::DiskFull, Fault::LostSync, Fault::NotOpened, Fault::DiskBroken}) {
    for (const Lasting lasting : {Lasting::Once, Lasting::UntilRepaired}) {
      bool met = true;
      for (int nth = 1; met; ++nth) {
        start(vfs_.name());
        vfs_.fail(fault, lasting, nth);
        std::vector<std::string> acknowledged;
        const std::string prefix = std::to_string(static_cast<int>(fault)) + std::to_string(static_cast<int>(lasting)) +
                                   ":" + std::to_string(nth) + ":";
        for (int i = 0; i < 2; ++i) {
          const std::string key = prefix + std::to_string(i);
          if (receive(key) == Committed::Yes) acknowledged.push_back(key);
        }
        met = vfs_.met();
        vfs_.repair();
        ASSERT_EQ(receive(prefix + "last"), Committed::Yes);
        acknowledged.push_back(prefix + "last");
        loop_.reset();
        expect_whole(acknowledged);
      }
      EXPECT_FALSE(met) << "no run without a fault";
    }
  }
}

TEST_F(StorageFault, LeavesAnEmptyLogBehind) {
  start();
  ASSERT_EQ(receive("a"), Committed::Yes);
  const auto reader = backend_.read();
  const std::string log = backend_.path().string() + "-wal";
  EXPECT_GT(std::filesystem::file_size(log), 0U);
  loop_->stop();
  EXPECT_EQ(std::filesystem::file_size(log), 0U);
}

}  // namespace
}  // namespace sportello::storage
