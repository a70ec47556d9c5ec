#include "webhooks/emulator/phone_json.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

std::int64_t millis(flows::Instant at) {
  return at.time_since_epoch().count();
}

}  // namespace

json number_view(const Number& number) {
  return {{"id", number.id},
          {"display", number.display},
          {"name", number.name},
          {"about", number.about},
          {"colour", number.colour},
          {"account", number.account},
          {"registered", number.registered}};
}

json customer_view(const Customer& customer) {
  return {{"id", customer.id},        {"name", customer.name},         {"phone", customer.phone},
          {"bsuid", customer.bsuid},  {"username", customer.username}, {"hides_phone", customer.hides_phone},
          {"online", customer.online}};
}

json message_view(const ChatMessage& message) {
  json view = {{"id", message.id},
               {"from", message.from == Side::Business ? "business" : "customer"},
               {"at", millis(message.at)},
               {"type", message.type},
               {"content", json::parse(message.content)},
               {"ticks", name_of(message.ticks)}};
  if (!message.shown.empty()) view["shown"] = json::parse(message.shown);
  if (!message.quotes.empty()) view["quotes"] = message.quotes;
  if (message.forwarded) view["forwarded"] = true;
  if (message.edited) view["edited"] = true;
  if (message.revoked) view["revoked"] = true;
  if (message.answered) view["answered"] = true;
  if (!message.customer_reaction.empty()) view["customer_reaction"] = message.customer_reaction;
  if (!message.business_reaction.empty()) view["business_reaction"] = message.business_reaction;
  if (message.failure) {
    view["failure"] = {{"code", message.failure->code},
                       {"title", title_of(message.failure->code)},
                       {"details", message.failure->details}};
  }
  return view;
}

json thread_view(const Thread& thread) {
  json view = {{"unread", thread.unread}, {"count", thread.messages.size()}, {"phone_known", thread.phone_known}};
  if (thread.last_turn) view["window_until"] = millis(*thread.last_turn + std::chrono::hours(24));
  for (auto last = thread.messages.rbegin(); last != thread.messages.rend(); ++last) {
    if (last->type == "reaction") continue;
    view["last"] = message_view(*last);
    break;
  }
  return view;
}

json sent_view(const SentRecord& record, World& world) {
  json view = {{"seq", record.seq},
               {"id", record.id},
               {"number", record.number},
               {"customer", record.customer},
               {"at", flows::iso_utc(record.at)},
               {"body", json::parse(record.body)}};
  if (record.customer.empty()) return view;
  const ChatMessage* message = find_message(thread_of(world, record.number, record.customer), record.id);
  if (message) view["ticks"] = name_of(message->ticks);
  return view;
}

json refused_view(const RefusedRecord& record) {
  json view = {{"seq", record.seq},
               {"call", record.call},
               {"at", flows::iso_utc(record.at)},
               {"http_status", record.http_status},
               {"code", record.code}};
  json body;
  if (flows::parse_json(record.body, body).fault == flows::JsonFault::None) view["body"] = std::move(body);
  return view;
}

PhoneEvent phone_event(World& world, const Change& change, Moment now, std::size_t on_the_way) {
  json data = {{"number", change.number}, {"customer", change.customer}};
  const auto print = [&data](std::string name) { return PhoneEvent{std::move(name), flows::print_json(data)}; };
  switch (change.what) {
    case Change::What::Message: {
      const ChatMessage* message = find_message(thread_of(world, change.number, change.customer), change.message);
      if (!message || message->type == "reaction") return {};
      data["message"] = message_view(*message);
      return print("message");
    }
    case Change::What::Thread:
      data["thread"] = thread_view(thread_of(world, change.number, change.customer));
      return print("thread");
    case Change::What::Typing:
      data["message"] = change.message;
      return print("typing");
    case Change::What::Customers:
      data = {{"customers", json::array()}};
      for (const Customer& customer : world.customers) data["customers"].push_back(customer_view(customer));
      return print("customers");
    case Change::What::Policy:
      data = {{"policy", policy_view(world.policy)}, {"faults", json::array()}};
      for (const Fault& fault : world.faults) data["faults"].push_back(fault_view(fault));
      return print("policy");
    case Change::What::Clock:
      data = clock_view(now.wall);
      return print("clock");
    case Change::What::Network:
      data = {{"on_the_way", on_the_way}};
      return print("network");
  }
  return {};
}

}  // namespace sportello::webhooks::emulator
