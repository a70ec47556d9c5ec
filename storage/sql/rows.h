/// The columns of each kind of row, once for all the statements that read it: `kXColumns` names them, `columns_of`
/// binds them in that order. The table's alias is its first letter or two, as the lists show.
#pragma once

#include <soci/soci.h>

#include "storage/hooks.h"
#include "storage/mail.h"
#include "storage/store.h"

namespace sportello::storage::sql {

inline constexpr const char* kInboxColumns =
    "i.id, i.number, i.key, i.kind, i.raw, i.received_at, i.state, i.outcome, i.person_id";
inline constexpr const char* kPersonColumns =
    "p.id, p.business, p.name, p.profile_name, p.username, p.company, p.email, p.email_enabled, p.phone, p.reachable, "
    "p.language, p.known, p.opted_out, p.plan, p.plan_from, p.plan_to, p.created_at";
inline constexpr const char* kConversationColumns =
    "c.id, c.person_id, c.business, c.number, c.state, c.last_customer_at, c.window_closed_at, c.owner, c.unread";
inline constexpr const char* kMessageColumns =
    "m.id, m.conversation_id, m.wamid, m.at, m.kind, m.text, m.content, m.quotes, m.ticket_id, m.reason";
inline constexpr const char* kTicketColumns =
    "t.id, t.code, t.business, t.person_id, t.conversation_id, t.status, t.priority, t.answers, t.summary, t.flags, "
    "t.channel, t.assignee, t.rules_version, t.consent, t.previous_id, t.created_at, t.updated_at, t.taken_at, "
    "t.resolved_at, t.deadline, t.closed_at";
inline constexpr const char* kTicketEventColumns = "e.id, e.ticket_id, e.at, e.who, e.what, e.data";
inline constexpr const char* kAttachmentColumns =
    "a.id, a.conversation_id, a.ticket_id, a.message, a.kind, a.media_id, a.url, a.mime, a.filename, a.sha256, a.size, "
    "a.state, a.error, a.attempts, a.created_at, a.next_attempt_at";
inline constexpr const char* kOutboxColumns =
    "o.id, o.conversation_id, o.number, o.to_wa_id, o.to_bsuid, o.content, o.text, o.purpose, o.cause, o.callback, "
    "o.author, o.ticket_id, o.state, o.attempts, o.wamid, o.error_code, o.error, o.created_at, o.not_before, "
    "o.sent_at, "
    "o.updated_at";
inline constexpr const char* kTimerColumns = "t.id, t.key, t.kind, t.conversation_id, t.ticket_id, t.due, t.data";
inline constexpr const char* kSurveyColumns =
    "y.id, y.token, y.business, y.ticket_id, y.person_id, y.language, y.assignee, y.created_at, y.expires_at, "
    "y.asked_at, y.score, y.scored_at, y.comment, y.commented_at, y.channel";
inline constexpr const char* kTaskColumns =
    "k.id, k.kind, k.ticket_id, k.survey_id, k.created_at, k.done_at, k.done_by, k.note";
inline constexpr const char* kSampleColumns =
    "s.id, s.business, s.period_from, s.period_to, s.percent, s.seed, s.candidates, s.created_at, s.created_by";
inline constexpr const char* kSampleCallColumns =
    "l.id, l.sample_id, l.ticket_id, l.person_id, l.drawn_at, l.outcome, l.note, l.called_at, l.called_by";
inline constexpr const char* kOperatorColumns =
    "o.id, o.name, o.email, o.role, o.password_hash, o.disabled, o.created_at, o.totp_secret, o.totp_pending, o.totp_step";
inline constexpr const char* kSessionColumns = "s.token_hash, s.operator_id, s.csrf, s.expires_at, s.limited";
inline constexpr const char* kMailColumns =
    "m.id, m.business, m.ticket_id, m.person_id, m.recipient, m.purpose, m.message_id, m.in_reply_to, m.thread, "
    "m.subject, m.body, m.file, m.file_name, m.file_type, m.cause, m.author, m.state, m.attempts, m.reply_code, m.error, m.created_at, m.not_before, "
    "m.sent_at";
inline constexpr const char* kReceivedMailColumns =
    "r.id, r.business, r.mailbox, r.uidvalidity, r.uid, r.message_id, r.sender, r.subject, r.body, r.raw, r.outcome, "
    "r.detail, r.ticket_id, r.person_id, r.received_at";
inline constexpr const char* kHookDeliveryColumns =
    "h.id, h.hook, h.event_id, h.webhook_id, h.kind, h.payload, h.state, h.attempts, h.status_code, h.error, "
    "h.created_at, h.not_before, h.delivered_at";

/// The conditions of the indexes outbox_open and outbox_state, spelled as there: that is how the planner knows them again.
/// `o` is the table's alias.
std::string is_under_way(const std::string& o);
std::string is_unsettled(const std::string& o);

void bind_columns(soci::statement& statement, InboxRow& row);
void bind_columns(soci::statement& statement, PersonRow& row);
void bind_columns(soci::statement& statement, ConversationRow& row);
void bind_columns(soci::statement& statement, MessageRow& row);
void bind_columns(soci::statement& statement, TicketRow& row);
void bind_columns(soci::statement& statement, TicketEventRow& row);
void bind_columns(soci::statement& statement, AttachmentRow& row);
void bind_columns(soci::statement& statement, OutboxRow& row);
void bind_columns(soci::statement& statement, TimerRow& row);
void bind_columns(soci::statement& statement, SurveyRow& row);
void bind_columns(soci::statement& statement, TaskRow& row);
void bind_columns(soci::statement& statement, SampleRow& row);
void bind_columns(soci::statement& statement, SampleCallRow& row);
void bind_columns(soci::statement& statement, OperatorRow& row);
void bind_columns(soci::statement& statement, SessionRow& row);
void bind_columns(soci::statement& statement, MailRow& row);
void bind_columns(soci::statement& statement, ReceivedMailRow& row);
void bind_columns(soci::statement& statement, HookDeliveryRow& row);

/// Binds all columns of `row` as what a Statement gives.
template <class Row>
struct Columns {
  Row& row;
  void bind(soci::statement& statement) const { bind_columns(statement, row); }
};
template <class Row>
Columns<Row> columns_of(Row& row) {
  return {row};
}

/// "wa_id", "bsuid", "parent_bsuid", as the alias table spells them.
const char* name_of(AliasKind kind);
AliasKind alias_kind(std::string_view name);

}  // namespace sportello::storage::sql
