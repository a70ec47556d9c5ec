/// Tells people when the WhatsApp channel needs them, and when that is over: what stops sending, at once; a dead token
/// or a template that is not approved, asked of Meta every hour; a channel that sends but hears nothing. By mail to
/// mail.operators, on the console and in /readyz. Never a reason to refuse what comes in.
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "bot/clock.h"
#include "bot/desk.h"
#include "bot/doctor/meta_account.h"
#include "bot/sender.h"
#include "bot/wakeup.h"
#include "flows/core/language.h"
#include "storage/commit_loop.h"

namespace sportello::bot {

struct ChannelConcern {
  std::string id;  ///< "sending", "token", "silence", "template.NAME.LANGUAGE": each is told once a day
  int code = 0;    ///< Meta's, if any
  flows::Localized problem;
  flows::Localized remedy;
};

/// What Meta's answers give reason to say. What could not be asked is no reason: a time-out makes no channel dead.
std::vector<ChannelConcern> concerns_of(const MetaFacts& facts, const Numbers& numbers);

/// Whether webhooks come back for what is sent: each accepted message has statuses, so silence after one means that
/// deliveries go elsewhere or nowhere.
class Echo {
 public:
  void sent(flows::Instant at) {
    if (!unheard_since_ && (!heard_ || *heard_ < at)) unheard_since_ = at;
  }
  void heard(flows::Instant at) {
    heard_ = at;
    unheard_since_.reset();
  }
  /// The clock was moved: the time since the last message is none that has passed.
  void forget_sent() { unheard_since_.reset(); }
  std::optional<flows::Instant> last_heard() const { return heard_; }
  /// Nothing was heard for half an hour after something was sent.
  bool is_silent(flows::Instant now) const;

 private:
  std::optional<flows::Instant> heard_;
  std::optional<flows::Instant> unheard_since_;
};

struct ChannelWatchOptions {
  std::chrono::seconds look{60};
  std::chrono::seconds ask_first{60};
  std::chrono::seconds ask{3600};
};

class ChannelWatch {
 public:
  using Ask = std::function<MetaFacts()>;

  /// `ask` is called on the watch's own thread; empty: Meta is not asked.
  ChannelWatch(storage::CommitLoop& commits, Clock& clock, const Desk& desk, const Sender& sender, Ask ask,
               std::function<void(Afterwards)> publish, ChannelWatchOptions options = {});
  ~ChannelWatch();

  void start();
  void stop();
  /// The sender's state has changed.
  void wake() { wakeup_.ring(); }
  /// The demo's clock was moved: half an hour that did not pass is no silence.
  void clock_moved();
  /// A signed webhook came. From any thread.
  void heard();

  /// Empty when all is well.
  std::vector<ChannelConcern> concerns() const;
  std::optional<flows::Instant> last_heard() const;

 private:
  std::vector<ChannelConcern> look(flows::Instant now);
  void ask();
  /// False when it could not be stored: then it is told at the next look.
  bool tell(const std::vector<ChannelConcern>& current, flows::Instant now);

  storage::CommitLoop& commits_;
  Clock& clock_;
  const Desk& desk_;
  const Sender& sender_;
  Ask ask_;
  std::function<void(Afterwards)> publish_;
  ChannelWatchOptions options_;

  mutable std::mutex mutex_;
  Echo echo_;
  std::vector<ChannelConcern> from_meta_;
  std::vector<ChannelConcern> current_;

  std::optional<flows::Instant> last_sent_;

  // Used on the watch's thread only.
  std::set<std::string> told_;
  std::chrono::steady_clock::time_point next_ask_;
  Wakeup wakeup_;
  std::jthread thread_;
};

}  // namespace sportello::bot
