#include "tests/support/openapi.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

namespace sportello::test {
namespace {

using nlohmann::json;

/// Programs must accept new members; the tests must not let one appear unnoticed.
void close_objects(json& schema) {
  if (schema.is_object() && schema.contains("properties") && !schema.contains("additionalProperties"))
    schema["additionalProperties"] = false;
  for (auto& part : schema) {
    if (part.is_structured()) close_objects(part);
  }
}

std::pair<std::string, std::string> parts_of(const std::string& operation) {
  const auto blank = operation.find(' ');
  auto method = operation.substr(0, blank);
  std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::tolower(c); });
  return {method, operation.substr(blank + 1)};
}

}  // namespace

OpenApi::OpenApi(json document) : document_(std::move(document)) {
  // The one schema that others extend by design.
  auto& schemas = document_.at("components").at("schemas");
  schemas.at("Problem")["additionalProperties"] = true;
  close_objects(schemas);
  close_objects(document_.at("paths"));
}

std::vector<std::string> OpenApi::operations() const {
  std::vector<std::string> all;
  for (const auto& [path, methods] : document_.at("paths").items()) {
    for (const auto& [method, operation] : methods.items()) {
      auto upper = method;
      std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
      all.push_back(upper + " " + path);
    }
  }
  return all;
}

const json* OpenApi::response(const std::string& operation, int status) const {
  const auto [method, path] = parts_of(operation);
  const auto& responses = document_.at("paths").at(path).at(method).at("responses");
  const auto found = responses.find(std::to_string(status));
  if (found == responses.end()) return nullptr;
  if (!found->contains("$ref")) return &*found;
  return &document_.at(json::json_pointer(found->at("$ref").get<std::string>().substr(1)));
}

bool OpenApi::describes(const std::string& operation, int status) const {
  return response(operation, status) != nullptr;
}

std::string OpenApi::faults(const std::string& operation, int status, const std::string& body) const {
  const auto* described = response(operation, status);
  if (described == nullptr) return operation + " does not describe " + std::to_string(status);
  if (!described->contains("content")) return body.empty() ? "" : operation + " should have no body: " + body;
  json root = described->at("content").begin().value().at("schema");
  root["components"] = document_.at("components");
  // A reference hides its neighbours, so the components go where a pointer finds them.
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), schema);

  const auto value = json::parse(body);
  valijson::ValidationResults results;
  valijson::Validator validator;
  validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(value), &results);
  std::string faults;
  for (valijson::ValidationResults::Error error; results.popError(error);) {
    for (const auto& place : error.context) faults += place;
    faults += ": " + error.description + "\n";
  }
  return faults;
}

}  // namespace sportello::test
