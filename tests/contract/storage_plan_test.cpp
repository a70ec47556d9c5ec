#include <sqlite3.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "storage/sql/statements.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::IsEmpty;

struct Plan {
  std::string statement;
  std::vector<std::string> steps;
};

std::vector<Plan> plans_of(const std::string& path, const std::vector<sql::NamedSql>& statements) {
  sqlite3* database = nullptr;
  if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK) {
    throw std::runtime_error("cannot open " + path);
  }
  std::vector<Plan> plans;
  for (const sql::NamedSql& named : statements) {
    Plan plan{.statement = named.name, .steps = {}};
    const auto row = [](void* out, int, char** values, char**) {
      static_cast<Plan*>(out)->steps.emplace_back(values[3]);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(database, ("EXPLAIN QUERY PLAN " + named.sql).c_str(), row, &plan, nullptr), SQLITE_OK)
        << named.name << ": " << sqlite3_errmsg(database);
    plans.push_back(plan);
  }
  sqlite3_close(database);
  return plans;
}

/// Steps that grow with the table, as "statement: step".
std::vector<std::string> growing(const std::vector<Plan>& plans) {
  // Read whole on purpose, or from one end up to a LIMIT.
  const std::map<std::string, std::string> allowed{
      {"audit.newest", "SCAN audit"},
      // The few timers that are set, once when two people turn out to be one.
      {"identities.drop_timers", "SCAN timer"},
      {"identities.move_timers", "SCAN timer"},
      // The logs of one ticket and the few that were merged into it.
      {"merges.events", "USE TEMP B-TREE FOR ORDER BY"},
      {"migrate.applied", "SCAN schema_migrations"},
      {"operators.list", "SCAN o"},
      {"outbox.next_due", "SCAN o USING INDEX outbox_wait"},
      {"pulse.next_timer", "SCAN timer USING COVERING INDEX timer_due"},
      // One for each number of the desk.
      {"reader.conversations_of", "USE TEMP B-TREE FOR ORDER BY"},
      {"reader.count_parked", "SCAN inbox USING INDEX inbox_parked"},
      {"timers.next_due", "SCAN timer USING COVERING INDEX timer_due"},
      // An index over words is always walked; MATCH decides how far.
      {"search.tickets", "SCAN s VIRTUAL TABLE INDEX"},
      {"search.messages", "SCAN s VIRTUAL TABLE INDEX"},
      {"search.replies", "SCAN s VIRTUAL TABLE INDEX"},
      {"search.notes", "SCAN s VIRTUAL TABLE INDEX"},
      {"workplace.answers", "SCAN canned_answer USING INDEX canned_answer_title"},
      // The few names of one person.
      {"people.aliases", "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY"},
  };
  std::vector<std::string> found;
  for (const Plan& plan : plans) {
    for (const std::string& step : plan.steps) {
      if (!step.starts_with("SCAN") && !step.starts_with("USE TEMP B-TREE")) continue;
      const auto exception = allowed.find(plan.statement);
      if (exception != allowed.end() && step.starts_with(exception->second)) continue;
      found.push_back(plan.statement + ": " + step);
    }
  }
  return found;
}

TEST(StoragePlan, FollowsAnIndexInEveryStatement) {
  SqliteBackend backend;
  const auto store = backend.open();
  const auto reader = backend.read();
  std::vector<sql::NamedSql> statements = sql::statements_of(*store);
  const std::vector<sql::NamedSql> reading = sql::statements_of(*reader);
  statements.insert(statements.end(), reading.begin(), reading.end());
  ASSERT_GT(statements.size(), 60U);
  EXPECT_THAT(growing(plans_of(backend.path(), statements)), IsEmpty());
}

TEST(StoragePlan, NoticesATableScan) {
  SqliteBackend backend;
  const auto store = backend.open();
  const auto plans = plans_of(backend.path(), {{"bad", "SELECT id FROM ticket WHERE summary = :summary"},
                                               {"worse", "SELECT id FROM ticket ORDER BY summary"}});
  EXPECT_EQ(growing(plans).size(), 3U);
}

TEST(StoragePlan, GivesEveryStatementANameOfItsOwn) {
  SqliteBackend backend;
  const auto store = backend.open();
  std::set<std::string> names;
  for (const sql::NamedSql& statement : sql::statements_of(*store)) {
    EXPECT_TRUE(names.insert(statement.name).second) << statement.name;
  }
}

}  // namespace
}  // namespace sportello::storage
