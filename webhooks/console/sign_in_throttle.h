/// Slows down whoever guesses passwords: by address of the account and by address of the machine.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "flows/core/time.h"

namespace sportello::webhooks {

class SignInThrottle {
 public:
  /// How long `key` must wait before the next try; nothing: it may try now. Five failures are free, then each doubles
  /// the wait from 15 seconds to 15 minutes; an hour without a failure is forgotten.
  std::optional<std::chrono::seconds> wait(const std::string& key, flows::Instant now);
  void failed(const std::string& key, flows::Instant now);
  void succeeded(const std::string& key);

 private:
  struct Failures {
    int count = 0;
    flows::Instant newest{};
  };
  void forget_old(flows::Instant now);

  std::mutex mutex_;
  std::map<std::string, Failures> failures_;
};

}  // namespace sportello::webhooks
