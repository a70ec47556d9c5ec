/// A calendar as a business profile writes it.
///
///   { "zone": "Europe/Rome",
///     "services": [ { "id": "standard", "name": {"it": "assistenza", "en": "support"},
///                     "week": {"mon": ["09:00-13:00", "14:30-18:30"], …, "sun": []},     days left out are closed
///                     "entitlement": "extended" } ],                                     optional
///     "exceptions": [ { "id": "liberazione", "name": {"it": "…", "en": "…"},
///                       "day": "04-25" | "easter+1" | "2026-08-10" | "2026-08-10..2026-08-21" | "12-27..01-05"
///                              | "2nd mon oct" | "last fri nov",
///                       "open": ["09:00-13:00"],      optional: what stays open of the weekday's hours (a half day)
///                       "instead": ["10:00-12:00"],   optional: the day's hours whatever the weekday's are
///                       "services": ["weekend"],      optional: only these services
///                       "valid_from": "2026-10-04", "valid_to": "2030-12-31" } ] }        optional, both included
///
/// Without "open" and "instead" the day is closed.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "flows/calendar/calendar.h"

namespace sportello::flows {

/// Reads a calendar and adds every fault found, those of faults_of included, with pointers relative to `value`.
/// The calendar may be used only when nothing was added.
Calendar calendar_from_json(const nlohmann::json& value, std::vector<CalendarFault>& faults);

/// "09:00-13:00"; the order of the two is left to faults_of.
Result<Interval> parse_interval(std::string_view text);
/// The "day" of an exception.
Result<DayRule> parse_day_rule(std::string_view text);

}  // namespace sportello::flows
