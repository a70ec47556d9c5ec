#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "webhooks/whatsapp/elements.h"
#include "webhooks/whatsapp/people.h"

namespace sportello::webhooks {
namespace {

using flows::Said;
using flows::Wamid;

flows::NotUnderstood not_understood(JsonValue message, std::string type) {
  flows::NotUnderstood said{std::move(type), std::nullopt};
  if (const JsonValue error = message["errors"].first()) said.error_code = error_in(error).code;
  return said;
}

Said text_in(JsonValue message, const std::string& type) {
  const JsonValue body = message["text"]["body"];
  if (!body) return not_understood(message, type);
  return flows::TextSaid{body.text()};
}

Said media_in(JsonValue message, const std::string& type) {
  const JsonValue media = message[type];
  flows::MediaSent said;
  said.kind = flows::media_kind_of(type).value_or(flows::MediaKind::Document);
  said.media_id = media["id"].text();
  said.url = media["url"].text();
  said.mime = media["mime_type"].text();
  said.sha256 = media["sha256"].text();
  said.caption = media["caption"].text();
  said.filename = media["filename"].text();
  said.voice = media["voice"].truth();
  if (said.media_id.empty() && said.url.empty()) return not_understood(message, type);
  return said;
}

Said location_in(JsonValue message, const std::string& type) {
  const JsonValue location = message["location"];
  const auto latitude = location["latitude"].number();
  const auto longitude = location["longitude"].number();
  if (!latitude || !longitude) return not_understood(message, type);
  return flows::LocationSent{*latitude, *longitude, location["name"].text(), location["address"].text()};
}

/// Several cards become one: the first name, every phone and address.
Said contacts_in(JsonValue message, const std::string& type) {
  flows::ContactShared said;
  bool any = false;
  for (const JsonValue card : message["contacts"].elements()) {
    if (!card.is_object()) continue;
    any = true;
    if (said.name.empty()) said.name = card["name"].any({"formatted_name", "first_name"}).text();
    if (card["origin"].is_text("contact_request")) said.requested = true;
    for (const JsonValue phone : card["phones"].elements()) {
      std::string number = phone.any({"phone", "wa_id"}).text();
      if (!number.empty()) said.phones.push_back(std::move(number));
    }
    for (const JsonValue mail : card["emails"].elements()) {
      std::string address = mail["email"].text();
      if (!address.empty()) said.emails.push_back(std::move(address));
    }
  }
  if (!any) return not_understood(message, type);
  return said;
}

Said interactive_in(JsonValue message, const std::string& type) {
  const JsonValue interactive = message["interactive"];
  const std::string kind = interactive["type"].text();
  const JsonValue reply = interactive[kind];
  if (kind == "button_reply" || kind == "list_reply") {
    if (!reply["id"]) return not_understood(message, type);
    return flows::Tapped{reply["id"].text(), reply["title"].text()};
  }
  if (kind.empty()) return not_understood(message, type);
  if (kind != "nfm_reply") return flows::StructuredReply{kind};
  const std::string name = reply["name"].text();
  return flows::StructuredReply{name.empty() ? "flow" : name};
}

Said button_in(JsonValue message, const std::string& type) {
  const JsonValue button = message["button"];
  if (!button["payload"] && !button["text"]) return not_understood(message, type);
  // A quick reply that was sent without a payload comes back with its text alone.
  const std::string title = button["text"].text();
  return flows::Tapped{button["payload"] ? button["payload"].text() : title, title};
}

Said reaction_in(JsonValue message, const std::string& type) {
  const JsonValue reaction = message["reaction"];
  if (!reaction["message_id"]) return not_understood(message, type);
  return flows::Reacted{Wamid{reaction["message_id"].text()}, reaction["emoji"].text()};
}

Said edit_in(JsonValue message, const std::string& type) {
  const JsonValue edit = message["edit"];
  if (!edit["original_message_id"]) return not_understood(message, type);
  const JsonValue now = edit["message"];
  const JsonValue text = now["text"]["body"];
  return flows::Edited{Wamid{edit["original_message_id"].text()},
                       text ? text.text() : now[now["type"].text()]["caption"].text()};
}

Said revoke_in(JsonValue message, const std::string& type) {
  const JsonValue original = message["revoke"]["original_message_id"];
  if (!original) return not_understood(message, type);
  return flows::Revoked{Wamid{original.text()}};
}

Said order_in(JsonValue message, const std::string& type) {
  if (!message["order"].is_object()) return not_understood(message, type);
  return flows::StructuredReply{"order"};
}

Said unsupported_in(JsonValue message, const std::string& type) {
  const std::string real = message["unsupported"]["type"].text();
  return not_understood(message, real.empty() ? type : real);
}

using Read = Said (*)(JsonValue message, const std::string& type);
constexpr std::array<std::pair<std::string_view, Read>, 15> kTypes = {{{"text", text_in},
                                                                       {"image", media_in},
                                                                       {"video", media_in},
                                                                       {"audio", media_in},
                                                                       {"document", media_in},
                                                                       {"sticker", media_in},
                                                                       {"location", location_in},
                                                                       {"contacts", contacts_in},
                                                                       {"interactive", interactive_in},
                                                                       {"button", button_in},
                                                                       {"reaction", reaction_in},
                                                                       {"edit", edit_in},
                                                                       {"revoke", revoke_in},
                                                                       {"order", order_in},
                                                                       {"unsupported", unsupported_in}}};

}  // namespace

Said said_in(JsonValue message) {
  const std::string type = message["type"].text();
  for (const auto& [name, read] : kTypes) {
    // Where Meta left the type out, the object of that name tells.
    if (type.empty() ? message[name].exists() : name == type) return read(message, std::string(name));
  }
  return not_understood(message, type);
}

UpdateContent read_message(JsonValue message, JsonValue contact, const Surroundings& around) {
  if (message["type"].is_text("system")) return read_system_message(message, around);
  flows::CustomerMessage out;
  out.id = Wamid{message["id"].text()};
  if (out.id.value.empty()) return UnknownUpdate{around.field, "a message without an id"};
  out.from = sender_of(message);
  complete(out.from, contact);
  if (is_nobody(out.from)) return UnknownUpdate{around.field, "a message from nobody"};
  out.to = around.to;
  out.sent_at = instant_of(message["timestamp"]);
  out.group = message["group_id"].text();
  const JsonValue context = message["context"];
  if (std::string quoted = context["id"].text(); !quoted.empty()) out.quotes = Wamid{std::move(quoted)};
  out.forwarded = context["forwarded"].truth() || context["frequently_forwarded"].truth();
  out.said = said_in(message);
  return out;
}

}  // namespace sportello::webhooks
