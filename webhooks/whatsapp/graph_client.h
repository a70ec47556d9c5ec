/// The way out: messages, read receipts and media through Meta's Graph API.
/// Calls block until their deadline; each sender thread may use the same client if its HttpClient allows that.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/secret.h"
#include "flows/wording/message.h"
#include "webhooks/whatsapp/errors.h"

namespace sportello::webhooks {

class HttpClient;

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

/// Meta took it. Delivery is known from statuses only.
struct Accepted {
  flows::Wamid id;
  std::string wa_id;  ///< whom Meta understood, when it says so
  std::string bsuid;
  std::string status;  ///< "accepted", "held_for_quality_assessment", "paused" or empty
};
/// Meta answered with an error; reaction_to() says what to do.
struct Refused {
  GraphError error;
};
/// Surely not sent: no connection was made, or the request never left whole.
struct Unreachable {
  std::string why;
};
/// Perhaps sent: time-out, connection lost, an answer nobody can read. There is no idempotency key, so wait for
/// the status webhook that carries callback_data.
struct Uncertain {
  std::string why;
};
using SendOutcome = std::variant<Accepted, Refused, Unreachable, Uncertain>;

/// A 200 to any other call; JSON as it came.
struct Answered {
  std::string body;
};
using CallOutcome = std::variant<Answered, Refused, Unreachable, Uncertain>;

/// The failure of a call as an Error with the code and its remedy in the text; Internal for an Answered.
flows::Error error_of(const CallOutcome& outcome);

struct MediaInfo {
  std::string id;
  std::string url;  ///< lives five minutes
  std::string mime;
  std::string sha256;  ///< as Meta wrote it: base64 or hex
  std::uint64_t size = 0;
};

/// The body of POST /{phone number id}/messages, within Meta's limits (it is passed through flows::fit).
/// Exactly one of `to` and `recipient` is set.
nlohmann::json body_of(const Envelope& envelope, const flows::OutgoingMessage& message);
/// The body of a read receipt, with the typing indicator if wanted.
enum class Typing { No, Show };
nlohmann::json read_receipt_body(const flows::Wamid& id, Typing typing);
/// What the answer to a send means.
SendOutcome outcome_of(int http_status, std::string_view body, std::string_view retry_after);
/// The error in an answer that is not a 200; code empty when the body is not a Graph error.
GraphError graph_error_of(int http_status, std::string_view body, std::string_view retry_after);

struct GraphSettings {
  std::string base_url = "https://graph.facebook.com/v26.0";  ///< with the version
  flows::Secret token;
  /// Host of the media URLs, which also gets the token. Another one than Meta's is for the emulator: "127.0.0.1:9000".
  std::string media_host = "lookaside.fbsbx.com";
  std::chrono::milliseconds deadline{20'000};         ///< of a send or a call
  std::chrono::milliseconds media_deadline{120'000};  ///< of a download or an upload
};

class GraphClient {
 public:
  GraphClient(HttpClient& http, GraphSettings settings);

  SendOutcome send(const flows::PhoneNumberId& from, const Envelope& envelope, const flows::OutgoingMessage& message);

  /// Marks the message (and all before it) read. Typing shows for 25 s or until the reply: only if one will come.
  flows::Result<void> mark_read(const flows::PhoneNumberId& from, const flows::Wamid& id, Typing typing);

  /// Where a media id can be downloaded. NotFound when Meta has forgotten it (7 days after the webhook).
  flows::Result<MediaInfo> media(const flows::PhoneNumberId& at, std::string_view media_id);
  /// The bytes behind a media URL. Denied for a host that is neither the Graph host nor the media host: the token goes
  /// nowhere else, redirects are not followed. NotFound when the URL has expired. Invalid past `limit` bytes.
  flows::Result<std::string> download(std::string_view url, std::size_t limit);
  /// The id to send it by; good for 30 days.
  flows::Result<std::string> upload(const flows::PhoneNumberId& from, std::string_view bytes, std::string_view mime,
                                    std::string_view filename);

  /// Any other call, for doctor, templates and the probe of a dead token: `path` begins with "/" and may have a query.
  CallOutcome get(std::string_view path);
  CallOutcome post(std::string_view path, const nlohmann::json& body);

 private:
  HttpClient& http_;
  GraphSettings settings_;
};

}  // namespace sportello::webhooks
