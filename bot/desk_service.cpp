#include "bot/desk_service.h"

#include <nlohmann/json.hpp>

#include "bot/submission.h"
#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "storage/hooks.h"
#include "storage/mail.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;

}  // namespace

DeskService::DeskService(storage::CommitLoop& commits, Clock& clock, Desk& desk,
                         std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), desk_(desk), publish_(std::move(publish)) {}

bool DeskService::act(webhooks::TicketAction action, std::function<void(Result<webhooks::ActionDone>)> done) {
  return submit<webhooks::ActionDone>(
      commits_, publish_,
      [this, action = std::move(action)](storage::Store& store, Afterwards& after) {
        return bot::act(store, desk_, action, clock_.now(), after);
      },
      std::move(done));
}

bool DeskService::write(webhooks::StoreWork work, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [work = std::move(work)](storage::Store& store, Afterwards& after) -> Result<void> {
        return work(store, after.news);
      },
      std::move(done));
}

bool DeskService::resend(flows::OutboxId message, std::string who, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, message, who = std::move(who)](storage::Store& store, Afterwards& after) -> Result<void> {
        const auto row = store.outbox().find(message);
        if (!row) return fail(Errc::NotFound, "there is no such outgoing message");
        if (row->state != "failed" && row->state != "uncertain") {
          return fail(Errc::Conflict,
                      "only a message that failed or is uncertain can be sent again, not one that is " + row->state,
                      {"message_not_failed"});
        }
        const flows::Instant now = clock_.now();
        storage::OutboxRow again = *row;
        again.cause = row->cause + "+again";
        again.callback = again.cause;
        again.author = who;
        again.state = "queued";
        again.attempts = 0;
        again.wamid.reset();
        again.error.clear();
        again.error_code = 0;
        again.created_at = now;
        again.not_before = now;
        again.sent_at.reset();
        again.updated_at.reset();
        if (!store.outbox().add(again)) {
          return fail(Errc::Conflict, "it has been sent again already", {"message_sent_again"});
        }
        storage::OutboxRow settled = *row;
        settled.state = "failed";
        settled.error = "sent again by " + who;
        settled.updated_at = now;
        store.outbox().update(settled);
        store.audit().add({0, now, who, "sent a message again", R"({"outbox":)" + std::to_string(message.value) + "}"});
        after.outgoing = true;
        after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, row->conversation});
        return {};
      },
      std::move(done));
}

bool DeskService::resend_mail(std::int64_t mail_id, std::string who, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, mail_id, who = std::move(who)](storage::Store& store, Afterwards& after) -> Result<void> {
        auto mail = store.mail().find(mail_id);
        if (!mail) return fail(Errc::NotFound, "there is no such mail");
        if (mail->state != "failed" && mail->state != "queued") {
          return fail(Errc::Conflict, "only a mail that failed or waits can be sent again, not one that is " + mail->state,
                      {"mail_not_failed"});
        }
        const flows::Instant now = clock_.now();
        mail->state = "queued";
        mail->attempts = 0;
        mail->not_before = now;
        store.mail().update(*mail);
        store.audit().add({0, now, who, "sent a mail again", flows::print_json({{"mail", mail_id}})});
        after.mail = true;
        after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, {}});
        return {};
      },
      std::move(done));
}

bool DeskService::resend_hook(std::int64_t delivery_id, std::string who, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, delivery_id, who = std::move(who)](storage::Store& store, Afterwards& after) -> Result<void> {
        auto delivery = store.hooks().find(delivery_id);
        if (!delivery) return fail(Errc::NotFound, "there is no such delivery");
        const flows::Instant now = clock_.now();
        delivery->state = "queued";
        delivery->attempts = 0;
        delivery->not_before = now;
        store.hooks().update(*delivery);
        store.audit().add({0, now, who, "sent a webhook again", flows::print_json({{"delivery", delivery_id}})});
        after.hooks = true;
        after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, {}});
        return {};
      },
      std::move(done));
}

bool DeskService::replay(std::int64_t inbox_id, std::string who, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, inbox_id, who = std::move(who)](storage::Store& store, Afterwards& after) -> Result<void> {
        const auto row = store.inbox().find(inbox_id);
        if (!row) return fail(Errc::NotFound, "there is no such event");
        if (row->state != "parked") return fail(Errc::Conflict, "the event is not parked", {"event_not_parked"});
        desk_.replay(store, *row, clock_.now(), after);
        store.audit().add({0, clock_.now(), who, "replayed a parked event", flows::print_json({{"event", inbox_id}})});
        after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, {}});
        return {};
      },
      std::move(done));
}

bool DeskService::finish_callback(std::int64_t id, std::string who, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [this, id, who = std::move(who)](storage::Store& store, Afterwards& after) -> Result<void> {
        const auto row = store.callbacks().find(id);
        if (!row) return fail(Errc::NotFound, "there is no such call to make");
        if (!store.callbacks().finish(id, clock_.now(), who)) {
          return fail(Errc::Conflict, "this has been seen to already, by " + row->done_by,
                      {"call_done", {{"operator", row->done_by}}});
        }
        store.audit().add({0, clock_.now(), who, "saw to a call", flows::print_json({{"callback", id}})});
        after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, row->conversation});
        return {};
      },
      std::move(done));
}

bool DeskService::mark_read(std::string ticket_code, std::string, std::function<void(Result<void>)> done) {
  return submit<void>(
      commits_, publish_,
      [ticket_code = std::move(ticket_code)](storage::Store& store, Afterwards& after) -> Result<void> {
        const auto ticket = store.tickets().find_by_code(ticket_code);
        if (!ticket) return fail(Errc::NotFound, "there is no ticket " + ticket_code);
        auto conversation = store.conversations().find(ticket->conversation);
        if (!conversation || conversation->unread == 0) return {};
        conversation->unread = 0;
        store.conversations().update(*conversation);
        after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, conversation->id});
        return {};
      },
      std::move(done));
}

void DeskService::subscribe(std::function<void(const webhooks::DeskNews&)> listener) {
  const std::lock_guard lock(mutex_);
  listener_ = std::move(listener);
}

void DeskService::tell(const webhooks::DeskNews& news) {
  const std::lock_guard lock(mutex_);
  if (listener_) listener_(news);
}

}  // namespace sportello::bot
