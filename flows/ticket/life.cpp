#include "flows/ticket/life.h"

#include <array>
#include <utility>

namespace sportello::flows {
namespace {

constexpr std::array<std::pair<TicketStatus, std::string_view>, 8> kNames = {{
    {TicketStatus::Registered, "registered"},
    {TicketStatus::Taken, "taken"},
    {TicketStatus::WaitingCustomer, "waiting_customer"},
    {TicketStatus::SecondLevel, "second_level"},
    {TicketStatus::Planned, "planned"},
    {TicketStatus::Quoted, "quoted"},
    {TicketStatus::Resolved, "resolved"},
    {TicketStatus::Closed, "closed"},
}};

Error refused(std::string text) {
  return fail(Errc::Conflict, std::move(text));
}

}  // namespace

std::string_view name_of(TicketStatus status) {
  for (const auto& [value, name] : kNames) {
    if (value == status) return name;
  }
  return "registered";
}

Result<TicketStatus> ticket_status(std::string_view name) {
  for (const auto& [value, known] : kNames) {
    if (known == name) return value;
  }
  return fail(Errc::NotFound, "there is no ticket status '" + std::string(name) + "'");
}

Result<TicketStatus> after_move(TicketStatus status, TicketMove move) {
  if (move == TicketMove::Talk) return status;
  if (status == TicketStatus::Closed) return refused("the ticket is closed for good: open a new one linked to it");
  const bool resolved = status == TicketStatus::Resolved;
  switch (move) {
    case TicketMove::Take:
      if (resolved) return refused("the ticket is resolved: reopen it first");
      return TicketStatus::Taken;
    case TicketMove::Plan:
      if (resolved) return refused("the ticket is resolved: reopen it first");
      return TicketStatus::Planned;
    case TicketMove::Quote:
      if (resolved) return refused("the ticket is resolved: reopen it first");
      return TicketStatus::Quoted;
    case TicketMove::Escalate:
      if (resolved) return refused("the ticket is resolved: reopen it first");
      return TicketStatus::SecondLevel;
    case TicketMove::Resolve:
      if (resolved) return refused("the ticket is resolved already");
      return TicketStatus::Resolved;
    case TicketMove::Reopen:
      if (!resolved) return refused("only a resolved ticket can be reopened");
      return TicketStatus::Taken;
    case TicketMove::Close:
      return TicketStatus::Closed;
    case TicketMove::Talk:
      return status;
  }
  return status;
}

}  // namespace sportello::flows
