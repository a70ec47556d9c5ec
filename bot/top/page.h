/// One screen of `sportello top`: the desk at a glance, for a terminal of 80 columns.
#pragma once

#include <chrono>
#include <string>

#include "bot/top/readings.h"

namespace sportello::bot {

/// Rates are what happened between the two readings, which are `apart`; with the same readings twice there are none.
std::string top_page(const Readings& before, const Readings& now, std::chrono::duration<double> apart,
                     std::chrono::duration<double> unix_time);

}  // namespace sportello::bot
