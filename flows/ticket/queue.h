/// The operators' queue: in which views an open ticket stands, when an answer is due, and what comes first. Pure; time
/// is counted in the business's own opening hours.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "flows/calendar/calendar.h"
#include "flows/ticket/life.h"

namespace sportello::flows {

/// Within how much opening time somebody should answer, by priority (urgent, normal, low); empty: no aim. Internal:
/// never told to a customer (A14).
using AnswerTargets = std::array<std::optional<std::chrono::minutes>, 3>;

/// What a place in the queue depends on.
struct QueueTicket {
  std::int64_t id = 0;
  int priority = 2;  ///< 1 urgent, 2 normal, 3 low
  std::string assignee;
  std::optional<Instant> waiting_since;  ///< empty: it is not our turn
  bool to_call = false;
};

enum class QueueView { ToCall, Mine, Unassigned, Waiting, DueSoon, Overdue, Open };
inline constexpr std::array<QueueView, 7> kQueueViews{QueueView::ToCall,  QueueView::Mine,    QueueView::Unassigned,
                                                      QueueView::Waiting, QueueView::DueSoon, QueueView::Overdue,
                                                      QueueView::Open};
/// "to_call", "mine", …: as the API spells them.
std::string_view name_of(QueueView view);
std::optional<QueueView> queue_view(std::string_view name);

struct QueuePlace {
  std::int64_t id = 0;
  int priority = 2;
  bool waits_for_us = false;
  std::chrono::minutes age{};          ///< opening time the customer has waited for us
  std::optional<Instant> due;          ///< when an answer should be there
  std::chrono::minutes left{};         ///< opening time until then; negative when it is over
  bool due_soon = false;
  bool overdue = false;
};

/// Less than a quarter of the target, or half an hour of opening time, is soon.
QueuePlace place_in_queue(const QueueTicket& ticket, const Calendar& calendar, const AnswerTargets& targets,
                          Instant now);
bool stands_in(QueueView view, const QueueTicket& ticket, const QueuePlace& place, std::string_view own_name);
/// Those who wait for us first, by priority, then by age in opening time; older tickets first where all is equal.
bool comes_before(const QueuePlace& a, const QueuePlace& b);

}  // namespace sportello::flows
