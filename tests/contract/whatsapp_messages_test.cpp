#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "flows/core/time.h"
#include "tests/contract/whatsapp_payloads.h"

namespace sportello::webhooks {
namespace {

using flows::CustomerMessage;
using flows::Identity;
using flows::MediaKind;

TEST(InboundMessage, TellsWhoWroteWhenAndToWhom) {
  const Update update = only_update("text");
  EXPECT_EQ(update.key, "wamid.TEXT");
  EXPECT_EQ(update.to.value, "200000000000002");
  const auto& message = std::get<CustomerMessage>(update.content);
  EXPECT_EQ(message.id.value, "wamid.TEXT");
  EXPECT_EQ(message.to.value, "200000000000002");
  EXPECT_EQ(message.from, (Identity{"393401112222", "IT.10000000000000000001", "", "ana.rossi", "Ana Rossi"}));
  EXPECT_EQ(flows::iso_utc(message.sent_at), "2026-09-26T10:00:32Z");
  EXPECT_FALSE(message.quotes.has_value());
  EXPECT_FALSE(message.forwarded);
  EXPECT_EQ(std::get<flows::TextSaid>(message.said).text, "Buongiorno, la stampante non va più");
}

TEST(InboundMessage, DecodesEscapedUnicode) {
  EXPECT_EQ(only_said<flows::TextSaid>("text_escaped").text, "Perché così? 🍕 1/2");
}

TEST(InboundMessage, KeepsTheQuotedMessageAndTheForward) {
  EXPECT_EQ(only<CustomerMessage>("text_reply").quotes, flows::Wamid{"wamid.QUOTED"});
  EXPECT_FALSE(only<CustomerMessage>("text_reply").forwarded);
  EXPECT_TRUE(only<CustomerMessage>("text_forwarded").forwarded);
  EXPECT_FALSE(only<CustomerMessage>("text_forwarded").quotes.has_value());
}

TEST(InboundMessage, NamesTheGroup) {
  EXPECT_EQ(only<CustomerMessage>("text_group").group, "Y2FwaV9ncm91cDox");
}

TEST(InboundMessage, TakesAnAdvertisementsReferralAlong) {
  EXPECT_EQ(only_said<flows::TextSaid>("text_referral").text, "Ho visto l'annuncio");
  EXPECT_NE(only_update("text_referral").raw.find("ctwa_clid"), std::string::npos);
}

TEST(InboundMessage, AcceptsNumbersWhereTextsAreUsual) {
  const auto message = only<CustomerMessage>("text_old_fixture");
  EXPECT_EQ(message.to.value, "200000000000002");
  EXPECT_EQ(flows::iso_utc(message.sent_at), "2026-09-26T10:00:32Z");
  EXPECT_EQ(message.from, (Identity{"393401112222", "", "", "", "Ana"}));
}

TEST(InboundMessage, KnowsACustomerByUsernameAlone) {
  EXPECT_EQ(only<CustomerMessage>("text_username_only").from,
            (Identity{"", "IT.20000000000000000002", "", "bea_", "Bea"}));
}

TEST(InboundMessage, KeepsTheParentId) {
  EXPECT_EQ(only<CustomerMessage>("text_parent_bsuid").from.parent_bsuid, "IT.ENT.9");
}

TEST(InboundMessage, SeesAUserIdWhereAPhoneShouldBe) {
  EXPECT_EQ(only<CustomerMessage>("text_bsuid_in_from").from, (Identity{"", "IT.20000000000000000002", "", "", "Bea"}));
}

TEST(InboundMessage, FindsItsContactByIdNotByPlace) {
  const Batch batch = parse_batch(payload("contacts_out_of_order"));
  ASSERT_EQ(batch.updates.size(), 4U);
  std::vector<Identity> people;
  for (const Update& update : batch.updates) people.push_back(std::get<CustomerMessage>(update.content).from);
  EXPECT_EQ(people[0], (Identity{"393401112222", "IT.1", "", "", "Ana"}));
  EXPECT_EQ(people[1], (Identity{"", "IT.2", "", "bea", "Bea"}));
  EXPECT_EQ(people[2], (Identity{"393403334444", "IT.3", "", "", "Carlo"}));
  EXPECT_EQ(people[3], (Identity{"393405556666", "IT.4", "", "", ""}));
  EXPECT_NE(batch.updates[2].raw.find("Carlo"), std::string::npos);
  EXPECT_EQ(batch.updates[2].raw.find("Bea"), std::string::npos);
}

TEST(InboundMedia, DescribesAnImage) {
  const auto media = only_said<flows::MediaSent>("image");
  EXPECT_EQ(media.kind, MediaKind::Image);
  EXPECT_EQ(media.media_id, "1001");
  EXPECT_EQ(media.url, "https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1001");
  EXPECT_EQ(media.mime, "image/jpeg");
  EXPECT_EQ(media.sha256, "YWJj");
  EXPECT_EQ(media.caption, "Lo schermo");
}

TEST(InboundMedia, TellsAVoiceNoteFromAnAudioFile) {
  EXPECT_TRUE(only_said<flows::MediaSent>("audio_voice").voice);
  const auto file = only_said<flows::MediaSent>("audio_file");
  EXPECT_EQ(file.kind, MediaKind::Audio);
  EXPECT_FALSE(file.voice);
  EXPECT_EQ(file.media_id, "1004");
}

TEST(InboundMedia, KnowsTheOtherKinds) {
  EXPECT_EQ(only_said<flows::MediaSent>("video").kind, MediaKind::Video);
  EXPECT_EQ(only_said<flows::MediaSent>("sticker").kind, MediaKind::Sticker);
  EXPECT_EQ(only_said<flows::MediaSent>("document").kind, MediaKind::Document);
  EXPECT_EQ(only_said<flows::MediaSent>("document").filename, "fattura.pdf");
  EXPECT_EQ(only_said<flows::MediaSent>("document").caption, "La fattura");
}

TEST(InboundMedia, SaysWhyThereIsNone) {
  const auto said = only_said<flows::NotUnderstood>("image_too_large");
  EXPECT_EQ(said.type, "image");
  EXPECT_EQ(said.error_code, 131052);
}

TEST(InboundLocation, ReadsPlaceAndPin) {
  const auto place = only_said<flows::LocationSent>("location");
  EXPECT_DOUBLE_EQ(place.latitude, 45.4384);
  EXPECT_DOUBLE_EQ(place.longitude, 10.9916);
  EXPECT_EQ(place.name, "Arena");
  EXPECT_EQ(place.address, "Piazza Bra, Verona");
  const auto pin = only_said<flows::LocationSent>("location_pin");
  EXPECT_DOUBLE_EQ(pin.latitude, 45.5);
  EXPECT_DOUBLE_EQ(pin.longitude, -11);
  EXPECT_EQ(pin.name, "");
}

TEST(InboundContacts, GathersSeveralCards) {
  const auto shared = only_said<flows::ContactShared>("contacts");
  EXPECT_EQ(shared.name, "Luca Verdi");
  EXPECT_EQ(shared.phones, (std::vector<std::string>{"+39 340 999 8888", "393400000001"}));
  EXPECT_EQ(shared.emails, (std::vector<std::string>{"luca@example.it"}));
  EXPECT_FALSE(shared.requested);
}

TEST(InboundContacts, KnowsTheAnswerToOurRequest) {
  const auto shared = only_said<flows::ContactShared>("contacts_requested");
  EXPECT_TRUE(shared.requested);
  EXPECT_EQ(shared.name, "");
  EXPECT_EQ(shared.phones, (std::vector<std::string>{"+393401112222"}));
}

TEST(InboundTap, ReadsButtonsListsAndQuickReplies) {
  const auto button = only_said<flows::Tapped>("interactive_button");
  EXPECT_EQ(button.id, "confirm:yes");
  EXPECT_EQ(button.title, "Sì");
  EXPECT_EQ(only<CustomerMessage>("interactive_button").quotes, flows::Wamid{"wamid.MENU"});
  EXPECT_EQ(only_said<flows::Tapped>("interactive_list").id, "plan:base");
  const auto quick = only_said<flows::Tapped>("button");
  EXPECT_EQ(quick.id, "CLOSE:42");
  EXPECT_EQ(quick.title, "Chiudi");
}

TEST(InboundStructure, IsNamedAndKeptRaw) {
  EXPECT_EQ(only_said<flows::StructuredReply>("interactive_flow").what, "flow");
  EXPECT_EQ(only_said<flows::StructuredReply>("interactive_address").what, "address_message");
  EXPECT_EQ(only_said<flows::StructuredReply>("interactive_call_permission").what, "call_permission_reply");
  EXPECT_EQ(only_said<flows::StructuredReply>("order").what, "order");
  EXPECT_NE(only_update("interactive_flow").raw.find("flow_token"), std::string::npos);
}

TEST(InboundReaction, ReadsItAndItsRemoval) {
  EXPECT_EQ(only_said<flows::Reacted>("reaction").to.value, "wamid.LIKED");
  EXPECT_EQ(only_said<flows::Reacted>("reaction").emoji, "👍");
  EXPECT_EQ(only_said<flows::Reacted>("reaction_removed").emoji, "");
}

TEST(InboundChange, ReadsEditsAndRevocations) {
  EXPECT_EQ(only_said<flows::Edited>("edit").original.value, "wamid.ORIGINAL");
  EXPECT_EQ(only_said<flows::Edited>("edit").text, "corretto");
  EXPECT_EQ(only_said<flows::Edited>("edit_caption").text, "altra didascalia");
  EXPECT_EQ(only_said<flows::Revoked>("revoke").original.value, "wamid.ORIGINAL");
}

TEST(InboundUnknown, NamesTheTypeAndTheReason) {
  EXPECT_EQ(only_said<flows::NotUnderstood>("unsupported_edit").type, "edit");
  EXPECT_EQ(only_said<flows::NotUnderstood>("unsupported_edit").error_code, 131051);
  EXPECT_EQ(only_said<flows::NotUnderstood>("unsupported_unavailable").type, "unsupported");
  EXPECT_EQ(only_said<flows::NotUnderstood>("unsupported_unavailable").error_code, 131060);
  EXPECT_EQ(only_said<flows::NotUnderstood>("interactive_missing").type, "interactive");
  EXPECT_EQ(only_said<flows::NotUnderstood>("interactive_missing").error_code, 131051);
  EXPECT_EQ(only_said<flows::NotUnderstood>("type_from_the_future").type, "hologram");
  EXPECT_FALSE(only_said<flows::NotUnderstood>("type_from_the_future").error_code.has_value());
  EXPECT_NE(only_update("type_from_the_future").raw.find("123456789012345678901234567890"), std::string::npos);
}

TEST(InboundUnknown, GuessesAMissingTypeFromItsObject) {
  EXPECT_EQ(only_said<flows::TextSaid>("type_missing").text, "senza tipo");
}

/// Every type, with its own object wrong in every way: the message stays a message.
TEST(InboundUnknown, IsWhatRemainsOfABrokenObject) {
  const std::vector<std::string> types = {
      "text",        "image",  "video",    "audio", "document", "sticker", "location",    "contacts",
      "interactive", "button", "reaction", "edit",  "revoke",   "order",   "unsupported", "request_welcome"};
  for (const std::string& type : types) {
    for (const char* object : {"null", "7", "\"x\"", "[]", "{}", "[{}]", "[[]]", "true", "1e999"}) {
      std::string element = R"({"id":"wamid.X","from":"39340","type":")";
      element += type;
      element += "\",\"";
      element += type;
      element += "\":";
      element += object;
      element += "}";
      const Batch batch = parse_batch(body_with("messages", element));
      ASSERT_EQ(batch.updates.size(), 1U) << element;
      ASSERT_TRUE(std::holds_alternative<CustomerMessage>(batch.updates[0].content)) << element;
      EXPECT_EQ(batch.updates[0].key, "wamid.X") << element;
    }
  }
}

TEST(InboundUnknown, HasTheEpochForATimeNobodyCanRead) {
  for (const char* timestamp : {"null", "\"\"", "\"soon\"", "-5", "1e400", "99999999999999999999", "[]"}) {
    const Batch batch = parse_batch(body_with(
        "messages",
        std::string(R"({"id":"w","from":"39340","type":"text","text":{"body":"x"},"timestamp":)") + timestamp + "}"));
    ASSERT_EQ(batch.updates.size(), 1U) << timestamp;
    EXPECT_EQ(std::get<CustomerMessage>(batch.updates[0].content).sent_at, flows::Instant{}) << timestamp;
  }
}

}  // namespace
}  // namespace sportello::webhooks
