/// The way out: messages, read receipts and media through Meta's Graph API.
/// Calls block until their deadline; like the Client it works with, one GraphClient serves one thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/secret.h"
#include "webhooks/http/client.h"
#include "webhooks/whatsapp/graph_reply.h"
#include "webhooks/whatsapp/message_body.h"

namespace sportello::webhooks {

struct MediaInfo {
  std::string id;
  std::string url;  ///< lives five minutes
  std::string mime;
  std::string sha256;  ///< as Meta wrote it: base64 or hex
  std::uint64_t size = 0;
};

struct GraphSettings {
  std::string base_url = "https://graph.facebook.com/v26.0";  ///< with the version
  flows::Secret token{};
  /// Host, with its port where that is not the usual one, that media URLs may also name and that then gets the token.
  /// Another one than Meta's is for an emulator elsewhere. It is reached by the scheme of `base_url`.
  std::string media_host = "lookaside.fbsbx.com";
  std::chrono::milliseconds deadline{20'000};         ///< of a send or a call
  std::chrono::milliseconds media_deadline{120'000};  ///< of a download or an upload
};

class GraphClient {
 public:
  GraphClient(Client& http, GraphSettings settings);
  virtual ~GraphClient() = default;

  SendOutcome send(const flows::PhoneNumberId& from, const Envelope& envelope, const flows::OutgoingMessage& message);

  /// Marks the message (and all before it) read. Typing shows for 25 s or until the reply: only if one will come.
  flows::Result<void> mark_read(const flows::PhoneNumberId& from, const flows::Wamid& id, Typing typing);

  /// Where a media id can be downloaded. NotFound when Meta has forgotten it (7 days after the webhook).
  flows::Result<MediaInfo> media(const flows::PhoneNumberId& at, std::string_view media_id);
  /// The bytes behind a media URL, piece by piece; returns how many. Denied for a host that is neither the API's nor
  /// the media host: the token goes nowhere else, redirects are not followed. NotFound when the URL has expired.
  /// Invalid past `max_bytes`, or when the sink says stop. Whatever the sink saw before a failure is worth nothing.
  flows::Result<std::uint64_t> download(std::string_view url, const Sink& sink, std::uint64_t max_bytes);
  /// The same, whole.
  flows::Result<std::string> download(std::string_view url, std::uint64_t max_bytes);
  /// The id to send it by; good for 30 days.
  flows::Result<std::string> upload(const flows::PhoneNumberId& from, std::string_view bytes, std::string_view mime,
                                    std::string_view filename);

  /// Any other call, for doctor, templates and the probe of a dead token: `path` begins with "/" and may have a query.
  CallOutcome get(std::string_view path);
  CallOutcome post(std::string_view path, const nlohmann::json& body);

 private:
  Call call_to(Method method, std::string_view path) const;
  CallOutcome run(const Call& call, std::chrono::milliseconds deadline);
  bool may_see_token(std::string_view url) const;

  Client& http_;
  GraphSettings settings_;
};

}  // namespace sportello::webhooks
