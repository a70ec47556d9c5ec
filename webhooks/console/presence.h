/// Who else looks at a ticket or writes on it, as far as their pages have said in the last moments. Kept in memory: it
/// means nothing after a restart.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "flows/core/time.h"

namespace sportello::webhooks {

enum class Attention { Viewing, Typing, Gone };

struct Colleague {
  std::string name;
  bool typing = false;
  friend bool operator==(const Colleague&, const Colleague&) = default;
};

class Presence {
 public:
  /// True when the others should be told. What is not said again within 45 seconds is over.
  bool note(const std::string& ticket, std::int64_t operator_id, const std::string& name, Attention attention,
            flows::Instant now);
  /// The others, by name.
  std::vector<Colleague> others(const std::string& ticket, std::int64_t operator_id, flows::Instant now);

 private:
  struct Seen {
    Colleague colleague;
    flows::Instant until{};
  };
  std::mutex mutex_;
  std::map<std::string, std::map<std::int64_t, Seen>> tickets_;
};

}  // namespace sportello::webhooks
