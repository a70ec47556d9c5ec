// The doctor's look at the machine: database, disk, backups, mail, each well and each broken in turn.
#include "bot/doctor/machine_findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "storage/snapshot.h"
#include "storage/store.h"
#include "tests/support/free_port.h"
#include "tests/support/script_server.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr flows::Instant kNow{std::chrono::milliseconds{1'795'253'400'000}};

class MachineFindings : public testing::Test {
 protected:
  MachineFindings() {
    std::string pattern = (fs::temp_directory_path() / "sportello-machine-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder");
    folder_ = pattern;
    config_.storage_url = "sqlite://" + database().string();
    config_.media = folder_ / "media";
  }
  ~MachineFindings() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  fs::path database() const { return folder_ / "sportello.db"; }

  std::unique_ptr<storage::Store> open_store() const {
    storage::StoreOptions options;
    options.url = config_.storage_url;
    options.now = kNow;
    return storage::open_store(options);
  }

  /// "id verdict" of each finding.
  static std::vector<std::string> told(const Findings& findings) {
    std::vector<std::string> all;
    for (const Finding& each : findings) {
      EXPECT_TRUE(each.verdict == Verdict::Good || !each.remedy.empty()) << each.id;
      all.push_back(each.id + " " + name_of(each.verdict));
    }
    return all;
  }

  void make_backup_file(std::chrono::hours old) const {
    fs::create_directories(folder_ / "backups");
    const fs::path file = folder_ / "backups/sportello-20261121T093000Z.tar.zst";
    std::ofstream(file) << "x";
    const auto made = fs::file_time_type::clock::now() - old;
    fs::last_write_time(file, made);
  }

  fs::path folder_;
  Config config_;
};

TEST_F(MachineFindings, HaveNothingToSayAgainstAFreshDatabase) {
  open_store();
  EXPECT_THAT(told(judge_database(config_)),
              ElementsAre("database.whole ok", "database.schema ok", "database.parked ok", "database.outbox ok"));
}

TEST_F(MachineFindings, KnowThatTheDeskNeverRan) {
  EXPECT_THAT(told(judge_database(config_)), ElementsAre("database.there warning"));
}

TEST_F(MachineFindings, KnowADamagedDatabase) {
  open_store();
  {
    std::fstream file(database(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096 * 3);
    for (int i = 0; i < 4096 * 8; ++i) file.put('\x5a');
  }
  EXPECT_THAT(told(judge_database(config_)), ElementsAre("database.whole bad"));
}

TEST_F(MachineFindings, KnowAFileThatIsNoDatabase) {
  std::ofstream(database()) << std::string(8192, 'x');
  EXPECT_THAT(told(judge_database(config_)), ElementsAre("database.whole bad"));
}

TEST_F(MachineFindings, CountWhatWasPutAside) {
  const auto store = open_store();
  store->begin();
  const auto id = store->inbox().insert(flows::PhoneNumberId{"1"}, "wamid.1", "message", "{}", kNow);
  store->inbox().park(id.value(), "a fault");
  store->commit();
  EXPECT_THAT(told(judge_database(config_)), Contains("database.parked warning"));
}

TEST_F(MachineFindings, KnowAFolderThatIsNotThere) {
  EXPECT_THAT(told(judge_disk(config_)), Contains(HasSubstr("disk.database")));
  config_.storage_url = "sqlite:///nowhere/at/all/sportello.db";
  EXPECT_THAT(told(judge_disk(config_)), ElementsAre("disk.database bad"));
}

TEST_F(MachineFindings, KnowADiskWithoutRoom) {
  // A file system that never has any.
  config_.storage_url = "sqlite:///proc/sportello.db";
  EXPECT_THAT(told(judge_disk(config_)), ElementsAre("disk.database bad"));
}

TEST_F(MachineFindings, KnowWhetherPhotosCanBeMadeSmall) {
  EXPECT_EQ(judge_photos().verdict, Verdict::Good);
  const std::string before = std::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  const Finding finding = judge_photos();
  ::setenv("PATH", before.c_str(), 1);
  EXPECT_EQ(finding.verdict, Verdict::Warning);
  EXPECT_EQ(finding.remedy, "apt install graphicsmagick");
}

TEST_F(MachineFindings, KnowHowOldTheNewestBackupIs) {
  const flows::Instant now{std::chrono::duration_cast<flows::Instant::duration>(
      std::chrono::system_clock::now().time_since_epoch())};
  EXPECT_EQ(judge_backups(config_, now).verdict, Verdict::Warning);
  make_backup_file(std::chrono::hours{72});
  EXPECT_THAT(judge_backups(config_, now).text, HasSubstr("3 days old"));
  EXPECT_EQ(judge_backups(config_, now).verdict, Verdict::Warning);
  make_backup_file(std::chrono::hours{1});
  EXPECT_EQ(judge_backups(config_, now).verdict, Verdict::Good);
}

TEST_F(MachineFindings, KnowThatNoMailIsConfigured) {
  EXPECT_EQ(judge_mail(config_).verdict, Verdict::Warning);
}

TEST_F(MachineFindings, KnowAMailServerThatIsNotThere) {
  config_.mail_url = "smtp://127.0.0.1:" + std::to_string(tests::free_port());
  EXPECT_EQ(judge_mail(config_).verdict, Verdict::Bad);
}

TEST_F(MachineFindings, KnowAMailServerThatLetsTheDeskIn) {
  tests::ScriptServer server([](tests::RawSocket& socket, int) {
    socket.send("220 here\r\n");
    socket.read_until("\r\n");
    socket.send("250 hello\r\n");
    socket.read_until("\r\n");
  });
  config_.mail_url = "smtp://127.0.0.1:" + std::to_string(server.port());
  EXPECT_EQ(judge_mail(config_).verdict, Verdict::Good);
}

TEST_F(MachineFindings, KnowAMailServerThatDoesNotTakeThePassword) {
  tests::ScriptServer server([](tests::RawSocket& socket, int) {
    socket.send("220 here\r\n");
    socket.read_until("\r\n");
    socket.send("250-hello\r\n250 AUTH PLAIN\r\n");
    socket.read_until("\r\n");
    socket.send("535 who are you\r\n");
    socket.read_until("\r\n");
  });
  config_.mail_url = "smtp://127.0.0.1:" + std::to_string(server.port());
  config_.mail_user = "desk";
  config_.mail_password = flows::Secret("wrong");
  const Finding finding = judge_mail(config_);
  EXPECT_EQ(finding.verdict, Verdict::Bad);
  EXPECT_THAT(finding.text, testing::Not(HasSubstr("wrong")));
}

}  // namespace
}  // namespace sportello::bot
