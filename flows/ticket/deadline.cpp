#include "flows/ticket/deadline.h"

#include <algorithm>

#include "flows/calendar/openings.h"

namespace sportello::flows {

Instant reopening_deadline(Instant resolved_at, std::chrono::hours window) {
  return resolved_at + window;
}

Instant reopening_deadline(Instant resolved_at, std::chrono::hours window, const Calendar& calendar,
                           const Service& service) {
  std::chrono::milliseconds left = window;
  Openings openings(calendar, service, resolved_at);
  while (const auto opening = openings.next()) {
    const Instant begin = std::max(opening->begin, resolved_at);
    if (begin + left <= opening->end) return begin + left;
    left -= opening->end - begin;
  }
  return resolved_at + window;
}

}  // namespace sportello::flows
