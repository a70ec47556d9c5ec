/// What is posted to the Graph API, as pure functions of what is to be said: no network, no clock.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "flows/core/ids.h"
#include "flows/wording/message.h"

namespace sportello::webhooks {

/// Whom to write to. The phone is preferred while it is known: it keeps the phone visible in webhooks.
struct Recipient {
  std::string wa_id;  ///< phone digits
  std::string bsuid;  ///< business-scoped user id, for a customer whose phone is hidden
  friend bool operator==(const Recipient&, const Recipient&) = default;
};

/// Everything about one send but its content.
struct Envelope {
  Recipient to;
  std::string callback_data;  ///< our outbox id; comes back on every status
  std::string media_id;       ///< of a MediaMessage: what upload() returned
};

/// The body of POST /{phone number id}/messages, within Meta's limits (it is passed through flows::fit). At most one of
/// `to` and `recipient` is set: with both, Meta takes the phone; with neither it refuses the message.
nlohmann::json body_of(const Envelope& envelope, const flows::OutgoingMessage& message);

enum class Typing { No, Show };
/// The body of a read receipt, with the typing indicator if wanted.
nlohmann::json read_receipt_body(const flows::Wamid& id, Typing typing);

/// The kind a file can be sent as: Meta refuses pictures, films and sounds of formats that not every phone plays, but
/// takes them as documents.
flows::MediaKind sendable_kind(flows::MediaKind kind, std::string_view mime);

/// A multipart/form-data body.
struct MultipartBody {
  std::string content_type;  ///< with the boundary
  std::string body;
};
/// The body of POST /{phone number id}/media.
MultipartBody upload_body(std::string_view bytes, std::string_view mime, std::string_view filename);

}  // namespace sportello::webhooks
