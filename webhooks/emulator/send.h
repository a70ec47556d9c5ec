/// POST /{phone number id}/messages: sends, read receipts, typing.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <variant>

#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// The body of a 200, or why not. Everything Meta checks is checked, in Meta's order as far as it is known: shape,
/// recipient, what the message refers to, limits, window.
std::variant<nlohmann::json, GraphFault> post_message(World& world, Number& number, const nlohmann::json& body,
                                                      Moment now, Effects& effects);

/// Whom a send is meant for, for faults told for one customer; empty when it cannot be told.
std::string_view customer_meant(World& world, std::string_view number, const nlohmann::json& body);

}  // namespace sportello::webhooks::emulator
