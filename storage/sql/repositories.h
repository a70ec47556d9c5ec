/// Makes the ports over a connection: one file per aggregate, its named statements beside their only user. A repository
/// borrows the connection and prepares all its statements when it is made.
#pragma once

#include <memory>

#include "storage/retention.h"
#include "storage/hooks.h"
#include "storage/mail.h"
#include "storage/prices.h"
#include "storage/sql/connection.h"
#include "storage/store.h"
#include "storage/workplace.h"

namespace sportello::storage::sql {

std::unique_ptr<Inbox> make_inbox(Connection& connection);
std::unique_ptr<People> make_people(Connection& connection);
std::unique_ptr<Conversations> make_conversations(Connection& connection);
std::unique_ptr<Tickets> make_tickets(Connection& connection);
std::unique_ptr<Attachments> make_attachments(Connection& connection);
std::unique_ptr<Outbox> make_outbox(Connection& connection);
std::unique_ptr<Timers> make_timers(Connection& connection);
std::unique_ptr<Surveys> make_surveys(Connection& connection);
std::unique_ptr<Tasks> make_tasks(Connection& connection);
std::unique_ptr<Samples> make_samples(Connection& connection);
std::unique_ptr<Operators> make_operators(Connection& connection);
std::unique_ptr<Audit> make_audit(Connection& connection);
std::unique_ptr<MailOutbox> make_mail_outbox(Connection& connection);
std::unique_ptr<MailInbox> make_mail_inbox(Connection& connection);
std::unique_ptr<HookQueue> make_hook_queue(Connection& connection);
std::unique_ptr<Workplace> make_workplace(Connection& connection);
std::unique_ptr<Prices> make_prices(Connection& connection);
std::unique_ptr<Templates> make_templates(Connection& connection);
std::unique_ptr<Callbacks> make_callbacks(Connection& connection);
std::unique_ptr<Proposals> make_proposals(Connection& connection);
std::unique_ptr<Notices> make_notices(Connection& connection);
std::unique_ptr<Aging> make_aging(Connection& connection);

}  // namespace sportello::storage::sql
