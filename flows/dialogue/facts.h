/// The facts of the moment that a form's conditions and the desk's sentences depend on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/dialogue/step.h"
#include "flows/wording/texts.h"

namespace sportello::flows {

/// What the person is entitled to today: by the company the form names, else by any of theirs, else by their own
/// contract. A company that is not theirs is not known. The last day of a contract is included (L3).
Entitlement entitlement_today(const Context& context, const Filling* form = nullptr);
/// The plan in force today: a plan's id, "none" when it is known that there is none or it has run out, "unknown".
std::string plan_today(const Context& context, const Filling* form = nullptr);
/// The person's company that the form names, or the only one; null when it is not known which.
const CompanyFacts* company_of(const Context& context, const Filling* form);
/// The worst that the administration says of the companies in question.
Standing standing_today(const Context& context, const Filling* form = nullptr);
/// The same for flows/answers: empty when it is not known.
std::optional<std::string> known_plan(const Context& context);
/// The services the person has a right to: those for everybody and those of the plan in force.
std::vector<const Service*> entitled_services(const Context& context);
/// What is decided when this form is sent.
Decision decision_of(const Context& context, const Filling& form);
/// {{product}}, {{current_version}} and {{warranty_until}}, as far as the answers tell them.
Params params_of_answers(const Context& context, const Filling& form);
/// Every fact of flows/business/form.h for a form run.
Facts facts_of(const Context& context, const Filling& form);

/// Open when any entitled service is; otherwise when the first of them opens and the name of the closed period.
struct Attendance {
  bool open = false;
  std::optional<Instant> next_opening;
  const Service* service = nullptr;            ///< the one that opens then
  const CalendarException* holiday = nullptr;  ///< today's, when that is why it is closed
  std::string period;                          ///< stable name of the closed period; empty when open
};
Attendance attendance(const Context& context);
/// When a ticket with these flags is looked at: in the standard hours, and in those of an entitled service that has a
/// flag by its name (L20: the weekend is for what stops the work).
Attendance attendance_for(const Context& context, const std::vector<std::string>& flags);

/// The number to call now: that of the service which is open and which nothing denies this person (A1), of the standard
/// one otherwise (L34). Null when the business has none.
const Contact* phone_to_call(const Context& context);

}  // namespace sportello::flows
