#include "webhooks/emulator/world.h"

#include <algorithm>

namespace sportello::webhooks::emulator {
namespace {

template <class List, class Predicate>
auto* find_in(List& list, Predicate matches) {
  const auto found = std::find_if(list.begin(), list.end(), matches);
  return found == list.end() ? nullptr : &*found;
}

}  // namespace

std::string_view name_of(Ticks ticks) {
  switch (ticks) {
    case Ticks::Accepted:
      return "accepted";
    case Ticks::Sent:
      return "sent";
    case Ticks::Delivered:
      return "delivered";
    case Ticks::Read:
      return "read";
    case Ticks::Played:
      return "played";
    case Ticks::Failed:
      return "failed";
  }
  return "";
}

Number* find_number(World& world, std::string_view id) {
  return find_in(world.numbers, [id](const Number& n) { return n.id == id; });
}

Account* find_account(World& world, std::string_view id) {
  return find_in(world.accounts, [id](const Account& a) { return a.id == id; });
}

Customer* find_customer(World& world, std::string_view id) {
  return find_in(world.customers, [id](const Customer& c) { return c.id == id; });
}

Customer* find_by_phone(World& world, std::string_view digits) {
  return digits.empty() ? nullptr : find_in(world.customers, [digits](const Customer& c) { return c.phone == digits; });
}

Customer* find_by_bsuid(World& world, std::string_view bsuid) {
  return find_in(world.customers, [bsuid](const Customer& c) { return c.bsuid == bsuid; });
}

Thread& thread_of(World& world, std::string_view number, std::string_view customer) {
  return world.threads[{std::string(number), std::string(customer)}];
}

ChatMessage* find_message(Thread& thread, std::string_view id) {
  // What is asked for is nearly always recent.
  const auto found =
      std::find_if(thread.messages.rbegin(), thread.messages.rend(), [id](const ChatMessage& m) { return m.id == id; });
  return found == thread.messages.rend() ? nullptr : &*found;
}

Found find_message(World& world, std::string_view number, std::string_view id) {
  for (Customer& customer : world.customers) {
    const auto thread = world.threads.find({std::string(number), customer.id});
    if (thread == world.threads.end()) continue;
    if (ChatMessage* message = find_message(thread->second, id)) return {&customer, &thread->second, message};
  }
  return {};
}

bool shows_phone(const Customer& customer, const Thread& thread) {
  return !customer.phone.empty() && (!customer.hides_phone || thread.phone_known);
}

bool window_open(const Thread& thread, flows::Instant now) {
  return thread.last_turn && now - *thread.last_turn < std::chrono::hours(24);
}

std::optional<Fault> take_fault(World& world, std::string_view on, std::string_view customer) {
  const auto found = std::find_if(world.faults.begin(), world.faults.end(), [&](const Fault& f) {
    return (f.on == on || f.on == "any") && (f.customer.empty() || f.customer == customer);
  });
  if (found == world.faults.end()) return std::nullopt;
  Fault fault = *found;
  if (--found->times <= 0) world.faults.erase(found);
  return fault;
}

}  // namespace sportello::webhooks::emulator
