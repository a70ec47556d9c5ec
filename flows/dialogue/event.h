/// What a customer did, in the desk's own words. The webhook parser makes these; the dialogue consumes them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"
#include "flows/wording/message.h"

namespace sportello::flows {

/// Who wrote, as Meta tells it. Any part may be missing; never all of them.
struct Identity {
  std::string wa_id;  ///< phone digits, verbatim; empty for a username-only customer
  std::string bsuid;  ///< business-scoped user id
  std::string parent_bsuid;
  std::string username;
  std::string profile_name;
  friend bool operator==(const Identity&, const Identity&) = default;
};

struct TextSaid {
  std::string text;  ///< verbatim
};
/// A button, a row of a list, or a template's quick reply was tapped.
struct Tapped {
  std::string id;  ///< the payload
  std::string title;
};
struct MediaSent {
  MediaKind kind = MediaKind::Image;
  std::string media_id;
  std::string url;  ///< lives five minutes; may be empty
  std::string mime;
  std::string sha256;  ///< as Meta wrote it: base64 or hex
  std::string caption;
  std::string filename;
  bool voice = false;  ///< a recorded voice note
};
struct LocationSent {
  double latitude = 0;
  double longitude = 0;
  std::string name;
  std::string address;
};
struct ContactShared {
  std::string name;
  std::vector<std::string> phones;
  std::vector<std::string> emails;
  bool requested = false;  ///< the answer to our request for the number
};
struct Reacted {
  Wamid to;
  std::string emoji;  ///< empty: the reaction was taken back
};
struct Edited {
  Wamid original;
  std::string text;  ///< the new text; empty when it was no text
};
struct Revoked {
  Wamid original;
};
/// A Flow's answer, an order, a call permission: kept raw, not part of our forms.
struct StructuredReply {
  std::string what;
};
/// A type nobody here understands; the raw JSON is kept with the event.
struct NotUnderstood {
  std::string type;
  std::optional<int> error_code;  ///< 131051, 131060, 131052 …
};

using Said = std::variant<TextSaid, Tapped, MediaSent, LocationSent, ContactShared, Reacted, Edited, Revoked,
                          StructuredReply, NotUnderstood>;

/// One message of a customer.
struct CustomerMessage {
  Wamid id;
  PhoneNumberId to;  ///< the business number it came to
  Identity from;
  Instant sent_at;  ///< Meta's timestamp: order and window count from it
  std::optional<Wamid> quotes;
  bool forwarded = false;
  std::string group;  ///< set for a group message, which the desk keeps but does not answer
  Said said;
};

/// For the raw log's replay and for gathered bursts.
nlohmann::json to_json(const CustomerMessage& message);
Result<CustomerMessage> customer_message_from_json(const nlohmann::json& value);

}  // namespace sportello::flows
