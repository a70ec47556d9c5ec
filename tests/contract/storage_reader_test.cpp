#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ReaderContract : public StorageContract {
 protected:
  ReaderContract() : person_(add_person()), conversation_(add_conversation(person_)) {}

  struct Ticket {
    std::string code;
    std::string status = "registered";
    std::string assignee = "";
    std::string business = "leotron";
    std::string summary = "";
  };
  void add(const Ticket& ticket) {
    const TicketId id = add_ticket(person_, conversation_, ticket.code);
    TicketRow row = store_->tickets().find(id).value();
    row.status = ticket.status;
    row.assignee = ticket.assignee;
    row.summary = ticket.summary;
    store_->tickets().update(row);
  }

  /// Everything a filter finds, page by page.
  std::vector<std::string> codes(const TicketFilter& filter, int limit = 2) {
    commit();
    const auto reader = backend_->read();
    std::vector<std::string> found;
    std::string cursor;
    do {
      const auto page = reader->tickets(filter, cursor, limit);
      EXPECT_TRUE(page) << page.error().text;
      EXPECT_LE(page->rows.size(), static_cast<std::size_t>(limit));
      for (const TicketListRow& row : page->rows) found.push_back(row.ticket.code);
      cursor = page->next;
    } while (!cursor.empty());
    return found;
  }

  PersonId person_;
  ConversationId conversation_;
};
INSTANTIATE_TEST_SUITE_P(Storage, ReaderContract, testing::ValuesIn(backends()), backend_name);

TEST_P(ReaderContract, SeesOnlyWhatIsCommitted) {
  add({.code = "LEO-1"});
  EXPECT_THAT(codes({}), ElementsAre("LEO-1"));
  add({.code = "LEO-2"});
  EXPECT_FALSE(backend_->read()->ticket("LEO-2"));
}

TEST_P(ReaderContract, PagesThroughAllTicketsNewestFirst) {
  for (const char* code : {"LEO-1", "LEO-2", "LEO-3", "LEO-4", "LEO-5"}) add({.code = code});
  EXPECT_THAT(codes({}), ElementsAre("LEO-5", "LEO-4", "LEO-3", "LEO-2", "LEO-1"));
  EXPECT_THAT(codes({}, 5), ElementsAre("LEO-5", "LEO-4", "LEO-3", "LEO-2", "LEO-1"));
}

TEST_P(ReaderContract, KeepsItsPlaceWhenTicketsArriveBetweenPages) {
  for (const char* code : {"LEO-1", "LEO-2", "LEO-3"}) add({.code = code});
  commit();
  const auto reader = backend_->read();
  const auto first = reader->tickets({}, "", 2);
  add({.code = "LEO-4"});
  commit();
  const auto second = reader->tickets({}, first->next, 2);
  ASSERT_EQ(second->rows.size(), 1U);
  EXPECT_EQ(second->rows[0].ticket.code, "LEO-1");
  EXPECT_EQ(second->next, "");
}

TEST_P(ReaderContract, FiltersByStatusAssigneeAndBusiness) {
  add({.code = "LEO-1", .status = "closed", .assignee = "ada"});
  add({.code = "LEO-2", .status = "taken", .assignee = "ada"});
  add({.code = "LEO-3", .status = "taken", .assignee = "eva"});
  add({.code = "LEO-4", .status = "registered"});
  add({.code = "LEO-5", .status = "closed", .assignee = "ada"});
  TicketRow other = store_->tickets().find_by_code("LEO-1").value();
  other.code = "KZW-1";
  other.business = BusinessId{"kzweb"};
  other.conversation = add_conversation(person_, "200");
  ASSERT_TRUE(store_->tickets().create(other));

  const BusinessId leotron{"leotron"};
  EXPECT_THAT(codes({.business = leotron}), ElementsAre("LEO-5", "LEO-4", "LEO-3", "LEO-2", "LEO-1"));
  EXPECT_THAT(codes({.business = BusinessId{"kzweb"}}), ElementsAre("KZW-1"));
  EXPECT_THAT(codes({.statuses = {"taken"}}), ElementsAre("LEO-3", "LEO-2"));
  EXPECT_THAT(codes({.statuses = {"registered", "closed"}}), ElementsAre("KZW-1", "LEO-5", "LEO-4", "LEO-1"));
  EXPECT_THAT(codes({.business = leotron, .statuses = {"closed"}}), ElementsAre("LEO-5", "LEO-1"));
  EXPECT_THAT(codes({.assignee = "ada"}), ElementsAre("KZW-1", "LEO-5", "LEO-2", "LEO-1"));
  EXPECT_THAT(codes({.business = leotron, .statuses = {"closed"}, .assignee = "ada"}), ElementsAre("LEO-5", "LEO-1"));
  EXPECT_THAT(codes({.statuses = {"nonsense"}}), IsEmpty());
}

TEST_P(ReaderContract, FindsAllTheWordsWhateverTheirCaseAndAccents) {
  add({.code = "LEO-1", .summary = "La cassa È ferma"});
  add({.code = "LEO-2", .summary = "La stampante è al 100%"});
  EXPECT_THAT(codes({.text = "CASSA e"}), ElementsAre("LEO-1"));
  EXPECT_THAT(codes({.text = "rossi leo-2"}), ElementsAre("LEO-2"));
  EXPECT_THAT(codes({.text = "100%"}), ElementsAre("LEO-2"));
  EXPECT_THAT(codes({.text = "l_o"}), IsEmpty());
  EXPECT_THAT(codes({.text = "cassa stampante"}), IsEmpty());
}

TEST_P(ReaderContract, FindsATicketByTheNewNameOfItsPerson) {
  add({.code = "LEO-1"});
  PersonRow person = store_->people().find(person_).value();
  person.name = "Niccolò Verdi";
  store_->people().update(person);
  EXPECT_THAT(codes({.text = "niccolo"}), ElementsAre("LEO-1"));
}

TEST_P(ReaderContract, RefusesACursorItDidNotGive) {
  commit();
  const auto reader = backend_->read();
  for (const char* cursor : {"1", "before-", "before-x", "before-1x", "before--1", "before-99999999999999999999"}) {
    const auto page = reader->tickets({}, cursor, 10);
    ASSERT_FALSE(page) << cursor;
    EXPECT_EQ(page.error().code, Errc::Invalid);
  }
}

TEST_P(ReaderContract, ShowsATicketWithItsPerson) {
  add({.code = "LEO-1"});
  ConversationRow conversation = store_->conversations().find(conversation_).value();
  conversation.unread = 3;
  store_->conversations().update(conversation);
  commit();
  const auto row = backend_->read()->ticket("LEO-1");
  ASSERT_TRUE(row);
  EXPECT_EQ(row->ticket.code, "LEO-1");
  EXPECT_EQ(row->person.id, person_);
  EXPECT_EQ(row->person.name, "Ada Rossi");
  EXPECT_EQ(row->unread, 3);
}

TEST_P(ReaderContract, ShowsBothSidesOfAConversationInTheOrderPeopleSee) {
  const auto hear = [&](const char* wamid, Instant at) {
    MessageRow row;
    row.conversation = conversation_;
    row.wamid = Wamid{wamid};
    row.at = at;
    row.kind = "image";
    row.reason = "";
    store_->conversations().add_message(row);
  };
  const auto say = [&](const char* cause, Instant at) {
    OutboxRow row;
    row.conversation = conversation_;
    row.number = kNumber;
    row.cause = cause;
    row.callback = cause;
    row.text = cause;
    row.state = "failed";
    row.error = "blocked";
    row.error_code = 131049;
    row.author = "operator:Ada";
    row.created_at = at;
    return store_->outbox().add(row).value();
  };
  hear("second", kNow + kSecond);
  hear("first", kNow);
  say("third", kNow + kSecond);
  hear("fourth", kNow + 2 * kSecond);
  AttachmentRow attachment;
  attachment.conversation = conversation_;
  attachment.message = Wamid{"first"};
  attachment.state = "stored";
  attachment.mime = "image/jpeg";
  store_->attachments().add(attachment);
  commit();

  const auto thread = backend_->read()->thread(conversation_, 10);
  ASSERT_EQ(thread.size(), 4U);
  EXPECT_EQ(thread[0].wamid, "first");
  ASSERT_TRUE(thread[0].attachment);
  EXPECT_EQ(thread[0].attachment->mime, "image/jpeg");
  EXPECT_EQ(thread[1].wamid, "second");
  EXPECT_FALSE(thread[1].attachment);
  EXPECT_FALSE(thread[1].outgoing);
  EXPECT_TRUE(thread[2].outgoing);
  EXPECT_EQ(thread[2].text, "third");
  EXPECT_EQ(thread[2].state, "failed");
  EXPECT_EQ(thread[2].error_code, 131049);
  EXPECT_EQ(thread[2].author, "operator:Ada");
  EXPECT_EQ(thread[3].wamid, "fourth");

  const auto newest = backend_->read()->thread(conversation_, 2);
  ASSERT_EQ(newest.size(), 2U);
  EXPECT_EQ(newest[0].text, "third");
  EXPECT_EQ(newest[1].wamid, "fourth");
}

TEST_P(ReaderContract, TellsWhyMessagesHadNoAnswer) {
  const auto receive = [&](const char* key, const char* kind, std::string_view outcome, PersonId person) {
    const auto id = store_->inbox().insert(kNumber, key, kind, "{}", kNow);
    store_->inbox().finish(*id, outcome, person);
  };
  receive("a", "message", kAnswered, person_);
  receive("b", "message", "opted out", person_);
  receive("c", "status", "recorded", person_);
  receive("d", "message", "the operator has the word", person_);
  receive("e", "message", "opted out", add_person());
  commit();
  const auto rows = backend_->read()->unanswered(person_, 10);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].key, "d");
  EXPECT_EQ(rows[1].key, "b");
  EXPECT_EQ(rows[1].outcome, "opted out");
}

TEST_P(ReaderContract, CountsWhatIsOpen) {
  int made = 0;
  const auto say = [&](const char* state, int times) {
    for (int i = 0; i < times; ++i) {
      OutboxRow row;
      row.conversation = conversation_;
      row.cause = row.callback = std::to_string(made++);
      row.state = state;
      store_->outbox().add(row);
    }
  };
  say("queued", 4);
  say("in_flight", 3);
  say("uncertain", 2);
  say("failed", 1);
  say("delivered", 5);
  store_->inbox().park(*store_->inbox().insert(kNumber, "a", "message", "{}", kNow), "no such field");
  store_->inbox().insert(kNumber, "b", "message", "{}", kNow);
  commit();
  const DeskCounts counts = backend_->read()->counts();
  EXPECT_EQ(counts.outbox_queued, 4);
  EXPECT_EQ(counts.outbox_in_flight, 3);
  EXPECT_EQ(counts.outbox_uncertain, 2);
  EXPECT_EQ(counts.outbox_failed, 1);
  EXPECT_EQ(counts.events_parked, 1);
}

TEST_P(ReaderContract, ListsTheCallsThatNobodyHasMade) {
  const auto conversation = add_conversation();
  const auto person = store_->conversations().find(conversation)->person;
  const auto called = add_ticket(person, conversation, "LEO-1");
  const auto waiting = add_ticket(person, conversation, "LEO-2");
  const auto add = [&](std::optional<TicketId> ticket, const char* why) {
    return store_->callbacks().add({0, conversation, ticket, why, "richiamare", kNow, {}, {}});
  };
  add(called, "unreachable");
  const auto first = add(waiting, "unreachable");
  const auto asked = add({}, "asked");
  store_->callbacks().finish_of(called, kNow, "operator:Anna");
  EXPECT_TRUE(store_->callbacks().waits(conversation, "asked"));
  commit();
  const auto reader = backend_->read();
  const auto calls = reader->callbacks(0, 10);
  ASSERT_EQ(calls.size(), 2U);
  EXPECT_EQ(calls[0].ticket, waiting);
  EXPECT_FALSE(calls[1].ticket);
  EXPECT_EQ(reader->callbacks(first, 10).size(), 1U);
  EXPECT_EQ(reader->callbacks(0, 1).size(), 1U);
  EXPECT_EQ(reader->counts().callbacks, 2);
  EXPECT_TRUE(store_->callbacks().finish(asked, kNow, "operator:Anna"));
  EXPECT_FALSE(store_->callbacks().finish(asked, kNow, "operator:Luca")) << "once";
  EXPECT_FALSE(store_->callbacks().waits(conversation, "asked"));
  commit();
  EXPECT_EQ(reader->counts().callbacks, 1);
}

}  // namespace
}  // namespace sportello::storage
