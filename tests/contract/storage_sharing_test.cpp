/// Several processes on one database, each with a store of its own.
#include <future>
#include <latch>
#include <thread>

#include "storage/commit_loop.h"
#include "storage/hooks.h"
#include "storage/news_wire.h"
#include "storage_backend.h"
#include "tests/support/postgres_server.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const BusinessId kBusiness{"leotron"};

class SharedStorePostgresql : public testing::Test {
 protected:
  SharedStorePostgresql() : one_(backend_.open()), other_(backend_.open()) {
    one_->begin();
    first_ = conversation("39340");
    second_ = conversation("39350");
    one_->commit();
  }
  ~SharedStorePostgresql() override {
    one_->rollback();
    other_->rollback();
  }

  ConversationId conversation(const std::string& wa_id) {
    PersonRow person;
    person.business = kBusiness;
    const PersonId id = one_->people().create(person);
    EXPECT_TRUE(one_->people().add_alias(id, kBusiness, AliasKind::WaId, wa_id, kNow));
    ConversationRow row;
    row.person = id;
    row.business = kBusiness;
    row.number = kNumber;
    row.owner = "bot";
    return one_->conversations().create(row);
  }

  OutboxId queue(ConversationId conversation, const std::string& cause) {
    OutboxRow row;
    row.conversation = conversation;
    row.number = kNumber;
    row.content = "{}";
    row.cause = cause;
    row.callback = cause;
    row.author = "bot";
    row.created_at = kNow;
    row.not_before = kNow;
    return one_->outbox().add(row).value();
  }

  static std::vector<OutboxId> due(Store& store, int limit = 100) {
    std::vector<OutboxId> ids;
    for (const OutboxRow& row : store.outbox().due(kNumber, kNow, limit)) ids.push_back(row.id);
    return ids;
  }
  static void send(Store& store, OutboxId id, Instant at = kNow) {
    auto row = store.outbox().find(id).value();
    row.state = "in_flight";
    row.updated_at = at;
    ASSERT_TRUE(store.outbox().update(row));
  }

  /// Until so many sessions wait for a lock.
  void until_waiting(int sessions) {
    auto& server = tests::PostgresServer::shared();
    const std::string query =
        "SELECT count(DISTINCT pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid) "
        "WHERE NOT l.granted AND a.datname = current_database()";
    while (server.execute(backend_.database(), query) != std::to_string(sessions) + "\n") std::this_thread::yield();
  }

  PostgresqlBackend backend_;
  std::unique_ptr<Store> one_;
  std::unique_ptr<Store> other_;
  ConversationId first_;
  ConversationId second_;
};

TEST_F(SharedStorePostgresql, GivesOneMessageToOneProcess) {
  one_->begin();
  const OutboxId a = queue(first_, "a");
  const OutboxId b = queue(second_, "b");
  one_->commit();
  one_->begin();
  other_->begin();
  EXPECT_THAT(due(*one_, 1), ElementsAre(a));
  EXPECT_THAT(due(*other_), ElementsAre(b));
}

TEST_F(SharedStorePostgresql, SendsNothingOfAConversationOfWhichAnotherProcessSends) {
  one_->begin();
  const OutboxId a = queue(first_, "a");
  queue(first_, "after a");
  one_->commit();
  one_->begin();
  other_->begin();
  ASSERT_THAT(due(*one_), ElementsAre(a));
  send(*one_, a);
  EXPECT_THAT(due(*other_), IsEmpty()) << "not committed yet";
  one_->commit();
  EXPECT_THAT(due(*other_), IsEmpty());
}

TEST_F(SharedStorePostgresql, TakesOverOnlyWhatHasBeenInFlightForTooLong) {
  one_->begin();
  const OutboxId dead = queue(first_, "a");
  const OutboxId alive = queue(second_, "b");
  send(*one_, dead, kNow);
  send(*one_, alive, kNow + 60 * kSecond);
  one_->commit();
  other_->begin();
  EXPECT_EQ(other_->outbox().mark_interrupted(kNow + 70 * kSecond, kNow + 90 * kSecond, kNow + 30 * kSecond), 1);
  EXPECT_EQ(other_->outbox().find(dead)->state, "uncertain");
  EXPECT_EQ(other_->outbox().find(alive)->state, "in_flight");
}

TEST_F(SharedStorePostgresql, FiresATimerOnce) {
  one_->begin();
  one_->timers().set({0, "reminder:1", "form_reminder", first_, {}, kNow, ""});
  one_->commit();
  one_->begin();
  other_->begin();
  const auto timer = one_->timers().due(kNow, 10).at(0);
  ASSERT_TRUE(one_->timers().take(timer.id));
  EXPECT_TRUE(other_->timers().due(kNow, 10).empty());
  one_->commit();
  EXPECT_FALSE(other_->timers().take(timer.id));
}

TEST_F(SharedStorePostgresql, KeepsAnEventOnceThatIsDeliveredToBoth) {
  one_->begin();
  other_->begin();
  ASSERT_TRUE(one_->inbox().insert(kNumber, "wamid.1", "message", "{}", kNow));
  auto second = std::async(std::launch::async, [this] {
    return other_->inbox().insert(kNumber, "wamid.1", "message", "{}", kNow).has_value();
  });
  until_waiting(1);
  one_->commit();
  EXPECT_FALSE(second.get());
}

TEST_F(SharedStorePostgresql, HearsANewCustomerInOneProcessAfterTheOther) {
  one_->begin();
  other_->begin();
  ASSERT_FALSE(one_->people().find_by_alias(kBusiness, AliasKind::WaId, "39360"));
  auto found = std::async(std::launch::async,
                          [this] { return other_->people().find_by_alias(kBusiness, AliasKind::WaId, "39360"); });
  until_waiting(1);
  PersonRow person;
  person.business = kBusiness;
  const PersonId id = one_->people().create(person);
  ASSERT_TRUE(one_->people().add_alias(id, kBusiness, AliasKind::WaId, "39360", kNow));
  one_->commit();
  const auto row = found.get();
  ASSERT_TRUE(row);
  EXPECT_EQ(row->id, id);
}

TEST_F(SharedStorePostgresql, WorksOnOneConversationInOneProcessAfterTheOther) {
  one_->begin();
  other_->begin();
  auto row = one_->conversations().find(first_).value();
  auto later = std::async(std::launch::async, [this] { return other_->conversations().find(first_)->state; });
  until_waiting(1);
  row.state = "asked";
  one_->conversations().update(row);
  one_->commit();
  EXPECT_EQ(later.get(), "asked");
}

TEST_F(SharedStorePostgresql, TellsTheLogWithoutGapsWhateverCommitsFirst) {
  one_->begin();
  TicketRow ticket;
  ticket.code = "LEO-1";
  ticket.business = kBusiness;
  ticket.person = one_->conversations().find(first_)->person;
  ticket.conversation = first_;
  ticket.status = "registered";
  const TicketId id = *one_->tickets().create(ticket);
  one_->commit();
  one_->begin();
  other_->begin();
  one_->tickets().add_event({0, id, kNow, "bot", "first", "{}"});
  other_->tickets().add_event({0, id, kNow, "bot", "second", "{}"});
  other_->commit();
  other_->begin();
  EXPECT_TRUE(other_->hooks().events_after(0, 10).empty()) << "a smaller id is still on its way";
  one_->commit();
  const auto events = other_->hooks().events_after(0, 10);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].what, "first");
}

/// Two commands that want the same conversations in opposite orders.
TEST_F(SharedStorePostgresql, DoesWhatTwoProcessesHinderedEachOtherFrom) {
  std::latch both(2);
  const auto loops = {start_commit_loop(backend_.open(), {}, {}), start_commit_loop(backend_.open(), {}, {})};
  const auto reads = [&both](ConversationId mine, ConversationId theirs, bool& waited) {
    return [&both, &waited, mine, theirs](Store& store) {
      auto first = store.conversations().find(mine).value();
      if (!std::exchange(waited, true)) both.arrive_and_wait();
      auto second = store.conversations().find(theirs).value();
      ++first.unread;
      ++second.unread;
      store.conversations().update(first);
      store.conversations().update(second);
    };
  };
  bool one_waited = false;
  bool other_waited = false;
  auto one = std::async(std::launch::async, [&] {
    return (*loops.begin())->run_and_wait(reads(first_, second_, one_waited));
  });
  auto other = std::async(std::launch::async, [&] {
    return (*(loops.begin() + 1))->run_and_wait(reads(second_, first_, other_waited));
  });
  EXPECT_EQ(one.get(), Committed::Yes);
  EXPECT_EQ(other.get(), Committed::Yes);
  other_->begin();
  EXPECT_EQ(other_->conversations().find(first_)->unread, 2);
  EXPECT_EQ(other_->conversations().find(second_)->unread, 2);
}

TEST_F(SharedStorePostgresql, SaysWhatHappenedToTheOthersAndNotToItself) {
  std::promise<std::string> heard;
  std::atomic<int> own{0};
  const auto listening = open_news_wire(backend_.url(), [&](std::string_view text) {
    if (text == "ticket LEO-1") heard.set_value(std::string(text));
  });
  const auto telling = open_news_wire(backend_.url(), [&](std::string_view text) { own += text == "ticket LEO-1"; });
  listening->wait_until_listening();
  telling->tell("ticket LEO-1");
  EXPECT_EQ(heard.get_future().get(), "ticket LEO-1");
  EXPECT_EQ(own, 0);
}

TEST_F(SharedStorePostgresql, SaysAfterALostConnectionThatMuchMayHaveHappened) {
  std::atomic<int> lost{0};
  std::promise<void> back;
  const auto wire = open_news_wire(backend_.url(), [&](std::string_view text) {
    if (text.empty() && ++lost == 1) back.set_value();
  });
  wire->wait_until_listening();
  tests::PostgresServer::shared().execute(
      backend_.database(),
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'sportello news' "
      "AND datname = current_database()");
  back.get_future().wait();
  EXPECT_EQ(lost, 1);
}

}  // namespace
}  // namespace sportello::storage
