#include <gtest/gtest.h>

#include <string>

#include "flows/core/time.h"
#include "tests/contract/whatsapp_payloads.h"

namespace sportello::webhooks {
namespace {

using flows::Identity;
using State = StatusUpdate::State;

TEST(Status, SaysWhatBecameOfOurMessage) {
  const Update update = only_update("status_sent");
  EXPECT_EQ(update.key, "wamid.OUT:sent");
  EXPECT_EQ(update.to.value, "200000000000002");
  const auto& status = std::get<StatusUpdate>(update.content);
  EXPECT_EQ(status.id.value, "wamid.OUT");
  EXPECT_EQ(status.state, State::Sent);
  EXPECT_EQ(flows::iso_utc(status.at), "2026-09-26T10:00:32Z");
  EXPECT_EQ(status.callback_data, "outbox-7");
  EXPECT_EQ(status.recipient, (Identity{"393401112222", "IT.10000000000000000001", "", "", "Ana Rossi"}));
  EXPECT_EQ(status.pricing, (Pricing{false, "PMP", "free_customer_service", "service", ""}));
  EXPECT_TRUE(status.errors.empty());
}

TEST(Status, KnowsEveryState) {
  EXPECT_EQ(only<StatusUpdate>("status_delivered").state, State::Delivered);
  EXPECT_EQ(only<StatusUpdate>("status_read").state, State::Read);
  EXPECT_EQ(only<StatusUpdate>("status_played").state, State::Played);
  EXPECT_EQ(only<StatusUpdate>("status_failed").state, State::Failed);
  const Update future = only_update("status_from_the_future");
  EXPECT_EQ(std::get<StatusUpdate>(future.content).state, State::Other);
  EXPECT_EQ(std::get<StatusUpdate>(future.content).spelling, "savoured");
  EXPECT_EQ(future.key, "wamid.OUT:savoured");
}

TEST(Status, ReadsPricesHoweverTheyAreTyped) {
  EXPECT_EQ(only<StatusUpdate>("status_delivered").pricing,
            (Pricing{true, "PMP", "regular", "utility", "paid_exempt"}));
  EXPECT_FALSE(only<StatusUpdate>("status_played").pricing.has_value());
}

TEST(Status, AcceptsEverySpellingOfTheRecipient) {
  EXPECT_EQ(only<StatusUpdate>("status_delivered").recipient,
            (Identity{"393401112222", "IT.10000000000000000001", "IT.ENT.1", "ana.rossi", "Ana Rossi"}));
  EXPECT_EQ(only<StatusUpdate>("status_read").recipient,
            (Identity{"", "IT.20000000000000000002", "IT.ENT.2", "bea_", "Bea"}));
  EXPECT_EQ(only<StatusUpdate>("status_played").recipient, (Identity{"393401112222", "", "", "", ""}));
  const auto group = only<StatusUpdate>("status_group");
  EXPECT_EQ(group.group, "Y2FwaV9ncm91cDox");
  EXPECT_EQ(group.recipient, (Identity{"393401112222", "IT.1", "", "", ""}));
}

TEST(Status, KeepsTheReasonOfAFailure) {
  const auto status = only<StatusUpdate>("status_failed");
  ASSERT_EQ(status.errors.size(), 1U);
  EXPECT_EQ(status.errors[0].code, 131026);
  EXPECT_EQ(status.errors[0].title, "Message undeliverable");
  EXPECT_EQ(status.errors[0].details, "Message Undeliverable.");
  EXPECT_EQ(reaction_to(status.errors[0]).what, ErrorClass::Drop);
}

TEST(Identity, FollowsAChangedNumber) {
  const Update update = only_update("system_changed_number");
  EXPECT_EQ(update.key, "wamid.SYS1");
  const auto& change = std::get<IdentityChange>(update.content);
  EXPECT_EQ(change.kind, IdentityChange::Kind::Number);
  EXPECT_EQ(change.before, (Identity{"393401112222", "IT.1", "IT.ENT.1", "", ""}));
  EXPECT_EQ(change.after, (Identity{"393409998888", "IT.3", "IT.ENT.3", "", ""}));
  const auto old = only<IdentityChange>("system_changed_number_old");
  EXPECT_EQ(old.before.wa_id, "393401112222");
  EXPECT_EQ(old.after.wa_id, "393409998888");
}

TEST(Identity, FollowsAChangedUserId) {
  for (const char* name : {"system_changed_user_id", "system_changed_user_id_in_words"}) {
    const auto change = only<IdentityChange>(name);
    EXPECT_EQ(change.kind, IdentityChange::Kind::UserId) << name;
    EXPECT_EQ(change.before.bsuid, "IT.1") << name;
    EXPECT_EQ(change.after.bsuid, "IT.3") << name;
  }
}

TEST(Identity, ReadsTheWithdrawnField) {
  const Update update = only_update("user_id_update");
  EXPECT_EQ(update.to.value, "200000000000002");
  EXPECT_TRUE(update.key.starts_with("raw:"));
  const auto& change = std::get<IdentityChange>(update.content);
  EXPECT_EQ(change.kind, IdentityChange::Kind::UserId);
  EXPECT_EQ(change.before, (Identity{"", "IT.1", "IT.ENT.1", "", ""}));
  EXPECT_EQ(change.after, (Identity{"393401112222", "IT.3", "IT.ENT.3", "", "Ana"}));
  EXPECT_EQ(flows::iso_utc(change.at), "2026-09-26T10:00:32Z");
}

TEST(Identity, NoticesAnotherDevice) {
  const auto change = only<IdentityChange>("system_identity");
  EXPECT_EQ(change.kind, IdentityChange::Kind::IdentityKey);
  EXPECT_EQ(change.before.wa_id, "393401112222");
}

TEST(Identity, LeavesOtherSystemMessagesUnknown) {
  const Update update = only_update("system_from_the_future");
  EXPECT_EQ(update.key, "wamid.SYS6");
  EXPECT_EQ(std::get<UnknownUpdate>(update.content).what, "a system message of type customer_moved_to_mars");
}

TEST(Account, ReadsTemplateNews) {
  const auto status = only<AccountUpdate>("template_status");
  EXPECT_EQ(status.field, "message_template_status_update");
  EXPECT_EQ(status.account, "102290129340398");
  EXPECT_EQ(flows::iso_utc(status.at), "2026-09-26T10:00:32Z");
  const auto& change = std::get<TemplateChange>(status.what);
  EXPECT_EQ(change.id, "12345678901234567");
  EXPECT_EQ(change.name, "closure_notice");
  EXPECT_EQ(change.language, "en_US");
  EXPECT_EQ(change.event, "REJECTED");
  EXPECT_EQ(change.reason, "The variable is at the end");
  EXPECT_EQ(change.category, "UTILITY");
  EXPECT_EQ(std::get<TemplateChange>(only<AccountUpdate>("template_quality").what).quality, "YELLOW");
  EXPECT_EQ(std::get<TemplateChange>(only<AccountUpdate>("template_category").what).category, "MARKETING");
}

TEST(Account, ReadsMarketingPreferences) {
  const Batch batch = parse_batch(payload("user_preferences"));
  ASSERT_EQ(batch.updates.size(), 2U);
  const auto& stop = std::get<AccountUpdate>(batch.updates[0].content);
  EXPECT_EQ(std::get<MarketingPreference>(stop.what).wish, MarketingPreference::Wish::Stop);
  EXPECT_EQ(std::get<MarketingPreference>(stop.what).from, (Identity{"393401112222", "IT.1", "", "", "Ana"}));
  const auto& resume = std::get<AccountUpdate>(batch.updates[1].content);
  EXPECT_EQ(std::get<MarketingPreference>(resume.what).wish, MarketingPreference::Wish::Resume);
  EXPECT_EQ(std::get<MarketingPreference>(resume.what).from.bsuid, "IT.2");
  EXPECT_EQ(flows::iso_utc(resume.at), "2026-09-26T10:00:33Z");
  EXPECT_EQ(batch.updates[1].to.value, "200000000000002");
}

TEST(Account, ReadsNotices) {
  const auto alert = std::get<AccountNotice>(only<AccountUpdate>("account_alerts").what);
  EXPECT_EQ(alert.event, "OBA_APPROVED");
  EXPECT_EQ(alert.severity, "CRITICAL");
  EXPECT_EQ(alert.details, "Something happened");
  const auto restriction = only<AccountUpdate>("account_update");
  EXPECT_EQ(restriction.phone, "390454684131");
  EXPECT_EQ(std::get<AccountNotice>(restriction.what).event, "ACCOUNT_RESTRICTION");
  EXPECT_NE(std::get<AccountNotice>(restriction.what).details.find("RESTRICTED_BIZ_INITIATED"), std::string::npos);
  EXPECT_EQ(std::get<AccountNotice>(only<AccountUpdate>("phone_quality").what).event, "THROUGHPUT_UPGRADE");
  EXPECT_EQ(std::get<AccountNotice>(only<AccountUpdate>("phone_name").what).event, "APPROVED");
  EXPECT_EQ(std::get<AccountNotice>(only<AccountUpdate>("security").what).event, "PIN_CHANGED");
}

TEST(Channel, ReportsErrorsThatBelongToNoMessage) {
  const Update update = only_update("channel_errors");
  EXPECT_EQ(update.to.value, "200000000000002");
  EXPECT_EQ(std::get<ChannelError>(update.content).error.code, 130429);
}

TEST(Unknown, KeepsOtherProductsAndTheFutureRaw) {
  EXPECT_EQ(only<UnknownUpdate>("field_calls").field, "calls");
  EXPECT_EQ(only_update("field_calls").to.value, "200000000000002");
  EXPECT_EQ(only<UnknownUpdate>("field_from_the_future").field, "telepathy");
  EXPECT_NE(only_update("field_from_the_future").raw.find(R"("thoughts")"), std::string::npos);
  EXPECT_EQ(only<UnknownUpdate>("user_actions").what, "list user_actions");
}

}  // namespace
}  // namespace sportello::webhooks
