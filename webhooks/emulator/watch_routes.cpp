#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/emulator/phone_json.h"
#include "webhooks/emulator/routes.h"

namespace sportello::webhooks::emulator {
namespace {

using flows::Result;
using nlohmann::json;

std::uint64_t number_in(const Request& request, std::string_view name, std::uint64_t fallback) {
  const std::string_view text = request.query.find(name).value_or("");
  std::uint64_t value = fallback;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::chrono::milliseconds wait_of(const Request& request) {
  return std::chrono::milliseconds(std::min<std::uint64_t>(number_in(request, "wait_ms", 0), 60'000));
}

/// Answers as soon as it is true, at the latest after wait_ms.
void answer_when(Engine& engine, const Request& request, const Replier& replier, Engine::Ready ready) {
  if (from_elsewhere(request)) {
    replier.send(Response::problem(403, "Not from another site"));
    return;
  }
  engine.wait_for(std::move(ready), wait_of(request), replier);
}

Response as_json(const json& value) {
  return Response::json(flows::print_json(value));
}

/// GET /emulator/api/sent: what the desk sent and Meta took, in order.
Engine::Ready sent(const Request& request) {
  const std::uint64_t after = number_in(request, "after", 0);
  const bool waits = request.query.find("wait_ms").has_value();
  const std::uint64_t at_least = number_in(request, "at_least", waits ? 1 : 0);
  const std::string customer(request.query.find("customer").value_or(""));
  const std::string number(request.query.find("number").value_or(""));
  const std::string type(request.query.find("type").value_or(""));
  return [=](const Engine::Snapshot& snapshot) -> std::optional<Response> {
    json list = json::array();
    std::map<std::string, int> counts;
    for (const SentRecord& record : snapshot.world.sent) {
      const bool meant =
          (customer.empty() || record.customer == customer) && (number.empty() || record.number == number);
      if (!meant) continue;
      ++counts[record.customer];
      if (record.seq <= after) continue;
      json view = sent_view(record, snapshot.world);
      if (type.empty() || view["body"].value("type", "text") == type) list.push_back(std::move(view));
    }
    if (list.size() < at_least) return std::nullopt;
    return as_json({{"sent", std::move(list)}, {"counts", counts}, {"last", snapshot.world.records}});
  };
}

Engine::Ready refused(const Request& request) {
  const std::uint64_t after = number_in(request, "after", 0);
  const std::uint64_t at_least = number_in(request, "at_least", request.query.find("wait_ms") ? 1 : 0);
  return [=](const Engine::Snapshot& snapshot) -> std::optional<Response> {
    json list = json::array();
    for (const RefusedRecord& record : snapshot.world.refused) {
      if (record.seq > after) list.push_back(refused_view(record));
    }
    if (list.size() < at_least) return std::nullopt;
    return as_json({{"refused", std::move(list)}, {"last", snapshot.world.records}});
  };
}

Engine::Ready idle(const Request&) {
  return [](const Engine::Snapshot& snapshot) -> std::optional<Response> {
    if (snapshot.on_the_way > 0) return std::nullopt;
    return as_json({{"on_the_way", 0}});
  };
}

json deliveries_view(const std::deque<Delivery>& deliveries) {
  json list = json::array();
  for (const Delivery& delivery : deliveries) {
    json view = {{"at", flows::iso_utc(delivery.at)}, {"status", delivery.status}, {"attempt", delivery.attempt},
                 {"updates", delivery.updates},       {"what", delivery.what},     {"ms", delivery.took.count()}};
    if (!delivery.why.empty()) view["why"] = delivery.why;
    list.push_back(std::move(view));
  }
  return list;
}

json state_view(const Engine::Snapshot& snapshot, bool clock_moves) {
  World& world = snapshot.world;
  json numbers = json::array();
  json customers = json::array();
  json threads = json::array();
  json faults = json::array();
  for (const Number& number : world.numbers) numbers.push_back(number_view(number));
  for (const Customer& customer : world.customers) customers.push_back(customer_view(customer));
  for (const auto& [key, thread] : world.threads) {
    threads.push_back({{"number", key.first}, {"customer", key.second}, {"thread", thread_view(thread)}});
  }
  for (const Fault& fault : world.faults) faults.push_back(fault_view(fault));
  return {{"numbers", std::move(numbers)},       {"customers", std::move(customers)},
          {"threads", std::move(threads)},       {"faults", std::move(faults)},
          {"policy", policy_view(world.policy)}, {"clock", clock_view(snapshot.now.wall)},
          {"clock_moves", clock_moves},          {"on_the_way", snapshot.on_the_way}};
}

/// GET /emulator/api/hours: what the chats show under the names now.
Engine::Ready hours(const Engine& engine) {
  return [&engine](const Engine::Snapshot& snapshot) -> std::optional<Response> {
    json lines = json::object();
    for (const Number& number : snapshot.world.numbers) {
      if (const auto line = engine.hours_of(number.id)) lines[number.id] = {{"it", line->it}, {"en", line->en}};
    }
    return as_json({{"hours", std::move(lines)}});
  };
}

Engine::Ready thread(const Request& request) {
  const std::pair key{std::string(request.param("number")), std::string(request.param("customer"))};
  return [key](const Engine::Snapshot& snapshot) -> std::optional<Response> {
    if (!find_number(snapshot.world, key.first) || !find_customer(snapshot.world, key.second)) {
      return Response::problem(404, "No such chat");
    }
    const Thread& found = thread_of(snapshot.world, key.first, key.second);
    json messages = json::array();
    for (const ChatMessage& message : found.messages) {
      if (message.type != "reaction") messages.push_back(message_view(message));
    }
    return as_json({{"thread", thread_view(found)}, {"messages", std::move(messages)}});
  };
}

void serve_events(Engine& engine, const Request& request, const Replier& replier) {
  if (from_elsewhere(request)) {
    replier.send(Response::problem(403, "Not from another site"));
    return;
  }
  Response head;
  head.headers.add("Content-Type", "text/event-stream");
  head.headers.add("Cache-Control", "no-store");
  if (auto stream = replier.stream(std::move(head))) engine.listen(std::move(stream), "hello");
}

}  // namespace

void mount_watch(Router& router, Engine& engine) {
  const auto get = [&](std::string_view path, Engine::Ready (*ready)(const Request&)) {
    router.add(Method::Get, path, [&engine, ready](const Request& request, const Replier& replier) {
      answer_when(engine, request, replier, ready(request));
    });
  };
  get("/emulator/api/sent", sent);
  get("/emulator/api/refused", refused);
  get("/emulator/api/idle", idle);
  get("/emulator/api/threads/{number}/{customer}", thread);
  get("/emulator/api/deliveries", [](const Request&) -> Engine::Ready {
    return [](const Engine::Snapshot& snapshot) -> std::optional<Response> {
      return as_json({{"deliveries", deliveries_view(snapshot.deliveries)}, {"on_the_way", snapshot.on_the_way}});
    };
  });
  get("/emulator/api/policy", [](const Request&) -> Engine::Ready {
    return [](const Engine::Snapshot& snapshot) -> std::optional<Response> {
      return as_json(policy_view(snapshot.world.policy));
    };
  });
  get("/emulator/api/clock", [](const Request&) -> Engine::Ready {
    return [](const Engine::Snapshot& snapshot) -> std::optional<Response> {
      return as_json(clock_view(snapshot.now.wall));
    };
  });
  router.add(Method::Get, "/emulator/api/state", [&engine](const Request& request, const Replier& replier) {
    answer_when(engine, request, replier, [moves = engine.clock_moves()](const Engine::Snapshot& snapshot) {
      return std::optional(as_json(state_view(snapshot, moves)));
    });
  });
  router.add(Method::Get, "/emulator/api/hours", [&engine](const Request& request, const Replier& replier) {
    answer_when(engine, request, replier, hours(engine));
  });
  router.add(Method::Get, "/emulator/api/events",
             [&engine](const Request& request, const Replier& replier) { serve_events(engine, request, replier); });
}

}  // namespace sportello::webhooks::emulator
