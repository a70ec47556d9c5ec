#include "webhooks/emulator/webhook_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/text.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

json metadata_of(const Number& number) {
  return {{"display_phone_number", flows::digits_of(number.display)}, {"phone_number_id", number.id}};
}

enum class Username { Show, Leave };

json contact_of(const Customer& customer, bool phone, Username username) {
  json contact = {{"profile", {{"name", customer.name}}}, {"user_id", customer.bsuid}};
  if (phone) contact["wa_id"] = customer.phone;
  if (username == Username::Show && !customer.username.empty()) contact["profile"]["username"] = customer.username;
  return contact;
}

}  // namespace

std::string seconds_text(flows::Instant at) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count());
}

json message_value(const Number& number, const Customer& customer, const Thread& thread, json message,
                   const std::string& id, flows::Instant at) {
  const bool phone = shows_phone(customer, thread);
  if (phone && !message.contains("from")) message["from"] = customer.phone;
  if (!message.contains("from_user_id")) message["from_user_id"] = customer.bsuid;
  if (!message.contains("id")) message["id"] = id;
  if (!message.contains("timestamp")) message["timestamp"] = seconds_text(at);
  return {{"messaging_product", "whatsapp"},
          {"metadata", metadata_of(number)},
          {"contacts", json::array({contact_of(customer, phone, Username::Show)})},
          {"messages", json::array({std::move(message)})}};
}

json status_value(const Number& number, const Customer* customer, const Thread* thread, const ChatMessage& message,
                  Ticks ticks, flows::Instant at, const std::string& phone) {
  const bool failed = ticks == Ticks::Failed;
  const bool to_phone = message.address == Address::Phone;
  json status = {{"id", message.id}, {"status", name_of(ticks)}, {"timestamp", seconds_text(at)}};
  if (to_phone) {
    status["recipient_id"] = customer ? customer->phone : phone;
  } else if (customer && thread && shows_phone(*customer, *thread) && !failed) {
    status["recipient_id"] = customer->phone;
  }
  if (customer && !(failed && to_phone)) status["recipient_user_id"] = customer->bsuid;
  if (!message.callback_data.empty()) status["biz_opaque_callback_data"] = message.callback_data;
  if (!message.pricing_type.empty() && (ticks == Ticks::Sent || ticks == Ticks::Delivered)) {
    status["pricing"] = {{"billable", message.pricing_type == "regular"},
                         {"pricing_model", "PMP"},
                         {"type", message.pricing_type},
                         {"category", message.category}};
  }
  if (failed && message.failure) status["errors"] = json::array({webhook_error(*message.failure)});

  json value = {{"messaging_product", "whatsapp"},
                {"metadata", metadata_of(number)},
                {"statuses", json::array({std::move(status)})}};
  if (customer && thread && !failed) {
    value["contacts"] = json::array({contact_of(*customer, to_phone || shows_phone(*customer, *thread),
                                                ticks == Ticks::Sent ? Username::Leave : Username::Show)});
  }
  return value;
}

json system_value(const Number& number, json message) {
  return {{"messaging_product", "whatsapp"},
          {"metadata", metadata_of(number)},
          {"messages", json::array({std::move(message)})}};
}

json template_status_value(const Template& what) {
  return {{"event", what.status},
          {"message_template_id", std::stoll(what.id)},
          {"message_template_name", what.name},
          {"message_template_language", what.language},
          {"message_template_category", what.category},
          {"reason", what.rejected_reason}};
}

json webhook_body(const std::vector<Webhook>& webhooks) {
  json entries = json::array();
  for (const Webhook& webhook : webhooks) {
    json change = {{"field", webhook.field}, {"value", json::parse(webhook.value)}};
    if (webhook.time == 0 && !entries.empty() && entries.back()["id"] == webhook.account) {
      entries.back()["changes"].push_back(std::move(change));
      continue;
    }
    entries.push_back({{"id", webhook.account}, {"changes", json::array({std::move(change)})}});
    if (webhook.time != 0) entries.back()["time"] = webhook.time;
  }
  return {{"object", "whatsapp_business_account"}, {"entry", std::move(entries)}};
}

std::string print_as_meta(const json& value) {
  const std::string plain = value.dump(-1, ' ', true, json::error_handler_t::replace);
  std::string text;
  text.reserve(plain.size() + 16);
  for (const char c : plain) {
    if (c == '/') text += '\\';
    text += c;
  }
  return text;
}

}  // namespace sportello::webhooks::emulator
