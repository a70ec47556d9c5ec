/// Which webhook's request last touched a conversation: what is sent because of it is logged under the same id, also
/// when a burst was gathered first. In memory: after a start the log begins anew.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <unordered_map>

#include "flows/core/ids.h"

namespace sportello::bot {

class Trail {
 public:
  /// The oldest conversation is forgotten beyond so many.
  explicit Trail(std::size_t most = 10'000) : most_(most) {}

  void note(flows::ConversationId conversation, const std::string& request);
  /// Empty when nobody knows.
  std::string request_of(flows::ConversationId conversation) const;

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::unordered_map<std::int64_t, std::string> requests_;
  std::deque<std::int64_t> order_;
};

}  // namespace sportello::bot
