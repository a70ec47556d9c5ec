#include "flows/business/document.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "flows/core/json.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

constexpr const char* kProfile = "profile.json";

/// JSON lets a key stand twice and the last one win: in a profile that is a slip that nobody would see.
std::optional<std::string> key_written_twice(const std::string& text) {
  std::vector<std::set<std::string>> open_objects;
  std::optional<std::string> found;
  const auto watch = [&](int, json::parse_event_t event, json& parsed) {
    if (event == json::parse_event_t::object_start) open_objects.emplace_back();
    if (event == json::parse_event_t::object_end) open_objects.pop_back();
    if (event == json::parse_event_t::key && !open_objects.back().insert(parsed.get<std::string>()).second && !found) {
      found = parsed.get<std::string>();
    }
    return true;
  };
  [[maybe_unused]] const json whole = json::parse(text, watch, true, true);
  return found;
}

std::map<std::string, json> parse_all(const ProfileFiles& files, Faults& faults) {
  std::map<std::string, json> documents;
  for (const auto& [name, text] : files) {
    if (!name.ends_with(".json")) continue;
    json value;
    const JsonError error = parse_json(text, value, JsonComments::Allow);
    if (error.fault == JsonFault::None) {
      if (const auto twice = key_written_twice(text)) {
        faults.add_to_file(name, "the key '" + *twice + "' is written twice in the same object; keep one");
      }
      documents.emplace(name, std::move(value));
    } else if (error.line == 0) {
      faults.add_to_file(name, error.text);
    } else {
      faults.add_to_file(
          name, "line " + std::to_string(error.line) + ", column " + std::to_string(error.column) + ": " + error.text);
    }
  }
  return documents;
}

/// The top-level keys whose value may be a file's name.
bool may_be_a_file(const std::string& key) {
  static const std::set<std::string> sections{"calendar", "form",     "answers",  "service_notes",
                                              "texts",    "policies", "templates"};
  return sections.contains(key);
}

}  // namespace

json assemble_profile(const ProfileFiles& files, Faults& faults) {
  std::map<std::string, json> documents = parse_all(files, faults);
  if (!files.contains(kProfile)) {
    faults.add_to_file(kProfile, "the file is missing; a profile begins with it");
    return nullptr;
  }
  const auto found = documents.find(kProfile);
  if (found == documents.end()) return nullptr;
  json profile = std::move(found->second);
  documents.erase(found);
  if (!profile.is_object()) {
    faults.add("", "should be an object { … }");
    return nullptr;
  }
  std::set<std::string> named;
  for (auto& [key, value] : profile.items()) {
    if (!may_be_a_file(key) || !value.is_string()) continue;
    const auto name = value.get<std::string>();
    named.insert(name);
    const auto file = documents.find(name);
    if (file != documents.end()) {
      faults.keep_in_file(key, name);
      value = file->second;
    } else if (name.ends_with(".json") && !files.contains(name)) {
      faults.add("/" + key, "names the file '" + name + "', which is not in the profile's folder");
    }
  }
  for (const auto& [name, value] : documents) {
    if (!named.contains(name)) faults.warn("", "does not name " + name + ", which therefore counts for nothing");
  }
  return profile;
}

}  // namespace sportello::flows
