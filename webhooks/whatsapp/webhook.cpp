#include "webhooks/whatsapp/webhook.h"

#include <utility>

#include "webhooks/whatsapp/parser.h"
#include "webhooks/whatsapp/signature.h"

namespace sportello::webhooks {
namespace {

constexpr std::string_view kPath = "/webhooks/whatsapp";

std::string text_in(const Query& query, std::string_view name) {
  return std::string(query.find(name).value_or(""));
}

}  // namespace

std::string_view name_of(WebhookEvent event) {
  switch (event) {
    case WebhookEvent::Verified:
      return "verified";
    case WebhookEvent::VerificationDenied:
      return "verification_denied";
    case WebhookEvent::TooLarge:
      return "too_large";
    case WebhookEvent::BadSignature:
      return "bad_signature";
    case WebhookEvent::NotJson:
      return "not_json";
    case WebhookEvent::TooDeep:
      return "too_deep";
    case WebhookEvent::Stored:
      return "stored";
    case WebhookEvent::Unavailable:
      return "unavailable";
  }
  return "unavailable";
}

Webhook::Webhook(WebhookOptions options, UpdateSink sink) : options_(std::move(options)), sink_(std::move(sink)) {}

void Webhook::mount(Router& router) {
  router.add(Method::Get, kPath,
             [this](const Request& request, const Replier& replier) { replier.send(verify(request)); });
  router.add(Method::Post, kPath,
             [this](Request request, const Replier& replier) { receive(std::move(request), replier); });
}

void Webhook::count(WebhookEvent event, std::size_t updates) const {
  if (options_.observe) options_.observe(event, updates);
}

Response Webhook::verify(const Request& request) const {
  auto challenge = verify_handshake({text_in(request.query, "hub.mode"), text_in(request.query, "hub.challenge"),
                                     text_in(request.query, "hub.verify_token")},
                                    options_.verify_token);
  if (!challenge) {
    count(WebhookEvent::VerificationDenied);
    return Response::problem(403, "Not verified", challenge.error().text);
  }
  count(WebhookEvent::Verified);
  return Response::text(*std::move(challenge));
}

void Webhook::receive(Request request, const Replier& replier) const {
  if (request.body.size() > options_.max_body) {
    count(WebhookEvent::TooLarge);
    replier.send(Response::problem(413, "Body too large"));
    return;
  }
  const std::string_view signature = request.headers.find("X-Hub-Signature-256").value_or("");
  if (!signed_by(signature, request.body, options_.app_secrets)) {
    count(WebhookEvent::BadSignature);
    replier.send(Response::problem(401, "Signature missing or wrong"));
    return;
  }
  Batch batch = parse_batch(request.body);
  if (batch.fault == BatchFault::NotJson) {
    count(WebhookEvent::NotJson);
    replier.send(Response::problem(400, "Not JSON"));
    return;
  }
  const std::size_t updates = batch.updates.size();
  if (batch.fault == BatchFault::TooDeep) count(WebhookEvent::TooDeep, updates);
  const auto answer = [this, replier, updates](Kept kept) {
    const bool stored = kept == Kept::Stored;
    const bool first = replier.send(stored ? Response::text("") : Response::problem(503, "Not stored, deliver again"));
    if (first) count(stored ? WebhookEvent::Stored : WebhookEvent::Unavailable, updates);
  };
  if (updates == 0) return answer(Kept::Stored);
  for (Update& update : batch.updates) update.request = request.request_id;
  sink_(std::move(batch.updates), std::move(request.body), answer);
}

}  // namespace sportello::webhooks
