#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class TimersContract : public StorageContract {
 protected:
  void set(const std::string& key, Instant due) {
    TimerRow timer;
    timer.key = key;
    timer.kind = "form_reminder";
    timer.due = due;
    store_->timers().set(timer);
  }
  std::vector<std::string> due(Instant now = kNow, int limit = 100) {
    std::vector<std::string> keys;
    for (const TimerRow& timer : store_->timers().due(now, limit)) keys.push_back(timer.key);
    return keys;
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, TimersContract, testing::ValuesIn(backends()), backend_name);

TEST_P(TimersContract, KeepsEveryField) {
  TimerRow timer;
  timer.key = "form_reminder:17";
  timer.kind = "form_reminder";
  const PersonId person = add_person();
  timer.conversation = add_conversation(person);
  timer.ticket = add_ticket(person, *timer.conversation, "LEO-1");
  timer.due = kNow;
  timer.data = R"({"step":2})";
  store_->timers().set(timer);
  const auto found = store_->timers().due(kNow, 1);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].key, timer.key);
  EXPECT_EQ(found[0].kind, timer.kind);
  EXPECT_EQ(found[0].conversation, timer.conversation);
  EXPECT_EQ(found[0].ticket, timer.ticket);
  EXPECT_EQ(found[0].due, timer.due);
  EXPECT_EQ(found[0].data, timer.data);
}

TEST_P(TimersContract, GivesWhatIsDueEarliestFirst) {
  set("third", kNow);
  set("first", kNow - 2 * kSecond);
  set("second", kNow - kSecond);
  set("not yet", kNow + std::chrono::milliseconds(1));
  EXPECT_THAT(due(), ElementsAre("first", "second", "third"));
  EXPECT_THAT(due(kNow, 2), ElementsAre("first", "second"));
}

TEST_P(TimersContract, SaysWhenTheNextIsDue) {
  EXPECT_EQ(store_->timers().next_due(), std::nullopt);
  set("b", kNow + 2 * kSecond);
  set("a", kNow + kSecond);
  EXPECT_EQ(store_->timers().next_due(), kNow + kSecond);
}

TEST_P(TimersContract, FiresOnceAlsoAfterAStart) {
  set("a", kNow - kSecond);
  commit();
  reopen();
  const auto found = store_->timers().due(kNow, 10);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(store_->timers().take(found[0].id));
  EXPECT_FALSE(store_->timers().take(found[0].id));
  commit();
  reopen();
  EXPECT_FALSE(store_->timers().take(found[0].id));
  EXPECT_THAT(due(), IsEmpty());
}

TEST_P(TimersContract, FiresAgainWhenTheTakingWasRolledBack) {
  set("a", kNow);
  commit();
  ASSERT_TRUE(store_->timers().take(store_->timers().due(kNow, 1)[0].id));
  reopen();
  EXPECT_THAT(due(), ElementsAre("a"));
}

TEST_P(TimersContract, MovesWhenSetAgain) {
  set("a", kNow);
  set("a", kNow + kSecond);
  EXPECT_THAT(due(), IsEmpty());
  EXPECT_THAT(due(kNow + kSecond), ElementsAre("a"));
}

TEST_P(TimersContract, IsNotTakenUnderTheIdItHadBeforeItWasMoved) {
  set("a", kNow);
  const std::int64_t old = store_->timers().due(kNow, 1)[0].id;
  set("a", kNow + kSecond);
  EXPECT_FALSE(store_->timers().take(old));
  EXPECT_THAT(due(kNow + kSecond), ElementsAre("a"));
}

TEST_P(TimersContract, DoesNothingOnceCancelled) {
  set("a", kNow);
  store_->timers().cancel("a");
  store_->timers().cancel("never set");
  EXPECT_THAT(due(), IsEmpty());
}

}  // namespace
}  // namespace sportello::storage
