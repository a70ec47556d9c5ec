#include "storage_model.h"

#include <array>
#include <cstdlib>
#include <iterator>
#include <memory>
#include <random>

#include "storage_backend.h"

namespace sportello::storage {
namespace {

constexpr int kRuns = 40;  ///< SPORTELLO_PROPERTY_RUNS raises it; SPORTELLO_SEED replays one
constexpr int kStepsPerRun = 250;
const PhoneNumberId kNumber{"100"};
const BusinessId kBusiness{"leotron"};

/// Does to a store and to the model whatever the dice say, and compares all that can be seen after each step.
class Walk {
 public:
  explicit Walk(unsigned seed) : dice_(seed), store_(backend_.open()) {
    store_->begin();
    PersonRow person;
    person.business = kBusiness;
    for (PersonId& id : people_) id = store_->people().create(person);
    for (ConversationId& id : conversations_) {
      ConversationRow row;
      row.person = people_[0];
      row.number = PhoneNumberId{std::to_string(roll(1'000'000'000))};
      id = store_->conversations().create(row);
    }
    commit();
  }
  ~Walk() { store_->rollback(); }
  Walk(const Walk&) = delete;
  Walk& operator=(const Walk&) = delete;

  void step() {
    switch (roll(20)) {
      case 0:
        return commit();
      case 1:
        return rollback();
      case 2:
        return reopen();
      case 3:
        return take_back_a_step();
      default:
        something();
        compare();
    }
  }

 private:
  void something() {
    switch (roll(8)) {
      case 0:
        return receive();
      case 1:
      case 2:
        return say();
      case 3:
      case 4:
        return move();
      case 5:
        return set_timer();
      case 6:
        return fire_timer();
      default:
        return name_somebody();
    }
  }

  int roll(int below) { return std::uniform_int_distribution<int>(0, below - 1)(dice_); }
  Instant any_instant() { return kNow + std::chrono::seconds(roll(20)); }
  std::string any_word() { return std::to_string(roll(60)); }

  void receive() {
    const std::string key = any_word();
    EXPECT_EQ(store_->inbox().insert(kNumber, key, "message", "{}", kNow).has_value(), model_.receive(key));
    EXPECT_EQ(store_->tickets().next_number(kBusiness), ++model_.tickets);
  }

  void say() {
    OutboxRow row;
    row.conversation = conversations_[static_cast<std::size_t>(roll(kConversations))];
    row.number = kNumber;
    row.cause = any_word() + any_word();
    row.callback = "callback of " + row.cause;
    row.not_before = any_instant();
    const auto id = store_->outbox().add(row);
    const bool fresh = model_.say(id.value_or(OutboxId{}), row.cause, {row.conversation, "queued", row.not_before});
    EXPECT_EQ(id.has_value(), fresh);
  }

  void move() {
    static const std::array<const char*, 8> kStates{"queued", "in_flight", "in_flight", "uncertain",
                                                    "sent",   "delivered", "read",      "failed"};
    if (model_.outbox.empty()) return;
    const auto chosen = std::next(model_.outbox.begin(), roll(static_cast<int>(model_.outbox.size())));
    OutboxRow row = store_->outbox().find(chosen->first).value();
    EXPECT_EQ(row.state, chosen->second.state);
    row.state = kStates[static_cast<std::size_t>(roll(kStates.size()))];
    row.not_before = any_instant();
    EXPECT_EQ(store_->outbox().update(row), model_.move(row.id, row.state, row.not_before));
  }

  void set_timer() {
    TimerRow timer;
    timer.key = any_word();
    timer.due = any_instant();
    if (roll(5) == 0) {
      store_->timers().cancel(timer.key);
      model_.timers.erase(timer.key);
      return;
    }
    store_->timers().set(timer);
    model_.set_timer(timer.key, timer.due);
  }

  void fire_timer() {
    const auto due = store_->timers().due(any_instant(), 1);
    if (due.empty()) return;
    EXPECT_TRUE(store_->timers().take(due[0].id));
    EXPECT_FALSE(store_->timers().take(due[0].id));
    EXPECT_EQ(model_.timers.erase(due[0].key), 1U) << "it had fired, or was never set";
  }

  void name_somebody() {
    const PersonId person = people_[static_cast<std::size_t>(roll(kPeople))];
    const std::string name = any_word();
    const bool free = model_.aliases.try_emplace(name, person).first->second == person;
    EXPECT_EQ(store_->people().add_alias(person, kBusiness, AliasKind::WaId, name, any_instant()).has_value(), free);
    EXPECT_EQ(store_->people().find_by_alias(kBusiness, AliasKind::WaId, name)->id, model_.aliases.at(name));
  }

  void take_back_a_step() {
    const Model before = model_;
    store_->savepoint();
    for (int i = roll(4); i >= 0; --i) something();
    if (roll(2) == 0) {
      store_->release_savepoint();
    } else {
      store_->rollback_to_savepoint();
      model_ = before;
    }
    compare();
  }

  void commit() {
    store_->commit();
    committed_ = model_;
    store_->begin();
  }
  void rollback() {
    store_->rollback();
    model_ = committed_;
    store_->begin();
    compare();
  }
  void reopen() {
    store_.reset();
    store_ = backend_.open();
    model_ = committed_;
    store_->begin();
    const Instant until = any_instant();
    EXPECT_EQ(store_->outbox().mark_interrupted(kNow, until), model_.interrupt(until));
    compare();
  }

  void compare() {
    const Instant now = any_instant();
    std::vector<OutboxId> due;
    for (const OutboxRow& row : store_->outbox().due(now, kAll)) due.push_back(row.id);
    EXPECT_EQ(due, model_.due(now));
    std::vector<OutboxId> due_of_number;
    for (const OutboxRow& row : store_->outbox().due(kNumber, now, kAll)) due_of_number.push_back(row.id);
    EXPECT_EQ(due_of_number, due);
    compare_next_due(now);

    std::vector<std::string> timers;
    for (const TimerRow& timer : store_->timers().due(now, kAll)) timers.push_back(timer.key);
    EXPECT_EQ(timers, model_.timers_due(now));
    EXPECT_EQ(store_->timers().next_due(), model_.next_timer());
  }

  /// Whoever sleeps until next_due misses nothing.
  void compare_next_due(Instant now) {
    const auto next = store_->outbox().next_due(now);
    for (Instant later = now; later < kNow + std::chrono::seconds(25); later += std::chrono::seconds(1)) {
      if (model_.due(later).empty()) continue;
      ASSERT_TRUE(next) << "asleep for ever";
      EXPECT_LE(*next, later);
      return;
    }
  }

  static constexpr int kAll = 1'000;
  static constexpr int kPeople = 3;
  static constexpr int kConversations = 4;
  std::mt19937 dice_;
  SqliteBackend backend_;
  std::unique_ptr<Store> store_;
  Model model_;
  Model committed_;
  std::array<PersonId, kPeople> people_;
  std::array<ConversationId, kConversations> conversations_;
};

TEST(StorageModel, AgreesWithTheStoreWhateverHappens) {
  const char* const runs = std::getenv("SPORTELLO_PROPERTY_RUNS");
  const char* const seed_given = std::getenv("SPORTELLO_SEED");
  for (int run = 0; run < (seed_given != nullptr ? 1 : (runs != nullptr ? std::atoi(runs) : kRuns)); ++run) {
    const unsigned seed =
        seed_given != nullptr ? static_cast<unsigned>(std::stoul(seed_given)) : std::random_device{}();
    SCOPED_TRACE("SPORTELLO_SEED=" + std::to_string(seed));
    Walk walk(seed);
    for (int i = 0; i < kStepsPerRun && !testing::Test::HasFailure(); ++i) walk.step();
    if (testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace sportello::storage
