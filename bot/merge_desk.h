/// Two tickets become one, and messages of one become another, on the store.
#pragma once

#include <string>
#include <vector>

#include "bot/scene.h"
#include "flows/core/result.h"
#include "flows/ticket/merge.h"
#include "storage/merges.h"
#include "storage/store.h"

namespace sportello::bot {

/// What flows::may_merge and may_split look at.
flows::MergeSide merge_side(storage::Store& store, const storage::TicketRow& ticket);

/// The ticket that `code` names, if this one may be merged into it. NotFound; Conflict with the reason.
flows::Result<storage::TicketRow> merge_target(storage::Store& store, const storage::TicketRow& gone,
                                               const std::string& code);
/// Gives `survivor` all that hangs on `gone`, which is closed by it, and notes it in the survivor's log. The caller
/// writes `gone` and notes it there.
void merge_into(storage::Store& store, storage::TicketRow& gone, storage::TicketRow survivor, const std::string& who,
                flows::Instant now, Afterwards& after);

/// Opens a ticket made of those messages, with the same customer and entitlement, linked to the old one. An empty summary is
/// taken from the messages. NotFound for a message that is not the ticket's; Conflict with the reason.
flows::Result<storage::TicketRow> split_ticket(storage::Store& store, const Scene& scene,
                                               const storage::TicketRow& ticket,
                                               const std::vector<std::int64_t>& messages, const std::string& summary,
                                               const std::string& who, Afterwards& after);

}  // namespace sportello::bot
