#include "storage/transfer.h"

#include <sqlite3.h>

#include "storage_backend.h"
#include "tests/support/postgres_server.h"

namespace sportello::storage {
namespace {

using testing::HasSubstr;

/// A desk in a file, and an empty database on the server.
class TransferPostgresql : public testing::Test {
 protected:
  TransferPostgresql() : database_(server().make_database()) {
    const auto store = from_.open();
    store->begin();
    PersonRow person;
    person.business = {"leotron"};
    person.name = "Nicolò Dell’Aquila";
    person.created_at = kNow;
    const PersonId who = store->people().create(person);
    ConversationRow conversation;
    conversation.person = who;
    conversation.business = {"leotron"};
    conversation.number = {"100"};
    conversation.state = R"({"text":"due\nrighe"})";
    const ConversationId where = store->conversations().create(conversation);
    TicketRow ticket;
    ticket.code = "LEO-AAAA-1";
    ticket.business = {"leotron"};
    ticket.person = who;
    ticket.conversation = where;
    ticket.status = "registered";
    ticket.answers = "{}";
    ticket.summary = "Non stampa più";
    ticket.created_at = kNow;
    first_ = *store->tickets().create(ticket);
    store->tickets().add_event({0, first_, kNow, "operator:Eva", "reply", "{}"});
    store->timers().set({0, "gone", "gather", where, {}, kNow, ""});
    store->timers().cancel("gone");
    store->timers().set({0, "kept", "gather", where, {}, kNow, ""});
    store->commit();
  }
  ~TransferPostgresql() override { server().drop_database(database_); }

  static tests::PostgresServer& server() { return tests::PostgresServer::shared(); }
  std::string to() const { return server().url(database_); }
  std::vector<TransferredTable> move() { return transfer(from_.url(), to(), kNow, [](std::string_view) {}); }

  SqliteBackend from_;
  std::string database_;
  TicketId first_;
};

TEST_F(TransferPostgresql, BringsEveryRowAsItWas) {
  const auto tables = move();
  EXPECT_GT(tables.size(), 25U);
  for (const TransferredTable& table : tables) {
    if (table.name == "ticket" || table.name == "person" || table.name == "timer") {
      EXPECT_EQ(table.rows, 1) << table.name;
    }
    EXPECT_EQ(table.sha256.size(), 64U);
  }
  const auto reader = open_reader(to());
  const auto row = reader->ticket("LEO-AAAA-1").value();
  EXPECT_EQ(row.ticket.id, first_);
  EXPECT_EQ(row.person.name, "Nicolò Dell’Aquila");
  EXPECT_EQ(row.ticket.previous, std::nullopt);
  EXPECT_EQ(reader->conversation(row.ticket.conversation)->state, R"({"text":"due\nrighe"})");
  EXPECT_EQ(reader->open_tickets(10).at(0).waiting_since, std::nullopt) << "the operator has answered";
  EXPECT_EQ(reader->search("piu nicolo", 5).size(), 1U) << "the words can be found";
}

TEST_F(TransferPostgresql, GoesOnWithIdsThatNobodyHasHad) {
  move();
  StoreOptions options;
  options.url = to();
  const auto store = open_store(options);
  store->begin();
  auto ticket = store->tickets().find(first_).value();
  ticket.code = "LEO-BBBB-2";
  EXPECT_GT(store->tickets().create(ticket)->value, first_.value);
  store->rollback();
}

TEST_F(TransferPostgresql, MovesIntoNoDeskThatIsThere) {
  move();
  try {
    move();
    FAIL();
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), HasSubstr("not empty"));
  }
  EXPECT_EQ(server().execute(database_, "SELECT count(*) FROM ticket"), "1\n");
}

/// PostgreSQL's text ends at a zero byte; SQLite's does not.
TEST_F(TransferPostgresql, KeepsNothingWhenTheSidesDiffer) {
  sqlite3* file = nullptr;
  ASSERT_EQ(sqlite3_open(from_.path().c_str(), &file), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(file, "UPDATE ticket SET summary = 'a' || char(0) || 'b'", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(file);
  EXPECT_THROW(move(), std::exception);
  EXPECT_EQ(server().execute(database_, "SELECT count(*) FROM person"), "0\n");
}

}  // namespace
}  // namespace sportello::storage
