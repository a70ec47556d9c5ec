#include "webhooks/console/ticket_actions.h"

#include <array>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "flows/wording/message.h"
#include "webhooks/console/members.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::size_t kNote = 10'000;
constexpr std::size_t kName = 200;
/// Of a file (Meta's messages reference).
constexpr std::size_t kCaption = 1024;
constexpr std::int64_t kMaxReopenHours = 30 * 24;
constexpr std::int64_t kMaxMinutes = 24 * 60;
constexpr std::size_t kMostMessages = 200;

TicketVerb read_plan(Members& members) {
  PlanWork plan{.start = members.instant("start", Need::Required).value_or(flows::Instant{}),
                .end = members.instant("end", Need::Optional),
                .note = members.text("note", kNote, Need::Optional)};
  if (plan.end && *plan.end <= plan.start) {
    members.fault("end", "must be later than \"start\"", "field_ends_before");
  }
  return plan;
}

TicketVerb read_reply(Members& members) {
  ReplyFile file{.stored = members.text("file", kName, Need::Optional),
                 .mime = {},
                 .name = members.text("file_name", kName, Need::Optional)};
  const bool alone = file.stored.empty();
  ReplyToCustomer reply{
      .text = members.text("text", alone ? flows::limits::kText : kCaption, alone ? Need::Required : Need::Optional),
      .quotes = members.wamid("quotes"),
      .seen = members.wamid("seen")};
  if (!alone) reply.file = std::move(file);
  return reply;
}

TicketVerb read_resolve(Members& members) {
  ResolveTicket resolve{.summary = members.text("summary", flows::limits::kText)};
  if (const auto hours = members.whole("reopen_hours", 1, kMaxReopenHours, Need::Optional))
    resolve.reopen_window = std::chrono::hours(*hours);
  return resolve;
}

TicketVerb read_quote(Members& members) {
  return SendQuote{.text = members.text("text", flows::limits::kText),
                   .cents = members.whole("cents", 0, 100'000'000, Need::Required).value_or(0),
                   .valid_until = members.date("valid_until"),
                   .attachment = members.attachment("attachment")};
}

struct Reading {
  std::string_view verb;
  std::function<TicketVerb(Members&)> read;
};

const std::array<Reading, 15>& readings() {
  static const std::array<Reading, 15> kReadings{{
      {"take", [](Members&) { return TakeTicket{}; }},
      {"assign", [](Members& members) { return AssignTicket{members.text("assignee", kName, Need::Optional)}; }},
      {"reply",
       [](Members& members) { return read_reply(members); }},
      {"note", [](Members& members) { return AddNote{members.text("text", kNote)}; }},
      {"quote", read_quote},
      {"plan", read_plan},
      {"escalate",
       [](Members& members) {
         return EscalateTicket{.group = members.text("group", kName),
                               .reason = members.text("reason", kNote, Need::Optional)};
       }},
      {"resolve", read_resolve},
      {"reopen", [](Members& members) { return ReopenTicket{members.text("reason", kNote, Need::Optional)}; }},
      {"close", [](Members& members) { return CloseTicket{members.text("reason", kNote, Need::Optional)}; }},
      {"time",
       [](Members& members) {
         const auto minutes = members.whole("minutes", 1, kMaxMinutes, Need::Required).value_or(0);
         return RecordTime{.spent = std::chrono::minutes(minutes), .note = members.text("note", kNote, Need::Optional)};
       }},
      {"call",
       [](Members& members) {
         return RecordCall{.note = members.text("note", kNote, Need::Optional),
                           .reached = members.yes_no("reached", true),
                           .how = members.one_of("how", {"phone", "email", "visit"}),
                           .at = members.instant("at", Need::Optional),
                           .tell = members.yes_no("tell", false)};
       }},
      {"priority",
       [](Members& members) {
         return SetPriority{static_cast<int>(members.whole("priority", 1, 3, Need::Required).value_or(0))};
       }},
      {"merge", [](Members& members) { return MergeTicket{members.text("into", kName)}; }},
      {"split",
       [](Members& members) {
         return SplitTicket{.messages = members.ids("messages", kMostMessages),
                            .summary = members.text("summary", kName, Need::Optional)};
       }},
  }};
  return kReadings;
}

}  // namespace

std::vector<std::string_view> ticket_verbs() {
  std::vector<std::string_view> verbs;
  for (const auto& reading : readings()) verbs.push_back(reading.verb);
  return verbs;
}

flows::Result<TicketVerb> read_ticket_verb(std::string_view verb, std::string_view body, const flows::Zone& zone) {
  for (const auto& reading : readings()) {
    if (reading.verb != verb) continue;
    const auto value = flows::parse_json(body.empty() ? "{}" : body);
    if (!value) return flows::fail(flows::Errc::Invalid, "The body is not JSON: " + value.error().text);
    if (!value->is_object()) return flows::fail(flows::Errc::Invalid, "The body is not a JSON object.");
    Members members(*value, zone);
    auto read = reading.read(members);
    if (const auto fault = members.faults()) return *fault;
    return read;
  }
  return flows::fail(flows::Errc::NotFound, "There is no such action.");
}

}  // namespace sportello::webhooks
