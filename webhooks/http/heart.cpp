#include "webhooks/http/heart.h"

#include <algorithm>
#include <utility>

namespace sportello::webhooks {

Heart::Heart(std::chrono::milliseconds interval, std::chrono::milliseconds lifetime)
    : interval_(interval), lifetime_(lifetime), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void Heart::watch(std::weak_ptr<Beating> beating) {
  const auto now = Clock::now();
  const std::lock_guard lock(mutex_);
  entries_.push_back({std::move(beating), now + interval_, now + lifetime_});
  changed_.notify_all();
}

void Heart::expire_all() {
  std::vector<Entry> entries;
  {
    const std::lock_guard lock(mutex_);
    entries.swap(entries_);
  }
  for (const auto& entry : entries) {
    if (const auto beating = entry.beating.lock()) beating->expire();
  }
}

Heart::Clock::time_point Heart::next_due() const {
  // Not time_point::max(): the wait adds to it and overflows.
  auto due = Clock::now() + std::chrono::hours(1);
  for (const auto& entry : entries_) due = std::min({due, entry.next_beat, entry.end});
  return due;
}

void Heart::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto due = next_due();
    changed_.wait_until(lock, stop, due, [this, due] { return next_due() < due; });
    const auto now = Clock::now();
    std::vector<std::shared_ptr<Beating>> over;
    std::vector<std::shared_ptr<Beating>> alive;
    std::erase_if(entries_, [&](Entry& entry) {
      if (entry.next_beat > now && entry.end > now) return false;
      auto beating = entry.beating.lock();
      if (!beating) return true;
      if (entry.end <= now) {
        over.push_back(std::move(beating));
        return true;
      }
      entry.next_beat = now + interval_;
      alive.push_back(std::move(beating));
      return false;
    });
    lock.unlock();
    for (const auto& beating : over) beating->expire();
    for (const auto& beating : alive) beating->beat();
    over.clear();
    alive.clear();
    lock.lock();
  }
}

}  // namespace sportello::webhooks
