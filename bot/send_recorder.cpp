#include "bot/send_recorder.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

#include "bot/delivery.h"
#include "bot/interrupted_sends.h"
#include "bot/submission.h"

namespace sportello::bot {
namespace {

using News = webhooks::DeskNews;
using std::chrono::steady_clock;

void remember_opt_out(storage::Store& store, const storage::OutboxRow& row) {
  const auto conversation = store.conversations().find(row.conversation);
  auto person = conversation ? store.people().find(conversation->person) : std::nullopt;
  if (!person) return;
  person->opted_out = true;
  store.people().update(*person);
}

void store_outcome(storage::Store& store, const SendVerdict& verdict, flows::Instant now, Afterwards& after) {
  const storage::OutboxRow& row = verdict.row;
  if (!store.outbox().update(row)) {
    // A status webhook was faster than the answer to the send; only the wamid is news.
    auto stored = store.outbox().find(row.id);
    if (stored && !stored->wamid && row.wamid) {
      stored->wamid = row.wamid;
      store.outbox().update(*stored);
    }
    return;
  }
  if (verdict.waits_for_status) wait_for_status(store, row, row.not_before);
  if (verdict.opted_out) remember_opt_out(store, row);
  if (verdict.window_closed) {
    if (auto conversation = store.conversations().find(row.conversation)) {
      conversation->window_closed_at = now;
      store.conversations().update(*conversation);
    }
  }
  if (row.state == "failed") reroute_later(store, row, now, after);
}

}  // namespace

struct SendRecorder::Outcome {
  SendVerdict verdict;
  SendReport report;
  flows::Instant now;
};

SendRecorder::SendRecorder(storage::CommitLoop& commits, std::function<void(Afterwards)> publish,
                           std::chrono::milliseconds pause)
    : commits_(commits), publish_(std::move(publish)), pause_(pause) {}

void SendRecorder::record(SendVerdict verdict, SendReport report, flows::Instant now) {
  submit(std::make_shared<Outcome>(Outcome{std::move(verdict), std::move(report), now}));
}

std::chrono::milliseconds SendRecorder::try_again(std::chrono::milliseconds longest) {
  std::vector<Shared> due;
  {
    const std::lock_guard lock(mutex_);
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(again_at_ - steady_clock::now());
    if (kept_.empty()) return longest;
    if (wait.count() > 0) return std::min(longest, wait);
    due.swap(kept_);
  }
  for (const Shared& outcome : due) submit(outcome);
  return std::min(longest, pause_);
}

void SendRecorder::stop() {
  std::unique_lock lock(mutex_);
  settled_.wait(lock, [this] { return under_way_ == 0; });
  kept_.clear();
}

void SendRecorder::submit(const Shared& outcome) {
  {
    const std::lock_guard lock(mutex_);
    ++under_way_;
  }
  const auto work = [outcome](storage::Store& store, Afterwards& after) -> flows::Result<void> {
    tell(*outcome, after);
    store_outcome(store, outcome->verdict, outcome->now, after);
    return {};
  };
  const auto done = [this, outcome](const flows::Result<void>& stored) { settled(outcome, stored); };
  if (!bot::submit<void>(commits_, publish_, work, done)) {
    settled(outcome, flows::fail(flows::Errc::Unavailable, "too much waits"));
  }
}

void SendRecorder::tell(const Outcome& outcome, Afterwards& after) {
  const storage::OutboxRow& row = outcome.verdict.row;
  after.sent = outcome.report;
  after.timers = outcome.verdict.waits_for_status;
  after.news.push_back({News::Kind::MessageChanged, {}, row.conversation});
  if (row.state == "failed" || row.state == "uncertain") {
    after.news.push_back({News::Kind::OutboxChanged, {}, row.conversation});
  }
}

void SendRecorder::settled(const Shared& outcome, const flows::Result<void>& stored) {
  // A bug ends the program.
  if (!stored && stored.error().code == flows::Errc::Internal) throw std::logic_error(stored.error().text);
  const std::lock_guard lock(mutex_);
  if (!stored) {
    kept_.push_back(outcome);
    again_at_ = steady_clock::now() + pause_;
  }
  --under_way_;
  // The bell inside the lock: who waits for it may end this object.
  settled_.notify_all();
}

}  // namespace sportello::bot
