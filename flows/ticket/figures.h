/// What a manager wants to know about a time: how much came in, how fast it was answered and resolved in opening time,
/// how often it came back. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "flows/calendar/calendar.h"

namespace sportello::flows {

struct FiguresTicket {
  Instant created_at{};
  std::optional<Instant> answered_at;
  std::optional<Instant> resolved_at;
  int reopened = 0;
  std::chrono::minutes work{};
};

/// Opening time of the middle one, and of the one that only a tenth took longer than. Empty without any.
struct Spread {
  int count = 0;
  std::optional<std::chrono::minutes> median;
  std::optional<std::chrono::minutes> ninety;
};

struct DayFigures {
  Date day;
  int opened = 0;
  int resolved = 0;  ///< of those opened in the time that is looked at
};

struct Figures {
  int opened = 0;
  int resolved = 0;
  int reopened = 0;  ///< tickets that came back at least once
  std::chrono::minutes work{};
  Spread answer;
  Spread resolution;
  std::vector<DayFigures> days;  ///< every day from first to last
};

/// Days are those of the business's zone, opening time that of its standard service.
Figures figures_of(const std::vector<FiguresTicket>& tickets, const Calendar& calendar, Date first, Date last);

}  // namespace sportello::flows
