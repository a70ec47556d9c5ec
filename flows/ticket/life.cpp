#include "flows/ticket/life.h"

#include <array>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::array<std::pair<TicketStatus, std::string_view>, 8> kStatusNames = {{
    {TicketStatus::Registered, "registered"},
    {TicketStatus::Taken, "taken"},
    {TicketStatus::WaitingCustomer, "waiting_customer"},
    {TicketStatus::SecondLevel, "second_level"},
    {TicketStatus::Planned, "planned"},
    {TicketStatus::Quoted, "quoted"},
    {TicketStatus::Resolved, "resolved"},
    {TicketStatus::Closed, "closed"},
}};

Error refused(const char* code, std::string text) {
  return fail(Errc::Conflict, std::move(text), {code});
}

Error resolved_already() {
  return refused("ticket_resolved", "the ticket is resolved: reopen it first");
}

}  // namespace

std::string_view name_of(TicketStatus status) {
  for (const auto& [value, name] : kStatusNames) {
    if (value == status) return name;
  }
  return "registered";
}

Result<TicketStatus> ticket_status(std::string_view name) {
  for (const auto& [value, known] : kStatusNames) {
    if (known == name) return value;
  }
  return fail(Errc::NotFound, "there is no ticket status '" + std::string(name) + "'");
}

Result<TicketStatus> after_move(TicketStatus status, TicketMove move) {
  if (move == TicketMove::Talk) return status;
  if (status == TicketStatus::Closed) return refused("ticket_closed", "the ticket is closed for good: open a new one linked to it");
  const bool resolved = status == TicketStatus::Resolved;
  switch (move) {
    case TicketMove::Take:
      if (resolved) return resolved_already();
      return TicketStatus::Taken;
    case TicketMove::Plan:
      if (resolved) return resolved_already();
      return TicketStatus::Planned;
    case TicketMove::Quote:
      if (resolved) return resolved_already();
      return TicketStatus::Quoted;
    case TicketMove::Escalate:
      if (resolved) return resolved_already();
      return TicketStatus::SecondLevel;
    case TicketMove::Resolve:
      if (resolved) return refused("ticket_resolved_before", "the ticket is resolved already");
      return TicketStatus::Resolved;
    case TicketMove::Reopen:
      if (!resolved) return refused("ticket_not_resolved", "only a resolved ticket can be reopened");
      return TicketStatus::Taken;
    case TicketMove::Close:
      return TicketStatus::Closed;
    case TicketMove::Talk:
      return status;
  }
  return status;
}

}  // namespace sportello::flows
