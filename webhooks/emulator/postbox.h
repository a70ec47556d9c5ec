/// Webhooks on their way: when each leaves, in what company, and when it is tried again. No clock and no socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// One POST.
struct Parcel {
  std::vector<Webhook> webhooks{};
  std::chrono::milliseconds due{};
  std::chrono::milliseconds born{};
  int attempts = 0;
  std::uint64_t seq = 0;
};

/// The body of a parcel, byte for byte as it is signed.
std::string body_of(const Parcel& parcel);

class Postbox {
 public:
  Postbox(std::uint64_t seed, std::chrono::milliseconds first_retry) : random_(seed), first_retry_(first_retry) {}

  void put(const Policy& policy, std::vector<Webhook> webhooks, std::chrono::milliseconds now);
  /// The next parcel that is due, with others of its kind when the policy sends batches.
  std::optional<Parcel> take(const Policy& policy, std::chrono::milliseconds now);
  /// It was not answered with 200: again at once, then ever more rarely, for seven days (Meta, WA:webhooks/overview).
  /// False when it is given up.
  bool give_back(Parcel parcel, std::chrono::milliseconds now);
  /// Empty while nothing waits or all of it is held.
  std::optional<std::chrono::milliseconds> next_due(const Policy& policy) const;
  std::size_t size() const { return parcels_.size(); }

 private:
  std::chrono::milliseconds draw(std::chrono::milliseconds most);

  std::vector<Parcel> parcels_;
  std::uint64_t random_;
  std::chrono::milliseconds first_retry_;
  std::uint64_t count_ = 0;
};

}  // namespace sportello::webhooks::emulator
