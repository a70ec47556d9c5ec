/// The webhooks Meta would send, as JSON values, and the way Meta prints them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// "1763728200": seconds as text.
std::string seconds_text(flows::Instant at);

/// The value of a `messages` change for something the customer did. `message` has type and content; from, from_user_id,
/// id and timestamp are added where they are missing.
nlohmann::json message_value(const Number& number, const Customer& customer, const Thread& thread,
                             nlohmann::json message, const std::string& id, flows::Instant at);
/// The value of a `messages` change for the fate of one of the desk's messages. `customer` is null when it went to a
/// phone nobody here has; then `phone` is that one.
nlohmann::json status_value(const Number& number, const Customer* customer, const Thread* thread,
                            const ChatMessage& message, Ticks ticks, flows::Instant at, const std::string& phone);
/// The value of a `messages` change for a system message, which has no contacts.
nlohmann::json system_value(const Number& number, nlohmann::json message);
/// The value of `message_template_status_update`.
nlohmann::json template_status_value(const Template& what);

/// One body for several changes of any accounts.
nlohmann::json webhook_body(const std::vector<Webhook>& webhooks);

/// Text as Meta signs it: everything above U+007F as \uXXXX, and "/" as "\/".
std::string print_as_meta(const nlohmann::json& value);

}  // namespace sportello::webhooks::emulator
