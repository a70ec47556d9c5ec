/// How fast a business number may send: so many messages in any second, and to one customer no more than Meta's pair
/// rate. Counted in real time, on one thread.
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <string>
#include <utility>

#include "flows/core/ids.h"

namespace sportello::bot {

using PaceTime = std::chrono::steady_clock::time_point;

/// The number's throughput (Cloud API, throughput: 80 a second, or 1,000 after an upgrade).
class Pace {
 public:
  explicit Pace(int per_second) : per_second_(per_second) {}

  /// How many messages the number may send now.
  int room(const flows::PhoneNumberId& number, PaceTime now);
  void spend(const flows::PhoneNumberId& number, PaceTime now);

 private:
  int per_second_;
  std::map<flows::PhoneNumberId, std::deque<PaceTime>> sent_;
};

/// The pair rate (Cloud API, pair rate limit): one message in 6 seconds to the same customer, of which up to 45 may be
/// borrowed from the time to come.
class PairPace {
 public:
  static constexpr std::chrono::seconds kEach{6};
  static constexpr int kBurst = 45;

  /// How long this customer's next message has to wait; zero when it may go now.
  std::chrono::milliseconds wait(const flows::PhoneNumberId& number, const std::string& customer, PaceTime now) const;
  void spend(const flows::PhoneNumberId& number, const std::string& customer, PaceTime now);
  /// Customers who have borrowed something.
  std::size_t size() const { return repaid_.size(); }

 private:
  void forget_repaid(PaceTime now);

  std::map<std::pair<flows::PhoneNumberId, std::string>, PaceTime> repaid_;  ///< when all that was borrowed is repaid
  std::size_t sweep_at_ = 1024;
};

}  // namespace sportello::bot
