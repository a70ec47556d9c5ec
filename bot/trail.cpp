#include "bot/trail.h"

namespace sportello::bot {

void Trail::note(flows::ConversationId conversation, const std::string& request) {
  const std::lock_guard lock(mutex_);
  const auto [place, fresh] = requests_.insert_or_assign(conversation.value, request);
  if (fresh) order_.push_back(conversation.value);
  if (order_.size() <= most_) return;
  requests_.erase(order_.front());
  order_.pop_front();
}

std::string Trail::request_of(flows::ConversationId conversation) const {
  const std::lock_guard lock(mutex_);
  const auto found = requests_.find(conversation.value);
  return found == requests_.end() ? std::string() : found->second;
}

}  // namespace sportello::bot
