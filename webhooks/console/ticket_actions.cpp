#include "webhooks/console/ticket_actions.h"

#include <fmt/format.h>

#include <array>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "flows/wording/message.h"

namespace sportello::webhooks {
namespace {

using nlohmann::json;

constexpr std::size_t kNote = 10'000;
constexpr std::size_t kName = 200;
constexpr std::int64_t kMaxReopenHours = 30 * 24;
constexpr std::int64_t kMaxMinutes = 24 * 60;

enum class Need { Required, Optional };

/// Takes members out of a JSON object one by one and remembers the first thing that was wrong.
class Members {
 public:
  Members(const json& object, const flows::Zone& zone) : object_(object), zone_(zone) {}

  std::string text(const char* name, std::size_t limit, Need need = Need::Required) {
    const auto* value = take(name, need);
    if (value == nullptr) return {};
    if (!value->is_string()) return fault(name, "must be a string"), std::string{};
    auto text = flows::trim_ends(flows::clean_text(value->get_ref<const std::string&>()));
    if (need == Need::Required && text.empty()) fault(name, "must not be empty");
    if (flows::length(text) > limit) fault(name, fmt::format("must be at most {} characters", limit));
    return text;
  }

  std::optional<flows::Wamid> wamid(const char* name) {
    auto value = text(name, kName, Need::Optional);
    return value.empty() ? std::nullopt : std::optional(flows::Wamid{std::move(value)});
  }

  std::optional<std::int64_t> whole(const char* name, std::int64_t least, std::int64_t most, Need need) {
    const auto* value = take(name, need);
    if (value == nullptr) return std::nullopt;
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() ||
                       value->get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
    const auto number = fits ? value->get<std::int64_t>() : least - 1;
    if (number < least || number > most) fault(name, fmt::format("must be a whole number from {} to {}", least, most));
    return number;
  }

  bool yes_no(const char* name, bool otherwise) {
    const auto* value = take(name, Need::Optional);
    if (value == nullptr) return otherwise;
    if (!value->is_boolean()) fault(name, "must be true or false");
    return value->is_boolean() ? value->get<bool>() : otherwise;
  }

  std::optional<flows::Date> date(const char* name) {
    const auto written = text(name, kName, Need::Optional);
    if (written.empty()) return std::nullopt;
    const auto date = flows::parse_date(written);
    if (!date) fault(name, "must be a day as YYYY-MM-DD");
    return date ? std::optional(*date) : std::nullopt;
  }

  std::optional<flows::Instant> instant(const char* name, Need need) {
    const auto written = text(name, kName, need);
    if (written.empty()) return std::nullopt;
    const auto instant = flows::parse_instant(written, zone_);
    if (!instant) fault(name, "must be a time as YYYY-MM-DDTHH:MM, with or without an offset");
    return instant ? std::optional(*instant) : std::nullopt;
  }

  /// What was wrong: a member, or one that nobody asked for.
  std::optional<std::string> faults() const {
    if (fault_) return fault_;
    for (const auto& [name, value] : object_.items())
      if (!taken_.contains(name)) return "\"" + name + "\" is not known here";
    return std::nullopt;
  }

  void fault(const char* name, std::string_view what) {
    if (!fault_) fault_ = fmt::format("\"{}\" {}", name, what);
  }

 private:
  /// A member that is null counts as left out.
  const json* take(const char* name, Need need) {
    taken_.insert(name);
    const auto found = object_.find(name);
    if (found != object_.end() && !found->is_null()) return &*found;
    if (need == Need::Required) fault(name, "is missing");
    return nullptr;
  }

  const json& object_;
  const flows::Zone& zone_;
  std::set<std::string, std::less<>> taken_;
  std::optional<std::string> fault_;
};

TicketVerb read_plan(Members& members) {
  PlanWork plan{.start = members.instant("start", Need::Required).value_or(flows::Instant{}),
                .end = members.instant("end", Need::Optional),
                .note = members.text("note", kNote, Need::Optional)};
  if (plan.end && *plan.end <= plan.start) members.fault("end", "must be later than \"start\"");
  return plan;
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
                   .valid_until = members.date("valid_until")};
}

struct Reading {
  std::string_view verb;
  std::function<TicketVerb(Members&)> read;
};

const std::array<Reading, 13>& readings() {
  static const std::array<Reading, 13> kReadings{{
      {"take", [](Members&) { return TakeTicket{}; }},
      {"assign", [](Members& members) { return AssignTicket{members.text("assignee", kName, Need::Optional)}; }},
      {"reply",
       [](Members& members) {
         return ReplyToCustomer{.text = members.text("text", flows::limits::kText),
                                .quotes = members.wamid("quotes"),
                                .seen = members.wamid("seen")};
       }},
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
                           .reached = members.yes_no("reached", true)};
       }},
      {"priority",
       [](Members& members) {
         return SetPriority{static_cast<int>(members.whole("priority", 1, 3, Need::Required).value_or(0))};
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
    if (const auto fault = members.faults()) return flows::fail(flows::Errc::Invalid, *fault);
    return read;
  }
  return flows::fail(flows::Errc::NotFound, "There is no such action.");
}

}  // namespace sportello::webhooks
