#include "storage_model.h"

#include <algorithm>
#include <tuple>

namespace sportello::storage {
namespace {

bool forwards(const std::string& from, const std::string& to) {
  static const std::map<std::string, std::set<std::string>> next{
      {"queued", {"queued", "in_flight", "uncertain", "sent", "delivered", "read", "failed"}},
      {"in_flight", {"queued", "in_flight", "uncertain", "sent", "delivered", "read", "failed"}},
      {"uncertain", {"queued", "uncertain", "sent", "delivered", "read", "failed"}},
      {"sent", {"sent", "delivered", "read", "failed"}},
      {"delivered", {"delivered", "read"}},
      {"read", {"read"}},
      {"failed", {}},
  };
  return next.at(from).contains(to);
}

}  // namespace

bool Model::say(OutboxId id, const std::string& cause, const Message& message) {
  if (!causes.insert(cause).second) return false;
  outbox[id] = message;
  return true;
}

bool Model::move(OutboxId id, const std::string& state, Instant not_before) {
  Message& message = outbox.at(id);
  if (!forwards(message.state, state)) return false;
  message.state = state;
  message.not_before = not_before;
  return true;
}

int Model::interrupt(Instant until) {
  int count = 0;
  for (auto& [id, message] : outbox) {
    if (message.state != "in_flight") continue;
    message.state = "uncertain";
    message.not_before = until;
    ++count;
  }
  return count;
}

std::vector<OutboxId> Model::due(Instant now) const {
  std::set<ConversationId> blocked;
  for (const auto& [id, message] : outbox) {
    const bool waits_for_status = message.state == "uncertain" && message.not_before > now;
    if (message.state == "in_flight" || waits_for_status) blocked.insert(message.conversation);
  }
  std::vector<OutboxId> found;
  for (const auto& [id, message] : outbox) {
    if (message.state != "queued" || !blocked.insert(message.conversation).second) continue;
    if (message.not_before <= now) found.push_back(id);
  }
  return found;
}

std::vector<std::string> Model::timers_due(Instant now) const {
  std::vector<std::tuple<Instant, int, std::string>> found;
  for (const auto& [key, timer] : timers) {
    if (timer.due <= now) found.emplace_back(timer.due, timer.set, key);
  }
  std::sort(found.begin(), found.end());
  std::vector<std::string> keys;
  for (const auto& timer : found) keys.push_back(std::get<2>(timer));
  return keys;
}

std::optional<Instant> Model::next_timer() const {
  std::optional<Instant> next;
  for (const auto& [key, timer] : timers) {
    if (!next || timer.due < *next) next = timer.due;
  }
  return next;
}

}  // namespace sportello::storage
