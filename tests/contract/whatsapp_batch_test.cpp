#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "flows/core/json.h"
#include "tests/contract/whatsapp_payloads.h"

namespace sportello::webhooks {
namespace {

using flows::CustomerMessage;

std::vector<std::string> keys_of(const Batch& batch) {
  std::vector<std::string> keys;
  for (const Update& update : batch.updates) keys.push_back(update.key);
  return keys;
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

std::string text_element(const std::string& id) {
  return R"({"id":")" + id + R"(","from":"39340","timestamp":"1790416832","type":"text","text":{"body":"ciao"}})";
}

TEST(Batch, GivesEveryElementWhateverStandsBesideIt) {
  const Batch batch = parse_batch(payload("mixed_batch"));
  EXPECT_EQ(batch.fault, BatchFault::None);
  std::vector<std::string> kinds;
  for (const Update& update : batch.updates) {
    const auto* unknown = std::get_if<UnknownUpdate>(&update.content);
    kinds.push_back(unknown != nullptr ? unknown->what : update.key.substr(0, 8) + "@" + update.to.value);
  }
  const std::vector<std::string> expected = {"wamid.M1@200000000000002", "not an object in messages",
                                             "wamid.M2@200000000000002", "wamid.S1@200000000000002",
                                             "a status without an id",   kinds.at(5),
                                             "beside the lists",         kinds.at(7),
                                             "field messages",           "wamid.M1@200000000000003",
                                             "a message from nobody",    "no changes"};
  EXPECT_EQ(kinds, expected);
  EXPECT_TRUE(std::holds_alternative<ChannelError>(batch.updates.at(5).content));
  EXPECT_TRUE(std::holds_alternative<AccountUpdate>(batch.updates.at(7).content));
  EXPECT_EQ(batch.updates.at(10).key, "wamid.NOBODY");
}

TEST(Batch, HoldsAThousandUpdates) {
  std::string messages;
  for (int i = 0; i < 1000; ++i) {
    if (i > 0) messages += ',';
    messages += text_element("wamid." + std::to_string(i));
  }
  const Batch batch = parse_batch(body_with("messages", messages));
  ASSERT_EQ(batch.updates.size(), 1000U);
  for (std::size_t i = 0; i < 1000; ++i) {
    ASSERT_EQ(batch.updates[i].key, "wamid." + std::to_string(i));
    ASSERT_TRUE(std::holds_alternative<CustomerMessage>(batch.updates[i].content));
  }
}

TEST(Batch, SaysNothingOfAnEmptyEnvelope) {
  for (const char* body : {R"({"object":"whatsapp_business_account","entry":[]})", R"({"entry":[]})"}) {
    const Batch batch = parse_batch(body);
    EXPECT_EQ(batch.fault, BatchFault::None) << body;
    EXPECT_TRUE(batch.updates.empty()) << body;
  }
}

TEST(Batch, KeepsAnyJsonAsSomething) {
  for (const std::string body : {"null",
                                 "7",
                                 "\"text\"",
                                 "[]",
                                 "{}",
                                 "true",
                                 R"({"entry":7})",
                                 R"({"entry":[7]})",
                                 R"({"entry":[{}]})",
                                 R"({"object":"page","entry":[]})",
                                 R"({"entry":[{"changes":[7]}]})",
                                 R"({"entry":[{"changes":[{}]}]})",
                                 R"({"entry":[{"changes":[{"field":"messages"}]}]})",
                                 R"({"entry":[{"changes":[{"field":"messages","value":[]}]}]})",
                                 R"({"entry":[{"changes":[{"field":"messages","value":{"messages":{}}}]}]})",
                                 R"({"entry":[],"beside":[1,2]})",
                                 R"({"entry":[{"changes":[],"messaging":[{}]}]})",
                                 R"({"a":1e999,"b":-0.0e-7,"c":123456789012345678901234567890})",
                                 R"({"half":"\ud83c"})",
                                 " \n{ } \r\t"}) {
    const Batch batch = parse_batch(body);
    EXPECT_EQ(batch.fault, BatchFault::None) << body;
    ASSERT_EQ(batch.updates.size(), 1U) << body;
    EXPECT_TRUE(std::holds_alternative<UnknownUpdate>(batch.updates[0].content)) << body;
  }
}

TEST(Batch, RefusesWhatIsNoJson) {
  for (const std::string body : {"",
                                 " ",
                                 "{",
                                 "}",
                                 "[1,]",
                                 "{\"a\":1,}",
                                 "{\"a\"}",
                                 "{a:1}",
                                 "{'a':1}",
                                 "01",
                                 "1.",
                                 ".5",
                                 "+1",
                                 "1e",
                                 "nul",
                                 "truefalse",
                                 "[1 2]",
                                 "[]]",
                                 "\"open",
                                 "\"\\x\"",
                                 "\"\\u12g4\"",
                                 "\"line\nbreak\"",
                                 "[,1]",
                                 "{} {}",
                                 "NaN",
                                 "// no",
                                 "{\"a\":1 \"b\":2}",
                                 "\xFF"}) {
    const Batch batch = parse_batch(body);
    EXPECT_EQ(batch.fault, BatchFault::NotJson) << body;
    EXPECT_TRUE(batch.updates.empty()) << body;
  }
}

TEST(Batch, ParksOnlyTheElementThatIsTooDeep) {
  const std::string deep = R"({"id":"wamid.DEEP","from":"39340","type":"text","text":)" + nested(200) + "}";
  const Batch batch =
      parse_batch(body_with("messages", text_element("wamid.1") + "," + deep + "," + text_element("wamid.2")));
  EXPECT_EQ(batch.fault, BatchFault::TooDeep);
  ASSERT_EQ(batch.updates.size(), 3U);
  EXPECT_EQ(batch.updates[0].key, "wamid.1");
  EXPECT_EQ(batch.updates[2].key, "wamid.2");
  EXPECT_EQ(std::get<UnknownUpdate>(batch.updates[1].content).what, "nested deeper than 64 levels");
  EXPECT_NE(batch.updates[1].raw.find(nested(200)), std::string::npos);
  EXPECT_EQ(print(reparse(batch.updates[1].raw)), print(batch.updates[1]));
}

TEST(Batch, CountsDepthAsTheRestOfTheHouseDoes) {
  for (const std::size_t depth : {flows::kMaxJsonDepth - 1, flows::kMaxJsonDepth, flows::kMaxJsonDepth + 1}) {
    nlohmann::json value;
    const bool too_deep = flows::parse_json(nested(depth), value).fault == flows::JsonFault::TooDeep;
    EXPECT_EQ(parse_batch(nested(depth)).fault == BatchFault::TooDeep, too_deep) << depth;
    EXPECT_EQ(parse_batch(nested(depth)).updates.size(), 1U) << depth;
  }
}

TEST(Batch, SurvivesAnyDepth) {
  const std::string body = nested(1'000'000);
  const Batch batch = parse_batch(body);
  EXPECT_EQ(batch.fault, BatchFault::TooDeep);
  ASSERT_EQ(batch.updates.size(), 1U);
  EXPECT_EQ(batch.updates[0].raw, body);
  EXPECT_EQ(parse_batch(std::string(1'000'000, '[')).fault, BatchFault::NotJson);
}

TEST(Batch, RepairsBytesThatAreNoUtf8) {
  const Batch batch = parse_batch(body_with("messages",
                                            "{\"id\":\"wamid.1\",\"from\":\"39340\",\"type\":\"text\",\"text\":{"
                                            "\"body\":\"caf\xE9 \xC3\xA8 \xED\xA0\x80\"}}"));
  ASSERT_EQ(batch.updates.size(), 1U);
  const auto& said = std::get<flows::TextSaid>(std::get<CustomerMessage>(batch.updates[0].content).said);
  EXPECT_EQ(said.text, "caf\uFFFD è \uFFFD\uFFFD\uFFFD");
}

TEST(Batch, ReplacesWhatIsNoCharacter) {
  const Batch batch = parse_batch(body_with(
      "messages",
      R"({"id":"wamid.1","from":"39340","type":"text","text":{"body":"a\u0000b\ud83cc\udf55d\ud83c\u00e9"}})"));
  ASSERT_EQ(batch.updates.size(), 1U);
  const auto& said = std::get<flows::TextSaid>(std::get<CustomerMessage>(batch.updates[0].content).said);
  EXPECT_EQ(said.text, "a\uFFFDb\uFFFDc\uFFFDd\uFFFDé");
}

TEST(BatchKeys, TellElementsApart) {
  const Batch batch = parse_batch(body_with(
      "statuses",
      R"({"id":"w1","status":"sent"},{"id":"w1","status":"read"},{"id":"w2","status":"sent"},{"status":"sent"})"));
  const std::vector<std::string> keys = keys_of(batch);
  EXPECT_EQ(keys[0], "w1:sent");
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), 4U);
}

TEST(BatchKeys, AreTheSameOnASecondDelivery) {
  for (const std::string& name : payload_names()) {
    EXPECT_EQ(keys_of(parse_batch(payload(name))), keys_of(parse_batch(payload(name)))) << name;
  }
}

TEST(BatchKeys, AreNeverLong) {
  const Batch batch = parse_batch(body_with("messages", text_element(std::string(100'000, 'w'))));
  ASSERT_EQ(batch.updates.size(), 1U);
  EXPECT_EQ(batch.updates[0].key.size(), 36U);
  EXPECT_TRUE(std::holds_alternative<CustomerMessage>(batch.updates[0].content));
}

/// What is stored is enough: it reads back to the very same update, and a second time as well.
TEST(Reparse, GivesTheSameUpdateFromItsRawText) {
  for (const std::string& name : payload_names()) {
    for (const Update& update : parse_batch(payload(name)).updates) {
      EXPECT_EQ(print(reparse(update.raw)), print(update)) << name;
      EXPECT_EQ(parse_batch(update.raw).updates.size(), 1U) << name;
      EXPECT_TRUE(nlohmann::json::accept(update.raw)) << name;
    }
  }
}

TEST(Reparse, KeepsWhatMetaAddsAroundTheElements) {
  const Batch batch =
      parse_batch(R"({"entry":[{"id":"1","uid":"u","changes":[{"field":"messages","value":{"messaging_account_id":"9",)"
                  R"("metadata":{"phone_number_id":"200"},"messages":[)" +
                  text_element("wamid.1") + "]}}]}]}");
  ASSERT_EQ(batch.updates.size(), 1U);
  EXPECT_NE(batch.updates[0].raw.find(R"("messaging_account_id":"9")"), std::string::npos);
  EXPECT_NE(batch.updates[0].raw.find(R"("uid":"u")"), std::string::npos);
}

TEST(Reparse, FindsTheNumberWhateverTheMetadataAre) {
  const std::string large = R"("metadata":{"phone_number_id":"200","more":")" + std::string(2000, 'x') + "\"}";
  const std::string twice = R"("metadata":{"phone_number_id":"200"},"metadata":[7])";
  for (const std::string& metadata : {large, twice}) {
    const Batch batch = parse_batch(R"({"entry":[{"changes":[{"field":"messages","value":{)" + metadata +
                                    R"(,"messages":[)" + text_element("wamid.1") + "]}}]}]}");
    ASSERT_EQ(batch.updates.size(), 2U) << metadata;
    for (const Update& update : batch.updates) EXPECT_EQ(print(reparse(update.raw)), print(update)) << metadata;
    EXPECT_EQ(batch.updates[1].to.value, "200") << metadata;
  }
}

TEST(Reparse, GivesAnUnknownForWhatIsNoJson) {
  const Update update = reparse("not json");
  EXPECT_EQ(update.raw, "not json");
  EXPECT_TRUE(std::holds_alternative<UnknownUpdate>(update.content));
}

}  // namespace
}  // namespace sportello::webhooks
