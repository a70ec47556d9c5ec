/// Meta's checks of a message's shape: required parts, lengths, counts, ids that must differ (Cloud API reference,
/// messages). They need nothing but the body; what they refer to is looked up in send.cpp.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "webhooks/emulator/graph_fault.h"

namespace sportello::webhooks::emulator {

/// Collects the first fault; once there is one, everything else does nothing and finds nothing.
class Checks {
 public:
  bool ok() const { return !fault_; }
  const std::optional<GraphFault>& fault() const { return fault_; }
  void refuse(GraphFault fault);

  /// The object under `key`, or null (and a fault) when it is missing or no object.
  const nlohmann::json* object(const nlohmann::json& parent, std::string_view key, std::string_view where);
  /// The same for a list.
  const nlohmann::json* list(const nlohmann::json& parent, std::string_view key, std::string_view where);
  /// The text under `key`, min to max code points. Absent counts as too short unless min is 0.
  std::string text(const nlohmann::json& parent, std::string_view key, std::string_view where, std::size_t min,
                   std::size_t max);
  /// A number, also one written as text, within limits.
  void number(const nlohmann::json& parent, std::string_view key, std::string_view where, double min, double max);
  /// True or false where it is given.
  void flag(const nlohmann::json& parent, std::string_view key, std::string_view where);
  void one_of(std::string_view value, std::initializer_list<std::string_view> known, std::string_view where);
  /// No value twice.
  void distinct(const std::vector<std::string>& values, std::string_view what);

 private:
  std::optional<GraphFault> fault_;
};

/// Text, media, location, contacts, reaction: the object under `type` in a message's body.
void check_content(Checks& checks, const nlohmann::json& body, std::string_view type);
/// The object under "interactive".
void check_interactive(Checks& checks, const nlohmann::json& interactive);

}  // namespace sportello::webhooks::emulator
