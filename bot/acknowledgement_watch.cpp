#include "bot/acknowledgement_watch.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "bot/mail_desk.h"
#include "flows/core/json.h"

namespace sportello::bot {
namespace {

constexpr std::string_view kAlarm = "acknowledgement_alarm";
constexpr std::string_view kPromise = "acknowledgement_promise";
constexpr const char* kLate = "late_acknowledgement";
constexpr const char* kBroken = "broken_promise";

void set(storage::Store& store, std::string_view kind, flows::TicketId ticket, flows::Instant due,
         const std::string& message) {
  store.timers().set({0, std::string(kind) + ":" + std::to_string(ticket.value), std::string(kind), std::nullopt,
                      ticket, due, message});
}

/// When the message left, also as a second attempt that a person asked for.
std::optional<flows::Instant> left_at(storage::Store& store, std::string message) {
  while (const auto row = store.outbox().find_by_callback(message)) {
    if (row->sent_at && (row->state == "sent" || row->state == "delivered" || row->state == "read")) return row->sent_at;
    message += "+again";
  }
  return std::nullopt;
}

std::optional<storage::TaskRow> open_alarm(storage::Store& store, flows::TicketId ticket) {
  for (const storage::TaskRow& task : store.tasks().of_ticket(ticket)) {
    if (task.kind == kLate && !task.done_at) return task;
  }
  return std::nullopt;
}

/// By mail, which may leave where WhatsApp does not.
void tell_team(storage::Store& store, const Desk& desk, const storage::TicketRow& ticket, flows::Instant due,
               flows::Instant now, Afterwards& after) {
  const auto person = store.people().find(ticket.person);
  const auto row = store.conversations().find(ticket.conversation);
  const flows::Business* business = desk.business_of(ticket.business);
  if (!person || !row || business == nullptr) return;
  const Scene scene{*business, *person, *row, conversation_in(*row, *business), now, desk.mail()};
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(due - ticket.created_at).count();
  notify_team(store, scene, &ticket, "team.late", {{"minutes", std::to_string(minutes)}}, "team.late:" + ticket.code,
              after);
}

}  // namespace

void watch_acknowledgement(storage::Store& store, const Scene& scene, flows::TicketId ticket,
                           const std::string& message, Afterwards& after) {
  const flows::Policies& policies = scene.business.policies;
  if (!policies.acknowledge_within) return;
  if (policies.acknowledge_alarm) set(store, kAlarm, ticket, scene.now + *policies.acknowledge_alarm, message);
  set(store, kPromise, ticket, scene.now + *policies.acknowledge_within, message);
  after.timers = true;
}

bool is_acknowledgement_timer(std::string_view kind) {
  return kind == kAlarm || kind == kPromise;
}

void fire_acknowledgement_timer(storage::Store& store, const Desk& desk, const storage::TimerRow& timer,
                                flows::Instant now, Afterwards& after) {
  const auto ticket = timer.ticket ? store.tickets().find(*timer.ticket) : std::nullopt;
  if (!ticket) return;
  const auto left = left_at(store, timer.data);
  // A timer may fire late, when the process was down: what counts is when the message left.
  const bool in_time = left && *left <= timer.due;
  auto alarm = open_alarm(store, ticket->id);
  const auto log = [&](const char* what) {
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(timer.due - ticket->created_at).count();
    store.tickets().add_event({0, ticket->id, now, "bot", what, flows::print_json({{"minutes", minutes}})});
    after.news.push_back({webhooks::DeskNews::Kind::TicketChanged, ticket->code, ticket->conversation});
    after.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, ticket->conversation});
  };
  if (timer.kind == kAlarm) {
    if (in_time) return;
    store.tasks().add({0, kLate, ticket->id, std::nullopt, now, std::nullopt, {}, {}});
    tell_team(store, desk, *ticket, timer.due, now, after);
    return log("acknowledgement_late");
  }
  if (in_time) {
    if (!alarm) return;
    alarm->done_at = now;
    alarm->done_by = "bot";
    store.tasks().update(*alarm);
    return;
  }
  if (alarm) {
    alarm->kind = kBroken;
    store.tasks().update(*alarm);
  } else {
    store.tasks().add({0, kBroken, ticket->id, std::nullopt, now, std::nullopt, {}, {}});
  }
  log("acknowledgement_broken");
}

}  // namespace sportello::bot
