#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/emulated_world.h"
#include "webhooks/emulator/postbox.h"

namespace sportello::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

json said(const std::string& body) {
  return {{"type", "text"}, {"text", {{"body", body}}}};
}

std::vector<std::string> statuses(EmulatedWorld& it) {
  std::vector<std::string> names;
  for (const json& value : it.take_webhooks()) names.push_back(value["statuses"][0]["status"]);
  return names;
}

TEST(EmulatorStatus, GoesFromSentToDeliveredAndWaitsForAReader) {
  EmulatedWorld it;
  it.greet();
  it.send(said("x"));
  EXPECT_EQ(statuses(it), std::vector<std::string>{"sent"});
  EXPECT_EQ(next_due(it.world), milliseconds(100));
  it.pass(milliseconds(99));
  EXPECT_TRUE(statuses(it).empty());
  it.pass(milliseconds(1));
  EXPECT_EQ(statuses(it), std::vector<std::string>{"delivered"});
  it.pass(seconds(60));
  EXPECT_TRUE(statuses(it).empty());
  look_at(it.world, kNumber, "anna", emulator::Look::Open, it.now, it.effects);
  EXPECT_EQ(statuses(it), std::vector<std::string>{"read"});
}

TEST(EmulatorStatus, IsReadByItselfWhenTold) {
  EmulatedWorld it;
  it.world.policy.read_after = milliseconds(50);
  it.greet();
  it.send(said("x"));
  it.pass(milliseconds(100));
  it.pass(milliseconds(50));
  EXPECT_EQ(statuses(it), (std::vector<std::string>{"sent", "delivered", "read"}));
}

TEST(EmulatorStatus, WaitsForAPhoneThatIsOff) {
  EmulatedWorld it;
  it.greet();
  auto* anna = find_customer(it.world, "anna");
  switch_phone(it.world, *anna, emulator::Phone::Off, it.now);
  it.send(said("x"));
  it.pass(seconds(10));
  EXPECT_EQ(statuses(it), std::vector<std::string>{"sent"});
  EXPECT_FALSE(next_due(it.world));
  switch_phone(it.world, *anna, emulator::Phone::On, it.now);
  it.pass(milliseconds(0));
  EXPECT_EQ(statuses(it), std::vector<std::string>{"delivered"});
}

TEST(EmulatorStatus, CarriesWhatTheDeskGaveAndWhatItCosts) {
  EmulatedWorld it;
  it.greet();
  json message = said("x");
  message["biz_opaque_callback_data"] = "job-7";
  it.send(message);
  const json value = it.take_webhooks().front();
  const json& status = value["statuses"][0];
  EXPECT_EQ(status["biz_opaque_callback_data"], "job-7");
  EXPECT_EQ(status["recipient_id"], kAnna);
  EXPECT_EQ(status["recipient_user_id"], "IT.1001");
  EXPECT_EQ(
      status["pricing"],
      (json{
          {"billable", false}, {"pricing_model", "PMP"}, {"type", "free_customer_service"}, {"category", "service"}}));
  EXPECT_EQ(value["contacts"][0]["wa_id"], kAnna);
}

TEST(EmulatorStatus, CostsSomethingAfterAThousandAMonth) {
  EmulatedWorld it;
  it.greet();
  it.world.numbers[0].month = "2026-11";
  it.world.numbers[0].service_messages = 1000;
  it.send(said("x"));
  EXPECT_EQ(it.take_webhooks().front()["statuses"][0]["pricing"]["type"], "regular");
  it.now.wall += std::chrono::hours(24 * 10);
  it.greet();
  it.send(said("x"));
  EXPECT_EQ(it.take_webhooks().front()["statuses"][0]["pricing"]["type"], "free_customer_service");
}

TEST(EmulatorStatus, LeavesThePhoneOutForAHiddenOne) {
  EmulatedWorld it;
  it.greet("giulia");
  json message = said("x");
  message["recipient"] = "IT.1003";
  it.send(message);
  it.pass(milliseconds(100));
  const auto webhooks = it.take_webhooks();
  ASSERT_EQ(webhooks.size(), 2U);
  for (const json& value : webhooks) {
    EXPECT_FALSE(value["statuses"][0].contains("recipient_id"));
    EXPECT_EQ(value["statuses"][0]["recipient_user_id"], "IT.1003");
    EXPECT_FALSE(value["contacts"][0].contains("wa_id"));
  }
  EXPECT_FALSE(webhooks[0]["contacts"][0]["profile"].contains("username"));
  EXPECT_EQ(webhooks[1]["contacts"][0]["profile"]["username"], "giulia.v");
}

TEST(EmulatorStatus, OnlySaysSentOfAReaction) {
  EmulatedWorld it;
  const auto greeting = it.greet();
  it.send({{"type", "reaction"}, {"reaction", {{"message_id", greeting}, {"emoji", "👍"}}}});
  it.pass(seconds(10));
  EXPECT_EQ(statuses(it), std::vector<std::string>{"sent"});
}

TEST(EmulatorStatus, IsSilentWhenTold) {
  EmulatedWorld it;
  it.world.policy.statuses = false;
  it.greet();
  it.send(said("x"));
  it.pass(seconds(10));
  EXPECT_TRUE(statuses(it).empty());
  EXPECT_EQ(thread_of(it.world, kNumber, "anna").messages.back().ticks, emulator::Ticks::Delivered);
}

emulator::Webhook webhook(const std::string& name) {
  return {.account = kAccount, .field = "messages", .value = json{{"name", name}}.dump()};
}

std::vector<std::string> names_of(const emulator::Parcel& parcel) {
  std::vector<std::string> names;
  for (const auto& one : parcel.webhooks) names.push_back(json::parse(one.value)["name"]);
  return names;
}

TEST(EmulatorPostbox, KeepsTheOrder) {
  emulator::Postbox box(1, seconds(1));
  const emulator::Policy policy;
  box.put(policy, {webhook("a"), webhook("b")}, milliseconds(0));
  EXPECT_EQ(names_of(*box.take(policy, milliseconds(0))), std::vector<std::string>{"a"});
  EXPECT_EQ(names_of(*box.take(policy, milliseconds(0))), std::vector<std::string>{"b"});
  EXPECT_FALSE(box.take(policy, milliseconds(0)));
}

TEST(EmulatorPostbox, MixesTheOrderWhenTold) {
  emulator::Postbox box(1, seconds(1));
  emulator::Policy policy;
  policy.disorder = seconds(1);
  std::vector<emulator::Webhook> all;
  for (char c = 'a'; c <= 'j'; ++c) all.push_back(webhook(std::string(1, c)));
  box.put(policy, std::move(all), milliseconds(0));
  std::string order;
  while (const auto parcel = box.take(policy, seconds(2))) order += names_of(*parcel).front();
  std::string sorted = order;
  std::sort(sorted.begin(), sorted.end());
  EXPECT_EQ(sorted, "abcdefghij");
  EXPECT_NE(order, sorted);
}

TEST(EmulatorPostbox, SendsCopies) {
  emulator::Postbox box(1, seconds(1));
  emulator::Policy policy;
  policy.copies = 3;
  box.put(policy, {webhook("a")}, milliseconds(0));
  EXPECT_EQ(box.size(), 3U);
}

TEST(EmulatorPostbox, GathersABatchOfWhatWaits) {
  emulator::Postbox box(1, seconds(1));
  emulator::Policy policy;
  policy.batch = 3;
  box.put(policy, {webhook("a"), webhook("b"), webhook("c"), webhook("d")}, milliseconds(0));
  EXPECT_FALSE(box.take(policy, milliseconds(0)));
  EXPECT_EQ(names_of(*box.take(policy, seconds(1))), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(names_of(*box.take(policy, seconds(1))), std::vector<std::string>{"d"});
}

TEST(EmulatorPostbox, HoldsEverythingWhilePaused) {
  emulator::Postbox box(1, seconds(1));
  emulator::Policy policy;
  policy.paused = true;
  box.put(policy, {webhook("a")}, milliseconds(0));
  EXPECT_FALSE(box.take(policy, seconds(9)));
  EXPECT_FALSE(box.next_due(policy));
  policy.paused = false;
  EXPECT_TRUE(box.take(policy, seconds(9)));
}

TEST(EmulatorPostbox, TriesAgainAtOnceThenEverMoreRarelyForAWeek) {
  emulator::Postbox box(1, seconds(1));
  const emulator::Policy policy;
  box.put(policy, {webhook("a")}, milliseconds(0));
  milliseconds now{0};
  std::vector<milliseconds> waits;
  int tries = 0;
  for (auto parcel = box.take(policy, now); parcel; parcel = box.take(policy, now)) {
    ++tries;
    if (!box.give_back(std::move(*parcel), now)) break;
    waits.push_back(*box.next_due(policy) - now);
    now = *box.next_due(policy);
  }
  ASSERT_GT(tries, 10);
  EXPECT_EQ(waits[0], milliseconds(0));
  EXPECT_EQ(waits[1], seconds(1));
  EXPECT_EQ(waits[2], seconds(2));
  EXPECT_EQ(waits[3], seconds(4));
  EXPECT_EQ(waits.back(), std::chrono::hours(1));
  EXPECT_EQ(box.size(), 0U);
  EXPECT_GT(now, std::chrono::hours(24 * 7 - 1));
  EXPECT_LE(now, std::chrono::hours(24 * 7));
}

}  // namespace
}  // namespace sportello::tests
