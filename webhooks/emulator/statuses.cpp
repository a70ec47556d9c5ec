#include "webhooks/emulator/statuses.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/emulator/webhook_json.h"

namespace sportello::webhooks::emulator {
namespace {

using std::chrono::milliseconds;

// Since October 2026 the first thousand service messages of a number and month are free (Meta, WA:pricing).
constexpr int kFreeMessages = 1000;
// Somebody who looks at the chat reads what arrives, a moment later.
constexpr milliseconds kGlance{150};

std::string pricing_of(Number& number, const ChatMessage& message, flows::Instant now) {
  if (message.type == "reaction") return {};
  if (message.category != "service") return "regular";
  const std::string month = flows::iso_utc(now).substr(0, 7);
  if (number.month != month) {
    number.month = month;
    number.service_messages = 0;
  }
  return ++number.service_messages > kFreeMessages ? "regular" : "free_customer_service";
}

void tell(World& world, const Number& number, const Customer* customer, const ChatMessage& message, Ticks ticks,
          const std::string& phone, Moment now, Effects& effects) {
  Thread* thread = customer ? &thread_of(world, number.id, customer->id) : nullptr;
  if (world.policy.statuses) {
    const auto value = status_value(number, customer, thread, message, ticks, now.wall, phone);
    effects.webhooks.push_back({.account = number.account, .field = "messages", .value = flows::print_json(value)});
  }
  if (customer) effects.changes.push_back({Change::What::Message, number.id, customer->id, message.id});
}

/// Moves a message's ticks forward; false when they are there already.
bool raise(World& world, const Number& number, const Customer& customer, ChatMessage& message, Ticks ticks, Moment now,
           Effects& effects) {
  if (message.ticks == Ticks::Failed || message.ticks >= ticks) return false;
  message.ticks = ticks;
  tell(world, number, &customer, message, ticks, customer.phone, now, effects);
  return true;
}

void plan(World& world, const Due& due) {
  world.due.push_back(due);
}

void plan_reading(World& world, const Number& number, const Customer& customer, const ChatMessage& message,
                  Moment now) {
  const bool open = thread_of(world, number.id, customer.id).open;
  if (!open && !world.policy.read_after) return;
  const milliseconds wait = world.policy.read_after.value_or(kGlance);
  plan(world, {now.up + wait, number.id, customer.id, message.id, Ticks::Read});
}

}  // namespace

void begin_statuses(World& world, const Number& number, const Customer& customer, ChatMessage& message, Moment now,
                    Effects& effects) {
  message.pricing_type = pricing_of(*find_number(world, number.id), message, now.wall);
  raise(world, number, customer, message, Ticks::Sent, now, effects);
  // Reactions only ever get `sent` (Meta, messages/status).
  if (message.type == "reaction" || !world.policy.delivered_after) return;
  plan(world, {now.up + *world.policy.delivered_after, number.id, customer.id, message.id, Ticks::Delivered});
}

void fail_message(World& world, const Number& number, const Customer* customer, ChatMessage& message, GraphFault why,
                  const std::string& phone, Moment now, Effects& effects) {
  message.ticks = Ticks::Failed;
  message.failure = std::move(why);
  tell(world, number, customer, message, Ticks::Failed, phone, now, effects);
}

void advance(World& world, Moment now, Effects& effects) {
  std::vector<Due> ripe;
  std::erase_if(world.due, [&](const Due& due) {
    const Customer* customer = find_customer(world, due.customer);
    if (due.at > now.up || (customer && !customer->online)) return false;
    ripe.push_back(due);
    return true;
  });
  std::stable_sort(ripe.begin(), ripe.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
  for (const Due& due : ripe) {
    const Number* number = find_number(world, due.number);
    const Customer* customer = find_customer(world, due.customer);
    if (!number || !customer) continue;
    ChatMessage* message = find_message(thread_of(world, due.number, due.customer), due.message);
    if (!message || !raise(world, *number, *customer, *message, due.ticks, now, effects)) continue;
    if (due.ticks == Ticks::Delivered) plan_reading(world, *number, *customer, *message, now);
  }
}

std::optional<milliseconds> next_due(const World& world) {
  std::optional<milliseconds> next;
  for (const Due& due : world.due) {
    const auto customer = std::find_if(world.customers.begin(), world.customers.end(),
                                       [&](const Customer& c) { return c.id == due.customer; });
    if (customer != world.customers.end() && !customer->online) continue;
    if (!next || due.at < *next) next = due.at;
  }
  return next;
}

void look_at(World& world, std::string_view number_id, std::string_view customer_id, Look look, Moment now,
             Effects& effects) {
  const Number* number = find_number(world, number_id);
  const Customer* customer = find_customer(world, customer_id);
  if (!number || !customer) return;
  Thread& thread = thread_of(world, number_id, customer_id);
  thread.open = look == Look::Open;
  if (!thread.open || !customer->online) return;
  thread.unread = 0;
  effects.changes.push_back({Change::What::Thread, number->id, customer->id, {}});
  for (ChatMessage& message : thread.messages) {
    if (message.from == Side::Business && message.ticks == Ticks::Delivered && message.type != "reaction") {
      raise(world, *number, *customer, message, Ticks::Read, now, effects);
    }
  }
}

void switch_phone(World& world, Customer& customer, Phone phone, Moment now) {
  customer.online = phone == Phone::On;
  if (!customer.online) return;
  for (Due& due : world.due) {
    if (due.customer == customer.id && due.at < now.up) due.at = now.up;
  }
}

void play(World& world, const Number& number, const Customer& customer, ChatMessage& message, Moment now,
          Effects& effects) {
  if (message.from != Side::Business || message.type != "audio") return;
  raise(world, number, customer, message, Ticks::Played, now, effects);
}

}  // namespace sportello::webhooks::emulator
