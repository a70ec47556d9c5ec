#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "flows/core/match.h"
#include "flows/wording/message.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

constexpr std::array kPurposes = {Purpose::Answer,   Purpose::ClosureNotice, Purpose::ClosureFinal, Purpose::Survey,
                                  Purpose::Reminder, Purpose::Quote,         Purpose::OperatorReply};

/// Thrown inside this file only: a name that is in no table.
json::other_error unknown(std::string_view what) {
  return json::other_error::create(501, "unknown " + std::string(what), static_cast<const json*>(nullptr));
}

void put(json& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

json choices_json(const std::vector<Choice>& choices) {
  json out = json::array();
  for (const Choice& choice : choices) {
    json one = {{"id", choice.id}, {"title", choice.title}};
    put(one, "description", choice.description);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<Choice> choices_from(const json& value) {
  std::vector<Choice> out;
  for (const json& one : value) {
    out.push_back(
        {one.at("id").get<std::string>(), one.at("title").get<std::string>(), one.value("description", std::string{})});
  }
  return out;
}

json content_json(const TextMessage& message) {
  json out = {{"type", "text"}, {"text", message.text}};
  if (message.preview_url) out["preview_url"] = true;
  return out;
}
json content_json(const ButtonsMessage& message) {
  json out = {{"type", "buttons"}, {"text", message.text}, {"buttons", choices_json(message.buttons)}};
  put(out, "footer", message.footer);
  return out;
}
json content_json(const ListMessage& message) {
  json out = {
      {"type", "list"}, {"text", message.text}, {"button", message.button}, {"rows", choices_json(message.rows)}};
  put(out, "footer", message.footer);
  return out;
}
json content_json(const LinkMessage& message) {
  return {{"type", "link"}, {"text", message.text}, {"label", message.label}, {"url", message.url}};
}
json content_json(const ContactRequestMessage& message) {
  return {{"type", "contact_request"}, {"text", message.text}};
}
json content_json(const TemplateMessage& message) {
  return {{"type", "template"},
          {"name", message.name},
          {"language", message.language},
          {"parameters", message.parameters},
          {"button_payloads", message.button_payloads},
          {"preview", message.preview}};
}
json content_json(const MediaMessage& message) {
  json out = {{"type", "media"}, {"kind", name_of(message.kind)}, {"stored", message.stored}, {"mime", message.mime}};
  put(out, "filename", message.filename);
  put(out, "caption", message.caption);
  return out;
}

MediaKind media_kind_from(const std::string& text) {
  const std::optional<MediaKind> kind = media_kind_of(text);
  if (!kind) throw unknown("media kind");
  return *kind;
}

Purpose purpose_from(const std::string& text) {
  for (const Purpose purpose : kPurposes) {
    if (name_of(purpose) == text) return purpose;
  }
  throw unknown("purpose");
}

MessageContent content_from(const json& value) {
  const auto text = [&value](const char* key) { return value.at(key).get<std::string>(); };
  const auto optional = [&value](const char* key) { return value.value(key, std::string{}); };
  const std::string type = text("type");
  if (type == "text") return TextMessage{text("text"), value.value("preview_url", false)};
  if (type == "buttons") return ButtonsMessage{text("text"), choices_from(value.at("buttons")), optional("footer")};
  if (type == "list") {
    return ListMessage{text("text"), text("button"), choices_from(value.at("rows")), optional("footer")};
  }
  if (type == "link") return LinkMessage{text("text"), text("label"), text("url")};
  if (type == "contact_request") return ContactRequestMessage{text("text")};
  if (type == "template") {
    return TemplateMessage{text("name"), text("language"),
                           value.at("parameters").get<std::map<std::string, std::string>>(),
                           value.at("button_payloads").get<std::vector<std::string>>(), text("preview")};
  }
  if (type == "media") {
    return MediaMessage{media_kind_from(text("kind")), text("stored"), text("mime"), optional("filename"),
                        optional("caption")};
  }
  throw unknown("type of message");
}

}  // namespace

json to_json(const OutgoingMessage& message) {
  json out = match(message.content, [](const auto& content) { return content_json(content); });
  out["purpose"] = name_of(message.purpose);
  if (message.reply_to) out["reply_to"] = message.reply_to->value;
  return out;
}

Result<OutgoingMessage> outgoing_from_json(const json& value) {
  try {
    OutgoingMessage message{content_from(value), purpose_from(value.at("purpose").get<std::string>()), std::nullopt};
    if (const auto found = value.find("reply_to"); found != value.end())
      message.reply_to = Wamid{found->get<std::string>()};
    return message;
  } catch (const json::exception& error) {
    return fail(Errc::Invalid, std::string("not a stored message: ") + error.what());
  }
}

}  // namespace sportello::flows
