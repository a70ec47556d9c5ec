#include "storage/customers.h"

#include "storage/identities.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Date day(const char* text) {
  return *parse_date(text);
}

class CustomersContract : public StorageContract {
 protected:
  Customers& customers() { return customers_of(*store_); }

  CompanyId add_company(const std::string& name, const BusinessId& business = kLeotron, const std::string& code = "") {
    CompanyRow row;
    row.business = business;
    row.name = name;
    row.code = code;
    row.created_at = kNow;
    row.updated_at = kNow;
    return *customers().create_company(row);
  }
  std::vector<std::string> names(const std::vector<CompanyRow>& rows) {
    std::vector<std::string> all;
    for (const auto& row : rows) all.push_back(row.name);
    return all;
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, CustomersContract, testing::ValuesIn(backends()), backend_name);

TEST_P(CustomersContract, KeepsACompany) {
  CompanyRow row;
  row.business = kLeotron;
  row.name = "Panificio Però s.n.c.";
  row.code = "C7";
  row.standing = "bad";
  row.licences = 4;
  row.created_at = kNow;
  row.updated_at = kNow;
  const CompanyId id = *customers().create_company(row);
  const auto found = customers().company(id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, row.name);
  EXPECT_EQ(found->standing, "bad");
  EXPECT_EQ(found->licences, 4);
  EXPECT_EQ(customers().company_by_code(kLeotron, "C7")->id, id);
  EXPECT_EQ(customers().company_by_name(kLeotron, " PANIFICIO PERO' S.N.C. ").has_value(), false);
  EXPECT_EQ(customers().company_by_name(kLeotron, " panificio pero S.N.C. ")->id, id);
  EXPECT_FALSE(customers().company_by_name(kKzweb, row.name));
}

TEST_P(CustomersContract, HasNoTwoCompaniesOfOneNameOrCode) {
  add_company("Rossi Srl", kLeotron, "C1");
  CompanyRow other;
  other.business = kLeotron;
  other.name = "ROSSI SRL";
  EXPECT_EQ(customers().create_company(other).error().code, Errc::Conflict);
  other.name = "Verdi";
  other.code = "C1";
  EXPECT_EQ(customers().create_company(other).error().code, Errc::Conflict);
  other.business = kKzweb;
  EXPECT_TRUE(customers().create_company(other));
}

TEST_P(CustomersContract, LinksPeopleAndCompaniesManyToMany) {
  const CompanyId rossi = add_company("Rossi");
  const CompanyId verdi = add_company("Verdi");
  const PersonId anna = add_person();
  const PersonId ugo = add_person();
  customers().link(rossi, anna);
  customers().link(rossi, anna);
  customers().link(verdi, anna);
  customers().link(rossi, ugo);
  EXPECT_THAT(names(customers().companies_of(anna)), ElementsAre("Rossi", "Verdi"));
  ASSERT_EQ(customers().people_of(rossi).size(), 2U);
  customers().unlink(rossi, anna);
  EXPECT_THAT(names(customers().companies_of(anna)), ElementsAre("Verdi"));
}

TEST_P(CustomersContract, ReplacesContractsAndDevices) {
  const CompanyId rossi = add_company("Rossi");
  const ContractRow standard{"standard", day("2026-01-01"), day("2026-12-31")};
  const ContractRow extended{"extended", std::nullopt, std::nullopt};
  customers().set_contracts(rossi, {standard, extended});
  EXPECT_THAT(customers().contracts(rossi), ElementsAre(standard, extended));
  customers().set_contracts(rossi, {extended});
  EXPECT_THAT(customers().contracts(rossi), ElementsAre(extended));
  const AssetRow zebra{"Zebra", "Z1", day("2026-01-31"), true};
  customers().set_assets(rossi, {zebra});
  EXPECT_THAT(customers().assets(rossi), ElementsAre(zebra));
  customers().set_assets(rossi, {});
  EXPECT_THAT(customers().assets(rossi), IsEmpty());
}

TEST_P(CustomersContract, EnablesAddressesAndDomains) {
  EXPECT_FALSE(customers().mail_enabled(kKzweb, "anna@rossi.example"));
  customers().set_mail_address(kKzweb, {"@rossi.example", true, std::nullopt});
  EXPECT_TRUE(customers().mail_enabled(kKzweb, "Anna@Rossi.example"));
  EXPECT_FALSE(customers().mail_enabled(kLeotron, "anna@rossi.example"));
  customers().set_mail_address(kKzweb, {"anna@rossi.example", false, std::nullopt});
  EXPECT_FALSE(customers().mail_enabled(kKzweb, "anna@rossi.example"));
  EXPECT_TRUE(customers().mail_enabled(kKzweb, "ugo@rossi.example"));
}

TEST_P(CustomersContract, SearchesByWordsPageAfterPage) {
  add_company("Rossi Pane");
  const CompanyId second = add_company("Rossi Vini");
  add_company("Rossi Vini", kKzweb);
  EXPECT_THAT(names(customers().companies(kLeotron, "vini rossi", 0, 10)), ElementsAre("Rossi Vini"));
  EXPECT_THAT(names(customers().companies(kLeotron, "", 0, 1)), ElementsAre("Rossi Pane"));
  EXPECT_THAT(names(customers().companies(kLeotron, "100%", 0, 10)), IsEmpty());
  EXPECT_THAT(customers().companies(kLeotron, "", second.value, 10), IsEmpty());
}

TEST_P(CustomersContract, KeepsWhatATicketWasEntitledTo) {
  const PersonId anna = add_person();
  const TicketId ticket = add_ticket(anna, add_conversation(anna), "LEO-1");
  EXPECT_FALSE(customers().entitlement(ticket));
  customers().set_entitlement({ticket, "Rossi", "expired", "", "extended", "no", "good", "{}"});
  const auto kept = customers().entitlement(ticket);
  ASSERT_TRUE(kept);
  EXPECT_EQ(kept->validity, "expired");
  EXPECT_EQ(kept->demanded, "extended");
}

TEST_P(CustomersContract, MergesTwoPeopleWithAllTheyHave) {
  const PersonId anna = add_person();
  const PersonId again = add_person();
  ASSERT_TRUE(store_->people().add_alias(anna, kLeotron, AliasKind::WaId, "39340", kNow));
  ASSERT_TRUE(store_->people().add_alias(again, kLeotron, AliasKind::Bsuid, "IT.1", kNow));
  auto old_talk = *store_->conversations().find(add_conversation(anna));
  auto new_talk = *store_->conversations().find(add_conversation(again));
  old_talk.last_customer_at = kNow;
  old_talk.state = "old";
  old_talk.unread = 1;
  store_->conversations().update(old_talk);
  new_talk.last_customer_at = kNow + std::chrono::hours{1};
  new_talk.state = "new";
  new_talk.unread = 2;
  store_->conversations().update(new_talk);
  MessageRow message;
  message.conversation = new_talk.id;
  message.wamid = Wamid{"w1"};
  message.at = kNow;
  message.kind = "text";
  store_->conversations().add_message(message);
  const TicketId ticket = add_ticket(again, new_talk.id, "LEO-2");
  store_->timers().set({0, "gather:" + std::to_string(new_talk.id.value), "gather", new_talk.id, std::nullopt, kNow, ""});
  customers().link(add_company("Rossi"), again);

  identities_of(*store_).merge(anna, again);

  EXPECT_EQ(store_->people().find_by_alias(kLeotron, AliasKind::Bsuid, "IT.1")->id, anna);
  const auto talk = store_->conversations().find_for(anna, PhoneNumberId{"100"});
  ASSERT_TRUE(talk);
  EXPECT_EQ(talk->id, old_talk.id);
  EXPECT_EQ(talk->state, "new");
  EXPECT_EQ(talk->unread, 3);
  EXPECT_FALSE(store_->conversations().find(new_talk.id));
  EXPECT_EQ(store_->conversations().newest_message(talk->id)->wamid, Wamid{"w1"});
  EXPECT_EQ(store_->tickets().find(ticket)->person, anna);
  EXPECT_EQ(store_->tickets().find(ticket)->conversation, talk->id);
  const auto timers = store_->timers().due(kNow, 10);
  ASSERT_EQ(timers.size(), 1U);
  EXPECT_EQ(timers[0].key, "gather:" + std::to_string(talk->id.value));
  EXPECT_EQ(timers[0].conversation, talk->id);
  EXPECT_THAT(names(customers().companies_of(anna)), ElementsAre("Rossi"));
  EXPECT_EQ(store_->people().find(again)->name, "");
}

TEST_P(CustomersContract, NeverMergesAcrossBusinesses) {
  EXPECT_THROW(identities_of(*store_).merge(add_person("leotron"), add_person("kzweb")), std::runtime_error);
}

TEST_P(CustomersContract, NotesAConflictOnce) {
  const PersonId anna = add_person();
  const PersonId ugo = add_person();
  identities_of(*store_).note_conflict({0, kLeotron, anna, ugo, kNow, ""});
  identities_of(*store_).note_conflict({0, kLeotron, ugo, anna, kNow, ""});
  const auto open = identities_of(*store_).open_conflicts(0, 10);
  ASSERT_EQ(open.size(), 1U);
  identities_of(*store_).settle(open[0].id, "apart", "operator:Anna", kNow);
  identities_of(*store_).note_conflict({0, kLeotron, ugo, anna, kNow, ""});
  EXPECT_THAT(identities_of(*store_).open_conflicts(0, 10), IsEmpty());
}

}  // namespace
}  // namespace sportello::storage
