#include "flows/calendar/calendar_json.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

namespace sportello::flows {
namespace {

using nlohmann::json;
using std::chrono::day;
using std::chrono::month;

constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 6> kPlaces{"last", "1st", "2nd", "3rd", "4th", "5th"};

/// Position in a list of words.
template <std::size_t N>
std::optional<unsigned> place_of(const std::array<std::string_view, N>& words, std::string_view word) {
  const auto found = std::find(words.begin(), words.end(), word);
  if (found == words.end()) return std::nullopt;
  return static_cast<unsigned>(found - words.begin());
}

/// "04-25"; whether the day exists is left to faults_of.
std::optional<FixedDay> parse_fixed_day(std::string_view text) {
  const auto is_digit = [&text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != '-') return std::nullopt;
  if (!is_digit(0) || !is_digit(1) || !is_digit(3) || !is_digit(4)) return std::nullopt;
  const auto number = [&text](std::size_t i) {
    return static_cast<unsigned>((text[i] - '0') * 10 + text[i + 1] - '0');
  };
  return FixedDay{month{number(0)}, day{number(3)}};
}

std::optional<EasterDay> parse_easter_day(std::string_view text) {
  constexpr std::string_view kWord = "easter";
  if (text.substr(0, kWord.size()) != kWord) return std::nullopt;
  text.remove_prefix(kWord.size());
  if (text.empty()) return EasterDay{0};
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
  int days = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), days);
  if (error != std::errc{} || end != text.data() + text.size() || days < 0) return std::nullopt;
  return EasterDay{text[0] == '-' ? -days : days};
}

std::optional<NthWeekday> parse_nth_weekday(std::string_view text) {
  const std::size_t first = text.find(' ');
  const std::size_t second = first == std::string_view::npos ? first : text.find(' ', first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto place = place_of(kPlaces, text.substr(0, first));
  const auto weekday = place_of(kDays, text.substr(first + 1, second - first - 1));
  const auto in_month = place_of(kMonths, text.substr(second + 1));
  if (!place || !weekday || !in_month) return std::nullopt;
  return NthWeekday{*place == 0 ? -1 : static_cast<int>(*place), std::chrono::weekday{*weekday + 1},
                    month{*in_month + 1}};
}

std::optional<DayRule> parse_range(std::string_view first, std::string_view last) {
  const auto fixed_first = parse_fixed_day(first);
  const auto fixed_last = parse_fixed_day(last);
  if (fixed_first && fixed_last) return YearlyRange{*fixed_first, *fixed_last};
  const auto date_first = parse_date(first);
  const auto date_last = parse_date(last);
  if (date_first && date_last) return DateRange{*date_first, *date_last};
  return std::nullopt;
}

class Reader {
 public:
  explicit Reader(std::vector<CalendarFault>& faults) : faults_(faults) {}

  Calendar calendar(const json& value) {
    Calendar result{utc(), {}, {}};
    if (!object(value, "", {"zone", "services", "exceptions"})) return result;
    const std::string zone_name = text(value, "", "zone", Presence::Required);
    if (const auto zone = Zone::find(zone_name)) {
      result.zone = *zone;
    } else if (!zone_name.empty()) {
      report("/zone", zone.error().text);
    }
    each(value, "", "services", Presence::Required,
         [&](const json& item, const std::string& place) { result.services.push_back(service(item, place)); });
    each(value, "", "exceptions", Presence::Optional,
         [&](const json& item, const std::string& place) { result.exceptions.push_back(exception(item, place)); });
    return result;
  }

 private:
  enum class Presence { Required, Optional };

  void report(std::string pointer, std::string words) { faults_.push_back({std::move(pointer), std::move(words)}); }

  /// False when it is no object; a key outside the list is a fault.
  bool object(const json& value, const std::string& place, std::initializer_list<std::string_view> keys) {
    if (!value.is_object()) {
      report(place, "must be an object");
      return false;
    }
    for (const auto& [key, unused] : value.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        report(place + (json::json_pointer() / key).to_string(), "there is no key '" + key + "' here");
      }
    }
    return true;
  }

  std::string text(const json& value, const std::string& place, const char* key, Presence presence) {
    const auto found = value.find(key);
    if (found != value.end() && found->is_string()) return found->get<std::string>();
    if (found != value.end()) report(place + "/" + key, "must be a text");
    if (found == value.end() && presence == Presence::Required) report(place, fmt::format("'{}' is missing", key));
    return {};
  }

  template <class Read>
  void each(const json& value, const std::string& place, const std::string& key, Presence presence, const Read& read) {
    const auto found = value.find(key);
    if (found == value.end()) {
      if (presence == Presence::Required) report(place, "'" + key + "' is missing");
    } else if (!found->is_array()) {
      report(place + "/" + key, "must be a list");
    } else {
      for (std::size_t i = 0; i < found->size(); ++i) read((*found)[i], fmt::format("{}/{}/{}", place, key, i));
    }
  }

  Localized name(const json& value, const std::string& place) {
    const auto found = value.find("name");
    if (found == value.end()) {
      report(place, "'name' is missing");
      return {};
    }
    if (!object(*found, place + "/name", {"it", "en"})) return {};
    return {text(*found, place + "/name", "it", Presence::Required),
            text(*found, place + "/name", "en", Presence::Required)};
  }

  Intervals intervals(const json& value, const std::string& place, const std::string& key) {
    Intervals result;
    each(value, place, key, Presence::Optional, [&](const json& item, const std::string& at) {
      const auto interval = parse_interval(item.is_string() ? item.get<std::string>() : item.dump());
      if (interval) {
        result.push_back(*interval);
      } else {
        report(at, interval.error().text);
      }
    });
    return result;
  }

  Service service(const json& value, const std::string& place) {
    Service result;
    if (!object(value, place, {"id", "name", "week", "entitlement"})) return result;
    result.id = text(value, place, "id", Presence::Required);
    result.name = name(value, place);
    result.entitlement = text(value, place, "entitlement", Presence::Optional);
    const auto week = value.find("week");
    if (week == value.end()) {
      report(place, "'week' is missing");
    } else if (object(*week, place + "/week", {"mon", "tue", "wed", "thu", "fri", "sat", "sun"})) {
      for (std::size_t i = 0; i < kDays.size(); ++i) {
        result.week[i] = intervals(*week, place + "/week", std::string(kDays[i]));
      }
    }
    return result;
  }

  std::optional<Date> date(const json& value, const std::string& place, const char* key) {
    const std::string words = text(value, place, key, Presence::Optional);
    if (words.empty()) return std::nullopt;
    const auto parsed = parse_date(words);
    if (parsed) return *parsed;
    report(place + "/" + key, parsed.error().text);
    return std::nullopt;
  }

  CalendarException exception(const json& value, const std::string& place) {
    CalendarException result;
    if (!object(value, place, {"id", "name", "day", "open", "instead", "services", "valid_from", "valid_to"})) {
      return result;
    }
    result.id = text(value, place, "id", Presence::Required);
    result.name = name(value, place);
    if (const std::string words = text(value, place, "day", Presence::Required); !words.empty()) {
      if (const auto rule = parse_day_rule(words)) {
        result.rule = *rule;
      } else {
        report(place + "/day", rule.error().text);
      }
    }
    const bool instead = value.contains("instead");
    if (instead && value.contains("open")) report(place, "'open' and 'instead' exclude each other");
    result.hours = instead ? ExceptionHours::Instead : ExceptionHours::Within;
    result.intervals = intervals(value, place, instead ? "instead" : "open");
    if (const auto list = value.find(instead ? "instead" : "open"); list != value.end() && list->empty()) {
      report(place, "an empty list: leave it out when the day is closed");
    }
    each(value, place, "services", Presence::Optional, [&](const json& item, const std::string& at) {
      if (item.is_string()) {
        result.services.push_back(item.get<std::string>());
      } else {
        report(at, "must be the id of a service");
      }
    });
    result.valid_from = date(value, place, "valid_from");
    result.valid_to = date(value, place, "valid_to");
    return result;
  }

  std::vector<CalendarFault>& faults_;
};

}  // namespace

Result<Interval> parse_interval(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto from = parse_clock(text.substr(0, dash));
  const auto to = parse_clock(dash == std::string_view::npos ? std::string_view{} : text.substr(dash + 1));
  if (!from || !to) return fail(Errc::Invalid, fmt::format("'{}' are no hours; write 09:00-13:00", text));
  return Interval{*from, *to};
}

Result<DayRule> parse_day_rule(std::string_view text) {
  if (const std::size_t dots = text.find(".."); dots != std::string_view::npos) {
    if (const auto range = parse_range(text.substr(0, dots), text.substr(dots + 2))) return *range;
  } else if (const auto fixed = parse_fixed_day(text)) {
    return DayRule{*fixed};
  } else if (const auto easter_day = parse_easter_day(text)) {
    return DayRule{*easter_day};
  } else if (const auto nth = parse_nth_weekday(text)) {
    return DayRule{*nth};
  } else if (const auto date = parse_date(text)) {
    return DayRule{DateRange{*date, *date}};
  }
  return fail(Errc::Invalid,
              fmt::format("'{}' names no day; write 04-25, easter+1, 2026-08-10, 2026-08-10..2026-08-21, "
                          "12-27..01-05, 2nd mon oct or last fri nov",
                          text));
}

Calendar calendar_from_json(const json& value, std::vector<CalendarFault>& faults) {
  const std::size_t before = faults.size();
  Calendar calendar = Reader(faults).calendar(value);
  if (faults.size() != before) return calendar;
  const auto more = faults_of(calendar);
  faults.insert(faults.end(), more.begin(), more.end());
  return calendar;
}

}  // namespace sportello::flows
