#include "flows/ticket/merge.h"

#include <utility>

namespace sportello::flows {
namespace {

Error no_merge(const char* code, const MergeSide& ticket, std::string text) {
  return fail(Errc::Conflict, std::move(text), {code, {{"ticket", ticket.code}, {"into", ticket.merged_into}}});
}

Result<void> must_be_open(const MergeSide& side) {
  if (!side.merged_into.empty()) {
    return no_merge("ticket_merged", side, side.code + " was merged into " + side.merged_into + " already");
  }
  if (side.status == TicketStatus::Closed) return no_merge("merge_closed", side, side.code + " is closed for good");
  if (side.status == TicketStatus::Resolved)
    return no_merge("merge_resolved", side, side.code + " is resolved: reopen it first");
  return {};
}

}  // namespace

Result<void> may_merge(const MergeSide& gone, const MergeSide& survivor) {
  if (gone.code == survivor.code) return no_merge("merge_itself", gone, "a ticket cannot be merged into itself");
  if (gone.business != survivor.business) {
    return no_merge("merge_other_business", survivor, survivor.code + " belongs to another business");
  }
  if (gone.person != survivor.person) {
    return no_merge("merge_other_customer", survivor, survivor.code + " belongs to another customer");
  }
  if (auto open = must_be_open(gone); !open) return open;
  return must_be_open(survivor);
}

Result<void> may_split(const MergeSide& ticket, std::size_t chosen, std::size_t all) {
  if (!ticket.merged_into.empty()) {
    return no_merge("ticket_merged", ticket,
                    ticket.code + " was merged into " + ticket.merged_into + ": split that one");
  }
  if (chosen == 0) {
    return fail(Errc::Invalid, "choose the messages that become a ticket of their own", {"split_nothing"});
  }
  if (all > 0 && chosen >= all) {
    return no_merge("split_everything", ticket, "nothing would be left of " + ticket.code);
  }
  return {};
}

}  // namespace sportello::flows
