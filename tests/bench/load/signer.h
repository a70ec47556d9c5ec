/// The bodies Meta would send, signed: texts of many customers, and the statuses of what was answered.
#pragma once

#include <cstdint>
#include <deque>
#include <random>
#include <string>

namespace sportello::bench {

struct Sent {
  std::string wamid;
  std::string callback;
  std::string to;
};

class Meta {
 public:
  Meta(std::string secret, std::string number, int customers, std::uint64_t seed)
      : secret_(std::move(secret)), number_(std::move(number)), customers_(customers), dice_(seed) {}

  /// A whole HTTP request with a text nobody sent before.
  std::string text();
  /// A whole HTTP request with the next status of something the desk sent; of something it never sent when there is none.
  std::string status();
  /// The desk sent this: its three statuses wait to be told.
  void accepted(Sent message) { untold_.push_back({std::move(message), 0}); }

 private:
  std::string request(const std::string& value);

  struct Untold {
    Sent message;
    int told = 0;
  };

  std::string secret_;
  std::string number_;
  int customers_;
  std::mt19937_64 dice_;
  std::deque<Untold> untold_;
  std::uint64_t count_ = 0;
};

}  // namespace sportello::bench
