#include "flows/dialogue/facts.h"

#include <fmt/core.h>

#include <algorithm>

#include "flows/answers/desk.h"
#include "flows/core/text.h"
#include "flows/dialogue/commands.h"
#include "flows/ticket/product_version.h"
#include "flows/ticket/warranty.h"

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

const Answer* answer_to(const Business& business, const Filling* form, Prefill prefill) {
  if (form == nullptr) return nullptr;
  for (const Field& field : business.form.fields) {
    if (field.prefill != prefill) continue;
    const auto found = form->answers.find(field.id);
    if (found != form->answers.end() && !found->second.values.empty() && !found->second.unsure) return &found->second;
  }
  return nullptr;
}

bool same_name(const std::string& a, const std::string& b) {
  return fold(trim(a)) == fold(trim(b));
}

std::optional<Date> purchase_date(const Context& context, const Filling& form) {
  const auto& terms = context.business.warranty;
  if (!terms) return std::nullopt;
  const auto found = form.answers.find(terms->purchase_field);
  if (found == form.answers.end() || found->second.values.empty() || found->second.unsure) return std::nullopt;
  const auto day = parse_date(found->second.values.front());
  return day ? std::optional(*day) : std::nullopt;
}

Date today_of(const Context& context) {
  return context.business.calendar.zone.to_local(context.now).date;
}

WarrantyState warranty_of(const Context& context, const Filling& form) {
  const auto bought = purchase_date(context, form);
  if (!bought) return WarrantyState::Unknown;
  const WarrantyTerms& terms = *context.business.warranty;
  return warranty_on(today_of(context), *bought, terms.months, terms.extended_months);
}

VersionCheck version_of(const Context& context, const Filling& form) {
  const Answer* said = answer_to(context.business, &form, Prefill::Product);
  return said == nullptr ? VersionCheck{} : check_version(context.business.products, said->values.front());
}

/// A warranty covers the defect, never everything (L22): until a technician has looked, it is not known.
std::string covered(const Context& context, const Filling& form, const std::string& plan) {
  if (warranty_demanded(context.business.form, form.answers)) {
    return warranty_of(context, form) == WarrantyState::Expired ? "no" : "unknown";
  }
  return covered_by(context.business, plan, plan_demanded(context.business.form, form.answers));
}

/// Open when any of these services is.
Attendance attendance_at(const Context& context, const std::vector<const Service*>& services) {
  const Calendar& calendar = context.business.calendar;
  Attendance result;
  for (const Service* service : services) {
    const Evaluation found = evaluate(calendar, *service, context.now);
    if (found.open) return Attendance{true, std::nullopt, nullptr, nullptr, {}};
    if (found.next_opening && (!result.next_opening || *found.next_opening < *result.next_opening)) {
      result.next_opening = found.next_opening;
      result.service = service;
      result.period = closed_period(calendar, *service, context.now);
      result.holiday = found.reason == Reason::Holiday ? found.exception : nullptr;
    }
  }
  return result;
}

}  // namespace

const CompanyFacts* company_of(const Context& context, const Filling* form) {
  const auto& companies = context.person.companies;
  if (const Answer* named = answer_to(context.business, form, Prefill::Company)) {
    for (const CompanyFacts& company : companies) {
      if (same_name(company.name, named->values.front())) return &company;
    }
    return nullptr;
  }
  return companies.size() == 1 ? &companies.front() : nullptr;
}

Entitlement entitlement_today(const Context& context, const Filling* form) {
  const PersonFacts& person = context.person;
  std::vector<Contract> contracts;
  if (const CompanyFacts* company = company_of(context, form)) {
    contracts = company->contracts;
  } else if (person.companies.empty()) {
    if (!person.plan.empty()) contracts.push_back({person.plan, person.plan_from, person.plan_to});
  } else if (answer_to(context.business, form, Prefill::Company) == nullptr) {
    for (const CompanyFacts& one : person.companies) {
      contracts.insert(contracts.end(), one.contracts.begin(), one.contracts.end());
    }
  }
  return entitlement_on(context.business, contracts, today_of(context));
}

std::string plan_today(const Context& context, const Filling* form) {
  return entitlement_today(context, form).word();
}

Standing standing_today(const Context& context, const Filling* form) {
  if (const CompanyFacts* company = company_of(context, form)) return company->standing;
  if (answer_to(context.business, form, Prefill::Company) != nullptr) return Standing::Unknown;
  Standing worst = Standing::Unknown;
  for (const CompanyFacts& company : context.person.companies) worst = std::max(worst, company.standing);
  return worst;
}

Decision decision_of(const Context& context, const Filling& form) {
  Decision decision;
  if (const Answer* named = answer_to(context.business, &form, Prefill::Company)) {
    decision.company = named->values.front();
  } else if (const CompanyFacts* company = company_of(context, &form)) {
    decision.company = company->name;
  }
  decision.held = entitlement_today(context, &form);
  decision.demanded = plan_demanded(context.business.form, form.answers);
  decision.covered = covered(context, form, decision.held.word());
  decision.standing = standing_today(context, &form);
  return decision;
}

Params params_of_answers(const Context& context, const Filling& form) {
  Params params;
  if (const VersionCheck check = version_of(context, form); check.product != nullptr) {
    params["product"] = check.product->name;
    params["current_version"] = check.product->current_version;
  }
  if (const auto bought = purchase_date(context, form)) {
    const Date until = warranty_until(*bought, context.business.warranty->months);
    params["warranty_until"] = fmt::format("{}/{}/{}", unsigned{until.day()}, unsigned{until.month()}, int{until.year()});
  }
  return params;
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
  const Date today = today_of(context);
  Facts facts;
  facts["customer"] = context.person.known ? "known" : "new";
  facts["plan"] = plan_today(context, &form);
  facts["covered"] = covered(context, form, facts["plan"]);
  facts["number"] = context.person.wa_number.empty() ? "hidden" : "visible";
  facts["standing"] = name_of(standing_today(context, &form));
  const std::size_t companies = context.person.companies.size();
  facts["companies"] = companies == 0 ? "none" : companies == 1 ? "one" : "several";
  facts["version"] = name_of(version_of(context, form).age);
  facts["warranty"] = name_of(warranty_of(context, form));
  facts["urgent"] = means_urgent(form.problem) ? "yes" : "no";
  facts["weekend"] = "no";
  std::optional<Instant> standard_opens;
  for (std::size_t i = 0; i < calendar.services.size(); ++i) {
    const Service& service = calendar.services[i];
    const Evaluation found = evaluate(calendar, service, context.now);
    facts["service:" + service.id] = found.open ? "open" : "closed";
    if (i == 0) {
      facts["standard"] = found.open ? "open" : "closed";
      if (!found.open) standard_opens = found.next_opening;
      continue;
    }
    // On its days, and on the evening before: what stops the work need not wait for Monday (L34).
    const bool opens_first = standard_opens && found.next_opening && *found.next_opening < *standard_opens;
    if (opens_first || !hours_of(calendar, service, today).open.empty()) facts["weekend"] = "yes";
  }
  return facts;
}

Attendance attendance(const Context& context) {
  return attendance_at(context, entitled_services(context));
}

Attendance attendance_for(const Context& context, const std::vector<std::string>& flags) {
  std::vector<const Service*> services;
  for (const Service* service : entitled_services(context)) {
    const bool standard = service == &context.business.calendar.services.front();
    if (standard || std::find(flags.begin(), flags.end(), service->id) != flags.end()) services.push_back(service);
  }
  return attendance_at(context, services);
}

const Contact* phone_to_call(const Context& context) {
  const Calendar& calendar = context.business.calendar;
  const auto plan = known_plan(context);
  for (const Service& service : calendar.services) {
    if (!evaluate(calendar, service, context.now).open) continue;
    if (right_to(context.business, service, plan) == Right::No) continue;
    return contact_for(context.business, ContactKind::Phone, service.id);
  }
  return contact_for(context.business, ContactKind::Phone, {});
}

}  // namespace sportello::flows
