/// The holidays and closures ahead, as a compact list.
#pragma once

#include <string>
#include <vector>

#include "flows/answers/desk.h"

namespace sportello::flows {

enum class Period { YearAhead, AsAsked };
/// The holidays from `first` to `last`, by what the days look like.
std::string holidays_answer(const Desk& desk, const std::vector<DeskDay>& holidays, Date first, Date last,
                            Period period);

}  // namespace sportello::flows
