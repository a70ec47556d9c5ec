/// The routes of the API by subject; make_console mounts them all. The Api outlives the router's handlers.
#pragma once

#include "webhooks/console/api.h"

namespace sportello::webhooks {

void add_ticket_routes(Api& api, Router& router);
void add_attachment_routes(Api& api, Router& router);
/// What needs a person's look: outgoing messages, what is to be told by phone, events that could not be taken in.
void add_outbox_routes(Api& api, Router& router);
/// The desk's state, who is signed in, the businesses, live updates, the API's description.
void add_desk_routes(Api& api, Router& router);
/// One-time links, and signing out.
void add_sign_in_routes(Api& api, Router& router);

/// The `limit` of a list, from the query.
flows::Result<int> read_limit(const Request& request, int otherwise, int most);

}  // namespace sportello::webhooks
