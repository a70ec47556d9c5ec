#include "flows/dialogue/event.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "flows/core/json.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

CustomerMessage message_saying(Said said) {
  CustomerMessage message;
  message.id = Wamid{"wamid.A"};
  message.to = PhoneNumberId{"200"};
  message.from = {"393401112222", "IT.1", "IT.ENT.1", "ana", "Ana È"};
  message.sent_at = Instant{std::chrono::milliseconds{1790416832123}};
  message.said = std::move(said);
  return message;
}

class EventJson : public testing::TestWithParam<Said> {};

/// The events have no operator==, so what is written twice is compared.
TEST_P(EventJson, ComesBackAsItWas) {
  CustomerMessage message = message_saying(GetParam());
  message.quotes = Wamid{"wamid.B"};
  message.forwarded = true;
  message.group = "group-1";
  json stored;
  ASSERT_EQ(parse_json(print_json(to_json(message)), stored).fault, JsonFault::None);
  const auto back = customer_message_from_json(stored);
  ASSERT_TRUE(back.has_value()) << back.error().text;
  EXPECT_EQ(to_json(*back), to_json(message));
  EXPECT_EQ(back->from, message.from);
  EXPECT_EQ(back->sent_at, message.sent_at);
  EXPECT_EQ(back->quotes, message.quotes);
  EXPECT_TRUE(back->forwarded);
  EXPECT_EQ(back->group, "group-1");
  EXPECT_EQ(back->said.index(), message.said.index());
}

INSTANTIATE_TEST_SUITE_P(
    EveryKind, EventJson,
    testing::Values(Said{TextSaid{"Perché? 🍕"}}, Said{Tapped{"yes", "Sì"}},
                    Said{MediaSent{MediaKind::Audio, "m1", "https://x", "audio/ogg", "aGk=", "", "", true}},
                    Said{MediaSent{MediaKind::Document, "m2", "", "application/pdf", "", "ecco", "a.pdf", false}},
                    Said{LocationSent{45.4384, 10.9916, "Verona", "Piazza Bra"}},
                    Said{ContactShared{"Ana", {"+39 340 1112222"}, {"ana@x.it"}, true}}, Said{Reacted{Wamid{"w"}, "👍"}},
                    Said{Reacted{Wamid{"w"}, ""}}, Said{Edited{Wamid{"w"}, "nuovo"}}, Said{Revoked{Wamid{"w"}}},
                    Said{StructuredReply{"order"}}, Said{NotUnderstood{"poll_creation", 131051}},
                    Said{NotUnderstood{"hologram", std::nullopt}}));

TEST(EventJson, KeepsEveryFieldOfAMediaMessage) {
  const json stored = to_json(
      message_saying(MediaSent{MediaKind::Audio, "m1", "https://x", "audio/ogg", "aGk=", "didascalia", "a.ogg", true}));
  const auto back = customer_message_from_json(stored);
  ASSERT_TRUE(back.has_value());
  const auto& media = std::get<MediaSent>(back->said);
  EXPECT_EQ(media.kind, MediaKind::Audio);
  EXPECT_EQ(media.media_id, "m1");
  EXPECT_EQ(media.url, "https://x");
  EXPECT_EQ(media.mime, "audio/ogg");
  EXPECT_EQ(media.sha256, "aGk=");
  EXPECT_EQ(media.caption, "didascalia");
  EXPECT_EQ(media.filename, "a.ogg");
  EXPECT_TRUE(media.voice);
}

TEST(EventJson, RefusesWhatItDidNotWrite) {
  const json good = to_json(message_saying(TextSaid{"ciao"}));
  for (const auto& [key, value] : good.items()) {
    json broken = good;
    broken.erase(key);
    EXPECT_FALSE(customer_message_from_json(broken).has_value()) << "without " << key;
    broken[key] = json::array({1});
    EXPECT_FALSE(customer_message_from_json(broken).has_value()) << "wrong " << key;
  }
  json other = good;
  other["said"] = {{"type", "hologram"}};
  ASSERT_FALSE(customer_message_from_json(other).has_value());
  EXPECT_EQ(customer_message_from_json(other).error().code, Errc::Invalid);
  EXPECT_FALSE(customer_message_from_json(json("text")).has_value());
}

}  // namespace
}  // namespace sportello::flows
