#include "bot/pace.h"

#include <algorithm>

namespace sportello::bot {

int Pace::room(const flows::PhoneNumberId& number, std::chrono::steady_clock::time_point now) {
  auto& sent = sent_[number];
  while (!sent.empty() && now - sent.front() >= std::chrono::seconds{1}) sent.pop_front();
  return std::max(0, per_second_ - static_cast<int>(sent.size()));
}

void Pace::spend(const flows::PhoneNumberId& number, std::chrono::steady_clock::time_point now) {
  sent_[number].push_back(now);
}

}  // namespace sportello::bot
