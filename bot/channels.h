/// Which business numbers Meta lets send. What it refuses to a number stops that number, what it refuses to the access
/// token stops all; the queue is kept, and now and then one message tries whether it is over.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

#include "flows/core/ids.h"
#include "flows/core/time.h"

namespace sportello::bot {

/// Why nothing is being sent.
struct ChannelTrouble {
  int code = 0;
  std::string text;
  std::string remedy_it;
  std::string remedy_en;
  flows::Instant since{};
};

class Channels {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Leave { Send, Probe, Wait };
  enum class Reach { Number, Token };

  explicit Channels(std::chrono::seconds probe) : probe_(probe) {}

  /// Probe: one message may try. Whoever sends it says so with `probing`.
  Leave leave_for(const flows::PhoneNumberId& number, Time now) const;
  void probing(const flows::PhoneNumberId& number, Time now);
  /// True when that is news.
  bool went_down(const flows::PhoneNumberId& number, Reach reach, ChannelTrouble trouble, Time now);
  /// A message of the number was accepted: number and token are well. True when that is news.
  bool is_up(const flows::PhoneNumberId& number);
  /// The token's trouble before a number's.
  std::optional<ChannelTrouble> trouble() const;

 private:
  struct Down {
    ChannelTrouble trouble;
    Time tried;
  };

  std::chrono::seconds probe_;
  std::map<flows::PhoneNumberId, Down> down_;  ///< the token's is under the empty number
};

}  // namespace sportello::bot
