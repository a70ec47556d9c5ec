#include "bot/status_desk.h"

#include <charconv>

#include "bot/delivery.h"
#include "bot/desk.h"
#include "flows/core/text.h"
#include "storage/outbox_state.h"
#include "storage/prices.h"

namespace sportello::bot {
namespace {

using State = webhooks::StatusUpdate::State;
using News = webhooks::DeskNews;

/// As long as the customer's service window at most: later an answer answers nothing any more.
constexpr std::chrono::hours kWorthSendingAgain{24};
/// Meta, error codes.
constexpr int kServiceWindowClosed = 131047;

std::string_view outbox_state_of(State state) {
  switch (state) {
    case State::Sent:
      return "sent";
    case State::Delivered:
      return "delivered";
    case State::Read:
    case State::Played:
      return "read";
    case State::Failed:
      return "failed";
    case State::Other:
      return {};
  }
  return {};
}

std::string because(const webhooks::StatusUpdate& status) {
  return status.errors.empty() ? std::string("WhatsApp gave no reason") : describe(status.errors.front());
}

/// Meta says that the window is closed, unless the customer has written since the message left.
void close_window(storage::Store& store, const storage::OutboxRow& refused, flows::Instant now) {
  auto conversation = store.conversations().find(refused.conversation);
  if (!conversation) return;
  const flows::Instant left = refused.sent_at.value_or(refused.created_at);
  if (conversation->last_customer_at && *conversation->last_customer_at > left) return;
  conversation->window_closed_at = now;
  store.conversations().update(*conversation);
}

}  // namespace

std::string StatusDesk::note(storage::Store& store, const flows::PhoneNumberId& number,
                             const webhooks::StatusUpdate& status, flows::Instant now, Afterwards& after) {
  std::optional<storage::OutboxRow> row;
  if (!status.callback_data.empty()) row = store.outbox().find_by_callback(status.callback_data);
  if (!row) row = store.outbox().find_by_wamid(number, status.id);
  if (!row || row->number != number) return "status of a message this desk did not send: kept";
  if (status.pricing && !status.pricing->type.empty()) {
    storage::prices_of(store).note({row->id, number, status.at, status.pricing->type, status.pricing->category});
  }

  const std::string_view state = outbox_state_of(status.state);
  if (state.empty()) return "status kept: " + status.spelling;
  const bool was_uncertain = row->state == "uncertain";
  row->state = state;
  if (!row->wamid) row->wamid = status.id;
  if (!row->sent_at) row->sent_at = status.at;
  row->updated_at = now;
  if (status.state == State::Failed) {
    row->error = because(status);
    if (!status.errors.empty()) row->error_code = status.errors.front().code.value_or(0);
  }
  if (!store.outbox().update(*row)) return "status already overtaken: kept";
  if (was_uncertain) store.timers().cancel(std::string(kUncertainTimer) + ":" + std::to_string(row->id.value));
  // The conversation's next message may have waited for this one's fate.
  after.outgoing = true;
  after.news.push_back({News::Kind::MessageChanged, {}, row->conversation});
  if (status.state == State::Failed) {
    if (row->error_code == kServiceWindowClosed) close_window(store, *row, now);
    reroute_later(store, *row, now, after);
  }
  if (status.state == State::Delivered || status.state == State::Read) store.notices().forget(row->cause);
  if (status.state == State::Failed) after.news.push_back({News::Kind::OutboxChanged, {}, row->conversation});
  return "status noted";
}

void StatusDesk::settle(storage::Store& store, const storage::TimerRow& timer, flows::Instant now,
                        std::chrono::seconds wait, Afterwards& after) {
  std::int64_t id = 0;
  std::from_chars(timer.data.data(), timer.data.data() + timer.data.size(), id);
  auto row = store.outbox().find(flows::OutboxId{id});
  if (!row || row->state != "uncertain") return;
  after.outgoing = true;
  after.news.push_back({News::Kind::OutboxChanged, {}, row->conversation});
  if (row->attempts >= storage::kSendsAtMost || store.outbox().overtaken(*row)) return;
  if (store.outbox().later_one_arrived(*row)) {
    row->state = "queued";
    row->error = "sent again: no status came, though later messages had theirs";
    row->not_before = now;
    store.outbox().update(*row);
    return;
  }
  if (now - row->created_at >= kWorthSendingAgain) return;
  storage::TimerRow next = timer;
  next.due = now + wait;
  store.timers().set(next);
  after.timers = true;
}

}  // namespace sportello::bot
