/// The calendars of the two businesses as the tests know them: written down here so that a change of a shipped
/// profile cannot quietly change what is tested.
#pragma once

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "flows/calendar/calendar_json.h"

namespace sportello::testing {

inline flows::Calendar calendar_of(std::string_view text) {
  std::vector<flows::CalendarFault> faults;
  const auto calendar = flows::calendar_from_json(nlohmann::json::parse(text), faults);
  if (!faults.empty()) throw std::runtime_error(faults.front().pointer + ": " + faults.front().text);
  return calendar;
}

/// Weekdays 9–13 and 14:30–18:30, a weekend service for one plan, five half days.
inline flows::Calendar leotron_calendar() {
  return calendar_of(R"({
    "zone": "Europe/Rome",
    "services": [
      {"id": "standard", "name": {"it": "assistenza", "en": "support"},
       "week": {"mon": ["09:00-13:00", "14:30-18:30"], "tue": ["09:00-13:00", "14:30-18:30"],
                "wed": ["09:00-13:00", "14:30-18:30"], "thu": ["09:00-13:00", "14:30-18:30"],
                "fri": ["09:00-13:00", "14:30-18:30"]}},
      {"id": "weekend", "name": {"it": "assistenza week-end", "en": "weekend support"}, "entitlement": "extended",
       "week": {"sat": ["09:00-13:00", "14:30-18:30"], "sun": ["09:00-13:00"]}}],
    "exceptions": [
      {"id": "capodanno", "name": {"it": "Capodanno", "en": "New Year's Day"}, "day": "01-01"},
      {"id": "epifania", "name": {"it": "Epifania", "en": "Epiphany"}, "day": "01-06"},
      {"id": "pasqua", "name": {"it": "Pasqua", "en": "Easter Sunday"}, "day": "easter"},
      {"id": "pasquetta", "name": {"it": "Pasquetta", "en": "Easter Monday"}, "day": "easter+1"},
      {"id": "liberazione", "name": {"it": "Festa della Liberazione", "en": "Liberation Day"}, "day": "04-25",
       "open": ["09:00-13:00"]},
      {"id": "lavoro", "name": {"it": "Festa dei Lavoratori", "en": "Labour Day"}, "day": "05-01",
       "open": ["09:00-13:00"]},
      {"id": "repubblica", "name": {"it": "Festa della Repubblica", "en": "Republic Day"}, "day": "06-02",
       "open": ["09:00-13:00"]},
      {"id": "ferragosto", "name": {"it": "Ferragosto", "en": "Assumption Day"}, "day": "08-15"},
      {"id": "ognissanti", "name": {"it": "Ognissanti", "en": "All Saints' Day"}, "day": "11-01",
       "open": ["09:00-13:00"]},
      {"id": "immacolata", "name": {"it": "Immacolata", "en": "Immaculate Conception"}, "day": "12-08",
       "open": ["09:00-13:00"]},
      {"id": "natale", "name": {"it": "Natale", "en": "Christmas Day"}, "day": "12-25"},
      {"id": "stefano", "name": {"it": "Santo Stefano", "en": "St Stephen's Day"}, "day": "12-26"}]})");
}

/// Weekdays 9–18, closed on the national holidays; 4 October is one from 2026 on.
inline flows::Calendar kzweb_calendar() {
  return calendar_of(R"({
    "zone": "Europe/Rome",
    "services": [
      {"id": "standard", "name": {"it": "assistenza", "en": "support"},
       "week": {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"], "thu": ["09:00-18:00"],
                "fri": ["09:00-18:00"]}}],
    "exceptions": [
      {"id": "capodanno", "name": {"it": "Capodanno", "en": "New Year's Day"}, "day": "01-01"},
      {"id": "epifania", "name": {"it": "Epifania", "en": "Epiphany"}, "day": "01-06"},
      {"id": "pasqua", "name": {"it": "Pasqua", "en": "Easter Sunday"}, "day": "easter"},
      {"id": "pasquetta", "name": {"it": "Pasquetta", "en": "Easter Monday"}, "day": "easter+1"},
      {"id": "liberazione", "name": {"it": "Festa della Liberazione", "en": "Liberation Day"}, "day": "04-25"},
      {"id": "lavoro", "name": {"it": "Festa dei Lavoratori", "en": "Labour Day"}, "day": "05-01"},
      {"id": "repubblica", "name": {"it": "Festa della Repubblica", "en": "Republic Day"}, "day": "06-02"},
      {"id": "ferragosto", "name": {"it": "Ferragosto", "en": "Assumption Day"}, "day": "08-15"},
      {"id": "francesco", "name": {"it": "San Francesco", "en": "St Francis' Day"}, "day": "10-04",
       "valid_from": "2026-10-04"},
      {"id": "ognissanti", "name": {"it": "Ognissanti", "en": "All Saints' Day"}, "day": "11-01"},
      {"id": "immacolata", "name": {"it": "Immacolata", "en": "Immaculate Conception"}, "day": "12-08"},
      {"id": "natale", "name": {"it": "Natale", "en": "Christmas Day"}, "day": "12-25"},
      {"id": "stefano", "name": {"it": "Santo Stefano", "en": "St Stephen's Day"}, "day": "12-26"}]})");
}

}  // namespace sportello::testing
