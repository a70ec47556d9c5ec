#include "webhooks/console/presence.h"

#include <algorithm>
#include <chrono>

namespace sportello::webhooks {
namespace {

constexpr std::chrono::seconds kStays{45};

}  // namespace

bool Presence::note(const std::string& ticket, std::int64_t operator_id, const std::string& name, Attention attention,
                    flows::Instant now) {
  const std::scoped_lock lock(mutex_);
  auto& people = tickets_[ticket];
  std::erase_if(people, [now](const auto& one) { return one.second.until <= now; });
  bool changed = false;
  if (attention == Attention::Gone) {
    changed = people.erase(operator_id) > 0;
  } else {
    const Colleague colleague{.name = name, .typing = attention == Attention::Typing};
    const auto known = people.find(operator_id);
    changed = known == people.end() || known->second.colleague != colleague;
    people[operator_id] = {.colleague = colleague, .until = now + kStays};
  }
  if (people.empty()) tickets_.erase(ticket);
  return changed;
}

std::vector<Colleague> Presence::others(const std::string& ticket, std::int64_t operator_id, flows::Instant now) {
  const std::scoped_lock lock(mutex_);
  std::vector<Colleague> found;
  const auto people = tickets_.find(ticket);
  if (people == tickets_.end()) return found;
  for (const auto& [id, seen] : people->second)
    if (id != operator_id && seen.until > now) found.push_back(seen.colleague);
  std::sort(found.begin(), found.end(), [](const Colleague& a, const Colleague& b) { return a.name < b.name; });
  return found;
}

}  // namespace sportello::webhooks
