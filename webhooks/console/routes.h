/// The routes of the API by subject; make_console mounts them all. The Api outlives the router's handlers.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

#include "webhooks/console/api.h"

namespace sportello::webhooks {

void add_ticket_routes(Api& api, Router& router);
/// The queue in its views with their counts, the search, saved views.
void add_queue_routes(Api& api, Router& router);
/// Working side by side: who looks at a ticket, and giving the conversation back to the bot.
void add_together_routes(Api& api, Router& router);
/// A business's opening days, a year at a time.
void add_calendar_routes(Api& api, Router& router);
/// Notes about customers, whatever the ticket.
void add_note_routes(Api& api, Router& router);
/// The numbers, and the profiles as they are on disk.
void add_system_routes(Api& api, Router& router);
/// Figures for managers.
void add_sheet_routes(Api& api, Router& router);
/// Texts that are used again and again.
void add_canned_answer_routes(Api& api, Router& router);
void add_attachment_routes(Api& api, Router& router);
/// What needs a person's look: outgoing messages, what is to be told by phone, events that could not be taken in.
void add_outbox_routes(Api& api, Router& router);
/// Mail out and in, and what outgoing webhooks have told.
void add_mail_routes(Api& api, Router& router);
/// What customers thought, what somebody has to look at because of it, and calls to a sample of them.
void add_quality_routes(Api& api, Router& router);
/// The desk's state, who is signed in, the businesses, live updates, the API's description.
void add_desk_routes(Api& api, Router& router);
/// One-time links, passwords, and signing out.
void add_sign_in_routes(Api& api, Router& router);
/// One's own account: who is signed in, password, second factor.
void add_own_account_routes(Api& api, Router& router);
/// Everybody's accounts and the audit log, for those who manage them.
void add_operator_routes(Api& api, Router& router);

/// The `limit` of a list, from the query.
flows::Result<int> read_limit(const Request& request, int otherwise, int most);
/// A row's number out of an address or a cursor.
std::optional<std::int64_t> read_id(std::string_view digits);
/// The object that was sent, or Invalid.
flows::Result<nlohmann::json> read_object(const Request& request);

}  // namespace sportello::webhooks
