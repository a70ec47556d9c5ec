#include <sys/stat.h>

#include <filesystem>
#include <string>
#include <vector>

#include "storage/migrations/migrations.h"
#include "storage/sql/migrate.h"
#include "storage/sql/open.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr Migration kFirst{.version = 1, .name = "0001_first", .sql = "CREATE TABLE a (x INTEGER) STRICT;"};
constexpr Migration kSecondMigration{.version = 2,
                                     .name = "0002_second",
                                     .sql =
                                         "-- two; statements\nINSERT INTO a VALUES (1);\n"
                                         "CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a WHERE x = 9; END;"};
constexpr Migration kAltered{.version = 1, .name = "0001_first", .sql = "CREATE TABLE a (y INTEGER) STRICT;"};
constexpr Migration kBroken{
    .version = 2, .name = "0002_broken", .sql = "INSERT INTO a VALUES (1); INSERT INTO nowhere VALUES (1);"};

class StorageMigrate : public testing::Test {
 protected:
  void run(const std::vector<Migration>& steps) {
    sql::Connection connection(connect());
    sql::set_up(connection, sql::Access::Write, std::chrono::milliseconds(0));
    sql::migrate(connection, steps, backend_.path(), kNow);
  }

  std::string connect() { return sql::connect_string(sql::parse_url(backend_.url()), sql::Access::Write, ""); }

  std::string text_of_failure(const std::vector<Migration>& steps) {
    try {
      run(steps);
    } catch (const SchemaError& error) {
      return error.what();
    }
    return "";
  }

  std::vector<long long> numbers(const std::string& query) { return numbers_in(backend_.path(), query); }
  static std::vector<long long> numbers_in(const std::string& path, const std::string& query) {
    sql::Connection connection("dbname=\"" + path + "\"");
    long long number = 0;
    std::vector<long long> all;
    sql::Statement statement(connection, "test", query, sql::gives(number));
    statement.each([&] { all.push_back(number); });
    return all;
  }

  std::vector<std::string> copies() {
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(backend_.path().parent_path())) {
      if (entry.path().string().find(".before-") != std::string::npos) found.push_back(entry.path());
    }
    return found;
  }

  SqliteBackend backend_;
};

TEST_F(StorageMigrate, AppliesWhatIsMissingInOrderAndRemembersIt) {
  run({kFirst});
  run({kFirst, kSecondMigration});
  EXPECT_THAT(numbers("SELECT x FROM a"), ElementsAre(1));
  EXPECT_THAT(numbers("SELECT version FROM schema_migrations ORDER BY version"), ElementsAre(1, 2));
  EXPECT_THAT(numbers("SELECT applied_at FROM schema_migrations WHERE version = 1"),
              ElementsAre(kNow.time_since_epoch().count()));
}

TEST_F(StorageMigrate, DoesNothingTheSecondTime) {
  run({kFirst, kSecondMigration});
  run({kFirst, kSecondMigration});
  EXPECT_THAT(numbers("SELECT x FROM a"), ElementsAre(1));
  EXPECT_THAT(copies(), IsEmpty());
}

TEST_F(StorageMigrate, CopiesWhatIsThereBeforeItChangesIt) {
  run({kFirst});
  run({kFirst, kSecondMigration});
  const auto made = copies();
  ASSERT_EQ(made.size(), 1U);
  EXPECT_THAT(made[0], HasSubstr(".before-0002-"));
  EXPECT_THAT(numbers_in(made[0], "SELECT x FROM a"), IsEmpty());
  EXPECT_THAT(numbers_in(made[0], "SELECT version FROM schema_migrations"), ElementsAre(1));
}

TEST_F(StorageMigrate, LeavesNothingOfAStepThatFails) {
  run({kFirst});
  EXPECT_THROW(run({kFirst, kBroken}), std::runtime_error);
  EXPECT_THAT(numbers("SELECT x FROM a"), IsEmpty());
  EXPECT_THAT(numbers("SELECT version FROM schema_migrations"), ElementsAre(1));
}

TEST_F(StorageMigrate, RefusesADatabaseWhoseStepWasAnother) {
  run({kFirst});
  EXPECT_THAT(text_of_failure({kAltered, kSecondMigration}), AllOf(HasSubstr("0001_first"), HasSubstr("restore")));
  EXPECT_THAT(numbers("SELECT version FROM schema_migrations"), ElementsAre(1));
}

TEST_F(StorageMigrate, RefusesADatabaseOfANewerProgram) {
  run({kFirst, kSecondMigration});
  EXPECT_THAT(text_of_failure({kFirst}), AllOf(HasSubstr("schema version 2"), HasSubstr("newer program")));
}

TEST(Migrations, AreInTheOrderOfTheirNumbers) {
  int expected = 1;
  int last = 0;
  for (const Migration& migration : migrations()) {
    EXPECT_EQ(migration.version, expected);
    EXPECT_GT(std::stoi(std::string(migration.name)), last) << migration.name;
    last = std::stoi(std::string(migration.name));
    ++expected;
  }
  EXPECT_GT(expected, 1);
}

TEST(OpenStore, KeepsPeoplesDataFromOtherUsersOfTheMachine) {
  SqliteBackend backend;
  const auto store = backend.open();
  for (const std::string suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((backend.path().string() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
  }
}

TEST(OpenStore, RefusesWhatIsNoUrlOfAFile) {
  for (const char* url : {"", "desk.db", "sqlite://desk.db", "mysql://localhost/desk", "postgresql:///a b", "sqlite:///tmp/a\"b"}) {
    StoreOptions options;
    options.url = url;
    EXPECT_THROW(open_store(options), StoreError) << url;
  }
}

TEST(OpenStore, OpensAPathWithSpacesAndSigns) {
  SqliteBackend backend;
  const auto folder = backend.path().parent_path() / "il mio = banco  1";
  std::filesystem::create_directory(folder);
  StoreOptions options;
  options.url = "sqlite://" + (folder / "a b.db").string();
  open_store(options);
  EXPECT_TRUE(std::filesystem::exists(folder / "a b.db"));
}

TEST(OpenStore, SaysWhatIsMissingWhenTheFolderIs) {
  StoreOptions options;
  options.url = "sqlite:///nowhere/at/all/desk.db";
  EXPECT_THROW(open_store(options), StoreError);
}

TEST(OpenStore, KeepsAllInMemoryWhenAsked) {
  StoreOptions options;
  options.url = "sqlite::memory:";
  const auto store = open_store(options);
  store->begin();
  EXPECT_TRUE(store->inbox().insert(PhoneNumberId{"1"}, "a", "message", "{}", kNow));
  store->commit();
  store->begin();
  EXPECT_FALSE(store->inbox().insert(PhoneNumberId{"1"}, "a", "message", "{}", kNow));
  store->rollback();
}

TEST(OpenReader, CannotWrite) {
  SqliteBackend backend;
  const auto store = backend.open();
  sql::Connection connection(sql::connect_string(sql::parse_url(backend.url()), sql::Access::Read, ""));
  sql::set_up(connection, sql::Access::Read, std::chrono::milliseconds(0));
  EXPECT_THROW(connection.run("DELETE FROM timer"), std::runtime_error);
}

}  // namespace
}  // namespace sportello::storage
