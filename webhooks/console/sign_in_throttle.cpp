#include "webhooks/console/sign_in_throttle.h"

#include <algorithm>

namespace sportello::webhooks {
namespace {

constexpr int kFree = 5;
constexpr int kMostDoublings = 6;
constexpr std::chrono::seconds kFirstWait{15};
constexpr std::chrono::seconds kLongestWait{15 * 60};
constexpr std::chrono::hours kForgotten{1};
constexpr std::size_t kMostKeys = 20'000;

}  // namespace

std::optional<std::chrono::seconds> SignInThrottle::wait(const std::string& key, flows::Instant now) {
  const std::scoped_lock lock(mutex_);
  const auto found = failures_.find(key);
  if (found == failures_.end() || found->second.count < kFree || now - found->second.newest >= kForgotten)
    return std::nullopt;
  const int doublings = std::min(found->second.count - kFree, kMostDoublings);
  const auto needed = std::min(kFirstWait * (1 << doublings), kLongestWait);
  const auto until = found->second.newest + needed;
  if (now >= until) return std::nullopt;
  return std::chrono::ceil<std::chrono::seconds>(until - now);
}

void SignInThrottle::failed(const std::string& key, flows::Instant now) {
  const std::scoped_lock lock(mutex_);
  if (failures_.size() >= kMostKeys) forget_old(now);
  auto& entry = failures_[key];
  if (now - entry.newest >= kForgotten) entry.count = 0;
  ++entry.count;
  entry.newest = now;
}

void SignInThrottle::succeeded(const std::string& key) {
  const std::scoped_lock lock(mutex_);
  failures_.erase(key);
}

void SignInThrottle::forget_old(flows::Instant now) {
  std::erase_if(failures_, [now](const auto& one) { return now - one.second.newest >= kForgotten; });
  if (failures_.size() >= kMostKeys) failures_.clear();
}

}  // namespace sportello::webhooks
