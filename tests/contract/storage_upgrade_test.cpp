// The tables of a server on their way to a newer program: not without a copy, and not by the way.

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <thread>

#include "storage/migrations/migrations.h"
#include "storage/sql/migrate.h"
#include "storage/sql/open.h"
#include "storage/upgrade.h"
#include "storage_backend.h"
#include "tests/support/child_process.h"
#include "tests/support/postgres_server.h"

namespace sportello::storage {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::PostgresServer;

/// What a program of one version less has left on a server, and a folder for the copy.
class UpgradePostgresql : public testing::Test {
 protected:
  UpgradePostgresql() {
    auto connection = sql::connect(sql::parse_url(url()), sql::Access::Write, std::chrono::milliseconds{2'000}, "");
    sql::migrate(*connection, migrations().first(migrations().size() - 1), "", kNow);
  }
  ~UpgradePostgresql() override { server_.drop_database(database_); }

  std::string url() const { return server_.url(database_); }
  StoreOptions options(const std::string& database) const {
    StoreOptions options;
    options.url = server_.url(database);
    options.now = kNow;
    return options;
  }
  StoreOptions options() const { return options(database_); }
  std::string version_of(const std::string& database) const {
    return server_.execute(database, "SELECT max(version) FROM schema_migrations");
  }

  std::string refusal_of(const std::function<void()>& opening) {
    try {
      opening();
    } catch (const SchemaError& error) {
      return error.what();
    }
    return "nothing was refused";
  }

  std::vector<std::filesystem::path> copies() const {
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) found.push_back(entry.path());
    return found;
  }

  PostgresServer& server_ = PostgresServer::shared();
  const std::string database_ = server_.make_database();
  const std::string older_ = std::to_string(migrations().size() - 1);
  const std::string newer_ = std::to_string(migrations().size());
  tests::TemporaryDirectory folder_;
};

/// No program is found while it lives.
class NoPrograms {
 public:
  NoPrograms() { ::setenv("PATH", "/nowhere", 1); }
  ~NoPrograms() { ::setenv("PATH", before_.c_str(), 1); }
  NoPrograms(const NoPrograms&) = delete;
  NoPrograms& operator=(const NoPrograms&) = delete;

 private:
  const std::string before_ = std::getenv("PATH");
};

TEST_F(UpgradePostgresql, IsNotDoneByWhateverOpensTheTablesFirst) {
  EXPECT_THAT(refusal_of([&] { open_store(options()); }), AllOf(HasSubstr("sportello serve"), HasSubstr(newer_)));
  EXPECT_THAT(version_of(database_), HasSubstr(older_));
}

TEST_F(UpgradePostgresql, MakesACopyThatCanBeBroughtBack) {
  ASSERT_TRUE(open_store_upgraded(options(), {folder_.path()}));
  EXPECT_THAT(version_of(database_), HasSubstr(newer_));
  const auto made = copies();
  ASSERT_EQ(made.size(), 1U);
  EXPECT_THAT(made[0].filename().string(), testing::MatchesRegex("before-00" + newer_ + "-[0-9]+\\.dump"));
  struct stat status {};
  ASSERT_EQ(::stat(made[0].c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);

  const std::string back = server_.make_database();
  EXPECT_EQ(tests::run({"pg_restore", "--dbname=" + server_.url(back), made[0]}, folder_ / "log"), 0)
      << tests::read_file(folder_ / "log");
  EXPECT_THAT(version_of(back), HasSubstr(older_));
  server_.drop_database(back);
}

TEST_F(UpgradePostgresql, ChangesNothingWhenNoCopyCanBeMade) {
  {
    const NoPrograms here;
    EXPECT_THAT(refusal_of([&] { open_store_upgraded(options(), {folder_.path()}); }),
                AllOf(HasSubstr("postgresql-client"), HasSubstr("--upgrade-without-copy")));
  }
  EXPECT_THAT(refusal_of([&] { open_store_upgraded(options(), {"/nowhere"}); }), HasSubstr("cannot write /nowhere"));
  EXPECT_THAT(version_of(database_), HasSubstr(older_));
  EXPECT_THAT(copies(), IsEmpty());
}

TEST_F(UpgradePostgresql, TakesSomebodysWordForACopyOfHisOwn) {
  const NoPrograms here;
  ASSERT_TRUE(open_store_upgraded(options(), {folder_.path(), CopyBefore::LeaveOut}));
  EXPECT_THAT(version_of(database_), HasSubstr(newer_));
  EXPECT_THAT(copies(), IsEmpty());
}

TEST_F(UpgradePostgresql, CopiesNothingWhereThereIsNothing) {
  const NoPrograms here;
  const std::string empty = server_.make_database();
  ASSERT_TRUE(open_store_upgraded(options(empty), {folder_.path()}));
  ASSERT_TRUE(open_store_upgraded(options(empty), {folder_.path()})) << "up to date by now";
  EXPECT_THAT(version_of(empty), HasSubstr(newer_));
  EXPECT_THAT(copies(), IsEmpty());
  server_.drop_database(empty);
}

TEST_F(UpgradePostgresql, WaitsForAnotherProcessAsLongAsItTakes) {
  auto other = sql::connect(sql::parse_url(url()), sql::Access::Write, std::chrono::milliseconds{2'000}, "");
  StoreOptions impatient = options();
  impatient.busy_timeout = std::chrono::milliseconds{1};
  other->run("SELECT pg_advisory_lock(hashtextextended('sportello migrations', 0))");
  auto opened = std::async(std::launch::async, [&] { return open_store_upgraded(impatient, {folder_.path()}) != nullptr; });
  const auto waits = [&] {
    return !server_.execute(database_, "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted").empty();
  };
  while (!waits() && opened.wait_for(std::chrono::seconds{0}) != std::future_status::ready) std::this_thread::yield();
  other.reset();
  EXPECT_TRUE(opened.get());
}

}  // namespace
}  // namespace sportello::storage
