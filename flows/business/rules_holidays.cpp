#include <algorithm>
#include <array>

#include "flows/business/rules.h"

namespace sportello::flows {
namespace {

struct NationalHoliday {
  unsigned month;
  unsigned day;
  const char* name;
  int since;
};

/// Italy's holidays with a date (law 260 of 1949 with its changes; 4 October by law 151 of 2025, from 2026).
constexpr std::array<NationalHoliday, 12> kItaly{{{1, 1, "Capodanno", 1949},
                                                  {1, 6, "Epifania", 1986},
                                                  {4, 25, "Liberazione", 1949},
                                                  {5, 1, "Festa del Lavoro", 1949},
                                                  {6, 2, "Festa della Repubblica", 2001},
                                                  {8, 15, "Ferragosto", 1949},
                                                  {10, 4, "San Francesco", 2026},
                                                  {11, 1, "Ognissanti", 1949},
                                                  {12, 8, "Immacolata", 1949},
                                                  {12, 25, "Natale", 1949},
                                                  {12, 26, "Santo Stefano", 1949},
                                                  {0, 0, "Lunedì dell'Angelo", 1949}}};

/// A year by which every rule above is in force.
constexpr std::chrono::year kTried{2027};

Date date_of(const NationalHoliday& holiday) {
  if (holiday.month == 0) return plus_days(easter(kTried), 1);
  return Date{kTried, std::chrono::month{holiday.month}, std::chrono::day{holiday.day}};
}

}  // namespace

void check_holidays(const Calendar& calendar, Faults& faults) {
  if (calendar.zone.name() != "Europe/Rome") return;
  for (const NationalHoliday& holiday : kItaly) {
    const Date date = date_of(holiday);
    const bool mentioned = std::any_of(calendar.exceptions.begin(), calendar.exceptions.end(),
                                       [&](const CalendarException& one) { return applies_on(one, date); });
    if (mentioned) continue;
    const std::string since = holiday.since > 2025 ? " from " + std::to_string(holiday.since) : "";
    faults.warn("/calendar/exceptions", "says nothing of " + std::string(holiday.name) + " (" +
                                            iso_date(date).substr(5) + "), a national holiday" + since +
                                            ": an ordinary day here");
  }
}

}  // namespace sportello::flows
