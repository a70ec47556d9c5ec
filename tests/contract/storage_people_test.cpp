#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;

constexpr std::chrono::milliseconds kLater{1};

class PeopleContract : public StorageContract {
 protected:
  std::vector<std::string> names_of(PersonId person) {
    std::vector<std::string> values;
    for (const AliasRow& alias : store_->people().aliases(person)) values.push_back(alias.value);
    return values;
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, PeopleContract, testing::ValuesIn(backends()), backend_name);

PersonRow full_person() {
  PersonRow person;
  person.business = kLeotron;
  person.name = "Niccolò D'Amico";
  person.profile_name = "nico 🛵";
  person.username = "nico";
  person.company = "Panificio Però s.n.c.";
  person.email = "nico@example.it";
  person.email_enabled = true;
  person.phone = "+390212345678";
  person.reachable = "dopo le 15";
  person.language = "it";
  person.known = true;
  person.opted_out = true;
  person.plan = "extended";
  person.plan_from = parse_date("2026-01-01").value_or(Date{});
  person.plan_to = parse_date("2026-12-31").value_or(Date{});
  person.created_at = kNow;
  return person;
}

void expect_same(const PersonRow& a, const PersonRow& b) {
  EXPECT_EQ(a.business, b.business);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.profile_name, b.profile_name);
  EXPECT_EQ(a.username, b.username);
  EXPECT_EQ(a.company, b.company);
  EXPECT_EQ(a.email, b.email);
  EXPECT_EQ(a.email_enabled, b.email_enabled);
  EXPECT_EQ(a.phone, b.phone);
  EXPECT_EQ(a.reachable, b.reachable);
  EXPECT_EQ(a.language, b.language);
  EXPECT_EQ(a.known, b.known);
  EXPECT_EQ(a.opted_out, b.opted_out);
  EXPECT_EQ(a.plan, b.plan);
  EXPECT_EQ(a.plan_from, b.plan_from);
  EXPECT_EQ(a.plan_to, b.plan_to);
  EXPECT_EQ(a.created_at, b.created_at);
}

TEST_P(PeopleContract, KeepsEveryField) {
  const PersonId id = store_->people().create(full_person());
  const auto found = store_->people().find(id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, id);
  expect_same(*found, full_person());
}

TEST_P(PeopleContract, ChangesEveryFieldThatMayChange) {
  const PersonId id = add_person();
  PersonRow changed = full_person();
  changed.id = id;
  store_->people().update(changed);
  expect_same(*store_->people().find(id), changed);

  changed.plan_to.reset();
  changed.email_enabled = false;
  store_->people().update(changed);
  expect_same(*store_->people().find(id), changed);
}

TEST_P(PeopleContract, FindsNobodyUnderAnUnknownId) {
  EXPECT_FALSE(store_->people().find(PersonId{99}));
}

TEST_P(PeopleContract, FindsAPersonByAnyOfTheirNames) {
  const PersonId id = add_person();
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "39340", kNow));
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::Bsuid, "IT.1", kNow));
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::ParentBsuid, "IT.0", kNow));
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::WaId, "39340")->id, id);
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::Bsuid, "IT.1")->id, id);
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::ParentBsuid, "IT.0")->id, id);
  EXPECT_FALSE(store_->people().find_by_alias(kLeotron, AliasKind::Bsuid, "39340"));
}

TEST_P(PeopleContract, KeepsTheBusinessesApart) {
  const PersonId ours = add_person("leotron");
  const PersonId theirs = add_person("kzweb");
  ASSERT_TRUE(store_->people().add_alias(ours, kLeotron, AliasKind::WaId, "39340", kNow));
  EXPECT_FALSE(store_->people().find_by_alias(kKzweb, AliasKind::WaId, "39340"));
  ASSERT_TRUE(store_->people().add_alias(theirs, kKzweb, AliasKind::WaId, "39340", kNow));
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::WaId, "39340")->id, ours);
}

TEST_P(PeopleContract, NeverGivesAnAliasToSomebodyElse) {
  const PersonId first = add_person();
  const PersonId second = add_person();
  ASSERT_TRUE(store_->people().add_alias(first, kLeotron, AliasKind::Bsuid, "IT.1", kNow));
  const auto taken = store_->people().add_alias(second, kLeotron, AliasKind::Bsuid, "IT.1", kNow + kLater);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::Conflict);
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::Bsuid, "IT.1")->id, first);
}

TEST_P(PeopleContract, KeepsOldAliasesNewestFirst) {
  const PersonId id = add_person();
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "old", kNow));
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "new", kNow + kLater));
  EXPECT_THAT(names_of(id), ElementsAre("new", "old"));
  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::WaId, "old")->id, id);
}

TEST_P(PeopleContract, MakesAnAliasTakenUpAgainTheNewest) {
  const PersonId id = add_person();
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "old", kNow));
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "new", kNow + kLater));
  ASSERT_TRUE(store_->people().add_alias(id, kLeotron, AliasKind::WaId, "old", kNow + 2 * kLater));
  EXPECT_THAT(names_of(id), ElementsAre("old", "new"));
}

}  // namespace
}  // namespace sportello::storage
