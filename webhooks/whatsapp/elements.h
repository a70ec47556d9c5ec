/// Reads single elements of a webhook; the envelope around them is the parser's, which alone includes this.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "webhooks/whatsapp/json_text.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::webhooks {

/// What stands around an element.
struct Surroundings {
  std::string field;        ///< of the change
  flows::PhoneNumberId to;  ///< of the value's metadata
  std::string account;      ///< the entry's id
  flows::Instant at;        ///< the entry's time; the epoch when it has none
};

/// Seconds (or milliseconds, where it can only be those) as number or string; the epoch for anything else.
flows::Instant instant_of(JsonValue value);
/// An element of `errors`.
GraphError error_in(JsonValue value);
std::vector<GraphError> errors_in(JsonValue list);

/// An element of `messages`; `contact` may be absent.
UpdateContent read_message(JsonValue message, JsonValue contact, const Surroundings& around);
/// What its type brings. Never fails: NotUnderstood at worst.
flows::Said said_in(JsonValue message);
/// A message of type `system`: an IdentityChange, or unknown.
UpdateContent read_system_message(JsonValue message, const Surroundings& around);
/// An element of `statuses`.
UpdateContent read_status(JsonValue status, JsonValue contact, const Surroundings& around);
/// An element of `user_id_update`.
UpdateContent read_user_id_update(JsonValue element, JsonValue contact, const Surroundings& around);
/// An element of `user_preferences`.
UpdateContent read_preference(JsonValue element, JsonValue contact, const Surroundings& around);

/// True for the fields that read_account understands.
bool is_account_field(std::string_view field);
/// The value of a change of such a field.
UpdateContent read_account(JsonValue value, const Surroundings& around);

}  // namespace sportello::webhooks
