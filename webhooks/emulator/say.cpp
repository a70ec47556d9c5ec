#include "webhooks/emulator/say.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/webhook_json.h"

namespace sportello::webhooks::emulator {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;

constexpr auto kEditable = std::chrono::minutes(15);
constexpr auto kRevocable = std::chrono::hours(48);

/// One deed on its way to a message.
struct Doing {
  World& world;
  const Number& number;
  Customer& customer;
  Thread& thread;
  const json& deed;
  Moment now;
  Effects& effects;
};

/// The message a deed speaks of: an id, or "last" for the business's last one.
ChatMessage* meant(const Doing& it, const char* key) {
  const std::string id = flows::text_at(it.deed, key);
  if (id != "last") return find_message(it.thread, id);
  const auto found = std::find_if(it.thread.messages.rbegin(), it.thread.messages.rend(), [](const ChatMessage& m) {
    return m.from == Side::Business && m.type != "reaction";
  });
  return found == it.thread.messages.rend() ? nullptr : &*found;
}

/// A message in Meta's shape, still without its id, and what becomes of it here.
struct Made {
  json message;
  bool turn = true;   ///< opens the window
  bool shown = true;  ///< a bubble of its own
  bool told = true;   ///< to the business
};

Result<Made> media(const Doing& it, std::string type) {
  const bool voice = type == "voice";
  if (voice) type = "audio";
  const auto found = it.world.media.find(flows::text_at(it.deed, "media"));
  if (found == it.world.media.end()) return fail(Errc::NotFound, "media: upload it first, or name a sample");
  const Media& kept = found->second;
  json content = {
      {"id", kept.id}, {"mime_type", kept.mime}, {"sha256", kept.sha256}, {"url", media_url(it.world, kept, it.now)}};
  if (type == "audio") content["voice"] = voice;
  if (type == "sticker") content["animated"] = it.deed.value("animated", false);
  if (type == "document") content["filename"] = kept.filename.empty() ? "documento" : kept.filename;
  const std::string caption = flows::text_at(it.deed, "caption");
  if (!caption.empty() && type != "audio" && type != "sticker") content["caption"] = caption;
  return Made{{{"type", type}, {type, std::move(content)}}};
}

Result<Made> location(const Doing& it) {
  const double latitude = it.deed.value("latitude", 45.4384);
  const double longitude = it.deed.value("longitude", 10.9916);
  json content = {{"latitude", latitude}, {"longitude", longitude}};
  for (const char* key : {"name", "address", "url"}) {
    if (it.deed.contains(key)) content[key] = it.deed[key];
  }
  return Made{{{"type", "location"}, {"location", std::move(content)}}};
}

Result<Made> contacts(const Doing& it) {
  if (it.deed.contains("contacts")) return Made{{{"type", "contacts"}, {"contacts", it.deed["contacts"]}}};
  const std::string name = flows::text_at(it.deed, "name");
  const std::string phone = flows::text_at(it.deed, "phone");
  if (name.empty() || phone.empty()) return fail(Errc::Invalid, "contacts: give contacts, or name and phone");
  const std::string vcard = "BEGIN:VCARD\nVERSION:3.0\nFN:" + name + "\nTEL;type=CELL:" + phone + "\nEND:VCARD";
  return Made{{{"type", "contacts"},
               {"contacts", json::array({{{"name", {{"formatted_name", name}, {"first_name", name}}},
                                          {"phones", json::array({{{"phone", phone}, {"type", "CELL"}}})},
                                          {"origin", "other"},
                                          {"vcard", vcard}}})}}};
}

/// The answer to a request_contact_info. From now on the business knows the number.
Result<Made> share_contact(const Doing& it) {
  if (it.customer.phone.empty()) return fail(Errc::Invalid, "this customer has no phone number to share");
  it.thread.phone_known = true;
  it.effects.changes.push_back({Change::What::Customers, it.number.id, it.customer.id, {}});
  return Made{{{"type", "contacts"},
               {"contacts", json::array({{{"name", {{"formatted_name", it.customer.name}}},
                                          {"phones", json::array({{{"phone", "+" + it.customer.phone},
                                                                   {"wa_id", it.customer.phone},
                                                                   {"type", "CELL"}}})},
                                          {"origin", "contact_request"}}})}}};
}

struct Option {
  std::string id{};
  std::string title{};
  std::string description{};
  enum class Kind { Button, Row, QuickReply } kind = Kind::Button;
};

std::vector<Option> options_of(const ChatMessage& message) {
  std::vector<Option> options{};
  const json content = json::parse(message.content);
  if (message.type == "template" && !message.shown.empty()) {
    const json shown = json::parse(message.shown);
    for (const json& button : shown["buttons"]) {
      if (button.value("type", "") != "QUICK_REPLY") continue;
      options.push_back({button.value("payload", ""), button.value("text", ""), "", Option::Kind::QuickReply});
    }
    return options;
  }
  const json action = content.value("action", json::object());
  for (const json& button : action.value("buttons", json::array())) {
    const json& reply = button["reply"];
    options.push_back({reply.value("id", ""), reply.value("title", ""), "", Option::Kind::Button});
  }
  for (const json& section : action.value("sections", json::array())) {
    for (const json& row : section.value("rows", json::array())) {
      options.push_back({row.value("id", ""), row.value("title", ""), row.value("description", ""), Option::Kind::Row});
    }
  }
  return options;
}

/// By id, else by title, else by number from 1.
const Option* chosen(const std::vector<Option>& options, const json& deed) {
  for (const Option& option : options) {
    if (deed.contains("id") && flows::text_at(deed, "id") == option.id) return &option;
    if (deed.contains("title") && flows::text_at(deed, "title") == option.title) return &option;
  }
  const auto index = deed.find("index");
  if (index == deed.end() || !index->is_number_integer()) return nullptr;
  const auto at = index->get<std::int64_t>();
  return at >= 1 && at <= std::ssize(options) ? &options[static_cast<std::size_t>(at - 1)] : nullptr;
}

Result<Made> tap(const Doing& it) {
  ChatMessage* message = meant(it, "message");
  if (!message) return fail(Errc::NotFound, "tap: there is no such message in this chat");
  const auto options = options_of(*message);
  const Option* option = chosen(options, it.deed);
  if (!option) return fail(Errc::NotFound, "tap: the message has no such button or row");
  message->answered = true;
  it.effects.changes.push_back({Change::What::Message, it.number.id, it.customer.id, message->id});
  json made = {{"context", {{"from", flows::digits_of(it.number.display)}, {"id", message->id}}}};
  if (option->kind == Option::Kind::QuickReply) {
    made["type"] = "button";
    made["button"] = {{"payload", option->id}, {"text", option->title}};
    return Made{std::move(made)};
  }
  const std::string kind = option->kind == Option::Kind::Row ? "list_reply" : "button_reply";
  json reply = {{"id", option->id}, {"title", option->title}};
  if (!option->description.empty()) reply["description"] = option->description;
  made["type"] = "interactive";
  made["interactive"] = {{"type", kind}, {kind, std::move(reply)}};
  return Made{std::move(made)};
}

Result<Made> reaction(const Doing& it) {
  ChatMessage* message = meant(it, "message");
  if (!message) return fail(Errc::NotFound, "reaction: there is no such message in this chat");
  message->customer_reaction = flows::text_at(it.deed, "emoji");
  it.effects.changes.push_back({Change::What::Message, it.number.id, it.customer.id, message->id});
  json content = {{"message_id", message->id}};
  // A reaction that is taken back has no emoji at all.
  if (!message->customer_reaction.empty()) content["emoji"] = message->customer_reaction;
  return Made{{{"type", "reaction"}, {"reaction", std::move(content)}}, false, false};
}

json unsupported(const std::string& what) {
  return {{"type", "unsupported"},
          {"errors", json::array({{{"code", 131051},
                                   {"title", "Message type unknown"},
                                   {"message", "Message type unknown"},
                                   {"error_data", {{"details", "Message type is currently not supported."}}}}})},
          {"unsupported", {{"type", what}}}};
}

Result<Made> edit(const Doing& it) {
  ChatMessage* message = meant(it, "message");
  if (!message || message->from != Side::Customer) return fail(Errc::NotFound, "edit: no such message of the customer");
  if (it.now.wall - message->at > kEditable) return fail(Errc::Conflict, "edit: only within 15 minutes");
  if (message->type != "text") return fail(Errc::Invalid, "edit: only a text can be edited");
  const json content = {{"body", flows::text_at(it.deed, "text")}};
  message->content = flows::print_json(content);
  message->edited = true;
  it.effects.changes.push_back({Change::What::Message, it.number.id, it.customer.id, message->id});
  if (!it.world.policy.coexistence) return Made{unsupported("edit"), false, false};
  return Made{{{"type", "edit"},
               {"edit", {{"original_message_id", message->id}, {"message", {{"type", "text"}, {"text", content}}}}}},
              false,
              false};
}

Result<Made> revoke(const Doing& it) {
  ChatMessage* message = meant(it, "message");
  if (!message || message->from != Side::Customer) {
    return fail(Errc::NotFound, "revoke: no such message of the customer");
  }
  if (it.now.wall - message->at > kRevocable) return fail(Errc::Conflict, "revoke: only within two days");
  message->revoked = true;
  it.effects.changes.push_back({Change::What::Message, it.number.id, it.customer.id, message->id});
  return Made{{{"type", "revoke"}, {"revoke", {{"original_message_id", message->id}}}},
              false,
              false,
              it.world.policy.coexistence};
}

Result<Made> make(const Doing& it) {
  const std::string type = it.deed.contains("type") ? flows::text_at(it.deed, "type") : "text";
  if (type == "text") {
    const std::string text = flows::text_at(it.deed, "text");
    if (text.empty()) return fail(Errc::Invalid, "text: there is no text");
    return Made{{{"type", "text"}, {"text", {{"body", text}}}}};
  }
  static const std::set<std::string, std::less<>> kMedia{"image", "video", "audio", "voice", "document", "sticker"};
  if (kMedia.contains(type)) return media(it, type);
  if (type == "location") return location(it);
  if (type == "contacts") return contacts(it);
  if (type == "share_contact") return share_contact(it);
  if (type == "tap") return tap(it);
  if (type == "reaction") return reaction(it);
  if (type == "edit") return edit(it);
  if (type == "revoke") return revoke(it);
  if (type == "unsupported") {
    const std::string what = flows::text_at(it.deed, "what");
    return Made{unsupported(what.empty() ? "poll_creation" : what), false};
  }
  if (type == "raw") {
    const auto message = it.deed.find("message");
    if (message == it.deed.end() || !message->is_object()) return fail(Errc::Invalid, "raw: message must be an object");
    return Made{*message, message->contains("text"), true};
  }
  return fail(Errc::Invalid, "there is no type '" + type + "'");
}

void quote(const Doing& it, json& message) {
  if (const ChatMessage* quoted = it.deed.contains("reply_to") ? meant(it, "reply_to") : nullptr) {
    const std::string from = quoted->from == Side::Business ? flows::digits_of(it.number.display) : it.customer.phone;
    message["context"]["id"] = quoted->id;
    if (!from.empty()) message["context"]["from"] = from;
  } else if (it.deed.contains("reply_to")) {
    // The quoted message may be unknown to everybody.
    message["context"]["id"] = flows::text_at(it.deed, "reply_to");
  }
  if (it.deed.value("forwarded", false)) message["context"]["forwarded"] = true;
}

void keep_bubble(const Doing& it, const json& message, const std::string& id, flows::Instant at) {
  const std::string type = message.value("type", "");
  ChatMessage kept{.id = id, .from = Side::Customer, .at = at, .type = type, .ticks = Ticks::Accepted};
  kept.content = flows::print_json(message.contains(type) ? message[type] : message);
  if (message.contains("context")) {
    kept.quotes = message["context"].value("id", "");
    kept.forwarded = message["context"].value("forwarded", false);
  }
  it.thread.messages.push_back(std::move(kept));
  it.effects.changes.push_back({Change::What::Message, it.number.id, it.customer.id, id});
}

}  // namespace

Result<std::string> say(World& world, const Number& number, Customer& customer, const json& deed, Moment now,
                        Effects& effects) {
  if (!deed.is_object()) return fail(Errc::Invalid, "a deed is a JSON object");
  Thread& thread = thread_of(world, number.id, customer.id);
  const Doing it{world, number, customer, thread, deed, now, effects};
  auto made = make(it);
  if (!made) return made.error();
  json& message = made->message;
  quote(it, message);

  std::string id = flows::text_at(deed, "id_override");
  if (id.empty()) id = flows::text_at(message, "id");
  if (id.empty()) id = make_wamid(world.seed, number.id + customer.id, ++thread.ids);
  flows::Instant at = now.wall;
  if (deed.contains("ago_seconds")) at -= std::chrono::seconds(deed.value("ago_seconds", 0));

  if (made->shown) keep_bubble(it, message, id, at);
  if (made->turn && (!thread.last_turn || *thread.last_turn < at)) thread.last_turn = at;
  effects.changes.push_back({Change::What::Thread, number.id, customer.id, {}});
  if (!made->told) return id;
  const auto value = message_value(number, customer, thread, std::move(message), id, at);
  effects.webhooks.push_back({.account = number.account,
                              .field = "messages",
                              .value = flows::print_json(value),
                              .number = number.id,
                              .customer = customer.id,
                              .message = id});
  return id;
}

void acknowledge(World& world, const Webhook& webhook, Effects& effects) {
  if (webhook.message.empty()) return;
  ChatMessage* message = find_message(thread_of(world, webhook.number, webhook.customer), webhook.message);
  if (!message || message->ticks >= Ticks::Delivered) return;
  message->ticks = Ticks::Delivered;
  effects.changes.push_back({Change::What::Message, webhook.number, webhook.customer, webhook.message});
}

Result<void> change_number(World& world, Customer& customer, const std::string& phone, Moment now, Effects& effects) {
  const std::string digits = flows::digits_of(phone);
  if (digits.size() < 5 || find_by_phone(world, digits)) return fail(Errc::Invalid, "no number, or another customer's");
  const std::string old_phone = std::exchange(customer.phone, digits);
  const std::string old_bsuid = std::exchange(customer.bsuid, make_bsuid(customer.id + digits));
  for (const Number& number : world.numbers) {
    const auto thread = world.threads.find({number.id, customer.id});
    if (thread == world.threads.end()) continue;
    const bool known = shows_phone(customer, thread->second);
    json system = {{"type", known ? "user_changed_number" : "user_changed_user_id"},
                   {"user_id", customer.bsuid},
                   {"previous_user_id", old_bsuid}};
    json message = {{"id", make_wamid(world.seed, number.id + customer.id, ++thread->second.ids)},
                    {"timestamp", seconds_text(now.wall)},
                    {"from_user_id", customer.bsuid},
                    {"type", "system"}};
    if (known) {
      system["body"] = "User " + customer.name + " changed from " + old_phone + " to " + digits;
      system["wa_id"] = digits;
      message["from"] = old_phone;
    } else {
      system["body"] = "User " + customer.name + " changed from " + old_bsuid + " to " + customer.bsuid;
    }
    message["system"] = std::move(system);
    effects.webhooks.push_back({.account = number.account,
                                .field = "messages",
                                .value = flows::print_json(system_value(number, std::move(message)))});
  }
  effects.changes.push_back({Change::What::Customers, {}, customer.id, {}});
  return {};
}

}  // namespace sportello::webhooks::emulator
