#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "bot/backup/archive.h"
#include "bot/backup/backup.h"
#include "bot/desk_lock.h"
#include "bot/media_store.h"
#include "storage/commit_loop.h"
#include "storage/outbox_state.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using test::DeskBench;
using testing::HasSubstr;

class Backup : public testing::Test {
 protected:
  Backup() {
    std::string pattern = (fs::path(testing::TempDir()) / "sportello-backup-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
    folder_ = pattern;
    fs::create_directories(folder_ / "desk");
    fs::create_directories(folder_ / "backups");
  }
  ~Backup() override { fs::remove_all(folder_); }

  std::string url(const std::string& name = "desk") const {
    return "sqlite://" + (folder_ / name / "sportello.db").string();
  }
  BackupRequest request(const fs::path& to) const {
    BackupRequest request;
    request.storage_url = url();
    request.media = folder_ / "desk/media";
    request.to = to;
    request.now = now_;
    request.program = "1.2.3";
    return request;
  }
  RestoreRequest restoring(const fs::path& from, const std::string& name = "other") const {
    RestoreRequest request;
    request.from = from;
    request.storage_url = url(name);
    request.media = folder_ / name / "media";
    request.now = now_;
    return request;
  }
  /// A desk with a ticketless conversation of so many customers, one message waiting to be sent to each.
  std::unique_ptr<DeskBench> desk_with(int customers) const {
    auto desk = std::make_unique<DeskBench>(url());
    for (int i = 0; i < customers; ++i) desk->say("39333000000" + std::to_string(i), "siete aperti?");
    return desk;
  }

  fs::path folder_;
  flows::Instant now_{std::chrono::milliseconds{1'795'253'400'000}};
};

TEST_F(Backup, BringsEverythingBack) {
  auto desk = desk_with(3);
  const auto photo = MediaStore(folder_ / "desk/media").keep("a photo");
  const auto made = make_backup(request(folder_ / "one.tar.zst"));
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_EQ(made->content.database.rows.at("conversation"), 3);
  EXPECT_EQ(made->content.media_files, 1U);

  const auto restored = restore_backup(restoring(made->file));
  ASSERT_TRUE(restored) << restored.error().text;
  EXPECT_EQ(storage::inspect_database(folder_ / "other/sportello.db"), made->content.database);
  EXPECT_EQ(MediaStore(folder_ / "other/media").read(*photo).value_or("nothing"), "a photo");
}

TEST_F(Backup, FlagsWhatWaitedToBeSentInsteadOfSendingItTwice) {
  auto desk = desk_with(2);
  const auto made = make_backup(request(folder_ / "one.tar.zst"));
  const auto restored = restore_backup(restoring(made->file));
  ASSERT_TRUE(restored);
  EXPECT_EQ(restored->doubtful, 2);
  DeskBench again(url("other"));
  EXPECT_TRUE(again.outbox("queued").empty());
  const auto doubtful = again.outbox("uncertain");
  ASSERT_EQ(doubtful.size(), 2U);
  for (const auto& row : doubtful) EXPECT_EQ(row.attempts, storage::kSendsAtMost) << "none leaves by itself";
}

TEST_F(Backup, LosesNothingThatWasCommittedBeforeItWhileTheDeskWrites) {
  storage::StoreOptions options;
  options.url = url();
  const auto commits = storage::start_commit_loop(storage::open_store(options), {}, [](const auto&) {});
  std::atomic<int> acknowledged{0};
  std::atomic<bool> enough{false};
  std::thread load([&] {
    for (int i = 0; !enough; ++i) {
      const auto stored = commits->run_and_wait([&](storage::Store& store) {
        store.inbox().insert(DeskBench::kLeotron, "wamid." + std::to_string(i), "message", "{}", now_);
      });
      if (stored == storage::Committed::Yes) acknowledged = i + 1;
    }
  });
  for (int round = 0; round < 5; ++round) {
    while (acknowledged < (round + 1) * 20) std::this_thread::yield();
    const int before = acknowledged;
    const auto made = make_backup(request(folder_ / ("load" + std::to_string(round) + ".tar.zst")));
    const int after = acknowledged;
    EXPECT_TRUE(made) << made.error().text;
    if (!made) break;
    EXPECT_GE(made->content.database.rows.at("inbox"), before);
    EXPECT_LE(made->content.database.rows.at("inbox"), after + 1);
    const auto restored = restore_backup(restoring(made->file, "round" + std::to_string(round)));
    EXPECT_TRUE(restored);
    storage::StoreOptions other;
    other.url = url("round" + std::to_string(round));
    const auto store = storage::open_store(other);
    store->begin();
    // Inserting an event that is there says no: each that was acknowledged before the backup must be.
    for (int i = 0; i < before; ++i) {
      EXPECT_FALSE(
          store->inbox().insert(DeskBench::kLeotron, "wamid." + std::to_string(i), "message", "{}", now_))
          << i;
    }
    store->rollback();
  }
  enough = true;
  load.join();
  commits->stop();
}

TEST_F(Backup, IsUnreadableWithoutItsPassphrase) {
  auto desk = desk_with(1);
  auto sealed = request(folder_ / "backups");
  sealed.passphrase = flows::Secret("correct horse");
  const auto made = make_backup(sealed);
  ASSERT_TRUE(made) << made.error().text;
  EXPECT_THAT(made->file.string(), HasSubstr(".sealed"));
  EXPECT_EQ(check_backup(made->file, {}, folder_).error().code, Errc::Denied);
  EXPECT_EQ(check_backup(made->file, flows::Secret("wrong"), folder_).error().code, Errc::Denied);
  EXPECT_TRUE(check_backup(made->file, flows::Secret("correct horse"), folder_));
}

TEST_F(Backup, SealsAnySizeToItsEnd) {
  const Passphrase word = flows::Secret("word");
  for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 131'072U}) {
    const fs::path file = folder_ / ("sealed" + std::to_string(size));
    {
      SealedWriter writer(file, word);
      writer.write(std::string(size, 'x'));
      writer.finish();
    }
    SealedReader reader(file, word);
    std::string all;
    for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) all += piece;
    EXPECT_EQ(all, std::string(size, 'x'));
  }
}

TEST_F(Backup, IsRefusedWhenItIsCutOrAltered) {
  auto desk = desk_with(1);
  for (const Passphrase& word : {Passphrase{}, Passphrase{flows::Secret("word")}}) {
    const fs::path file = folder_ / (word ? "sealed" : "plain");
    auto asked = request(file);
    asked.passphrase = word;
    ASSERT_TRUE(make_backup(asked));
    const auto size = fs::file_size(file);
    fs::copy_file(file, folder_ / "cut", fs::copy_options::overwrite_existing);
    fs::resize_file(folder_ / "cut", size - 20);
    EXPECT_FALSE(check_backup(folder_ / "cut", word, folder_));
    fs::copy_file(file, folder_ / "altered", fs::copy_options::overwrite_existing);
    std::fstream altered(folder_ / "altered", std::ios::in | std::ios::out | std::ios::binary);
    altered.seekp(static_cast<std::streamoff>(size / 2));
    altered.write("sportello", 9);
    altered.close();
    EXPECT_FALSE(check_backup(folder_ / "altered", word, folder_));
    EXPECT_TRUE(check_backup(file, word, folder_));
  }
}

TEST_F(Backup, RefusesAnArchiveThatReachesOutOfItsFolder) {
  const fs::path file = folder_ / "evil.tar.zst";
  {
    ArchiveWriter archive(file, {}, 0);
    archive.add_text("media/../../" + std::string(64, 'a'), "evil");
    archive.finish();
  }
  EXPECT_EQ(restore_backup(restoring(file)).error().code, Errc::Invalid);
}

TEST_F(Backup, KeepsAsManyAsAsked) {
  auto desk = desk_with(1);
  auto asked = request(folder_ / "backups");
  asked.keep = 2;
  std::ofstream(folder_ / "backups/somebody-elses.txt") << "stays";
  for (int day = 0; day < 4; ++day) {
    asked.now += std::chrono::hours{24};
    ASSERT_TRUE(make_backup(asked));
  }
  int found = 0;
  for (const auto& entry : fs::directory_iterator(folder_ / "backups")) found += entry.is_regular_file() ? 1 : 0;
  EXPECT_EQ(found, 3);
  EXPECT_TRUE(fs::exists(folder_ / "backups/sportello-20261125T103000Z.tar.zst") ||
              fs::exists(folder_ / "backups/sportello-20261125T093000Z.tar.zst"));
}

TEST_F(Backup, KeepsTheNewestOfSeveralMadeInOneSecond) {
  auto desk = desk_with(1);
  fs::create_directories(folder_ / "backups");
  auto asked = request(folder_ / "backups");
  asked.keep = 2;
  std::vector<fs::path> made;
  for (int nth = 0; nth < 5; ++nth) {
    const auto backup = make_backup(asked);
    ASSERT_TRUE(backup) << backup.error().text;
    made.push_back(backup->file);
  }
  asked.now += std::chrono::seconds{1};
  made.push_back(make_backup(asked)->file);
  const std::set<fs::path> kept{fs::directory_iterator(folder_ / "backups"), fs::directory_iterator()};
  EXPECT_EQ(kept, (std::set<fs::path>{made[4], made[5]}));
}

TEST_F(Backup, NeverReplacesADatabaseWithoutTheWord) {
  auto desk = desk_with(2);
  const auto made = make_backup(request(folder_ / "one.tar.zst"));
  desk->say("393339999999", "ciao");
  desk.reset();
  auto asked = restoring(made->file, "desk");
  EXPECT_EQ(restore_backup(asked).error().code, Errc::Conflict);
  EXPECT_EQ(storage::inspect_database(folder_ / "desk/sportello.db").rows.at("conversation"), 3);

  asked.existing = Overwrite::MoveAside;
  const auto restored = restore_backup(asked);
  ASSERT_TRUE(restored) << restored.error().text;
  EXPECT_EQ(storage::inspect_database(folder_ / "desk/sportello.db").rows.at("conversation"), 2);
  EXPECT_EQ(storage::inspect_database(restored->replaced).rows.at("conversation"), 3);

  const auto twice = restore_backup(asked);
  ASSERT_TRUE(twice) << twice.error().text;
  EXPECT_EQ(storage::inspect_database(restored->replaced).rows.at("conversation"), 3) << "moved aside in the same second";
  EXPECT_EQ(storage::inspect_database(twice->replaced).rows.at("conversation"), 2);
}

TEST_F(Backup, DoesNotRestoreUnderARunningDesk) {
  auto desk = desk_with(1);
  const auto made = make_backup(request(folder_ / "one.tar.zst"));
  const DeskLock running(folder_ / "desk/sportello.db");
  auto asked = restoring(made->file, "desk");
  asked.existing = Overwrite::MoveAside;
  const auto restored = restore_backup(asked);
  ASSERT_FALSE(restored);
  EXPECT_THAT(restored.error().text, HasSubstr("stop it first"));
}

}  // namespace
}  // namespace sportello::bot
