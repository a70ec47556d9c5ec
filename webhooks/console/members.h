/// Reads the members of a JSON object that somebody sent, and says what is wrong with it.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/text.h"
#include "flows/core/time.h"

namespace sportello::webhooks {

inline constexpr std::size_t kLongestName = 200;

enum class Need { Required, Optional };

/// Takes members out of a JSON object one by one and remembers the first thing that was wrong.
class Members {
 public:
  using Params = decltype(flows::CodedText::params);

  Members(const nlohmann::json& object, const flows::Zone& zone) : object_(object), zone_(zone) {}

  std::string text(const char* name, std::size_t limit, Need need = Need::Required) {
    const auto* value = take(name, need);
    if (value == nullptr) return {};
    if (!value->is_string()) return fault(name, "must be a string"), std::string{};
    auto text = flows::trim_ends(flows::clean_text(value->get_ref<const std::string&>()));
    if (need == Need::Required && text.empty()) fault(name, "must not be empty", "field_missing");
    if (flows::length(text) > limit) too_long(name, limit, "characters");
    return text;
  }

  /// As it was typed, byte for byte: a password may begin with a blank.
  std::string secret(const char* name, std::size_t limit, Need need = Need::Required) {
    const auto* value = take(name, need);
    if (value == nullptr) return {};
    if (!value->is_string()) return fault(name, "must be a string"), std::string{};
    if (value->get_ref<const std::string&>().size() > limit) too_long(name, limit, "bytes");
    return value->get<std::string>();
  }

  std::optional<flows::Wamid> wamid(const char* name) {
    auto value = text(name, kLongestName, Need::Optional);
    return value.empty() ? std::nullopt : std::optional(flows::Wamid{std::move(value)});
  }

  std::optional<std::int64_t> whole(const char* name, std::int64_t least, std::int64_t most, Need need) {
    const auto* value = take(name, need);
    if (value == nullptr) return std::nullopt;
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() ||
                       value->get<std::uint64_t>() <= std::uint64_t{std::numeric_limits<std::int64_t>::max()});
    const auto number = fits ? value->get<std::int64_t>() : least - 1;
    if (number < least || number > most) {
      fault(name, fmt::format("must be a whole number from {} to {}", least, most), "field_out_of_range",
            {{"least", std::to_string(least)}, {"most", std::to_string(most)}});
    }
    return number;
  }

  /// At least one row's number.
  std::vector<std::int64_t> ids(const char* name, std::size_t most) {
    const auto* value = take(name, Need::Required);
    if (value == nullptr) return {};
    const bool fits = value->is_array() && !value->empty() && value->size() <= most &&
                      std::all_of(value->begin(), value->end(), [](const auto& one) { return one.is_number_integer(); });
    if (!fits) return fault(name, fmt::format("must be a list of 1 to {} numbers", most)), std::vector<std::int64_t>{};
    return value->get<std::vector<std::int64_t>>();
  }

  std::optional<flows::AttachmentId> attachment(const char* name) {
    const auto id = whole(name, 1, std::numeric_limits<std::int64_t>::max(), Need::Optional);
    return id ? std::optional(flows::AttachmentId{*id}) : std::nullopt;
  }

  /// One of the words; the first one when it is left out.
  std::string one_of(const char* name, const std::vector<std::string>& words) {
    const auto given = text(name, kLongestName, Need::Optional);
    if (given.empty()) return words.front();
    if (std::find(words.begin(), words.end(), given) == words.end()) {
      fault(name, fmt::format("must be one of {}", fmt::join(words, ", ")));
    }
    return given;
  }

  bool yes_no(const char* name, bool otherwise) {
    const auto* value = take(name, Need::Optional);
    if (value == nullptr) return otherwise;
    if (!value->is_boolean()) fault(name, "must be true or false");
    return value->is_boolean() ? value->get<bool>() : otherwise;
  }

  std::optional<flows::Date> date(const char* name) {
    const auto written = text(name, kLongestName, Need::Optional);
    if (written.empty()) return std::nullopt;
    const auto date = flows::parse_date(written);
    if (!date) fault(name, "must be a day as YYYY-MM-DD", "field_no_date");
    return date ? std::optional(*date) : std::nullopt;
  }

  std::optional<flows::Instant> instant(const char* name, Need need) {
    const auto written = text(name, kLongestName, need);
    if (written.empty()) return std::nullopt;
    const auto instant = flows::parse_instant(written, zone_);
    if (!instant) fault(name, "must be a time as YYYY-MM-DDTHH:MM, with or without an offset", "field_no_time");
    return instant ? std::optional(*instant) : std::nullopt;
  }

  /// What was wrong: a member, or one that nobody asked for.
  std::optional<flows::Error> faults() const {
    if (fault_) return fault_;
    for (const auto& [name, value] : object_.items())
      if (!taken_.contains(name)) return flows::fail(flows::Errc::Invalid, "\"" + name + "\" is not known here");
    return std::nullopt;
  }

  /// `code` is the reason's, which names the field besides; none for what no page of ours can send.
  void fault(const char* name, std::string_view what, const char* code = "", Params params = {}) {
    if (fault_) return;
    flows::CodedText reason{code, std::move(params)};
    if (!reason.code.empty()) reason.params.emplace_back("field", name);
    fault_ = flows::fail(flows::Errc::Invalid, fmt::format("\"{}\" {}", name, what), std::move(reason));
  }

 private:
  void too_long(const char* name, std::size_t most, std::string_view of) {
    fault(name, fmt::format("must be at most {} {}", most, of), "field_too_long", {{"most", std::to_string(most)}});
  }

  /// A member that is null counts as left out.
  const nlohmann::json* take(const char* name, Need need) {
    taken_.insert(name);
    const auto found = object_.find(name);
    if (found != object_.end() && !found->is_null()) return &*found;
    if (need == Need::Required) fault(name, "is missing", "field_missing");
    return nullptr;
  }

  const nlohmann::json& object_;
  const flows::Zone& zone_;
  std::set<std::string, std::less<>> taken_;
  std::optional<flows::Error> fault_;
};

}  // namespace sportello::webhooks
