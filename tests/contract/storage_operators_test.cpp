#include "storage_backend.h"

namespace sportello::storage {
namespace {

constexpr std::chrono::milliseconds kHour{3'600'000};

class OperatorsContract : public StorageContract {
 protected:
  std::int64_t add(const std::string& email) {
    OperatorRow row;
    row.name = "Ada";
    row.email = email;
    row.role = "operator";
    row.created_at = kNow;
    return store_->operators().create(row);
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, OperatorsContract, testing::ValuesIn(backends()), backend_name);

TEST_P(OperatorsContract, KeepsAndChangesEveryField) {
  OperatorRow row;
  row.id = add("ada@example.it");
  row.name = "Ada Bianchi";
  row.email = "bianchi@example.it";
  row.role = "manager";
  row.password_hash = "$argon2id$…";
  row.disabled = true;
  row.totp_secret = "GEZDGNBV";
  row.totp_pending = "MZXW6YTB";
  row.totp_step = 37037036;
  store_->operators().update(row);
  const auto found = store_->operators().find(row.id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, row.name);
  EXPECT_EQ(found->email, row.email);
  EXPECT_EQ(found->role, row.role);
  EXPECT_EQ(found->password_hash, row.password_hash);
  EXPECT_EQ(found->disabled, row.disabled);
  EXPECT_EQ(found->totp_secret, row.totp_secret);
  EXPECT_EQ(found->totp_pending, row.totp_pending);
  EXPECT_EQ(found->totp_step, row.totp_step);
  EXPECT_EQ(found->created_at, kNow);
}

TEST_P(OperatorsContract, KnowsAMailAddressInAnyCaseAndOnce) {
  const std::int64_t id = add("Ada@Example.it");
  EXPECT_EQ(store_->operators().find_by_email("ada@example.IT")->id, id);
  EXPECT_FALSE(store_->operators().find_by_email("eva@example.it"));
  EXPECT_THROW(add("ADA@example.it"), std::runtime_error);
}

TEST_P(OperatorsContract, ListsThemAll) {
  const std::int64_t first = add("a@example.it");
  const std::int64_t second = add("b@example.it");
  const auto all = store_->operators().list();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].id, first);
  EXPECT_EQ(all[1].id, second);
}

TEST_P(OperatorsContract, UsesALinkUp) {
  const std::int64_t id = add("a@example.it");
  store_->operators().add_link({.token_hash = "h", .operator_id = id, .kind = "reset", .expires_at = kNow + kHour});
  const auto link = store_->operators().take_link("h", kNow);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->operator_id, id);
  EXPECT_EQ(link->kind, "reset");
  EXPECT_FALSE(store_->operators().take_link("h", kNow));
  EXPECT_FALSE(store_->operators().take_link("unknown", kNow));
}

TEST_P(OperatorsContract, RefusesAnExpiredLink) {
  const std::int64_t id = add("a@example.it");
  store_->operators().add_link({.token_hash = "h", .operator_id = id, .kind = "reset", .expires_at = kNow});
  EXPECT_FALSE(store_->operators().take_link("h", kNow));
}

TEST_P(OperatorsContract, KnowsASessionUntilItEnds) {
  const std::int64_t id = add("a@example.it");
  const auto begin = [&](const char* hash) {
    store_->operators().add_session({.token_hash = hash, .operator_id = id, .csrf = "c", .expires_at = kNow + kHour});
  };
  begin("one");
  begin("two");
  begin("three");
  const auto session = store_->operators().find_session("one", kNow);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->operator_id, id);
  EXPECT_EQ(session->csrf, "c");
  EXPECT_FALSE(store_->operators().find_session("one", kNow + kHour));

  store_->operators().end_session("one");
  EXPECT_FALSE(store_->operators().find_session("one", kNow));
  EXPECT_TRUE(store_->operators().find_session("two", kNow));
  store_->operators().end_sessions_of(id);
  EXPECT_FALSE(store_->operators().find_session("two", kNow));
  EXPECT_FALSE(store_->operators().find_session("three", kNow));
}

TEST_P(OperatorsContract, KeepsTheAuditNewestFirst) {
  store_->audit().add({.at = kNow, .who = "operator:Ada", .what = "erased", .data = "{}"});
  store_->audit().add({.at = kNow + kHour, .who = "api:crm", .what = "exported", .data = R"({"n":3})"});
  const auto rows = store_->audit().newest(1);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].at, kNow + kHour);
  EXPECT_EQ(rows[0].who, "api:crm");
  EXPECT_EQ(rows[0].what, "exported");
  EXPECT_EQ(rows[0].data, R"({"n":3})");
}

}  // namespace
}  // namespace sportello::storage
