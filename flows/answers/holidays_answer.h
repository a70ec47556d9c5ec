/// The holidays and closures ahead, as a compact list.
#pragma once

#include <string>

#include "flows/answers/desk.h"

namespace sportello::flows {

/// Days from `first` to `last` on which an exception counts, by what they look like.
std::string holidays_answer(const Desk& desk, Date first, Date last, bool whole_year);

}  // namespace sportello::flows
