#include "flows/business/loader.h"

#include <nlohmann/json.hpp>

#include "flows/business/document.h"
#include "flows/business/faults.h"
#include "flows/business/reader.h"
#include "flows/business/rules.h"
#include "flows/business/structure.h"
#include "flows/calendar/calendar_json.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

Calendar read_calendar(const json& profile, Faults& faults) {
  const json& value = reading::part(profile, "calendar");
  Calendar none{utc(), {}, {}};
  // Missing, or a file that is not there: said already.
  if (value.is_null() || value.is_string()) return none;
  std::vector<CalendarFault> found;
  Calendar calendar = calendar_from_json(value, found);
  for (CalendarFault& fault : found) faults.add("/calendar" + fault.pointer, std::move(fault.text));
  return calendar;
}

/// Names and numbers that never change are put into the texts once, so that every sentence may hold them.
Texts join_texts(const Draft& draft) {
  Params fixed{{"business", draft.business.name}};
  for (const Contact& contact : draft.business.contacts) fixed["contact_" + contact.id] = contact.value;
  const auto filled = [&](std::string text) {
    for (const auto& [name, value] : fixed) {
      const std::string placeholder = "{{" + name + "}}";
      for (std::size_t at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at)) {
        text.replace(at, placeholder.size(), value);
        at += value.size();
      }
    }
    return text;
  };
  std::map<std::string, Localized> own;
  for (const auto& [key, text] : draft.texts) own[key] = {filled(text.it), filled(text.en)};
  return Texts(own);
}

}  // namespace

std::string ProfileFault::line() const {
  return file + (pointer.empty() ? "" : "#" + pointer) + ": " + text;
}

ProfileLoad load_profile(const ProfileFiles& files) {
  Faults faults;
  const json profile = assemble_profile(files, faults);
  std::optional<Business> business;
  if (!profile.is_null()) {
    check_structure(profile, faults);
    Draft draft = read_draft(profile, read_calendar(profile, faults));
    check_business(draft.business, faults);
    check_form(draft.business, reading::part(profile, "form"), faults);
    check_texts(draft, faults);
    check_templates(draft.business, faults);
    if (faults.none()) {
      check_holidays(draft.business.calendar, faults);
      draft.business.texts = join_texts(draft);
      business = std::move(draft.business);
    }
  }
  return {std::move(business), faults.take_faults(), faults.take_warnings()};
}

}  // namespace sportello::flows
