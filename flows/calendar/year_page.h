/// A year of opening hours on one page, for the owner of the business to read and sign off.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "flows/calendar/calendar.h"
#include "flows/core/language.h"

namespace sportello::flows {

/// For a terminal: usual hours, a grid with one symbol a day, one line for each day that differs, hours in total.
std::string year_text(const Calendar& calendar, std::string_view title, std::chrono::year year, Language language);
/// The same as a page that needs nothing else (no script, no font, no image), made to be printed on A4.
std::string year_html(const Calendar& calendar, std::string_view title, std::chrono::year year, Language language);

}  // namespace sportello::flows
