#include "bot/clock.h"

namespace sportello::bot {
namespace {

flows::Instant wall_clock() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

}  // namespace

flows::Instant Clock::now() const {
  return wall_clock() + std::chrono::milliseconds{offset_ms_.load()};
}

void Clock::set(flows::Instant instant) {
  offset_ms_ = (instant - wall_clock()).count();
  tell();
}

void Clock::reset() {
  offset_ms_ = 0;
  tell();
}

void Clock::on_move(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

void Clock::tell() {
  const std::lock_guard lock(mutex_);
  for (const auto& listener : listeners_) listener();
}

}  // namespace sportello::bot
