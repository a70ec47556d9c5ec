/// Telephone numbers as people write them inside a sentence.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sportello::flows {

struct FoundPhone {
  std::string e164;  ///< "+393400662095"
  std::string rest;  ///< what was said beside the number: "dopo le 15"
};

/// The first valid number in the text, national forms read as numbers of `region` ("IT").
std::optional<FoundPhone> find_phone(std::string_view text, const std::string& region);

/// "+39 340 066 2095" for people; the input itself when it is no number.
std::string phone_for_people(const std::string& e164);

/// The country of an international number: "IT"; empty when unknown.
std::string region_of(const std::string& e164);

}  // namespace sportello::flows
