#include "flows/business/structure.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "embedded/profile_schema.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

const json& schema_json() {
  static const json schema = json::parse(profile_schema());
  return schema;
}

const valijson::Schema& compiled_schema() {
  static const auto compiled = [] {
    auto schema = std::make_unique<valijson::Schema>();
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter adapter(schema_json());
    parser.populateSchema(adapter, *schema);
    return schema;
  }();
  return *compiled;
}

const json& resolved(const json& schema) {
  const json* at = &schema;
  while (at->is_object() && at->contains("$ref")) {
    at = &schema_json().at(json::json_pointer(at->at("$ref").get<std::string>().substr(1)));
  }
  return *at;
}

/// The part of the schema that speaks of the place.
const json& schema_at(const std::vector<std::string>& path) {
  static const json nothing = json::object();
  const json* at = &resolved(schema_json());
  for (const std::string& step : path) {
    if (at->contains("properties") && at->at("properties").contains(step)) {
      at = &resolved(at->at("properties").at(step));
    } else if (at->contains("items")) {
      at = &resolved(at->at("items"));
    } else if (at->contains("additionalProperties") && at->at("additionalProperties").is_object()) {
      at = &resolved(at->at("additionalProperties"));
    } else {
      return nothing;
    }
  }
  return *at;
}

const json& value_at(const json& document, const std::vector<std::string>& path) {
  const json* at = &document;
  for (const std::string& step : path) at = at->is_array() ? &at->at(std::stoul(step)) : &at->at(step);
  return *at;
}

/// The library writes the place as "<root>", "[form]", "[fields]", "[3]".
std::vector<std::string> path_of(const std::vector<std::string>& context) {
  std::vector<std::string> path;
  for (const std::string& step : context) {
    if (step.size() >= 2 && step.front() == '[') path.push_back(step.substr(1, step.size() - 2));
  }
  return path;
}

std::string pointer_of(const std::vector<std::string>& path) {
  std::string pointer;
  for (const std::string& step : path) pointer = below(pointer, step);
  return pointer;
}

std::string shown(const json& value) {
  if (value.is_string()) return "'" + value.get<std::string>() + "'";
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string words_for(const std::string& type) {
  static const std::map<std::string, std::string> words{{"object", "an object { … }"},  {"array", "a list [ … ]"},
                                                        {"string", "a text in quotes"}, {"integer", "a whole number"},
                                                        {"number", "a number"},         {"boolean", "true or false"}};
  return words.at(type);
}

std::string wanted_type(const json& schema) {
  const json& type = schema.at("type");
  if (type.is_string()) return words_for(type.get<std::string>());
  std::string list;
  for (const json& one : type) list += (list.empty() ? "" : " or ") + words_for(one.get<std::string>());
  return list;
}

std::string described(const json& schema, std::string sentence) {
  if (schema.contains("description")) sentence += ": " + schema.at("description").get<std::string>();
  return sentence;
}

std::string text_between_quotes(const std::string& text) {
  const std::size_t first = text.find('\'');
  const std::size_t last = text.rfind('\'');
  return first < last ? text.substr(first + 1, last - first - 1) : std::string{};
}

bool wraps_another(const std::string& description) {
  return description.starts_with("Failed to validate");
}

/// The library names the first unknown key only.
void add_unknown_keys(const json& value, const json& schema, const std::string& pointer, Faults& faults) {
  std::vector<std::string> known;
  for (const auto& [key, unused] : schema.at("properties").items()) {
    if (key != "$schema") known.push_back(key);
  }
  for (const auto& [key, unused] : value.items()) {
    if (schema.at("properties").contains(key)) continue;
    std::vector<std::string> free;
    std::copy_if(known.begin(), known.end(), std::back_inserter(free),
                 [&value = value](const std::string& other) { return !value.contains(other); });
    faults.add(below(pointer, key), "unknown key '" + key + "'" + suggestion(key, free));
  }
}

std::string sentence_for(const std::string& description, const json& value, const json& schema) {
  const auto starts = [&](std::string_view words) { return description.starts_with(words); };
  if (starts("Missing required")) {
    const std::string key = text_between_quotes(description);
    const json& part = schema.contains("properties") && schema.at("properties").contains(key)
                           ? resolved(schema.at("properties").at(key))
                           : json::object();
    return described(part, "'" + key + "' is missing");
  }
  if (starts("Value type")) return "should be " + wanted_type(schema) + ", not " + shown(value);
  if (starts("Failed to match against any enum")) {
    std::vector<std::string> allowed;
    for (const json& one : schema.at("enum")) allowed.push_back(one.get<std::string>());
    std::string list;
    for (const std::string& one : allowed) list += (list.empty() ? "" : ", ") + one;
    return shown(value) + " is none of " + list;
  }
  if (starts("Failed to match regex")) return described(schema, shown(value) + " does not fit");
  if (starts("String should be no fewer") || starts("Array should contain no fewer")) return "is empty";
  if (starts("Expected number less")) return shown(value) + " is too much: at most " + schema.at("maximum").dump();
  if (starts("Expected number greater"))
    return shown(value) + " is too little: at least " + schema.at("minimum").dump();
  if (starts("Array should contain no more")) return "has too many entries: at most " + schema.at("maxItems").dump();
  return description;
}

}  // namespace

std::string_view profile_schema() {
  return embedded::profile_schema("profile.schema.json");
}

void check_structure(const json& profile, Faults& faults) {
  valijson::Validator validator;
  valijson::ValidationResults results;
  const valijson::adapters::NlohmannJsonAdapter adapter(profile);
  if (validator.validate(compiled_schema(), adapter, &results)) return;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    const std::vector<std::string> path = path_of(error.context);
    if (wraps_another(error.description) || (path.size() > 0 && path.front() == "calendar")) continue;
    const json& value = value_at(profile, path);
    const json& schema = schema_at(path);
    if (error.description.starts_with("Object contains a property")) {
      add_unknown_keys(value, schema, pointer_of(path), faults);
    } else {
      faults.add(pointer_of(path), sentence_for(error.description, value, schema));
    }
  }
}

}  // namespace sportello::flows
