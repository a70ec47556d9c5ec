/// The rim where Meta's webhooks arrive: who speaks, is it JSON, and is it on disk before the answer goes out. Runs on
/// the server's threads and keeps none of them waiting: the answer follows when the sink's Done is called.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/secret.h"
#include "webhooks/http/router.h"
#include "webhooks/whatsapp/update.h"

namespace sportello::webhooks {

/// What became of a batch.
enum class Kept {
  Stored,       ///< on disk with its effects, or known from before: 200
  Unavailable,  ///< not stored: 503, and Meta delivers it again
};
/// Called once, from any thread. When the last copy goes away uncalled, Meta gets a 500 and delivers again.
using Done = std::function<void(Kept)>;
/// Takes a batch and its raw body, which was signed by Meta; must not block. An unknown phone number id is the sink's
/// to drop, and Stored.
using UpdateSink = std::function<void(std::vector<Update> updates, std::string raw, Done done)>;

/// What is counted. Nothing of a request is ever logged here: bodies and headers hold personal data and secrets.
enum class WebhookEvent {
  Verified,            ///< GET with the right token: 200
  VerificationDenied,  ///< 403
  TooLarge,            ///< 413
  BadSignature,        ///< 401, nothing was parsed
  NotJson,             ///< signed, but no JSON: 400
  TooDeep,             ///< some of it is kept raw only; an answer follows as for any other
  Stored,              ///< 200
  Unavailable,         ///< 503
};
std::string_view name_of(WebhookEvent event);
/// `updates` in the batch, 0 where nothing was parsed. Called from any thread; must not block.
using WebhookObserver = std::function<void(WebhookEvent event, std::size_t updates)>;

struct WebhookOptions {
  std::vector<flows::Secret> app_secrets{};  ///< two while one is being rolled; without any, everything is refused
  flows::Secret verify_token{};              ///< an empty one never matches
  std::size_t max_body = 3'145'728;          ///< Meta sends up to 3 MB (webhooks overview, 2026-06-26)
  WebhookObserver observe{};                 ///< may be empty
};

class Webhook {
 public:
  Webhook(WebhookOptions options, UpdateSink sink);

  /// Adds GET and POST /webhooks/whatsapp. The Webhook must outlive the server.
  void mount(Router& router);

 private:
  Response verify(const Request& request) const;
  void receive(Request request, const Replier& replier) const;
  void count(WebhookEvent event, std::size_t updates = 0) const;

  WebhookOptions options_;
  UpdateSink sink_;
};

}  // namespace sportello::webhooks
