#include "webhooks/whatsapp/message_body.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "flows/core/match.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

json interactive(std::string_view type, const std::string& text, json action) {
  return {{"type", "interactive"},
          {"interactive", {{"type", type}, {"body", {{"text", text}}}, {"action", std::move(action)}}}};
}

void add_footer(json& message, const std::string& footer) {
  if (!footer.empty()) message["interactive"]["footer"] = {{"text", footer}};
}

json content_of(const flows::TextMessage& message, const std::string&) {
  return {{"type", "text"}, {"text", {{"body", message.text}, {"preview_url", message.preview_url}}}};
}

json content_of(const flows::ButtonsMessage& message, const std::string&) {
  json buttons = json::array();
  for (const flows::Choice& choice : message.buttons) {
    buttons.push_back({{"type", "reply"}, {"reply", {{"id", choice.id}, {"title", choice.title}}}});
  }
  json out = interactive("button", message.text, {{"buttons", std::move(buttons)}});
  add_footer(out, message.footer);
  return out;
}

json content_of(const flows::ListMessage& message, const std::string&) {
  json rows = json::array();
  for (const flows::Choice& choice : message.rows) {
    json row = {{"id", choice.id}, {"title", choice.title}};
    if (!choice.description.empty()) row["description"] = choice.description;
    rows.push_back(std::move(row));
  }
  json section = {{"rows", std::move(rows)}};
  json out =
      interactive("list", message.text, {{"button", message.button}, {"sections", json::array({std::move(section)})}});
  add_footer(out, message.footer);
  return out;
}

json content_of(const flows::LinkMessage& message, const std::string&) {
  return interactive("cta_url", message.text,
                     {{"name", "cta_url"}, {"parameters", {{"display_text", message.label}, {"url", message.url}}}});
}

json content_of(const flows::ContactRequestMessage& message, const std::string&) {
  return interactive("request_contact_info", message.text, {{"name", "request_contact_info"}});
}

json content_of(const flows::TemplateMessage& message, const std::string&) {
  json components = json::array();
  json parameters = json::array();
  for (const auto& [name, value] : message.parameters) {
    parameters.push_back({{"type", "text"}, {"parameter_name", name}, {"text", value}});
  }
  if (!parameters.empty()) components.push_back({{"type", "body"}, {"parameters", std::move(parameters)}});
  for (std::size_t i = 0; i < message.button_payloads.size(); ++i) {
    json payload = {{"type", "payload"}, {"payload", message.button_payloads[i]}};
    components.push_back({{"type", "button"},
                          {"sub_type", "quick_reply"},
                          {"index", std::to_string(i)},
                          {"parameters", json::array({std::move(payload)})}});
  }
  json content = {{"name", message.name}, {"language", {{"code", message.language}}}};
  if (!components.empty()) content["components"] = std::move(components);
  return {{"type", "template"}, {"template", std::move(content)}};
}

json content_of(const flows::MediaMessage& message, const std::string& media_id) {
  const flows::MediaKind kind = sendable_kind(message.kind, message.mime);
  json media = {{"id", media_id}};
  const bool captioned = kind != flows::MediaKind::Audio && kind != flows::MediaKind::Sticker;
  if (captioned && !message.caption.empty()) media["caption"] = message.caption;
  if (kind == flows::MediaKind::Document && !message.filename.empty()) media["filename"] = message.filename;
  const std::string name(name_of(kind));
  return {{"type", name}, {name, std::move(media)}};
}

/// A file name inside a header: quotes and control characters would end it.
std::string quotable(std::string_view filename) {
  std::string out(filename);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; },
      '_');
  return out.empty() ? "file" : out;
}

/// A line that occurs nowhere in the bytes.
std::string boundary_for(std::string_view bytes) {
  for (int number = 0;; ++number) {
    std::string boundary = "sportello-boundary-" + std::to_string(number);
    if (bytes.find(boundary) == std::string_view::npos) return boundary;
  }
}

}  // namespace

json body_of(const Envelope& envelope, const flows::OutgoingMessage& message) {
  const flows::OutgoingMessage fitted = flows::fit(message);
  json body = flows::match(fitted.content, [&](const auto& content) { return content_of(content, envelope.media_id); });
  body["messaging_product"] = "whatsapp";
  body["recipient_type"] = "individual";
  if (!envelope.to.wa_id.empty()) {
    // Without the plus Meta may put the business's own country code in front.
    body["to"] = "+" + envelope.to.wa_id;
  } else if (!envelope.to.bsuid.empty()) {
    body["recipient"] = envelope.to.bsuid;
  }
  const bool quotable_kind = !std::holds_alternative<flows::TemplateMessage>(fitted.content);
  if (fitted.reply_to && quotable_kind) body["context"] = {{"message_id", fitted.reply_to->value}};
  if (!envelope.callback_data.empty()) {
    body["biz_opaque_callback_data"] = envelope.callback_data.substr(0, flows::limits::kCallbackData);
  }
  return body;
}

json read_receipt_body(const flows::Wamid& id, Typing typing) {
  json body = {{"messaging_product", "whatsapp"}, {"status", "read"}, {"message_id", id.value}};
  if (typing == Typing::Show) body["typing_indicator"] = {{"type", "text"}};
  return body;
}

flows::MediaKind sendable_kind(flows::MediaKind kind, std::string_view mime) {
  // Cloud API reference, media (2026-06-16).
  static constexpr std::array<std::pair<flows::MediaKind, std::string_view>, 10> kTaken = {
      {{flows::MediaKind::Image, "image/jpeg"},
       {flows::MediaKind::Image, "image/png"},
       {flows::MediaKind::Video, "video/mp4"},
       {flows::MediaKind::Video, "video/3gpp"},
       {flows::MediaKind::Audio, "audio/aac"},
       {flows::MediaKind::Audio, "audio/amr"},
       {flows::MediaKind::Audio, "audio/mpeg"},
       {flows::MediaKind::Audio, "audio/mp4"},
       {flows::MediaKind::Audio, "audio/ogg"},
       {flows::MediaKind::Sticker, "image/webp"}}};
  const std::string_view plain = mime.substr(0, mime.find(';'));
  const bool taken = std::any_of(kTaken.begin(), kTaken.end(),
                                 [&](const auto& one) { return one.first == kind && one.second == plain; });
  return taken ? kind : flows::MediaKind::Document;
}

MultipartBody upload_body(std::string_view bytes, std::string_view mime, std::string_view filename) {
  const std::string boundary = boundary_for(bytes);
  const std::string type(mime);
  const auto field = [&boundary](const std::string& name) {
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"";
  };
  MultipartBody out{"multipart/form-data; boundary=" + boundary, {}};
  out.body.reserve(bytes.size() + 512);
  out.body += field("messaging_product") + "\r\n\r\nwhatsapp\r\n";
  out.body += field("type") + "\r\n\r\n" + type + "\r\n";
  out.body += field("file") + "; filename=\"" + quotable(filename) + "\"\r\nContent-Type: " + type + "\r\n\r\n";
  out.body += bytes;
  out.body += "\r\n--" + boundary + "--\r\n";
  return out;
}

}  // namespace sportello::webhooks
