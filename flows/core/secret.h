/// A string that must not be printed: tokens, app secrets, passwords. No operator<<, no formatter, no JSON.
#pragma once

#include <string>
#include <utility>

namespace sportello::flows {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  bool empty() const { return value_.empty(); }
  /// The only way to read it; search for this word to find every use.
  const std::string& reveal() const { return value_; }

 private:
  std::string value_;
};

}  // namespace sportello::flows
