/// What the storage ports promise, as plain containers: slow, simple, and copied whole for a rollback.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace sportello::storage {

class Model {
 public:
  struct Message {
    ConversationId conversation;
    std::string state;
    Instant not_before{};
  };
  struct Timer {
    Instant due{};
    int set = 0;  ///< the how-manieth setting: ties are fired in that order
  };

  /// True when the key is new.
  bool receive(const std::string& key) { return events.insert(key).second; }
  /// True when the message may be there: its cause is new.
  bool say(OutboxId id, const std::string& cause, const Message& message);
  /// False when the state would go backwards; by a table of its own.
  bool move(OutboxId id, const std::string& state, Instant not_before);
  int interrupt(Instant until);
  std::vector<OutboxId> due(Instant now) const;

  void set_timer(const std::string& key, Instant due) { timers[key] = {due, ++settings}; }
  std::vector<std::string> timers_due(Instant now) const;
  std::optional<Instant> next_timer() const;

  std::set<std::string> events;
  std::set<std::string> causes;
  std::map<OutboxId, Message> outbox;
  std::map<std::string, Timer> timers;
  std::map<std::string, PersonId> aliases;
  std::int64_t tickets = 0;
  int settings = 0;
};

}  // namespace sportello::storage
