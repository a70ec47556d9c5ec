#include "webhooks/http/admission.h"

namespace sportello::webhooks {
namespace {

bool take(std::atomic<std::size_t>& count, std::size_t amount, std::size_t limit) {
  if (count.fetch_add(amount) + amount <= limit) return true;
  count.fetch_sub(amount);
  return false;
}

}  // namespace

bool Admission::enter(std::size_t body) {
  if (!take(requests_, 1, limits_.requests)) return false;
  if (take(body_bytes_, body, limits_.body_bytes)) return true;
  requests_.fetch_sub(1);
  return false;
}

void Admission::leave(std::size_t body) {
  body_bytes_.fetch_sub(body);
  if (requests_.fetch_sub(1) == 1) wake();
}

bool Admission::open_stream() {
  return take(streams_, 1, limits_.streams);
}

void Admission::close_stream() {
  if (streams_.fetch_sub(1) == 1) wake();
}

void Admission::stop() {
  stopping_ = true;
}

bool Admission::wait_for_requests(std::chrono::milliseconds limit) {
  return wait(requests_, limit);
}
bool Admission::wait_for_streams(std::chrono::milliseconds limit) {
  return wait(streams_, limit);
}

bool Admission::begin_handler() {
  handlers_.fetch_add(1);
  if (!closed_) return true;
  end_handler();
  return false;
}

void Admission::end_handler() {
  if (handlers_.fetch_sub(1) == 1 && closed_) handlers_.notify_all();
}

void Admission::close() {
  closed_ = true;
  for (auto running = handlers_.load(); running != 0; running = handlers_.load()) handlers_.wait(running);
}

bool Admission::wait(const std::atomic<std::size_t>& count, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [&count] { return count == 0; });
}

void Admission::wake() {
  // Only stop() waits; everybody else saves the lock.
  if (!stopping_) return;
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

}  // namespace sportello::webhooks
