#include "flows/dialogue/phone.h"

#include <phonenumbers/phonenumbermatch.h>
#include <phonenumbers/phonenumbermatcher.h>
#include <phonenumbers/phonenumberutil.h>

#include "flows/core/text.h"

namespace sportello::flows {
namespace {

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberMatch;
using i18n::phonenumbers::PhoneNumberMatcher;
using i18n::phonenumbers::PhoneNumberUtil;

const PhoneNumberUtil& numbers() {
  return *PhoneNumberUtil::GetInstance();
}

std::string formatted(const PhoneNumber& number, PhoneNumberUtil::PhoneNumberFormat format) {
  std::string out;
  numbers().Format(number, format, &out);
  return out;
}

/// Drops the separators that stood between the number and the words around it.
std::string tidy(std::string text) {
  const std::string_view separators = " ,;:.-–()\n\t";
  const auto from = text.find_first_not_of(separators);
  if (from == std::string::npos) return {};
  const auto to = text.find_last_not_of(separators);
  return trim(text.substr(from, to - from + 1));
}

}  // namespace

std::optional<FoundPhone> find_phone(std::string_view text, const std::string& region) {
  // Italians write 045.4684131 and 340/0662095; the matcher takes dots and slashes between digits for something else.
  std::string plain(text);
  for (std::size_t i = 1; i + 1 < plain.size(); ++i) {
    const bool between_digits =
        plain[i - 1] >= '0' && plain[i - 1] <= '9' && plain[i + 1] >= '0' && plain[i + 1] <= '9';
    if (between_digits && (plain[i] == '.' || plain[i] == '/')) plain[i] = ' ';
  }
  PhoneNumberMatcher matcher(numbers(), plain, region, PhoneNumberMatcher::VALID, 10);
  if (!matcher.HasNext()) return std::nullopt;
  PhoneNumberMatch found;
  matcher.Next(&found);
  const auto start = static_cast<std::size_t>(found.start());
  // The matcher counts code points.
  std::size_t from = 0;
  for (std::size_t seen = 0; from < plain.size() && seen < start; ++seen) {
    do ++from;
    while (from < plain.size() && (static_cast<unsigned char>(plain[from]) & 0xC0) == 0x80);
  }
  const std::string before = tidy(plain.substr(0, from));
  const std::string after = tidy(plain.substr(std::min(plain.size(), from + found.raw_string().size())));
  std::string rest = before;
  if (!after.empty()) rest += (rest.empty() ? "" : " ") + after;
  return FoundPhone{formatted(found.number(), PhoneNumberUtil::E164), rest};
}

std::string phone_for_people(const std::string& e164) {
  PhoneNumber number;
  if (numbers().Parse(e164, "ZZ", &number) != PhoneNumberUtil::NO_PARSING_ERROR) return e164;
  return formatted(number, PhoneNumberUtil::INTERNATIONAL);
}

std::string region_of(const std::string& e164) {
  PhoneNumber number;
  std::string region;
  if (numbers().Parse(e164, "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR) {
    numbers().GetRegionCodeForNumber(number, &region);
  }
  return region;
}

}  // namespace sportello::flows
