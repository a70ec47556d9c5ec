#include "storage/sql/checkpointer.h"

#include <filesystem>

#include "storage/sql/open.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

constexpr std::uintmax_t kPage = 4'096;

class CheckpointerTest : public testing::Test {
 protected:
  CheckpointerTest() : writer_(connect()) {
    sql::set_up(writer_, sql::Access::Write, std::chrono::milliseconds(0));
    writer_.run("CREATE TABLE t (x TEXT)");
    writer_.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  std::string connect() { return sql::connect_string(sql::parse_url(backend_.url()), sql::Access::Write, ""); }
  void write_about_ten_pages() { writer_.run("INSERT INTO t VALUES (hex(zeroblob(18000)))"); }
  std::uintmax_t file_size() { return std::filesystem::file_size(backend_.path()); }
  std::uintmax_t log_size() { return std::filesystem::file_size(backend_.path().string() + "-wal"); }

  SqliteBackend backend_;
  sql::Connection writer_;
};

TEST_F(CheckpointerTest, MovesTheLogWhileTheWriterGoesOn) {
  const std::uintmax_t before = file_size();
  const sql::Checkpointer checkpointer(writer_, connect(), {.worth_moving = 100, .too_long = 1'000'000});
  int commits = 0;
  while (file_size() == before && commits < 5'000) {
    write_about_ten_pages();
    ++commits;
  }
  EXPECT_GE(commits, 10);
  EXPECT_GT(file_size(), before);
}

TEST_F(CheckpointerTest, LetsTheLogGrowOnlySoFar) {
  const sql::Checkpointer checkpointer(writer_, connect(), {.worth_moving = 100, .too_long = 100});
  for (int i = 0; i < 200; ++i) write_about_ten_pages();
  EXPECT_LT(log_size(), 1'000 * kPage);
}

TEST_F(CheckpointerTest, LeavesTheWriterAsItWasWhenItEnds) {
  { const sql::Checkpointer checkpointer(writer_, connect(), {.worth_moving = 1, .too_long = 1}); }
  write_about_ten_pages();
  EXPECT_GT(log_size(), 0U);
}

}  // namespace
}  // namespace sportello::storage
