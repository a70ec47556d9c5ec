#include "flows/ticket/merge.h"

#include <utility>

namespace sportello::flows {
namespace {

Error refused(std::string text) {
  return fail(Errc::Conflict, std::move(text));
}

Result<void> must_be_open(const MergeSide& side) {
  if (!side.merged_into.empty()) return refused(side.code + " was merged into " + side.merged_into + " already");
  if (side.status == TicketStatus::Closed) return refused(side.code + " is closed for good");
  if (side.status == TicketStatus::Resolved) return refused(side.code + " is resolved: reopen it first");
  return {};
}

}  // namespace

Result<void> may_merge(const MergeSide& gone, const MergeSide& survivor) {
  if (gone.code == survivor.code) return refused("a ticket cannot be merged into itself");
  if (gone.business != survivor.business) return refused(survivor.code + " belongs to another business");
  if (gone.person != survivor.person) return refused(survivor.code + " belongs to another customer");
  if (auto open = must_be_open(gone); !open) return open;
  return must_be_open(survivor);
}

Result<void> may_split(const MergeSide& ticket, std::size_t chosen, std::size_t all) {
  if (!ticket.merged_into.empty()) {
    return refused(ticket.code + " was merged into " + ticket.merged_into + ": split that one");
  }
  if (chosen == 0) return fail(Errc::Invalid, "choose the messages that become a ticket of their own");
  if (all > 0 && chosen >= all) return refused("nothing would be left of " + ticket.code);
  return {};
}

}  // namespace sportello::flows
