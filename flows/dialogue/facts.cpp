#include "flows/dialogue/facts.h"

#include <algorithm>

#include "flows/dialogue/commands.h"

namespace sportello::flows {
namespace {

bool means_urgent(const std::string& text) {
  const std::string typed = " " + bare(text) + " ";
  for (const char* words : {" urgente ", " urgentissimo ", " urgentissima ", " urgenza ", " urgent ", " urgently ",
                            " emergenza ", " emergency ", " asap "}) {
    if (typed.find(words) != std::string::npos) return true;
  }
  return false;
}

std::string covered(const Context& context, const Filling& form, const std::string& plan) {
  const std::string demanded = plan_demanded(context.business.form, form.answers);
  if (plan == "unknown") return "unknown";
  if (plan == "none") return "no";
  if (demanded.empty()) return "yes";
  const auto held = plans_included(context.business, plan);
  return std::find(held.begin(), held.end(), demanded) != held.end() ? "yes" : "no";
}

}  // namespace

std::string plan_today(const Context& context) {
  const PersonFacts& person = context.person;
  if (person.plan.empty()) return "unknown";
  const Date today = context.business.calendar.zone.to_local(context.now).date;
  if (person.plan_from && days_between(*person.plan_from, today) < 0) return "none";
  if (person.plan_to && days_between(today, *person.plan_to) < 0) return "none";
  return person.plan;
}

std::optional<std::string> known_plan(const Context& context) {
  std::string plan = plan_today(context);
  return plan == "unknown" ? std::nullopt : std::optional<std::string>(std::move(plan));
}

std::vector<const Service*> entitled_services(const Context& context) {
  std::vector<const Service*> services;
  const auto held = plans_included(context.business, plan_today(context));
  for (const Service& service : context.business.calendar.services) {
    if (service.entitlement.empty() || std::find(held.begin(), held.end(), service.entitlement) != held.end()) {
      services.push_back(&service);
    }
  }
  return services;
}

Facts facts_of(const Context& context, const Filling& form) {
  const Calendar& calendar = context.business.calendar;
  const Date today = calendar.zone.to_local(context.now).date;
  Facts facts;
  facts["customer"] = context.person.known ? "known" : "new";
  facts["plan"] = plan_today(context);
  facts["covered"] = covered(context, form, facts["plan"]);
  facts["number"] = context.person.wa_number.empty() ? "hidden" : "visible";
  facts["urgent"] = means_urgent(form.problem) ? "yes" : "no";
  facts["weekend"] = "no";
  for (std::size_t i = 0; i < calendar.services.size(); ++i) {
    const Service& service = calendar.services[i];
    const bool open = evaluate(calendar, service, context.now).open;
    facts["service:" + service.id] = open ? "open" : "closed";
    if (i == 0) facts["standard"] = open ? "open" : "closed";
    if (i > 0 && !hours_of(calendar, service, today).open.empty()) facts["weekend"] = "yes";
  }
  return facts;
}

Attendance attendance(const Context& context) {
  const Calendar& calendar = context.business.calendar;
  Attendance result;
  for (const Service* service : entitled_services(context)) {
    const Evaluation found = evaluate(calendar, *service, context.now);
    if (found.open) return Attendance{true, std::nullopt, nullptr, {}};
    if (found.next_opening && (!result.next_opening || *found.next_opening < *result.next_opening)) {
      result.next_opening = found.next_opening;
      result.period = closed_period(calendar, *service, context.now);
      result.holiday = found.reason == Reason::Holiday ? found.exception : nullptr;
    }
  }
  return result;
}

}  // namespace sportello::flows
