/// How fast one business number may send: so many messages in any second, counted in real time.
#pragma once

#include <chrono>
#include <deque>
#include <map>

#include "flows/core/ids.h"

namespace sportello::bot {

class Pace {
 public:
  explicit Pace(int per_second) : per_second_(per_second) {}

  /// How many messages the number may send now.
  int room(const flows::PhoneNumberId& number, std::chrono::steady_clock::time_point now);
  void spend(const flows::PhoneNumberId& number, std::chrono::steady_clock::time_point now);

 private:
  int per_second_;
  std::map<flows::PhoneNumberId, std::deque<std::chrono::steady_clock::time_point>> sent_;
};

}  // namespace sportello::bot
