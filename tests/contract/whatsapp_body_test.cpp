#include "webhooks/whatsapp/message_body.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "flows/core/text.h"

namespace sportello::webhooks {
namespace {

using flows::MediaKind;
using flows::OutgoingMessage;
using nlohmann::json;

const Envelope kAna{{"393401112222", "IT.1"}, "outbox-7", ""};

OutgoingMessage saying(const flows::MessageContent& content) {
  OutgoingMessage message;
  message.content = content;
  return message;
}

/// The body without what every message has.
json content_of(const flows::MessageContent& content, const Envelope& envelope = kAna) {
  json body = body_of(envelope, saying(content));
  for (const char* key : {"messaging_product", "recipient_type", "to", "biz_opaque_callback_data"}) body.erase(key);
  return body;
}

TEST(MessageBody, IsAddressedToAPhoneWithItsPlus) {
  EXPECT_EQ(body_of(kAna, saying(flows::TextMessage{"Ciao"})), json::parse(R"({
    "messaging_product": "whatsapp", "recipient_type": "individual", "to": "+393401112222", "type": "text",
    "text": {"body": "Ciao", "preview_url": false}, "biz_opaque_callback_data": "outbox-7"})"));
}

TEST(MessageBody, IsAddressedToAUserIdWhereThePhoneIsHidden) {
  const json body = body_of({{"", "IT.1"}, "", ""}, saying(flows::TextMessage{"Ciao"}));
  EXPECT_EQ(body, json::parse(R"({"messaging_product": "whatsapp", "recipient_type": "individual", "recipient": "IT.1",
    "type": "text", "text": {"body": "Ciao", "preview_url": false}})"));
}

TEST(MessageBody, QuotesWhatItAnswers) {
  OutgoingMessage message = saying(flows::TextMessage{"Ecco", true});
  message.reply_to = flows::Wamid{"wamid.1"};
  const json body = body_of(kAna, message);
  EXPECT_EQ(body["context"], json::parse(R"({"message_id": "wamid.1"})"));
  EXPECT_EQ(body["text"]["preview_url"], true);
  message.content = flows::TemplateMessage{"survey", "it", {}, {}, ""};
  EXPECT_FALSE(body_of(kAna, message).contains("context"));
}

TEST(MessageBody, WritesButtons) {
  EXPECT_EQ(content_of(flows::ButtonsMessage{"Confermi?", {{"yes", "Sì", ""}, {"no", "No", ""}}, "Leotron"}),
            json::parse(R"({"type": "interactive", "interactive": {"type": "button", "body": {"text": "Confermi?"},
    "footer": {"text": "Leotron"}, "action": {"buttons": [
      {"type": "reply", "reply": {"id": "yes", "title": "Sì"}},
      {"type": "reply", "reply": {"id": "no", "title": "No"}}]}}})"));
}

TEST(MessageBody, WritesAList) {
  EXPECT_EQ(content_of(flows::ListMessage{"Quale piano?", "Scegli", {{"a", "Base", "100 €"}, {"b", "Esteso", ""}}, ""}),
            json::parse(R"({"type": "interactive", "interactive": {"type": "list", "body": {"text": "Quale piano?"},
    "action": {"button": "Scegli", "sections": [{"rows": [
      {"id": "a", "title": "Base", "description": "100 €"}, {"id": "b", "title": "Esteso"}]}]}}})"));
}

TEST(MessageBody, WritesALink) {
  EXPECT_EQ(content_of(flows::LinkMessage{"Com'è andata?", "Apri", "https://desk.example.it/feedback/x"}),
            json::parse(R"({"type": "interactive", "interactive": {"type": "cta_url", "body": {"text": "Com'è andata?"},
    "action": {"name": "cta_url", "parameters": {"display_text": "Apri", "url": "https://desk.example.it/feedback/x"}}}})"));
}

TEST(MessageBody, AsksForTheNumber) {
  EXPECT_EQ(content_of(flows::ContactRequestMessage{"Il tuo numero?"}),
            json::parse(R"({"type": "interactive", "interactive": {"type": "request_contact_info",
    "body": {"text": "Il tuo numero?"}, "action": {"name": "request_contact_info"}}})"));
}

TEST(MessageBody, FillsATemplate) {
  EXPECT_EQ(content_of(flows::TemplateMessage{
                "closure_notice", "it", {{"code", "LEO-7K3M-Q"}, {"name", "Ana"}}, {"REOPEN:1", "OK:1"}, "Chiuso"}),
            json::parse(R"({"type": "template", "template": {"name": "closure_notice", "language": {"code": "it"},
    "components": [
      {"type": "body", "parameters": [{"type": "text", "parameter_name": "code", "text": "LEO-7K3M-Q"},
                                      {"type": "text", "parameter_name": "name", "text": "Ana"}]},
      {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "REOPEN:1"}]},
      {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "OK:1"}]}]}})"));
  EXPECT_EQ(content_of(flows::TemplateMessage{"hello", "en_US", {}, {}, ""}),
            json::parse(R"({"type": "template", "template": {"name": "hello", "language": {"code": "en_US"}}})"));
}

TEST(MessageBody, SendsMediaByTheirId) {
  const Envelope envelope{{"393401112222", ""}, "outbox-7", "1001"};
  EXPECT_EQ(content_of(flows::MediaMessage{MediaKind::Image, "ab", "image/png", "foto.png", "Ecco"}, envelope),
            json::parse(R"({"type": "image", "image": {"id": "1001", "caption": "Ecco"}})"));
  EXPECT_EQ(content_of(flows::MediaMessage{MediaKind::Document, "ab", "application/pdf", "a.pdf", ""}, envelope),
            json::parse(R"({"type": "document", "document": {"id": "1001", "filename": "a.pdf"}})"));
  EXPECT_EQ(content_of(flows::MediaMessage{MediaKind::Audio, "ab", "audio/ogg; codecs=opus", "a.ogg", "no"}, envelope),
            json::parse(R"({"type": "audio", "audio": {"id": "1001"}})"));
}

TEST(MessageBody, SendsAsADocumentWhatNotEveryPhonePlays) {
  const Envelope envelope{{"393401112222", ""}, "outbox-7", "1001"};
  EXPECT_EQ(
      content_of(flows::MediaMessage{MediaKind::Image, "ab", "image/heic", "foto.heic", "Ecco"}, envelope),
      json::parse(R"({"type": "document", "document": {"id": "1001", "caption": "Ecco", "filename": "foto.heic"}})"));
  EXPECT_EQ(sendable_kind(MediaKind::Video, "video/quicktime"), MediaKind::Document);
  EXPECT_EQ(sendable_kind(MediaKind::Video, "video/mp4"), MediaKind::Video);
  EXPECT_EQ(sendable_kind(MediaKind::Sticker, "image/webp"), MediaKind::Sticker);
}

TEST(MessageBody, StaysWithinMetasLimits) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "parola ";
  std::vector<flows::Choice> many;
  for (int i = 0; i < 12; ++i) many.push_back({"id" + std::to_string(i), text, text});
  const json list = content_of(flows::ListMessage{text, text, many, text})["interactive"];
  EXPECT_EQ(list["action"]["sections"][0]["rows"].size(), 10U);
  EXPECT_LE(flows::length(list["body"]["text"].get<std::string>()), 1024U);
  const json buttons = content_of(flows::ButtonsMessage{text, many, text})["interactive"]["action"]["buttons"];
  EXPECT_EQ(buttons.size(), 3U);
  EXPECT_NE(buttons[0]["reply"]["title"], buttons[1]["reply"]["title"]);
  EXPECT_LE(flows::length(content_of(flows::TextMessage{text})["text"]["body"].get<std::string>()), 4096U);
}

TEST(ReadReceipt, ShowsTypingOnlyWhereAReplyWillCome) {
  EXPECT_EQ(read_receipt_body({"wamid.1"}, Typing::No),
            json::parse(R"({"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.1"})"));
  EXPECT_EQ(read_receipt_body({"wamid.1"}, Typing::Show)["typing_indicator"], json::parse(R"({"type": "text"})"));
}

TEST(UploadBody, HoldsTheFileAndItsType) {
  const MultipartBody upload = upload_body("%PDF\r\n\0x", "application/pdf", "fattura.pdf");
  EXPECT_EQ(upload.content_type, "multipart/form-data; boundary=sportello-boundary-0");
  EXPECT_EQ(upload.body,
            "--sportello-boundary-0\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
            "--sportello-boundary-0\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\napplication/pdf\r\n"
            "--sportello-boundary-0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"fattura.pdf\"\r\n"
            "Content-Type: application/pdf\r\n\r\n%PDF\r\n\r\n--sportello-boundary-0--\r\n");
}

TEST(UploadBody, CannotBeBrokenOutOf) {
  const MultipartBody upload = upload_body("x--sportello-boundary-0--", "image/png", "a\"\r\nEvil: 1\\.png");
  EXPECT_EQ(upload.content_type, "multipart/form-data; boundary=sportello-boundary-1");
  EXPECT_NE(upload.body.find("filename=\"a___Evil: 1_.png\""), std::string::npos);
}

}  // namespace
}  // namespace sportello::webhooks
