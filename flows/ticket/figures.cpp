#include "flows/ticket/figures.h"

#include <algorithm>

namespace sportello::flows {
namespace {

using std::chrono::minutes;
using std::chrono::sys_days;

Spread spread_of(std::vector<minutes> times) {
  Spread spread{.count = static_cast<int>(times.size()), .median = {}, .ninety = {}};
  if (times.empty()) return spread;
  std::sort(times.begin(), times.end());
  const auto at = [&](std::size_t percent) { return times.at((times.size() - 1) * percent / 100); };
  spread.median = at(50);
  spread.ninety = at(90);
  return spread;
}

}  // namespace

Figures figures_of(const std::vector<FiguresTicket>& tickets, const Calendar& calendar, Date first, Date last) {
  Figures figures;
  for (sys_days day{first}; day <= sys_days{last}; day += std::chrono::days{1})
    figures.days.push_back({.day = Date{day}, .opened = 0, .resolved = 0});
  const auto day_of = [&](Instant instant) -> DayFigures* {
    const auto index = (sys_days{calendar.zone.to_local(instant).date} - sys_days{first}).count();
    if (index < 0 || index >= static_cast<long>(figures.days.size())) return nullptr;
    return &figures.days[static_cast<std::size_t>(index)];
  };
  std::vector<minutes> answers;
  std::vector<minutes> resolutions;
  const auto& service = calendar.services.front();
  for (const auto& ticket : tickets) {
    ++figures.opened;
    figures.work += ticket.work;
    if (ticket.reopened > 0) ++figures.reopened;
    if (auto* day = day_of(ticket.created_at)) ++day->opened;
    if (ticket.answered_at) answers.push_back(working_time(calendar, service, ticket.created_at, *ticket.answered_at));
    if (!ticket.resolved_at) continue;
    ++figures.resolved;
    resolutions.push_back(working_time(calendar, service, ticket.created_at, *ticket.resolved_at));
    if (auto* day = day_of(*ticket.resolved_at)) ++day->resolved;
  }
  figures.answer = spread_of(std::move(answers));
  figures.resolution = spread_of(std::move(resolutions));
  return figures;
}

}  // namespace sportello::flows
