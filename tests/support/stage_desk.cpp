#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "storage/hooks.h"
#include "storage/mail.h"
#include "storage/merges.h"
#include "flows/core/json.h"
#include "flows/core/match.h"
#include "flows/wording/message.h"
#include "tests/support/console_stage.h"

namespace sportello::test {
namespace {

using flows::Errc;
using flows::fail;
using nlohmann::json;
using webhooks::ActionDone;
using webhooks::DeskNews;
using webhooks::Way;

/// Changes a ticket as the plainest desk would.
struct Change {
  storage::Store& store;
  storage::TicketRow& ticket;
  const std::string& who;
  flows::Instant now;
  std::optional<flows::AttachmentId>& attached;

  std::string name() const { return who.substr(who.find(':') + 1); }

  void log(const char* what, const json& data = json::object()) const {
    store.tickets().add_event(
        {.id = 0, .ticket = ticket.id, .at = now, .who = who, .what = what, .data = flows::print_json(data)});
  }

  Way send(const std::string& text) const {
    const auto conversation = store.conversations().find(ticket.conversation).value();
    storage::OutboxRow row;
    row.conversation = conversation.id;
    row.number = conversation.number;
    for (const auto& alias : store.people().aliases(ticket.person))
      if (alias.kind == storage::AliasKind::WaId) row.to_wa_id = alias.value;
    const flows::OutgoingMessage message{.content = flows::TextMessage{text}, .purpose = flows::Purpose::OperatorReply};
    row.content = flows::print_json(flows::to_json(message));
    row.text = text;
    row.purpose = "operator_reply";
    row.cause = ticket.code + std::to_string(store.tickets().events(ticket.id).size());
    row.callback = row.cause;
    row.author = who;
    row.ticket = ticket.id;
    row.created_at = now;
    row.not_before = now;
    store.outbox().add(row);
    return Way::WhatsApp;
  }

  Way operator()(const webhooks::TakeTicket&) const {
    ticket.status = "taken";
    ticket.assignee = name();
    ticket.taken_at = now;
    return log("taken"), Way::None;
  }
  Way operator()(const webhooks::AssignTicket& assign) const {
    ticket.assignee = assign.operator_name;
    return log("assigned", {{"to", assign.operator_name}}), Way::None;
  }
  Way operator()(const webhooks::ReplyToCustomer& reply) const {
    ticket.status = "waiting_customer";
    log("reply", {{"text", reply.text}});
    return send(reply.text);
  }
  Way operator()(const webhooks::AddNote& note) const { return log("note", {{"text", note.text}}), Way::None; }
  Way operator()(const webhooks::SendQuote& quote) const {
    ticket.status = "quoted";
    log("quoted", {{"text", quote.text}, {"cents", quote.cents}});
    return send(quote.text);
  }
  Way operator()(const webhooks::PlanWork& plan) const {
    ticket.status = "planned";
    return log("planned", {{"start", flows::iso_utc(plan.start)}, {"note", plan.note}}), Way::None;
  }
  Way operator()(const webhooks::EscalateTicket& escalate) const {
    ticket.status = "second_level";
    return log("escalated", {{"group", escalate.group}, {"reason", escalate.reason}}), Way::None;
  }
  Way operator()(const webhooks::ResolveTicket& resolve) const {
    ticket.status = "resolved";
    ticket.resolved_at = now;
    ticket.deadline = now + resolve.reopen_window.value_or(std::chrono::hours(48));
    log("resolved", {{"summary", resolve.summary}});
    return send(resolve.summary);
  }
  Way operator()(const webhooks::ReopenTicket& reopen) const {
    ticket.status = "taken";
    ticket.deadline.reset();
    return log("reopened", {{"reason", reopen.reason}}), Way::None;
  }
  Way operator()(const webhooks::CloseTicket& close) const {
    ticket.status = "closed";
    ticket.closed_at = now;
    return log("closed", {{"reason", close.reason}}), Way::None;
  }
  Way operator()(const webhooks::RecordTime& time) const {
    return log("time", {{"minutes", time.spent.count()}, {"note", time.note}}), Way::None;
  }
  Way operator()(const webhooks::RecordCall& call) const {
    store.callbacks().finish_of(ticket.id, now, who);
    return log("call", {{"note", call.note}, {"reached", call.reached}}), Way::None;
  }
  Way operator()(const webhooks::MergeTicket& merge) const {
    const auto survivor = store.tickets().find_by_code(merge.into).value();
    storage::merges_of(store).add({ticket.id, survivor.id, now, who});
    ticket.status = "closed";
    ticket.closed_at = now;
    return log("merged", {{"into", merge.into}}), Way::None;
  }
  Way operator()(const webhooks::SplitTicket& split) const {
    auto fresh = ticket;
    fresh.code += "-2";
    fresh.previous = ticket.id;
    fresh.summary = split.summary;
    const auto id = *store.tickets().create(fresh);
    for (const auto message : split.messages) {
      storage::merges_of(store).move_message(storage::merges_of(store).message(message).value(), id);
    }
    return log("split", {{"to", fresh.code}}), Way::None;
  }
  Way operator()(const webhooks::AttachFile& file) const {
    storage::AttachmentRow row;
    row.conversation = ticket.conversation;
    row.ticket = ticket.id;
    row.kind = "document";
    row.mime = file.mime;
    row.filename = file.filename;
    row.sha256 = file.sha256;
    row.size = file.size;
    row.state = "stored";
    row.created_at = now;
    attached = store.attachments().add(row);
    return log("file", {{"attachment", attached->value}}), Way::None;
  }
  Way operator()(const webhooks::SetPriority& set) const {
    ticket.priority = set.priority;
    return log("priority", {{"priority", set.priority}}), Way::None;
  }
};

}  // namespace

StageDesk::StageDesk(storage::Store& store, std::function<flows::Instant()> now)
    : store_(store), now_(std::move(now)) {}

template <class Work>
auto StageDesk::in_transaction(Work work) {
  const std::scoped_lock lock(mutex_);
  store_.begin();
  auto result = work();
  store_.commit();
  return result;
}

flows::Result<ActionDone> StageDesk::carry_out(const webhooks::TicketAction& action) {
  log_.actions.push_back(action);
  if (answer_) return *answer_;
  auto ticket = store_.tickets().find_by_code(action.code);
  if (!ticket) return fail(Errc::NotFound, "There is no ticket with this code.");
  if (ticket->status == "closed") return fail(Errc::Conflict, "The ticket is closed; open a new one.");
  ticket->updated_at = now_();
  std::optional<flows::AttachmentId> attached;
  const auto way = std::visit(Change{store_, *ticket, action.who, now_(), attached}, action.verb);
  store_.tickets().update(*ticket);
  return ActionDone{way, {}, attached};
}

bool StageDesk::act(webhooks::TicketAction action, std::function<void(flows::Result<ActionDone>)> done) {
  if (refusing_) return false;
  const auto result = in_transaction([&] { return carry_out(action); });
  done(result);
  if (result) tell({.kind = DeskNews::Kind::TicketChanged, .ticket = action.code, .conversation = {}});
  return true;
}

bool StageDesk::write(webhooks::StoreWork work, std::function<void(flows::Result<void>)> done) {
  if (refusing_) return false;
  std::vector<DeskNews> news;
  flows::Result<void> result;
  {
    const std::scoped_lock lock(mutex_);
    store_.begin();
    result = work(store_, news);
    result ? store_.commit() : store_.rollback();
  }
  done(result);
  if (result)
    for (const auto& each : news) tell(each);
  return true;
}

bool StageDesk::resend(flows::OutboxId message, std::string, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    const auto row = store_.outbox().find(message);
    if (!row) return fail(Errc::NotFound, "There is no such message.");
    if (row->state != "uncertain" && row->state != "failed")
      return fail(Errc::Conflict, "The message is on its way already.");
    log_.resent.push_back(message.value);
    return {};
  }));
  tell({.kind = DeskNews::Kind::OutboxChanged, .ticket = {}, .conversation = {}});
  return true;
}

bool StageDesk::resend_mail(std::int64_t mail_id, std::string, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    if (!store_.mail().find(mail_id)) return fail(Errc::NotFound, "There is no such mail.");
    log_.mails_resent.push_back(mail_id);
    return {};
  }));
  return true;
}

bool StageDesk::resend_hook(std::int64_t delivery_id, std::string, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    if (!store_.hooks().find(delivery_id)) return fail(Errc::NotFound, "There is no such delivery.");
    log_.hooks_resent.push_back(delivery_id);
    return {};
  }));
  return true;
}

bool StageDesk::replay(std::int64_t inbox_id, std::string, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    if (!store_.inbox().find(inbox_id)) return fail(Errc::NotFound, "There is no such event.");
    log_.replayed.push_back(inbox_id);
    store_.inbox().finish(inbox_id, "replayed", std::nullopt);
    return {};
  }));
  tell({.kind = DeskNews::Kind::OutboxChanged, .ticket = {}, .conversation = {}});
  return true;
}

bool StageDesk::finish_callback(std::int64_t id, std::string who, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    if (!store_.callbacks().find(id)) return fail(Errc::NotFound, "There is no such call to make.");
    if (!store_.callbacks().finish(id, now_(), who)) return fail(Errc::Conflict, "It has been seen to already.");
    return {};
  }));
  tell({.kind = DeskNews::Kind::OutboxChanged, .ticket = {}, .conversation = {}});
  return true;
}

bool StageDesk::mark_read(std::string ticket_code, std::string, std::function<void(flows::Result<void>)> done) {
  done(in_transaction([&]() -> flows::Result<void> {
    const auto ticket = store_.tickets().find_by_code(ticket_code);
    if (!ticket) return fail(Errc::NotFound, "There is no ticket with this code.");
    auto conversation = store_.conversations().find(ticket->conversation).value();
    conversation.unread = 0;
    store_.conversations().update(conversation);
    return {};
  }));
  return true;
}

void StageDesk::subscribe(std::function<void(const DeskNews&)> listener) {
  const std::scoped_lock lock(mutex_);
  listener_ = std::move(listener);
}

void StageDesk::receive(const std::string& ticket_code, const std::string& text) {
  const auto conversation = in_transaction([&] {
    const auto ticket = store_.tickets().find_by_code(ticket_code).value();
    storage::MessageRow row;
    row.conversation = ticket.conversation;
    row.wamid = {"wamid.received" + text};
    row.at = now_();
    row.kind = "text";
    row.text = text;
    row.ticket = ticket.id;
    store_.conversations().add_message(row);
    auto changed = store_.conversations().find(ticket.conversation).value();
    changed.unread += 1;
    store_.conversations().update(changed);
    return changed.id;
  });
  tell({.kind = DeskNews::Kind::MessageArrived, .ticket = ticket_code, .conversation = conversation});
}

void StageDesk::tell(const DeskNews& news) {
  std::function<void(const DeskNews&)> listener;
  {
    const std::scoped_lock lock(mutex_);
    listener = listener_;
  }
  if (listener) listener(news);
}

DeskLog StageDesk::log() const {
  const std::scoped_lock lock(mutex_);
  return log_;
}

}  // namespace sportello::test
