#include "bot/sender.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>
#include <variant>
#include <vector>

#include "bot/interrupted_sends.h"
#include "bot/pace.h"
#include "bot/send_outcome.h"
#include "bot/send_recorder.h"
#include "bot/wakeup.h"
#include "flows/core/json.h"
#include "flows/wording/message.h"

namespace sportello::bot {
namespace {

constexpr std::chrono::milliseconds kLookForMessages{30'000};
/// Another process may have died with messages queued or in flight.
constexpr std::chrono::milliseconds kLookForSharedMessages{5'000};
/// Something waits for the pace of its number.
constexpr std::chrono::milliseconds kPaced{20};
/// Something waits for a channel that is down.
constexpr std::chrono::milliseconds kChannelDown{1'000};

/// With so many calls to Graph open, receipts are dropped: half of the workers there are at least.
constexpr int kBusy = 8;

using Job = std::variant<storage::OutboxRow, ReadReceipt>;
using News = webhooks::DeskNews;

/// Our own refusal, in the form of Meta's code 100 (bad parameter): the message fails with this reason.
webhooks::SendOutcome cannot_be_sent(const flows::Error& error) {
  webhooks::GraphError refusal;
  refusal.code = 100;
  refusal.details = error.text;
  return webhooks::Refused{refusal};
}

}  // namespace

int threads_for(int pace_per_second, std::size_t numbers) {
  constexpr std::int64_t kAnswersPerSecond = 4;
  return static_cast<int>(
      std::clamp<std::int64_t>(static_cast<std::int64_t>(numbers) * pace_per_second / kAnswersPerSecond, 16, 256));
}

class Sender::Impl {
 public:
  Impl(storage::CommitLoop& commits, Clock& clock, GraphClients clients, SenderOptions options, StoredMedia media,
       std::function<void(Afterwards)> publish)
      : commits_(commits),
        clock_(clock),
        clients_(std::move(clients)),
        options_(options),
        media_(std::move(media)),
        publish_(std::move(publish)),
        channels_(options.probe),
        recorder_(commits,
                  [this](Afterwards after) {
                    publish_(std::move(after));
                    // The conversation's next message has waited for this one's fate.
                    wakeup_.ring();
                  }),
        pace_(options.pace_per_second) {}

  void start() {
    const flows::Instant now = clock_.now();
    const auto until = now + options_.uncertain;
    static_cast<void>(commits_.run_and_wait([this, now, until](storage::Store& store) {
      if (!commits_.shared()) doubt_interrupted_sends(store, now, until);
    }));
    dispatcher_ = std::jthread([this](const std::stop_token& stop) { dispatch(stop); });
    for (int i = 0; i < options_.threads; ++i) {
      workers_.emplace_back([this](const std::stop_token& stop) { work(stop); });
    }
  }

  void stop() {
    dispatcher_.request_stop();
    wakeup_.ring();
    if (dispatcher_.joinable()) dispatcher_.join();
    for (auto& worker : workers_) worker.request_stop();
    queue_bell_.notify_all();
    workers_.clear();
    recorder_.stop();
  }

  void wake() { wakeup_.ring(); }

  void acknowledge(const ReadReceipt& receipt) {
    {
      const std::lock_guard lock(mutex_);
      // Answers come first: nobody waits for a tick.
      if (messages_ + receipts_ >= kBusy || channels_.trouble()) return;
      ++receipts_;
      queue_.emplace_front(receipt);
    }
    queue_bell_.notify_one();
  }

  std::optional<ChannelTrouble> trouble() const {
    const std::lock_guard lock(mutex_);
    return channels_.trouble();
  }
  std::optional<flows::Instant> last_success() const {
    const std::lock_guard lock(mutex_);
    return last_success_;
  }

 private:
  // ---- the dispatcher: claims what is due -----------------------------------------------------------------------

  void dispatch(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::chrono::milliseconds pause = recorder_.try_again(claim());
      if (pause.count() > 0) wakeup_.wait(stop, pause);
    }
  }

  /// Marks due messages in flight and hands them to the workers. Returns how long there is nothing to do.
  std::chrono::milliseconds claim() {
    const int room = room_for_jobs();
    if (room == 0) return std::chrono::milliseconds{50};
    std::vector<storage::OutboxRow> claimed;
    std::optional<flows::Instant> next;
    std::optional<std::chrono::milliseconds> held_back;
    const flows::Instant now = clock_.now();
    const auto run = [&](storage::Store& store) {
      claimed.clear();
      held_back.reset();
      if (commits_.shared()) doubt_sends_of_the_dead(store, now, now + options_.uncertain, now - options_.lease);
      for (storage::OutboxRow& row : due_in_turn(store, now, room, held_back)) {
        if (mark_in_flight(store, row, now)) claimed.push_back(std::move(row));
      }
      next = store.outbox().next_due(now);
    };
    if (commits_.run_and_wait(run) == storage::Committed::No) return std::chrono::milliseconds{500};
    if (!claimed.empty()) {
      {
        const std::lock_guard lock(mutex_);
        messages_ += static_cast<int>(claimed.size());
        for (auto& row : claimed) queue_.emplace_back(std::move(row));
      }
      for (std::size_t i = 0; i < claimed.size(); ++i) queue_bell_.notify_one();
      return std::chrono::milliseconds{0};
    }
    if (held_back) return *held_back;
    const auto longest = commits_.shared() ? kLookForSharedMessages : kLookForMessages;
    if (!next) return longest;
    return std::clamp(*next - clock_.now(), std::chrono::milliseconds{10}, longest);
  }

  /// What each number may send now, one message of each in turn, so that the backlog of one holds up no other.
  std::vector<storage::OutboxRow> due_in_turn(storage::Store& store, flows::Instant now, int room,
                                              std::optional<std::chrono::milliseconds>& held_back) {
    std::vector<std::vector<storage::OutboxRow>> heads;
    for (const flows::PhoneNumberId& number : store.outbox().queued_numbers()) {
      std::chrono::milliseconds look_again = kPaced;
      const int may_send = std::min(room, room_of(number, look_again));
      if (may_send == 0) held_back = std::min(look_again, held_back.value_or(look_again));
      if (may_send > 0) heads.push_back(store.outbox().due(number, now, may_send));
    }
    std::vector<storage::OutboxRow> rows;
    for (std::size_t place = 0; static_cast<int>(rows.size()) < room; ++place) {
      const std::size_t before = rows.size();
      for (std::size_t i = 0; i < heads.size() && static_cast<int>(rows.size()) < room; ++i) {
        // Another number is first each time: with room for one message, each has its turn.
        auto& of_number = heads[(i + turn_) % heads.size()];
        if (place < of_number.size()) rows.push_back(std::move(of_number[place]));
      }
      if (rows.size() == before) break;
    }
    ++turn_;
    return rows;
  }

  /// How many messages the number may send now; when none, `look_again` is when to ask again.
  int room_of(const flows::PhoneNumberId& number, std::chrono::milliseconds& look_again) {
    const auto time = std::chrono::steady_clock::now();
    const std::lock_guard lock(mutex_);
    switch (channels_.leave_for(number, time)) {
      case Channels::Leave::Wait:
        look_again = kChannelDown;
        return 0;
      case Channels::Leave::Probe:
        return std::min(1, pace_.room(number, time));
      case Channels::Leave::Send:
        return pace_.room(number, time);
    }
    return 0;
  }

  /// False when it is not its time after all.
  bool mark_in_flight(storage::Store& store, storage::OutboxRow& row, flows::Instant now) {
    const auto time = std::chrono::steady_clock::now();
    const std::string& customer = row.to_wa_id.empty() ? row.to_bsuid : row.to_wa_id;
    if (const auto wait = pairs_.wait(row.number, customer, time); wait.count() > 0) {
      row.not_before = now + wait;
      store.outbox().update(row);
      return false;
    }
    row.state = "in_flight";
    ++row.attempts;
    row.updated_at = now;
    if (!store.outbox().update(row)) return false;
    pace_.spend(row.number, time);
    pairs_.spend(row.number, customer, time);
    const std::lock_guard lock(mutex_);
    channels_.probing(row.number, time);
    return true;
  }

  /// No more than the workers take at once: what is in flight when the process dies is then all on its way, and
  /// has a status to come. What merely waited would be uncertain for nothing.
  int room_for_jobs() {
    const std::lock_guard lock(mutex_);
    return std::max(0, options_.threads - messages_ - receipts_);
  }

  // ---- the workers: send and record -----------------------------------------------------------------------------

  void work(const std::stop_token& stop) {
    const auto client = clients_();
    while (true) {
      std::optional<Job> job;
      {
        std::unique_lock lock(mutex_);
        queue_bell_.wait(lock, stop, [this] { return !queue_.empty(); });
        if (queue_.empty()) return;
        job = std::move(queue_.front());
        queue_.pop_front();
      }
      const auto* receipt = std::get_if<ReadReceipt>(&*job);
      if (receipt != nullptr) {
        using webhooks::Typing;
        // Nobody waits for a blue tick: a failed one is not repeated.
        static_cast<void>(
            client->mark_read(receipt->number, receipt->message, receipt->typing ? Typing::Show : Typing::No));
      } else {
        send(*client, std::get<storage::OutboxRow>(std::move(*job)));
      }
      bool all_were_busy = false;
      {
        const std::lock_guard lock(mutex_);
        all_were_busy = messages_ + receipts_ >= options_.threads;
        --(receipt != nullptr ? receipts_ : messages_);
      }
      if (all_were_busy) wakeup_.ring();
    }
  }

  webhooks::SendOutcome deliver(webhooks::GraphClient& client, const storage::OutboxRow& row) {
    const auto parsed = flows::parse_json(row.content);
    auto message = parsed ? flows::outgoing_from_json(*parsed) : flows::Result<flows::OutgoingMessage>(parsed.error());
    if (!message) return cannot_be_sent(message.error());
    webhooks::Envelope envelope{{row.to_wa_id, row.to_bsuid}, row.callback, {}};
    if (const auto* file = std::get_if<flows::MediaMessage>(&message->content)) {
      const auto bytes = media_(file->stored);
      if (!bytes) return cannot_be_sent(bytes.error());
      const auto id = client.upload(row.number, *bytes, file->mime, file->filename);
      if (!id) return webhooks::Unreachable{id.error().text};
      envelope.media_id = *id;
    }
    return client.send(row.number, envelope, *message);
  }

  void send(webhooks::GraphClient& client, storage::OutboxRow row) {
    const auto begun = std::chrono::steady_clock::now();
    const webhooks::SendOutcome outcome = deliver(client, row);
    const SendReport report = report_of(row, outcome, std::chrono::steady_clock::now() - begun);
    const flows::Instant now = clock_.now();
    SendVerdict verdict = judge(std::move(row), outcome, now, options_.uncertain);
    note_channel(verdict, outcome, now);
    recorder_.record(std::move(verdict), report, now);
  }

  void note_channel(const SendVerdict& verdict, const webhooks::SendOutcome& outcome, flows::Instant now) {
    bool changed = false;
    {
      const std::lock_guard lock(mutex_);
      if (std::holds_alternative<webhooks::Accepted>(outcome)) {
        last_success_ = now;
        changed = channels_.is_up(verdict.row.number);
      } else if (verdict.channel_down) {
        const auto& error = std::get<webhooks::Refused>(outcome).error;
        const webhooks::Reaction reaction = reaction_to(error);
        const auto reach =
            reaction.extra == webhooks::Extra::DeadToken ? Channels::Reach::Token : Channels::Reach::Number;
        changed = channels_.went_down(verdict.row.number, reach,
                                      {error.code.value_or(0), describe(error), std::string(reaction.remedy_it),
                                       std::string(reaction.remedy_en), now},
                                      std::chrono::steady_clock::now());
      }
    }
    if (!changed) return;
    Afterwards after;
    after.news.push_back({News::Kind::DeskChanged, {}, {}});
    publish_(std::move(after));
  }

  storage::CommitLoop& commits_;
  Clock& clock_;
  GraphClients clients_;
  SenderOptions options_;
  StoredMedia media_;
  std::function<void(Afterwards)> publish_;

  mutable std::mutex mutex_;
  std::condition_variable_any queue_bell_;
  std::deque<Job> queue_;
  // Waiting for a worker or in the hands of one.
  int messages_ = 0;
  int receipts_ = 0;
  Channels channels_;
  std::optional<flows::Instant> last_success_;

  SendRecorder recorder_;

  // Used on the commit loop's thread only.
  Pace pace_;
  PairPace pairs_;
  std::size_t turn_ = 0;
  Wakeup wakeup_;
  std::jthread dispatcher_;
  std::vector<std::jthread> workers_;
};

Sender::Sender(storage::CommitLoop& commits, Clock& clock, GraphClients clients, SenderOptions options,
               StoredMedia media, std::function<void(Afterwards)> publish)
    : impl_(std::make_unique<Impl>(commits, clock, std::move(clients), options, std::move(media), std::move(publish))) {
}
Sender::~Sender() {
  impl_->stop();
}
void Sender::start() {
  impl_->start();
}
void Sender::stop() {
  impl_->stop();
}
void Sender::wake() {
  impl_->wake();
}
void Sender::acknowledge(const ReadReceipt& receipt) {
  impl_->acknowledge(receipt);
}
std::optional<ChannelTrouble> Sender::trouble() const {
  return impl_->trouble();
}
std::optional<flows::Instant> Sender::last_success() const {
  return impl_->last_success();
}

}  // namespace sportello::bot
