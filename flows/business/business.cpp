#include "flows/business/business.h"

#include <algorithm>

namespace sportello::flows {
namespace {

template <class Things>
auto find_by_id(const Things& things, std::string_view id) -> decltype(&*things.begin()) {
  const auto found = std::find_if(things.begin(), things.end(), [&](const auto& thing) { return thing.id == id; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

const Contact* Business::contact(std::string_view contact_id) const {
  return find_by_id(contacts, contact_id);
}

const Plan* Business::plan(std::string_view plan_id) const {
  return find_by_id(plans, plan_id);
}

const Rate* Business::rate_on(Date day) const {
  const Rate* in_force = nullptr;
  for (const Rate& rate : rates) {
    if (rate.valid_from <= day) in_force = &rate;
  }
  return in_force;
}

const Contact* contact_for(const Business& business, ContactKind kind, std::string_view service) {
  const Contact* general = nullptr;
  for (const Contact& contact : business.contacts) {
    if (contact.kind != kind) continue;
    if (!contact.service.empty() && contact.service == service) return &contact;
    if (contact.service.empty() && general == nullptr) general = &contact;
  }
  return general;
}

std::vector<std::string> plans_included(const Business& business, std::string_view plan_id) {
  std::vector<std::string> found;
  if (business.plan(plan_id) == nullptr) return found;
  found.emplace_back(plan_id);
  for (std::size_t at = 0; at < found.size(); ++at) {
    const Plan* plan = business.plan(found[at]);
    if (plan == nullptr) continue;
    for (const std::string& included : plan->includes) {
      if (std::find(found.begin(), found.end(), included) == found.end()) found.push_back(included);
    }
  }
  return found;
}

}  // namespace sportello::flows
