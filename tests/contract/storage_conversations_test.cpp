#include "storage_backend.h"

namespace sportello::storage {
namespace {

class ConversationsContract : public StorageContract {
 protected:
  MessageRow message(ConversationId conversation, const std::string& wamid, Instant at = kNow) {
    MessageRow row;
    row.conversation = conversation;
    row.wamid = Wamid{wamid};
    row.at = at;
    row.kind = "text";
    row.text = "non parte più";
    row.content = R"({"text":"non parte più"})";
    return row;
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, ConversationsContract, testing::ValuesIn(backends()), backend_name);

void expect_same(const ConversationRow& a, const ConversationRow& b) {
  EXPECT_EQ(a.person, b.person);
  EXPECT_EQ(a.business, b.business);
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.last_customer_at, b.last_customer_at);
  EXPECT_EQ(a.window_closed_at, b.window_closed_at);
  EXPECT_EQ(a.owner, b.owner);
  EXPECT_EQ(a.unread, b.unread);
}

TEST_P(ConversationsContract, KeepsAndChangesEveryField) {
  ConversationRow row;
  row.person = add_person();
  row.business = BusinessId{"leotron"};
  row.number = kNumber;
  row.owner = "bot";
  row.id = store_->conversations().create(row);
  expect_same(*store_->conversations().find(row.id), row);

  row.state = R"({"v":1})";
  row.last_customer_at = kNow;
  row.window_closed_at = kNow + kMinute;
  row.owner = "operator:3";
  row.unread = 2;
  store_->conversations().update(row);
  expect_same(*store_->conversations().find(row.id), row);
}

TEST_P(ConversationsContract, IsOneForEachPersonAndNumber) {
  const PersonId person = add_person();
  const ConversationId here = add_conversation(person, "100");
  const ConversationId there = add_conversation(person, "200");
  EXPECT_EQ(store_->conversations().find_for(person, PhoneNumberId{"100"})->id, here);
  EXPECT_EQ(store_->conversations().find_for(person, PhoneNumberId{"200"})->id, there);
  EXPECT_FALSE(store_->conversations().find_for(person, PhoneNumberId{"300"}));
  EXPECT_THROW(add_conversation(person, "100"), std::runtime_error);
}

TEST_P(ConversationsContract, NeedsAPersonWhoIsThere) {
  EXPECT_THROW(add_conversation(PersonId{99}), std::runtime_error);
  try {
    add_conversation(PersonId{99});
  } catch (const StoreError&) {
    FAIL() << "trying again would never help, so this is no StoreError";
  } catch (const std::runtime_error&) {
  }
}

TEST_P(ConversationsContract, KeepsEveryFieldOfAMessage) {
  const PersonId person = add_person();
  const ConversationId conversation = add_conversation(person);
  MessageRow row = message(conversation, "wamid.1");
  row.quotes = Wamid{"wamid.0"};
  row.ticket = add_ticket(person, conversation, "LEO-1");
  row.reason = "the operator has the word";
  row.id = store_->conversations().add_message(row);

  const auto found = store_->conversations().find_message(kNumber, Wamid{"wamid.1"});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, row.id);
  EXPECT_EQ(found->conversation, conversation);
  EXPECT_EQ(found->at, kNow);
  EXPECT_EQ(found->kind, row.kind);
  EXPECT_EQ(found->text, row.text);
  EXPECT_EQ(found->content, row.content);
  EXPECT_EQ(found->quotes, row.quotes);
  EXPECT_EQ(found->ticket, row.ticket);
  EXPECT_EQ(found->reason, row.reason);
}

TEST_P(ConversationsContract, FindsAMessageOnlyOnItsOwnNumber) {
  store_->conversations().add_message(message(add_conversation(), "wamid.1"));
  EXPECT_FALSE(store_->conversations().find_message(PhoneNumberId{"200"}, Wamid{"wamid.1"}));
  EXPECT_FALSE(store_->conversations().find_message(kNumber, Wamid{"wamid.2"}));
}

TEST_P(ConversationsContract, TellsTheNewestMessageByMetasTime) {
  const ConversationId conversation = add_conversation();
  EXPECT_FALSE(store_->conversations().newest_message(conversation));
  store_->conversations().add_message(message(conversation, "newest", kNow + kMinute));
  store_->conversations().add_message(message(conversation, "late", kNow));
  store_->conversations().add_message(message(add_conversation(), "elsewhere", kNow + 2 * kMinute));
  EXPECT_EQ(store_->conversations().newest_message(conversation)->wamid, Wamid{"newest"});
}

TEST_P(ConversationsContract, LinksWhatWasSaidSinceAndIsNotLinkedYet) {
  const PersonId person = add_person();
  const ConversationId conversation = add_conversation(person);
  const ConversationId other = add_conversation();
  const TicketId old = add_ticket(person, conversation, "LEO-1");
  const TicketId fresh = add_ticket(person, conversation, "LEO-2");
  store_->conversations().add_message(message(conversation, "before", kNow - kMinute));
  MessageRow taken = message(conversation, "taken");
  taken.ticket = old;
  store_->conversations().add_message(taken);
  store_->conversations().add_message(message(conversation, "since"));
  store_->conversations().add_message(message(other, "elsewhere"));

  store_->conversations().link_messages(conversation, fresh, kNow);

  const auto ticket_of = [&](const char* wamid) {
    return store_->conversations().find_message(kNumber, Wamid{wamid})->ticket;
  };
  EXPECT_EQ(ticket_of("before"), std::nullopt);
  EXPECT_EQ(ticket_of("taken"), old);
  EXPECT_EQ(ticket_of("since"), fresh);
  EXPECT_EQ(ticket_of("elsewhere"), std::nullopt);
}

}  // namespace
}  // namespace sportello::storage
