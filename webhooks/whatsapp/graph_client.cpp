#include "webhooks/whatsapp/graph_client.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/match.h"
#include "webhooks/http/uri.h"
#include "webhooks/whatsapp/json_text.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;

constexpr int kRateLimited = 429;

std::string_view retry_after(const Headers& headers) {
  return headers.find("Retry-After").value_or(std::string_view{});
}

flows::Error download_error(int status) {
  const std::string text = "the media host answered with HTTP " + std::to_string(status);
  if (status == 404 || status == 410) return flows::fail(Errc::NotFound, text + "; fetch a new URL");
  if (status == kRateLimited) return flows::fail(Errc::RateLimited, text);
  if (status >= 500) return flows::fail(Errc::Unavailable, text);
  return flows::fail(Errc::Denied, text);
}

/// A call whose answer is read here: the error where there is no 200.
flows::Result<std::string> body_or_error(CallOutcome outcome) {
  if (auto* answered = std::get_if<Answered>(&outcome)) return std::move(answered->body);
  return error_of(outcome);
}

}  // namespace

GraphClient::GraphClient(Client& http, GraphSettings settings) : http_(http), settings_(std::move(settings)) {
  while (settings_.base_url.ends_with('/')) settings_.base_url.pop_back();
}

Call GraphClient::call_to(Method method, std::string_view path) const {
  Call call;
  call.method = method;
  call.url = settings_.base_url + std::string(path);
  call.headers.add("Authorization", "Bearer " + settings_.token.reveal());
  return call;
}

CallOutcome GraphClient::run(const Call& call, std::chrono::milliseconds deadline) {
  auto reply = http_.send(call, deadline);
  if (reply) return call_outcome(reply->status, std::move(reply->body), retry_after(reply->headers));
  return flows::match(outcome_without_answer(reply.error()), [](auto&& one) -> CallOutcome { return std::move(one); });
}

SendOutcome GraphClient::send(const flows::PhoneNumberId& from, const Envelope& envelope,
                              const flows::OutgoingMessage& message) {
  Call call = call_to(Method::Post, "/" + encode_component(from.value) + "/messages");
  call.headers.add("Content-Type", "application/json");
  call.body = flows::print_json(body_of(envelope, message));
  const auto reply = http_.send(call, settings_.deadline);
  if (reply) return send_outcome(reply->status, reply->body, retry_after(reply->headers));
  return flows::match(outcome_without_answer(reply.error()), [](auto&& one) -> SendOutcome { return std::move(one); });
}

flows::Result<void> GraphClient::mark_read(const flows::PhoneNumberId& from, const flows::Wamid& id, Typing typing) {
  const auto body =
      body_or_error(post("/" + encode_component(from.value) + "/messages", read_receipt_body(id, typing)));
  if (!body) return body.error();
  return {};
}

flows::Result<MediaInfo> GraphClient::media(const flows::PhoneNumberId& at, std::string_view media_id) {
  const auto body =
      body_or_error(get("/" + encode_component(media_id) + "?phone_number_id=" + encode_component(at.value)));
  if (!body) return body.error();
  const std::optional<JsonText> document = JsonText::read(*body);
  const JsonValue root = document ? document->root() : JsonValue{};
  MediaInfo info{root["id"].text(), root["url"].text(), root["mime_type"].text(), root["sha256"].text(), 0};
  if (info.url.empty()) return flows::fail(Errc::Unavailable, "Meta described the media without a URL");
  info.size = static_cast<std::uint64_t>(std::max<std::int64_t>(root["file_size"].integer().value_or(0), 0));
  return info;
}

bool GraphClient::may_see_token(std::string_view url) const {
  const auto base = parse_url(settings_.base_url);
  const auto wanted = parse_url(url);
  if (!base || !wanted) return false;
  const auto media = parse_url(base->scheme + "://" + settings_.media_host);
  return wanted->origin() == base->origin() || (media && wanted->origin() == media->origin());
}

flows::Result<std::uint64_t> GraphClient::download(std::string_view url, const Sink& sink, std::uint64_t max_bytes) {
  if (!may_see_token(url)) return flows::fail(Errc::Denied, "the media URL is not on a host that may see the token");
  Call call;
  call.url = std::string(url);
  call.headers.add("Authorization", "Bearer " + settings_.token.reveal());
  const auto download = http_.download(call, sink, max_bytes, settings_.media_deadline);
  if (!download) return download.error();
  if (download->status != 200) return download_error(download->status);
  return download->bytes;
}

flows::Result<std::string> GraphClient::download(std::string_view url, std::uint64_t max_bytes) {
  std::string bytes;
  const Sink append = [&bytes](std::string_view piece) {
    bytes += piece;
    return true;
  };
  const auto size = download(url, append, max_bytes);
  if (!size) return size.error();
  return bytes;
}

flows::Result<std::string> GraphClient::upload(const flows::PhoneNumberId& from, std::string_view bytes,
                                               std::string_view mime, std::string_view filename) {
  MultipartBody multipart = upload_body(bytes, mime, filename);
  Call call = call_to(Method::Post, "/" + encode_component(from.value) + "/media");
  call.headers.add("Content-Type", std::move(multipart.content_type));
  call.body = std::move(multipart.body);
  const auto body = body_or_error(run(call, settings_.media_deadline));
  if (!body) return body.error();
  const std::optional<JsonText> document = JsonText::read(*body);
  std::string id = document ? document->root()["id"].text() : std::string{};
  if (id.empty()) return flows::fail(Errc::Unavailable, "Meta took the upload without giving it an id");
  return id;
}

CallOutcome GraphClient::get(std::string_view path) {
  return run(call_to(Method::Get, path), settings_.deadline);
}

CallOutcome GraphClient::post(std::string_view path, const nlohmann::json& body) {
  Call call = call_to(Method::Post, path);
  call.headers.add("Content-Type", "application/json");
  call.body = flows::print_json(body);
  return run(call, settings_.deadline);
}

}  // namespace sportello::webhooks
