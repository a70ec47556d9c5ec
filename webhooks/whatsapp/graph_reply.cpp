#include "webhooks/whatsapp/graph_reply.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <utility>

#include "flows/core/match.h"
#include "webhooks/whatsapp/elements.h"
#include "webhooks/whatsapp/json_text.h"

namespace sportello::webhooks {
namespace {

constexpr int kRequestTimeout = 408;
constexpr int kNotFound = 404;
constexpr int kGone = 410;
constexpr int kObjectMissing = 33;  ///< subcode of 100 for an id that does not exist
constexpr int kBadParameter = 100;
constexpr int kNoObject = 803;

bool is_success(int http_status) {
  return http_status >= 200 && http_status < 300;
}

/// Seconds; a date is not read, there is no clock here.
std::optional<std::chrono::seconds> seconds_in(std::string_view header) {
  constexpr int kDay = 24 * 60 * 60;
  int value = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), value);
  if (error != std::errc{} || end != header.data() + header.size() || value < 0) return std::nullopt;
  return std::chrono::seconds{std::min(value, kDay)};
}

/// A failure status: refused where a Graph error says so, or where the status alone means that nothing was done.
std::variant<Refused, Uncertain> failure(int http_status, std::string_view body, std::string_view retry_after) {
  GraphError error = graph_error(http_status, body, retry_after);
  const bool says_nothing = !error.code && (http_status >= 500 || http_status == kRequestTimeout);
  if (says_nothing) return Uncertain{"HTTP " + std::to_string(http_status) + " without a Graph error"};
  return Refused{std::move(error)};
}

flows::Errc errc_of(const GraphError& error) {
  const bool missing =
      error.code ? *error.code == kNoObject || (*error.code == kBadParameter && error.subcode == kObjectMissing)
                 : error.http_status == kNotFound || error.http_status == kGone;
  if (missing) return flows::Errc::NotFound;
  switch (reaction_to(error).what) {
    case ErrorClass::Retry:
    case ErrorClass::WaitAsTold:
      return flows::Errc::RateLimited;
    case ErrorClass::OutcomeUnknown:
      return flows::Errc::OutcomeUnknown;
    case ErrorClass::Alert:
      return flows::Errc::Denied;
    case ErrorClass::Template:
      return flows::Errc::Conflict;
    case ErrorClass::Drop:
    case ErrorClass::Fix:
      return flows::Errc::Invalid;
  }
  return flows::Errc::Invalid;
}

template <class Outcome>
Outcome widen(std::variant<Refused, Uncertain> narrow) {
  return flows::match(std::move(narrow), [](auto&& one) -> Outcome { return std::move(one); });
}

}  // namespace

GraphError graph_error(int http_status, std::string_view body, std::string_view retry_after) {
  GraphError error;
  const std::optional<JsonText> document = JsonText::read(body);
  if (const JsonValue value = document ? document->root()["error"] : JsonValue{}; value.is_object())
    error = error_in(value);
  error.http_status = http_status;
  error.retry_after = seconds_in(retry_after);
  return error;
}

SendOutcome send_outcome(int http_status, std::string_view body, std::string_view retry_after) {
  if (!is_success(http_status)) return widen<SendOutcome>(failure(http_status, body, retry_after));
  const std::optional<JsonText> document = JsonText::read(body);
  const JsonValue root = document ? document->root() : JsonValue{};
  const JsonValue message = root["messages"].first();
  Accepted accepted;
  accepted.id = flows::Wamid{message["id"].text()};
  if (accepted.id.value.empty()) return Uncertain{"an answer without a message id"};
  accepted.status = message["message_status"].text();
  const JsonValue contact = root["contacts"].first();
  accepted.wa_id = contact["wa_id"].text();
  accepted.bsuid = contact["user_id"].text();
  return accepted;
}

CallOutcome call_outcome(int http_status, std::string body, std::string_view retry_after) {
  if (is_success(http_status)) return Answered{std::move(body)};
  return widen<CallOutcome>(failure(http_status, body, retry_after));
}

std::variant<Refused, Unreachable, Uncertain> outcome_without_answer(const flows::Error& error) {
  switch (error.code) {
    case flows::Errc::Unavailable:
    case flows::Errc::Timeout:
    case flows::Errc::RateLimited:
      return Unreachable{error.text};
    case flows::Errc::Invalid: {
      GraphError refusal;
      refusal.title = error.text;
      return Refused{std::move(refusal)};
    }
    case flows::Errc::NotFound:
    case flows::Errc::Conflict:
    case flows::Errc::Denied:
    case flows::Errc::OutcomeUnknown:
    case flows::Errc::Internal:
      return Uncertain{error.text};
  }
  return Uncertain{error.text};
}

flows::Error error_of(const CallOutcome& outcome) {
  return flows::match(
      outcome, [](const Answered&) { return flows::fail(flows::Errc::Internal, "an answer is no error"); },
      [](const Refused& refused) {
        std::string text = describe(refused.error);
        const Reaction reaction = reaction_to(refused.error);
        if (!reaction.remedy_en.empty()) text += ". " + std::string(reaction.remedy_en);
        return flows::fail(errc_of(refused.error), std::move(text));
      },
      [](const Unreachable& unreachable) { return flows::fail(flows::Errc::Unavailable, unreachable.why); },
      [](const Uncertain& uncertain) { return flows::fail(flows::Errc::OutcomeUnknown, uncertain.why); });
}

}  // namespace sportello::webhooks
