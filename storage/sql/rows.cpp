#include "storage/sql/rows.h"

#include <stdexcept>

#include "storage/sql/conversions.h"

namespace sportello::storage::sql {
namespace {

template <class... Fields>
void into_all(soci::statement& statement, Fields&... fields) {
  (statement.exchange(soci::into(fields)), ...);
}

}  // namespace

void bind_columns(soci::statement& statement, InboxRow& row) {
  into_all(statement, row.id, row.number, row.key, row.kind, row.raw, row.received_at, row.state, row.outcome,
           row.person);
}

void bind_columns(soci::statement& statement, PersonRow& row) {
  into_all(statement, row.id, row.business, row.name, row.profile_name, row.username, row.company, row.email,
           row.email_enabled, row.phone, row.reachable, row.language, row.known, row.opted_out, row.plan, row.plan_from,
           row.plan_to, row.created_at);
}

void bind_columns(soci::statement& statement, ConversationRow& row) {
  into_all(statement, row.id, row.person, row.business, row.number, row.state, row.last_customer_at,
           row.window_closed_at, row.owner, row.unread);
}

void bind_columns(soci::statement& statement, MessageRow& row) {
  into_all(statement, row.id, row.conversation, row.wamid, row.at, row.kind, row.text, row.content, row.quotes,
           row.ticket, row.reason);
}

void bind_columns(soci::statement& statement, TicketRow& row) {
  into_all(statement, row.id, row.code, row.business, row.person, row.conversation, row.status, row.priority,
           row.answers, row.summary, row.flags, row.channel, row.assignee, row.rules_version, row.consent, row.previous,
           row.created_at, row.updated_at, row.taken_at, row.resolved_at, row.deadline, row.closed_at);
}

void bind_columns(soci::statement& statement, TicketEventRow& row) {
  into_all(statement, row.id, row.ticket, row.at, row.who, row.what, row.data);
}

void bind_columns(soci::statement& statement, AttachmentRow& row) {
  into_all(statement, row.id, row.conversation, row.ticket, row.message, row.kind, row.media_id, row.url, row.mime,
           row.filename, row.sha256, row.size, row.state, row.error, row.attempts, row.created_at, row.next_attempt_at);
}

void bind_columns(soci::statement& statement, OutboxRow& row) {
  into_all(statement, row.id, row.conversation, row.number, row.to_wa_id, row.to_bsuid, row.content, row.text,
           row.purpose, row.cause, row.callback, row.author, row.ticket, row.state, row.attempts, row.wamid,
           row.error_code, row.error, row.created_at, row.not_before, row.sent_at, row.updated_at);
}

void bind_columns(soci::statement& statement, TimerRow& row) {
  into_all(statement, row.id, row.key, row.kind, row.conversation, row.ticket, row.due, row.data);
}

void bind_columns(soci::statement& statement, SurveyRow& row) {
  into_all(statement, row.id, row.token, row.business, row.ticket, row.person, row.language, row.assignee,
           row.created_at, row.expires_at, row.asked_at, row.score, row.scored_at, row.comment, row.commented_at,
           row.channel);
}

void bind_columns(soci::statement& statement, TaskRow& row) {
  into_all(statement, row.id, row.kind, row.ticket, row.survey, row.created_at, row.done_at, row.done_by, row.note);
}

void bind_columns(soci::statement& statement, SampleRow& row) {
  into_all(statement, row.id, row.business, row.from, row.to, row.percent, row.seed, row.candidates, row.created_at,
           row.created_by);
}

void bind_columns(soci::statement& statement, SampleCallRow& row) {
  into_all(statement, row.id, row.sample, row.ticket, row.person, row.drawn_at, row.outcome, row.note, row.called_at,
           row.called_by);
}

void bind_columns(soci::statement& statement, OperatorRow& row) {
  into_all(statement, row.id, row.name, row.email, row.role, row.password_hash, row.disabled, row.created_at,
           row.totp_secret, row.totp_pending, row.totp_step);
}

void bind_columns(soci::statement& statement, SessionRow& row) {
  into_all(statement, row.token_hash, row.operator_id, row.csrf, row.expires_at, row.limited);
}

void bind_columns(soci::statement& statement, MailRow& row) {
  into_all(statement, row.id, row.business, row.ticket, row.person, row.recipient, row.purpose, row.message_id,
           row.in_reply_to, row.thread, row.subject, row.body, row.file, row.file_name, row.file_type, row.cause, row.author,
           row.state, row.attempts,
           row.reply_code, row.error, row.created_at, row.not_before, row.sent_at);
}

void bind_columns(soci::statement& statement, ReceivedMailRow& row) {
  into_all(statement, row.id, row.business, row.mailbox, row.uidvalidity, row.uid, row.message_id, row.sender,
           row.subject, row.body, row.raw, row.outcome, row.detail, row.ticket, row.person, row.received_at);
}

void bind_columns(soci::statement& statement, HookDeliveryRow& row) {
  into_all(statement, row.id, row.hook, row.event_id, row.webhook_id, row.kind, row.payload, row.state, row.attempts,
           row.status_code, row.error, row.created_at, row.not_before, row.delivered_at);
}

std::string is_under_way(const std::string& o) {
  return "(" + o + ".state IN ('queued', 'in_flight') OR " + o + ".state = 'uncertain')";
}

std::string is_unsettled(const std::string& o) {
  return "(" + o + ".state IN ('queued', 'in_flight') OR " + o + ".state IN ('uncertain', 'failed'))";
}

const char* name_of(AliasKind kind) {
  switch (kind) {
    case AliasKind::WaId:
      return "wa_id";
    case AliasKind::Bsuid:
      return "bsuid";
    case AliasKind::ParentBsuid:
      return "parent_bsuid";
  }
  std::abort();
}

AliasKind alias_kind(std::string_view name) {
  for (const AliasKind kind : {AliasKind::WaId, AliasKind::Bsuid, AliasKind::ParentBsuid}) {
    if (name == name_of(kind)) return kind;
  }
  throw std::runtime_error("no such kind of alias: " + std::string(name));
}

}  // namespace sportello::storage::sql
