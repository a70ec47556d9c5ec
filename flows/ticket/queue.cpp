#include "flows/ticket/queue.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::array<std::pair<QueueView, std::string_view>, kQueueViews.size()> kViewNames{{
    {QueueView::ToCall, "to_call"},
    {QueueView::Mine, "mine"},
    {QueueView::Unassigned, "unassigned"},
    {QueueView::Waiting, "waiting"},
    {QueueView::DueSoon, "due_soon"},
    {QueueView::Overdue, "overdue"},
    {QueueView::Open, "open"},
}};
constexpr std::chrono::minutes kSoonAtLeast{30};

}  // namespace

std::string_view name_of(QueueView view) {
  for (const auto& [value, name] : kViewNames)
    if (value == view) return name;
  return {};
}

std::optional<QueueView> queue_view(std::string_view name) {
  for (const auto& [value, known] : kViewNames)
    if (known == name) return value;
  return std::nullopt;
}

QueuePlace place_in_queue(const QueueTicket& ticket, const Calendar& calendar, const AnswerTargets& targets,
                          Instant now) {
  QueuePlace place;
  place.id = ticket.id;
  place.priority = ticket.priority;
  place.waits_for_us = ticket.waiting_since.has_value();
  if (!ticket.waiting_since || calendar.services.empty()) return place;
  const auto& service = calendar.services.front();
  place.age = working_time(calendar, service, *ticket.waiting_since, now);
  const auto urgency = static_cast<std::size_t>(std::clamp(ticket.priority, 1, 3) - 1);
  const auto target = targets.at(urgency);
  if (!target) return place;
  place.due = add_working_time(calendar, service, *ticket.waiting_since, *target);
  if (!place.due) return place;
  place.left = *target - place.age;
  place.overdue = *place.due <= now;
  place.due_soon = !place.overdue && place.left <= std::max(*target / 4, kSoonAtLeast);
  return place;
}

bool stands_in(QueueView view, const QueueTicket& ticket, const QueuePlace& place, std::string_view own_name) {
  switch (view) {
    case QueueView::ToCall:
      return place.waits_for_us || ticket.to_call;
    case QueueView::Mine:
      return !own_name.empty() && ticket.assignee == own_name;
    case QueueView::Unassigned:
      return ticket.assignee.empty();
    case QueueView::Waiting:
      return !place.waits_for_us;
    case QueueView::DueSoon:
      return place.due_soon;
    case QueueView::Overdue:
      return place.overdue;
    case QueueView::Open:
      return true;
  }
  return false;
}

bool comes_before(const QueuePlace& a, const QueuePlace& b) {
  const auto rank = [](const QueuePlace& place) {
    return std::tuple(!place.waits_for_us, place.priority, -place.age.count(), place.id);
  };
  return rank(a) < rank(b);
}

}  // namespace sportello::flows
