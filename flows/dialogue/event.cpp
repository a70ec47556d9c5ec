#include "flows/dialogue/event.h"

#include <chrono>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/match.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

/// Thrown inside this file only: a name that is in no table.
json::other_error unknown(const std::string& what) {
  return json::other_error::create(501, "unknown " + what, static_cast<const json*>(nullptr));
}

/// Stored by the million: what is empty is left out.
void put(json& out, const char* key, const std::string& text) {
  if (!text.empty()) out[key] = text;
}

json identity_json(const Identity& identity) {
  json out = json::object();
  put(out, "wa_id", identity.wa_id);
  put(out, "bsuid", identity.bsuid);
  put(out, "parent_bsuid", identity.parent_bsuid);
  put(out, "username", identity.username);
  put(out, "profile_name", identity.profile_name);
  return out;
}

/// Reads one stored object; absent texts are empty ones.
struct Reader {
  const json& from;

  std::string text(const char* key) const { return from.value(key, std::string{}); }
  std::string required(const char* key) const { return from.at(key).get<std::string>(); }
};

Identity identity_from(const json& value) {
  if (!value.is_object()) throw unknown("identity");
  const Reader in{value};
  return {in.text("wa_id"), in.text("bsuid"), in.text("parent_bsuid"), in.text("username"), in.text("profile_name")};
}

json said_json(const TextSaid& said) {
  return {{"type", "text"}, {"text", said.text}};
}
json said_json(const Tapped& said) {
  return {{"type", "tap"}, {"id", said.id}, {"title", said.title}};
}
json said_json(const MediaSent& said) {
  json out = {{"type", "media"}, {"kind", name_of(said.kind)}, {"media_id", said.media_id}};
  put(out, "url", said.url);
  put(out, "mime", said.mime);
  put(out, "sha256", said.sha256);
  put(out, "caption", said.caption);
  put(out, "filename", said.filename);
  if (said.voice) out["voice"] = true;
  return out;
}
json said_json(const LocationSent& said) {
  json out = {{"type", "location"}, {"latitude", said.latitude}, {"longitude", said.longitude}};
  put(out, "name", said.name);
  put(out, "address", said.address);
  return out;
}
json said_json(const ContactShared& said) {
  json out = {{"type", "contact"}, {"phones", said.phones}, {"emails", said.emails}};
  put(out, "name", said.name);
  if (said.requested) out["requested"] = true;
  return out;
}
json said_json(const Reacted& said) {
  return {{"type", "reaction"}, {"to", said.to.value}, {"emoji", said.emoji}};
}
json said_json(const Edited& said) {
  return {{"type", "edit"}, {"original", said.original.value}, {"text", said.text}};
}
json said_json(const Revoked& said) {
  return {{"type", "revoke"}, {"original", said.original.value}};
}
json said_json(const StructuredReply& said) {
  return {{"type", "structured"}, {"what", said.what}};
}
json said_json(const NotUnderstood& said) {
  json out = {{"type", "not_understood"}, {"of", said.type}};
  if (said.error_code) out["error_code"] = *said.error_code;
  return out;
}

Said said_from(const json& value) {
  const Reader in{value};
  const std::string type = in.required("type");
  if (type == "text") return TextSaid{in.required("text")};
  if (type == "tap") return Tapped{in.required("id"), in.required("title")};
  if (type == "media") {
    const std::optional<MediaKind> kind = media_kind_of(in.required("kind"));
    if (!kind) throw unknown("media kind");
    return MediaSent{*kind,
                     in.required("media_id"),
                     in.text("url"),
                     in.text("mime"),
                     in.text("sha256"),
                     in.text("caption"),
                     in.text("filename"),
                     value.value("voice", false)};
  }
  if (type == "location") {
    return LocationSent{value.at("latitude").get<double>(), value.at("longitude").get<double>(), in.text("name"),
                        in.text("address")};
  }
  if (type == "contact") {
    return ContactShared{in.text("name"), value.at("phones").get<std::vector<std::string>>(),
                         value.at("emails").get<std::vector<std::string>>(), value.value("requested", false)};
  }
  if (type == "reaction") return Reacted{Wamid{in.required("to")}, in.required("emoji")};
  if (type == "edit") return Edited{Wamid{in.required("original")}, in.required("text")};
  if (type == "revoke") return Revoked{Wamid{in.required("original")}};
  if (type == "structured") return StructuredReply{in.required("what")};
  if (type == "not_understood") {
    NotUnderstood said{in.required("of"), std::nullopt};
    if (const auto code = value.find("error_code"); code != value.end()) said.error_code = code->get<int>();
    return said;
  }
  throw unknown("kind of event");
}

}  // namespace

json to_json(const CustomerMessage& message) {
  json out = {{"id", message.id.value},
              {"to", message.to.value},
              {"from", identity_json(message.from)},
              {"sent_at", message.sent_at.time_since_epoch().count()},
              {"said", match(message.said, [](const auto& said) { return said_json(said); })}};
  if (message.quotes) out["quotes"] = message.quotes->value;
  if (message.forwarded) out["forwarded"] = true;
  put(out, "group", message.group);
  return out;
}

Result<CustomerMessage> customer_message_from_json(const json& value) {
  try {
    const Reader in{value};
    CustomerMessage message;
    message.id = Wamid{in.required("id")};
    message.to = PhoneNumberId{in.required("to")};
    message.from = identity_from(value.at("from"));
    message.sent_at = Instant{std::chrono::milliseconds{value.at("sent_at").get<std::int64_t>()}};
    if (const auto quotes = value.find("quotes"); quotes != value.end())
      message.quotes = Wamid{quotes->get<std::string>()};
    message.forwarded = value.value("forwarded", false);
    message.group = in.text("group");
    message.said = said_from(value.at("said"));
    return message;
  } catch (const json::exception& error) {
    return fail(Errc::Invalid, std::string("not a stored customer message: ") + error.what());
  }
}

}  // namespace sportello::flows
