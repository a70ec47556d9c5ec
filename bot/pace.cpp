#include "bot/pace.h"

#include <algorithm>

namespace sportello::bot {

int Pace::room(const flows::PhoneNumberId& number, PaceTime now) {
  auto& sent = sent_[number];
  while (!sent.empty() && now - sent.front() >= std::chrono::seconds{1}) sent.pop_front();
  return std::max(0, per_second_ - static_cast<int>(sent.size()));
}

void Pace::spend(const flows::PhoneNumberId& number, PaceTime now) {
  sent_[number].push_back(now);
}

std::chrono::milliseconds PairPace::wait(const flows::PhoneNumberId& number, const std::string& customer,
                                         PaceTime now) const {
  const auto found = repaid_.find({number, customer});
  if (found == repaid_.end()) return std::chrono::milliseconds{0};
  const auto too_much = found->second - now - kEach * (kBurst - 1);
  return std::max(std::chrono::milliseconds{0}, std::chrono::ceil<std::chrono::milliseconds>(too_much));
}

void PairPace::spend(const flows::PhoneNumberId& number, const std::string& customer, PaceTime now) {
  PaceTime& repaid = repaid_[{number, customer}];
  repaid = std::max(repaid, now) + kEach;
  if (repaid_.size() >= sweep_at_) forget_repaid(now);
}

void PairPace::forget_repaid(PaceTime now) {
  std::erase_if(repaid_, [now](const auto& entry) { return entry.second <= now; });
  sweep_at_ = std::max<std::size_t>(1024, 2 * repaid_.size());
}

}  // namespace sportello::bot
