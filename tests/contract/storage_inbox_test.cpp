#include "storage_backend.h"

namespace sportello::storage {
namespace {

class InboxContract : public StorageContract {
 protected:
  std::optional<std::int64_t> insert(const std::string& key, const PhoneNumberId& number = kNumber) {
    return store_->inbox().insert(number, key, "message", R"({"a":"à"})", kNow);
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, InboxContract, testing::ValuesIn(backends()), backend_name);

TEST_P(InboxContract, KeepsWhatArrived) {
  const auto id = insert("wamid.1");
  ASSERT_TRUE(id);
  const auto row = store_->inbox().find(*id);
  ASSERT_TRUE(row);
  EXPECT_EQ(row->number, kNumber);
  EXPECT_EQ(row->key, "wamid.1");
  EXPECT_EQ(row->kind, "message");
  EXPECT_EQ(row->raw, R"({"a":"à"})");
  EXPECT_EQ(row->received_at, kNow);
  EXPECT_EQ(row->state, "done");
  EXPECT_EQ(row->person, std::nullopt);
}

TEST_P(InboxContract, TakesAKeyOnceAlsoAfterAStart) {
  ASSERT_TRUE(insert("wamid.1"));
  EXPECT_FALSE(insert("wamid.1"));
  commit();
  reopen();
  EXPECT_FALSE(insert("wamid.1"));
}

TEST_P(InboxContract, TakesAKeyAgainAfterARollback) {
  ASSERT_TRUE(insert("wamid.1"));
  store_->rollback();
  store_->begin();
  EXPECT_TRUE(insert("wamid.1"));
}

TEST_P(InboxContract, KeepsTheNumbersApart) {
  EXPECT_TRUE(insert("wamid.1"));
  EXPECT_TRUE(insert("wamid.1", PhoneNumberId{"200"}));
}

TEST_P(InboxContract, RecordsWhatCameOfIt) {
  const auto id = insert("wamid.1");
  const PersonId person = add_person();
  store_->inbox().finish(*id, kAnswered, person);
  const auto row = store_->inbox().find(*id);
  EXPECT_EQ(row->outcome, kAnswered);
  EXPECT_EQ(row->person, person);
  EXPECT_EQ(row->state, "done");
}

TEST_P(InboxContract, ShowsParkedEventsInPagesUntilTheyAreDone) {
  std::vector<std::int64_t> ids;
  for (const char* key : {"a", "b", "c", "d"}) ids.push_back(*insert(key));
  for (const std::size_t parked : {0U, 1U, 3U}) store_->inbox().park(ids[parked], "no such field");
  store_->inbox().finish(ids[1], "replayed", std::nullopt);

  const auto first = store_->inbox().parked(0, 1);
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].id, ids[0]);
  EXPECT_EQ(first[0].outcome, "no such field");
  const auto rest = store_->inbox().parked(first[0].id, 10);
  ASSERT_EQ(rest.size(), 1U);
  EXPECT_EQ(rest[0].id, ids[3]);
}

TEST_P(InboxContract, FindsNothingUnderAnUnknownId) {
  EXPECT_FALSE(store_->inbox().find(17));
}

}  // namespace
}  // namespace sportello::storage
