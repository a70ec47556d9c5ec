#include "bot/hook_sender.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/media_store.h"
#include "bot/standard_webhook.h"
#include "flows/core/json.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using std::chrono::seconds;

constexpr std::chrono::milliseconds kLookForHooks{30'000};
constexpr seconds kDeadline{20};
constexpr int kHookBatch = 20;
/// Longer than a batch takes; another process delivers what this one had in hand when it died.
constexpr std::chrono::minutes kHookLease{10};
/// The pauses that the specification proposes (Standard Webhooks, "Deliverability and reliability").
constexpr std::array kPauses{seconds{5},      seconds{300},       seconds{1800},      seconds{2 * 3600}, seconds{5 * 3600},
                             seconds{10 * 3600}, seconds{14 * 3600}, seconds{20 * 3600}, seconds{24 * 3600}};

bool wants(const HookConfig& hook, const std::string& kind) {
  return hook.events.empty() || std::find(hook.events.begin(), hook.events.end(), kind) != hook.events.end();
}

}  // namespace

storage::HookDeliveryRow after_attempt(storage::HookDeliveryRow delivery, const webhooks::HookAnswer& answer,
                                       flows::Instant now) {
  constexpr int kGone = 410;  // the receiver wants no more
  ++delivery.attempts;
  delivery.status_code = answer.status;
  delivery.error = answer.error;
  if (answer.status >= 200 && answer.status < 300) {
    delivery.state = "delivered";
    delivery.delivered_at = now;
    delivery.error.clear();
    return delivery;
  }
  const auto pause = static_cast<std::size_t>(delivery.attempts - 1);
  if (answer.status == kGone || answer.forbidden_address || pause >= kPauses.size()) {
    delivery.state = "failed";
    return delivery;
  }
  delivery.state = "queued";
  delivery.not_before = now + kPauses.at(pause);
  return delivery;
}

std::string hook_payload(const storage::TicketEventRow& event, const storage::TicketRow& ticket) {
  const auto data = flows::parse_json(event.data);
  return flows::print_json({{"type", "ticket." + event.what},
                            {"timestamp", flows::iso_utc(event.at)},
                            {"data",
                             {{"event", {{"id", event.id}, {"who", event.who}, {"details", data ? *data : json()}}},
                              {"ticket",
                               {{"code", ticket.code},
                                {"business", ticket.business.value},
                                {"status", ticket.status},
                                {"priority", ticket.priority},
                                {"channel", ticket.channel},
                                {"assignee", ticket.assignee},
                                {"summary", ticket.summary},
                                {"flags", ticket.flags},
                                {"created_at", flows::iso_utc(ticket.created_at)}}}}}});
}

HookSender::HookSender(storage::CommitLoop& commits, Clock& clock, std::vector<HookConfig> hooks,
                       std::function<void(Afterwards)> publish)
    : commits_(commits), clock_(clock), hooks_(std::move(hooks)), publish_(std::move(publish)) {}

HookSender::~HookSender() {
  stop();
}

void HookSender::start() {
  if (hooks_.empty()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) wakeup_.wait(stop, work(stop));
  });
}

void HookSender::stop() {
  thread_.request_stop();
  wakeup_.ring();
  if (thread_.joinable()) thread_.join();
}

/// True when there may be more. A hook that is new hears of what happens from now on.
bool HookSender::queue_events(storage::Store& store) {
  bool more = false;
  const flows::Instant now = clock_.now();
  for (const HookConfig& hook : hooks_) {
    auto cursor = store.hooks().cursor(hook.url);
    if (!cursor) {
      store.hooks().set_cursor(hook.url, store.hooks().newest_event());
      continue;
    }
    const auto events = store.hooks().events_after(*cursor, kHookBatch);
    for (const storage::TicketEventRow& event : events) {
      const auto ticket = store.tickets().find(event.ticket);
      const std::string kind = "ticket." + event.what;
      if (!ticket || !wants(hook, kind)) continue;
      storage::HookDeliveryRow delivery;
      delivery.hook = hook.url;
      delivery.event_id = event.id;
      delivery.webhook_id = "msg_" + sha256_hex(ticket->code + ":" + std::to_string(event.id)).substr(0, 32);
      delivery.kind = kind;
      delivery.payload = hook_payload(event, *ticket);
      delivery.created_at = now;
      delivery.not_before = now;
      store.hooks().add(delivery);
    }
    if (!events.empty()) store.hooks().set_cursor(hook.url, events.back().id);
    more = more || static_cast<int>(events.size()) == kHookBatch;
  }
  return more;
}

webhooks::HookAnswer HookSender::deliver(const storage::HookDeliveryRow& delivery, const std::stop_token& stop) const {
  const auto hook = std::find_if(hooks_.begin(), hooks_.end(), [&](const HookConfig& each) { return each.url == delivery.hook; });
  if (hook == hooks_.end()) return {410, "the hook is not in the configuration any more", false};
  const auto key = webhook_key(hook->secret);
  if (!key) return {0, key.error().text, true};
  const std::int64_t timestamp = std::chrono::duration_cast<seconds>(clock_.now().time_since_epoch()).count();
  webhooks::HookRequest request{hook->url, delivery.webhook_id, std::to_string(timestamp),
                                webhook_signature(*key, delivery.webhook_id, timestamp, delivery.payload),
                                delivery.payload, hook->private_network};
  return webhooks::post_hook(request, kDeadline, stop);
}

std::chrono::milliseconds HookSender::work(const std::stop_token& stop) {
  bool more = false;
  std::vector<storage::HookDeliveryRow> due;
  std::optional<flows::Instant> next;
  const auto look = [&](storage::Store& store) {
    more = queue_events(store);
    due = store.hooks().due(clock_.now(), kHookBatch);
    for (storage::HookDeliveryRow& delivery : due) {
      if (!commits_.shared()) break;
      delivery.not_before = clock_.now() + kHookLease;
      store.hooks().update(delivery);
    }
    next = store.hooks().next_due();
  };
  if (commits_.run_and_wait(look) == storage::Committed::No) return std::chrono::milliseconds{1000};
  for (const storage::HookDeliveryRow& delivery : due) {
    const auto answer = deliver(delivery, stop);
    // A stop in the middle is no attempt: the receiver knows a second copy by its webhook-id.
    if (stop.stop_requested() && answer.status == 0) return std::chrono::milliseconds{0};
    const auto after = after_attempt(delivery, answer, clock_.now());
    if (commits_.run_and_wait([&](storage::Store& store) { store.hooks().update(after); }) == storage::Committed::No) {
      return std::chrono::milliseconds{1000};
    }
    if (after.state == "failed") {
      Afterwards news;
      news.news.push_back({webhooks::DeskNews::Kind::OutboxChanged, {}, {}});
      publish_(std::move(news));
    }
  }
  if (more || !due.empty()) return std::chrono::milliseconds{1};
  if (!next) return kLookForHooks;
  return std::clamp(*next - clock_.now(), std::chrono::milliseconds{10}, kLookForHooks);
}

}  // namespace sportello::bot
