#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const PhoneNumberId kOtherNumber{"200"};

class OutboxContract : public StorageContract {
 protected:
  OutboxContract() : conversation_(add_conversation()), other_(add_conversation()) {}

  OutboxRow message(const std::string& cause) {
    OutboxRow row;
    row.conversation = conversation_;
    row.number = kNumber;
    row.to_wa_id = "39340";
    row.content = "{}";
    row.cause = cause;
    row.callback = "callback of " + cause;
    row.author = "bot";
    row.created_at = kNow;
    return row;
  }

  OutboxId add(const std::string& cause, ConversationId conversation, Instant not_before = kNow,
               const PhoneNumberId& number = kNumber) {
    OutboxRow row = message(cause);
    row.conversation = conversation;
    row.not_before = not_before;
    row.number = number;
    return store_->outbox().add(row).value();
  }

  bool move(OutboxId id, const std::string& state, Instant not_before = kNow) {
    OutboxRow row = store_->outbox().find(id).value();
    row.state = state;
    row.not_before = not_before;
    return store_->outbox().update(row);
  }
  std::string state_of(OutboxId id) { return store_->outbox().find(id)->state; }

  std::vector<OutboxId> due(Instant now = kNow, int limit = 100) { return ids_of(store_->outbox().due(now, limit)); }
  static std::vector<OutboxId> ids_of(const std::vector<OutboxRow>& rows) {
    std::vector<OutboxId> ids;
    for (const OutboxRow& row : rows) ids.push_back(row.id);
    return ids;
  }

  ConversationId conversation_;
  ConversationId other_;
};
INSTANTIATE_TEST_SUITE_P(Storage, OutboxContract, testing::ValuesIn(backends()), backend_name);

void expect_same(const OutboxRow& a, const OutboxRow& b) {
  EXPECT_EQ(a.conversation, b.conversation);
  EXPECT_EQ(a.number, b.number);
  EXPECT_EQ(a.to_wa_id, b.to_wa_id);
  EXPECT_EQ(a.to_bsuid, b.to_bsuid);
  EXPECT_EQ(a.content, b.content);
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.purpose, b.purpose);
  EXPECT_EQ(a.cause, b.cause);
  EXPECT_EQ(a.callback, b.callback);
  EXPECT_EQ(a.author, b.author);
  EXPECT_EQ(a.ticket, b.ticket);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.attempts, b.attempts);
  EXPECT_EQ(a.wamid, b.wamid);
  EXPECT_EQ(a.error_code, b.error_code);
  EXPECT_EQ(a.error, b.error);
  EXPECT_EQ(a.created_at, b.created_at);
  EXPECT_EQ(a.not_before, b.not_before);
  EXPECT_EQ(a.sent_at, b.sent_at);
  EXPECT_EQ(a.updated_at, b.updated_at);
}

TEST_P(OutboxContract, KeepsEveryFieldAndChangesWhatBelongsToTheState) {
  OutboxRow row = message("event 1, effect 0");
  row.text = "Buongiorno";
  row.purpose = "answer";
  row.not_before = kNow + kSecond;
  row.id = store_->outbox().add(row).value();
  expect_same(*store_->outbox().find(row.id), row);

  row.state = "failed";
  row.attempts = 2;
  row.wamid = Wamid{"wamid.9"};
  row.error_code = 131047;
  row.error = "the window is closed";
  row.not_before = kNow + 2 * kSecond;
  row.sent_at = kNow + 3 * kSecond;
  row.updated_at = kNow + 4 * kSecond;
  EXPECT_TRUE(store_->outbox().update(row));
  expect_same(*store_->outbox().find(row.id), row);

  OutboxRow other = *store_->outbox().find(add("event 2, effect 0", conversation_));
  const OutboxRow before = other;
  other.text = "another";
  other.content = R"({"text":"another"})";
  other.to_wa_id = "39341";
  EXPECT_TRUE(store_->outbox().update(other));
  expect_same(*store_->outbox().find(other.id), before);
}

TEST_P(OutboxContract, HoldsOneMessageForEachCauseAlsoAfterAStart) {
  ASSERT_TRUE(store_->outbox().add(message("event 1, effect 0")));
  EXPECT_FALSE(store_->outbox().add(message("event 1, effect 0")));
  commit();
  reopen();
  EXPECT_FALSE(store_->outbox().add(message("event 1, effect 0")));
  EXPECT_TRUE(store_->outbox().add(message("event 1, effect 1")));
}

TEST_P(OutboxContract, FindsByWhatMetaGivesBack) {
  OutboxRow row = message("a");
  row.wamid = Wamid{"wamid.9"};
  row.id = store_->outbox().add(row).value();
  EXPECT_EQ(store_->outbox().find_by_callback("callback of a")->id, row.id);
  EXPECT_FALSE(store_->outbox().find_by_callback("callback of b"));
  EXPECT_EQ(store_->outbox().find_by_wamid(kNumber, Wamid{"wamid.9"})->id, row.id);
  EXPECT_FALSE(store_->outbox().find_by_wamid(kOtherNumber, Wamid{"wamid.9"}));
}

TEST_P(OutboxContract, KnowsWhetherALaterMessageOfTheNumberArrived) {
  const auto lost = *store_->outbox().find(add("a", conversation_));
  OutboxRow later = *store_->outbox().find(add("b", other_));
  later.sent_at = lost.created_at;
  later.state = "delivered";
  store_->outbox().update(later);
  EXPECT_FALSE(store_->outbox().later_one_arrived(lost)) << "it left no later";
  later.sent_at = lost.created_at + kSecond;
  store_->outbox().update(later);
  EXPECT_TRUE(store_->outbox().later_one_arrived(lost));
  OutboxRow elsewhere = lost;
  elsewhere.number = kOtherNumber;
  EXPECT_FALSE(store_->outbox().later_one_arrived(elsewhere));
}

TEST_P(OutboxContract, KnowsWhetherTheConversationWentOn) {
  const auto first = *store_->outbox().find(add("a", conversation_));
  OutboxRow later = *store_->outbox().find(add("b", conversation_));
  EXPECT_FALSE(store_->outbox().overtaken(first));
  later.state = "sent";
  store_->outbox().update(later);
  EXPECT_TRUE(store_->outbox().overtaken(first));
  EXPECT_FALSE(store_->outbox().overtaken(later));
}

TEST_P(OutboxContract, GivesOnlyTheHeadOfEachConversation) {
  const OutboxId first = add("a", conversation_);
  add("b", conversation_);
  const OutboxId elsewhere = add("c", other_);
  EXPECT_THAT(due(), ElementsAre(first, elsewhere));
  EXPECT_THAT(due(kNow, 1), ElementsAre(first));
}

TEST_P(OutboxContract, GivesTheNextWhenTheHeadIsDone) {
  for (const char* done : {"sent", "delivered", "read", "failed"}) {
    const OutboxId first = add(std::string("first ") + done, conversation_);
    const OutboxId second = add(std::string("second ") + done, conversation_);
    ASSERT_TRUE(move(first, done));
    EXPECT_THAT(due(), ElementsAre(second)) << done;
    ASSERT_TRUE(move(second, "sent"));
  }
}

TEST_P(OutboxContract, GivesNothingOfAConversationWithAnOutcomeOpen) {
  const OutboxId first = add("a", conversation_);
  add("b", conversation_);
  ASSERT_TRUE(move(first, "in_flight"));
  EXPECT_THAT(due(), IsEmpty());
  ASSERT_TRUE(move(first, "uncertain", kNow + kSecond));
  EXPECT_THAT(due(), IsEmpty());
  ASSERT_TRUE(move(first, "queued", kNow));
  EXPECT_THAT(due(), ElementsAre(first));
}

TEST_P(OutboxContract, HoldsUpNobodyOnceTheWaitForAStatusIsOver) {
  const OutboxId first = add("a", conversation_);
  const OutboxId second = add("b", conversation_);
  ASSERT_TRUE(move(first, "in_flight"));
  ASSERT_TRUE(move(first, "uncertain", kNow + kSecond));
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_EQ(store_->outbox().next_due(kNow), kNow + kSecond);
  EXPECT_THAT(due(kNow + kSecond), ElementsAre(second));
  EXPECT_EQ(state_of(first), "uncertain");
}

TEST_P(OutboxContract, WaitsForALaterMessageThatIsOnItsWay) {
  const OutboxId first = add("a", conversation_);
  const OutboxId second = add("b", conversation_);
  ASSERT_TRUE(move(second, "in_flight"));
  EXPECT_THAT(due(), IsEmpty());
  ASSERT_TRUE(move(second, "sent"));
  EXPECT_THAT(due(), ElementsAre(first));
}

TEST_P(OutboxContract, LetsNothingOvertakeAHeadThatMustWait) {
  const OutboxId head = add("a", conversation_, kNow + kSecond);
  add("b", conversation_);
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_THAT(due(kNow + kSecond), ElementsAre(head));
}

TEST_P(OutboxContract, KeepsTheBacklogOfOneNumberAwayFromAnother) {
  for (int i = 0; i < 5; ++i) add("dead " + std::to_string(i), add_conversation());
  const OutboxId alive = add("alive", other_, kNow, kOtherNumber);
  EXPECT_THAT(ids_of(store_->outbox().due(kOtherNumber, kNow, 2)), ElementsAre(alive));
  EXPECT_EQ(store_->outbox().due(kNumber, kNow, 100).size(), 5U);
}

TEST_P(OutboxContract, NamesTheNumbersThatHaveMessages) {
  EXPECT_THAT(store_->outbox().queued_numbers(), IsEmpty());
  add("1", conversation_);
  add("2", conversation_);
  const OutboxId only = add("3", other_, kNow, kOtherNumber);
  EXPECT_THAT(store_->outbox().queued_numbers(), ElementsAre(kNumber, kOtherNumber));
  move(only, "in_flight");
  EXPECT_THAT(store_->outbox().queued_numbers(), ElementsAre(kNumber));
}

TEST_P(OutboxContract, SaysWhenSomethingWillBeDue) {
  EXPECT_EQ(store_->outbox().next_due(kNow), std::nullopt);
  const OutboxId head = add("a", conversation_, kNow + 5 * kSecond);
  add("behind it", conversation_, kNow);
  EXPECT_EQ(store_->outbox().next_due(kNow), kNow + 5 * kSecond);
  const OutboxId other = add("b", other_, kNow + kSecond);
  EXPECT_EQ(store_->outbox().next_due(kNow), kNow + kSecond);
  ASSERT_TRUE(move(other, "in_flight"));
  ASSERT_TRUE(move(head, "in_flight"));
  EXPECT_EQ(store_->outbox().next_due(kNow), std::nullopt);
  ASSERT_TRUE(move(other, "uncertain", kNow + 7 * kSecond));
  EXPECT_EQ(store_->outbox().next_due(kNow), std::nullopt) << "nothing waits behind it";
}

TEST_P(OutboxContract, NeverMovesAStateBackwards) {
  const OutboxId id = add("a", conversation_);
  ASSERT_TRUE(move(id, "in_flight"));
  ASSERT_TRUE(move(id, "delivered"));
  OutboxRow late = store_->outbox().find(id).value();
  late.state = "sent";
  late.error = "late";
  EXPECT_FALSE(store_->outbox().update(late));
  EXPECT_EQ(state_of(id), "delivered");
  EXPECT_EQ(store_->outbox().find(id)->error, "");
  EXPECT_TRUE(move(id, "read"));
  EXPECT_FALSE(move(id, "failed"));
  EXPECT_EQ(state_of(id), "read");
}

TEST_P(OutboxContract, KeepsTheReasonOfAFailure) {
  OutboxRow row = message("a");
  row.state = "failed";
  row.error = "blocked";
  row.id = store_->outbox().add(row).value();
  row.error = "something else";
  EXPECT_FALSE(store_->outbox().update(row));
  row.state = "delivered";
  EXPECT_FALSE(store_->outbox().update(row));
  EXPECT_EQ(store_->outbox().find(row.id)->error, "blocked");
}

TEST_P(OutboxContract, SaysWhenThereIsNoSuchMessage) {
  OutboxRow row = message("a");
  row.id = OutboxId{99};
  EXPECT_FALSE(store_->outbox().update(row));
  EXPECT_FALSE(store_->outbox().find(row.id));
}

TEST_P(OutboxContract, TakesWhatWasInFlightAtAStopForUncertain) {
  const OutboxId sending = add("a", conversation_);
  const OutboxId queued = add("b", conversation_);
  const OutboxId sent = add("c", other_);
  ASSERT_TRUE(move(sending, "in_flight"));
  ASSERT_TRUE(move(sent, "sent"));
  commit();
  reopen();
  EXPECT_EQ(store_->outbox().mark_interrupted(kNow + kSecond, kNow + 2 * kSecond), 1);
  EXPECT_EQ(state_of(sending), "uncertain");
  EXPECT_EQ(store_->outbox().find(sending)->updated_at, kNow + kSecond);
  EXPECT_EQ(store_->outbox().find(sending)->not_before, kNow + 2 * kSecond);
  EXPECT_EQ(state_of(queued), "queued");
  EXPECT_EQ(state_of(sent), "sent");
  EXPECT_EQ(store_->outbox().mark_interrupted(kNow + kSecond, kNow + 2 * kSecond), 0);
}

TEST_P(OutboxContract, ListsAnyStateInPages) {
  for (const char* state : {"queued", "in_flight", "uncertain", "sent", "delivered", "read", "failed"}) {
    std::vector<OutboxId> ids;
    for (int i = 0; i < 3; ++i) {
      OutboxRow row = message(state + std::to_string(i));
      row.state = state;
      ids.push_back(store_->outbox().add(row).value());
    }
    EXPECT_THAT(ids_of(store_->outbox().in_state(state, 0, 2)), ElementsAre(ids[0], ids[1])) << state;
    EXPECT_THAT(ids_of(store_->outbox().in_state(state, ids[1].value, 2)), ElementsAre(ids[2])) << state;
  }
}

}  // namespace
}  // namespace sportello::storage
