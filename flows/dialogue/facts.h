/// The facts of the moment that a form's conditions and the desk's sentences depend on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "flows/dialogue/step.h"

namespace sportello::flows {

/// The plan in force today: a plan's id, "none" when it is known that there is none or it has run out, "unknown".
/// The last day of a plan is included (L3).
std::string plan_today(const Context& context);
/// The same for flows/answers: empty when it is not known.
std::optional<std::string> known_plan(const Context& context);
/// The services the person has a right to: those for everybody and those of the plan in force.
std::vector<const Service*> entitled_services(const Context& context);
/// Every fact of flows/business/form.h for a form run.
Facts facts_of(const Context& context, const Filling& form);

/// Open when any entitled service is; otherwise when the first of them opens and the name of the closed period.
struct Attendance {
  bool open = false;
  std::optional<Instant> next_opening;
  const CalendarException* holiday = nullptr;  ///< today's, when that is why it is closed
  std::string period;                          ///< stable name of the closed period; empty when open
};
Attendance attendance(const Context& context);

}  // namespace sportello::flows
