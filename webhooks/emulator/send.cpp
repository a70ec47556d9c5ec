#include "webhooks/emulator/send.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/checks.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/statuses.h"
#include "webhooks/emulator/templates.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;
using Outcome = std::variant<json, GraphFault>;

constexpr std::size_t kCallbackData = 512;
constexpr auto kQuotable = std::chrono::hours(24 * 30);
constexpr std::size_t kSentKept = 200'000;
// Pair rate: one message in six seconds, of which 45 may be borrowed at once; throughput: 80 a second (Meta,
// WA:about-the-platform, WA:throughput).
constexpr auto kPairPace = std::chrono::seconds(6);
constexpr std::size_t kPairBurst = 45;
constexpr std::size_t kThroughput = 80;

/// Where a message goes.
struct Target {
  Address address = Address::Phone;
  std::string input{};
  std::string phone{};           ///< digits, of a phone send
  Customer* customer = nullptr;  ///< nobody here, when null
  bool dropped = false;          ///< a user id in `to`: taken and lost, as Meta does
};

std::string country_of(const Number& number) {
  return flows::digits_of(number.display).substr(0, 2);
}

std::variant<Target, GraphFault> target_of(World& world, const Number& number, const json& body) {
  const std::string to = flows::text_at(body, "to");
  const std::string recipient = flows::text_at(body, "recipient");
  if (!to.empty()) {
    if (is_bsuid(to)) return Target{.input = to, .dropped = true};
    std::string digits = flows::digits_of(to);
    const bool written_well = to.find_first_not_of("+0123456789 -().") == std::string::npos;
    if (!written_well || digits.size() < 5 || digits.size() > 15) {
      return invalid_parameter("Param to is not a valid phone number.");
    }
    Customer* customer = find_by_phone(world, digits);
    // Without a "+" Meta may take the number for a national one.
    if (!customer && !to.starts_with('+')) {
      digits = country_of(number) + digits;
      customer = find_by_phone(world, digits);
    }
    if (digits == flows::digits_of(number.display)) return GraphFault{.code = 131021};
    return Target{.input = to, .phone = digits, .customer = customer};
  }
  if (recipient.empty()) return invalid_parameter("The parameter to is required.");
  Customer* customer = is_bsuid(recipient) ? find_by_bsuid(world, recipient) : nullptr;
  if (!customer) return invalid_value("recipient is not a user id of this business portfolio");
  return Target{.address = Address::UserId, .input = recipient, .customer = customer};
}

std::optional<GraphFault> check_shape(const json& body, const std::string& type) {
  Checks checks;
  if (!body.contains("messaging_product")) {
    return invalid_parameter("The parameter messaging_product is required.");
  }
  checks.one_of(flows::text_at(body, "messaging_product"), {"whatsapp"}, "messaging_product");
  if (body.contains("recipient_type")) {
    checks.one_of(flows::text_at(body, "recipient_type"), {"individual", "group"}, "recipient_type");
    if (flows::text_at(body, "recipient_type") == "group") checks.refuse(invalid_value("There is no such group"));
  }
  checks.one_of(type,
                {"text", "image", "audio", "video", "document", "sticker", "location", "contacts", "interactive",
                 "template", "reaction"},
                "type");
  if (checks.ok()) check_content(checks, body, type);
  checks.text(body, "biz_opaque_callback_data", "body", 0, kCallbackData);
  if (body.contains("context")) {
    const json* context = checks.object(body, "context", "context");
    if (context) checks.text(*context, "message_id", "context", 1, 512);
    if (type == "reaction") checks.refuse(invalid_parameter("Unexpected key \"context\" on param \"reaction\"."));
  }
  return checks.fault();
}

/// What a message refers to: the quoted one, the one reacted to, the media.
std::optional<GraphFault> check_references(World& world, const Number& number, const Target& target, const json& body,
                                           const std::string& type, Moment now) {
  Thread* thread = target.customer ? &thread_of(world, number.id, target.customer->id) : nullptr;
  if (body.contains("context")) {
    const std::string id = flows::text_at(body["context"], "message_id");
    if (!thread || !find_message(*thread, id)) return invalid_value("context message_id is not of this conversation");
  }
  if (type == "reaction") {
    const ChatMessage* liked = thread ? find_message(*thread, flows::text_at(body["reaction"], "message_id")) : nullptr;
    if (!liked) return invalid_value("reaction message_id is not of this conversation");
    if (liked->type == "reaction") return invalid_value("A reaction cannot be reacted to");
    if (now.wall - liked->at > kQuotable) return invalid_value("The message is more than 30 days old");
  }
  if (type == "interactive" || type == "contacts" || type == "template") return std::nullopt;
  const std::string id = flows::text_at(body[type], "id");
  if (id.empty() || type == "text" || type == "location" || type == "reaction") return std::nullopt;
  const auto media = world.media.find(id);
  if (media == world.media.end() || media->second.number != number.id) {
    return GraphFault{.code = 100, .message = "Invalid parameter", .details = "Media ID not found: " + id};
  }
  const std::string& mime = media->second.mime;
  const bool fits = type == "document" || mime.starts_with(type == "sticker" ? "image/webp" : type + "/");
  if (!fits) return GraphFault{.code = 131053, .details = "Media of type " + mime + " cannot be sent as " + type};
  const json& content = body[type];
  if (content.value("voice", false) && !mime.starts_with("audio/ogg")) {
    return invalid_value("A voice note must be OGG with the OPUS codec");
  }
  return std::nullopt;
}

std::optional<GraphFault> check_limits(World& world, Number& number, Thread* thread, flows::Instant now) {
  const auto spent = [now](std::deque<flows::Instant>& recent, auto window) {
    while (!recent.empty() && (now - recent.front() >= window || recent.front() > now)) recent.pop_front();
    return recent.size();
  };
  if (world.policy.throughput_limit) {
    if (spent(number.recent, std::chrono::seconds(1)) >= kThroughput) {
      return GraphFault{.code = 130429, .details = "Message failed to send because there were too many messages sent"};
    }
    number.recent.push_back(now);
  }
  if (world.policy.pair_limit && thread) {
    if (spent(thread->recent, kPairPace * kPairBurst) >= kPairBurst) {
      return GraphFault{.code = 131056,
                        .details = "Too many messages sent from this phone number to the same phone number"};
    }
    thread->recent.push_back(now);
  }
  return std::nullopt;
}

json answer(const Target& target, const std::string& id) {
  json contact = {{"input", target.input}};
  if (target.address == Address::UserId) {
    contact["user_id"] = target.input;
  } else {
    contact["wa_id"] = target.dropped ? target.input : target.phone;
  }
  return {{"messaging_product", "whatsapp"},
          {"contacts", json::array({std::move(contact)})},
          {"messages", json::array({{{"id", id}}})}};
}

void record(World& world, const Number& number, const Target& target, const std::string& id, const json& body,
            Moment now) {
  world.sent.push_back({.seq = ++world.records,
                        .id = id,
                        .number = number.id,
                        .customer = target.customer ? target.customer->id : std::string{},
                        .at = now.wall,
                        .body = flows::print_json(body)});
  if (world.sent.size() > kSentKept) world.sent.pop_front();
}

/// A phone that is not on WhatsApp: Meta takes the message and reports the failure later.
json send_nowhere(World& world, const Number& number, const Target& target, ChatMessage message, const json& body,
                  Moment now, Effects& effects) {
  record(world, number, target, message.id, body, now);
  json reply = answer(target, message.id);
  if (!target.dropped) {
    GraphFault why{.code = 131026, .details = "Unable to deliver message. The recipient is not on WhatsApp"};
    fail_message(world, number, nullptr, message, std::move(why), target.phone, now, effects);
  }
  return reply;
}

void react(Thread& thread, const Number& number, const Customer& customer, const json& reaction, Effects& effects) {
  ChatMessage* liked = find_message(thread, flows::text_at(reaction, "message_id"));
  liked->business_reaction = flows::text_at(reaction, "emoji");
  effects.changes.push_back({Change::What::Message, number.id, customer.id, liked->id});
}

Outcome mark_read(World& world, const Number& number, const json& body, Effects& effects) {
  Checks checks;
  checks.one_of(flows::text_at(body, "status"), {"read"}, "status");
  const std::string id = checks.text(body, "message_id", "body", 1, 512);
  if (body.contains("typing_indicator")) {
    const json* typing = checks.object(body, "typing_indicator", "typing_indicator");
    if (typing) checks.one_of(flows::text_at(*typing, "type"), {"text"}, "typing_indicator['type']");
  }
  if (!checks.ok()) return *checks.fault();
  const Found found = find_message(world, number.id, id);
  if (!found.message || found.message->from != Side::Customer) {
    return invalid_value("message_id is not of a message that was received");
  }
  // Reading one reads all before it.
  for (ChatMessage& message : found.thread->messages) {
    if (message.from == Side::Customer && message.ticks < Ticks::Read) {
      message.ticks = Ticks::Read;
      effects.changes.push_back({Change::What::Message, number.id, found.customer->id, message.id});
    }
    if (message.id == id) break;
  }
  if (body.contains("typing_indicator")) {
    effects.changes.push_back({Change::What::Typing, number.id, found.customer->id, id});
  }
  return json{{"success", true}};
}

}  // namespace

std::string_view customer_meant(World& world, std::string_view number, const json& body) {
  const Customer* customer = nullptr;
  if (!body.is_object()) return {};
  if (body.contains("status")) customer = find_message(world, number, flows::text_at(body, "message_id")).customer;
  if (!customer) customer = find_by_phone(world, flows::digits_of(flows::text_at(body, "to")));
  if (!customer) customer = find_by_bsuid(world, flows::text_at(body, "recipient"));
  return customer ? std::string_view(customer->id) : std::string_view{};
}

Outcome post_message(World& world, Number& number, const json& body, Moment now, Effects& effects) {
  if (!body.is_object()) return invalid_parameter("The body must be a JSON object.");
  if (!number.registered) return GraphFault{.code = 133010};
  if (number.health == "BLOCKED") return GraphFault{.code = 131031};
  if (body.contains("status")) return mark_read(world, number, body, effects);

  const std::string type = body.contains("type") ? flows::text_at(body, "type") : "text";
  if (const auto fault = check_shape(body, type)) return *fault;
  auto aimed = target_of(world, number, body);
  if (auto* fault = std::get_if<GraphFault>(&aimed)) return std::move(*fault);
  const Target target = std::get<Target>(std::move(aimed));
  if (!target.dropped) {
    if (auto fault = check_references(world, number, target, body, type, now)) return std::move(*fault);
  }

  FilledTemplate filled;
  if (type == "template") {
    auto result = fill_template(world, number.account, body["template"]);
    if (auto* fault = std::get_if<GraphFault>(&result)) return std::move(*fault);
    filled = std::get<FilledTemplate>(std::move(result));
  }
  Thread* thread = target.customer ? &thread_of(world, number.id, target.customer->id) : nullptr;
  if (auto fault = check_limits(world, number, thread, now.wall)) return std::move(*fault);

  const std::string peer = target.customer ? target.customer->id : "nobody";
  ChatMessage message{.id = make_wamid(world.seed, number.id + peer, thread ? ++thread->ids : ++world.count),
                      .from = Side::Business,
                      .at = now.wall,
                      .type = type,
                      .content = flows::print_json(body[type]),
                      .shown = filled.shown,
                      .quotes = body.contains("context") ? flows::text_at(body["context"], "message_id") : "",
                      .ticks = Ticks::Accepted,
                      .address = target.address,
                      .callback_data = flows::text_at(body, "biz_opaque_callback_data")};
  if (type == "template") message.category = filled.category;
  if (!thread) return send_nowhere(world, number, target, std::move(message), body, now, effects);

  const Customer& customer = *target.customer;
  const bool refused = type != "template" && !window_open(*thread, now.wall);
  GraphFault closed{.code = 131047,
                    .details =
                        "Message failed to send because more than 24 hours have passed since the customer last "
                        "replied to this number."};
  if (refused && !world.policy.window_as_status) return closed;

  record(world, number, target, message.id, body, now);
  json reply = answer(target, message.id);
  if (type == "template") reply["messages"][0]["message_status"] = "accepted";
  if (target.address == Address::Phone) thread->phone_known = true;
  thread->messages.push_back(std::move(message));
  ChatMessage& kept = thread->messages.back();
  if (refused) {
    fail_message(world, number, &customer, kept, std::move(closed), customer.phone, now, effects);
    return reply;
  }
  if (type == "reaction") {
    react(*thread, number, customer, body["reaction"], effects);
  } else if (!thread->open) {
    ++thread->unread;
  }
  effects.changes.push_back({Change::What::Thread, number.id, customer.id, {}});
  begin_statuses(world, number, customer, thread->messages.back(), now, effects);
  return reply;
}

}  // namespace sportello::webhooks::emulator
