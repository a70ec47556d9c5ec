/// JSON to business, without complaint: what does not have the right shape is left at its default, for
/// check_structure has said so already. Lists keep their length, so that an index is a place in the file.
/// Internal to flows/business.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "flows/business/business.h"

namespace sportello::flows {

/// A business as far as it could be read, and the texts it replaces, before they are joined with the house's.
struct Draft {
  Business business;
  std::map<std::string, Localized> texts;
};
/// `calendar` is what calendar_from_json made of the profile's.
Draft read_draft(const nlohmann::json& profile, Calendar calendar);
Form read_form(const nlohmann::json& value);

/// The pieces both readers need. A missing or misshapen value is the default.
namespace reading {
const nlohmann::json& part(const nlohmann::json& value, const char* key);
const nlohmann::json& list(const nlohmann::json& value, const char* key);
std::string text(const nlohmann::json& value, const char* key);
/// A text, or a list of its lines.
std::string words(const nlohmann::json& value);
Localized localized(const nlohmann::json& value);
Localized localized(const nlohmann::json& value, const char* key);
std::vector<std::string> texts(const nlohmann::json& value, const char* key);
bool truth(const nlohmann::json& value, const char* key, bool otherwise);
long number(const nlohmann::json& value, const char* key, long otherwise);
}  // namespace reading

}  // namespace sportello::flows
