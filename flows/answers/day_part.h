/// Parts of the day by name: "domani mattina", "all'ora di pranzo".
#pragma once

#include "flows/answers/desk.h"

namespace sportello::flows {

enum class DayPart { Morning, Lunch, Afternoon, Evening, Night };
DayPart day_part(const Interval& interval);
/// "stamattina", "domani pomeriggio (lunedì 23 novembre)", "sabato 5 giugno di sera".
std::string part_label(const Desk& desk, Date date, DayPart part, const CalendarException* holiday);

}  // namespace sportello::flows
