#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/checks.h"
#include "webhooks/emulator/templates.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

constexpr std::size_t kFilledBody = 1024;

/// The variables of a text in the order of their first use.
std::vector<std::string> variables_of(const std::string& text) {
  std::vector<std::string> names;
  for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{", at + 2)) {
    const std::size_t end = text.find("}}", at);
    if (end == std::string::npos) break;
    std::string name = flows::trim(text.substr(at + 2, end - at - 2));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
  }
  return names;
}

std::string put_in(std::string text, const std::string& name, const std::string& value) {
  std::string out;
  for (std::size_t at = 0;;) {
    const std::size_t open = text.find("{{", at);
    const std::size_t end = open == std::string::npos ? open : text.find("}}", open);
    if (end == std::string::npos) return out + text.substr(at);
    out += text.substr(at, open - at);
    const bool same = flows::trim(text.substr(open + 2, end - open - 2)) == name;
    out += same ? value : text.substr(open, end + 2 - open);
    at = end + 2;
  }
}

/// Fills one component's text. The wording of the faults is what production answers.
std::string fill(Checks& checks, const Template& what, const std::string& part, std::string text,
                 const json& parameters) {
  const auto names = variables_of(text);
  if (parameters.size() != names.size()) {
    checks.refuse({.code = 132000,
                   .details = part + ": number of localizable_params (" + std::to_string(parameters.size()) +
                              ") does not match the expected number of params (" + std::to_string(names.size()) + ")"});
    return {};
  }
  std::map<std::string, std::string> values;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const json& parameter = parameters[i];
    checks.one_of(checks.text(parameter, "type", "parameter", 1, 20), {"text", "currency", "date_time"},
                  "parameter type");
    const std::string value = checks.text(parameter, "text", "parameter", 1, kFilledBody);
    const bool spaced = value.find('\n') != std::string::npos || value.find('\t') != std::string::npos ||
                        value.find("     ") != std::string::npos;
    if (spaced) {
      checks.refuse({.code = 132018,
                     .details = "Param text cannot have new-line/tab characters or more than 4 consecutive spaces"});
    }
    std::string name = names[i];
    if (what.parameter_format == "NAMED") {
      name = parameter.value("parameter_name", "");
      if (std::find(names.begin(), names.end(), name) == names.end() || values.contains(name)) {
        checks.refuse({.code = 132012,
                       .details = part + ": parameter_name '" + name + "' is missing or not one of the template's"});
      }
    }
    values[name] = value;
  }
  for (const auto& [name, value] : values) text = put_in(std::move(text), name, value);
  if (flows::length(text) > kFilledBody) {
    checks.refuse(
        {.code = 132005, .details = part + ": translated text is longer than " + std::to_string(kFilledBody)});
  }
  return text;
}

struct Given {
  json header = json::array();
  json body = json::array();
  std::map<std::size_t, json> buttons;  ///< by index
};

Given sort_out(Checks& checks, const json& message) {
  Given given;
  if (!message.contains("components")) return given;
  const json* components = checks.list(message, "components", "template['components']");
  if (!components) return given;
  for (const json& component : *components) {
    std::string type = checks.text(component, "type", "component", 1, 20);
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    checks.one_of(type, {"header", "body", "button"}, "component type");
    json parameters = json::array();
    if (component.contains("parameters")) {
      const json* list = checks.list(component, "parameters", "component['parameters']");
      if (list) parameters = *list;
    }
    if (!checks.ok()) return given;
    if (type == "header") given.header = std::move(parameters);
    if (type == "body") given.body = std::move(parameters);
    if (type == "button") {
      const auto index = component.find("index");
      const bool readable =
          index != component.end() &&
          (index->is_number_unsigned() || (index->is_string() && index->get<std::string>().size() == 1 &&
                                           std::isdigit(static_cast<unsigned char>(index->get<std::string>()[0]))));
      if (!readable) {
        checks.refuse(missing_value("Button component needs an index"));
        return given;
      }
      const std::size_t place =
          index->is_string() ? static_cast<std::size_t>(index->get<std::string>()[0] - '0') : index->get<std::size_t>();
      given.buttons[place] = {{"sub_type", component.value("sub_type", "")}, {"parameters", std::move(parameters)}};
    }
  }
  return given;
}

json fill_buttons(Checks& checks, const json& defined, const Given& given) {
  json shown = json::array();
  for (std::size_t i = 0; i < defined.size(); ++i) {
    const json& button = defined[i];
    const std::string type = button.value("type", "");
    json one = {{"type", type}, {"text", button.value("text", "")}};
    const auto found = given.buttons.find(i);
    json parameter = json::object();
    if (found != given.buttons.end() && !found->second["parameters"].empty())
      parameter = found->second["parameters"][0];
    if (found != given.buttons.end()) {
      std::string sub_type = found->second["sub_type"];
      std::transform(sub_type.begin(), sub_type.end(), sub_type.begin(),
                     [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
      if (sub_type != type) {
        checks.refuse({.code = 132018, .details = "button at index " + std::to_string(i) + " is of type " + type});
      }
    }
    if (type == "QUICK_REPLY") one["payload"] = parameter.value("payload", button.value("text", ""));
    if (type == "URL") {
      const std::string url = button.value("url", "");
      const auto names = variables_of(url);
      if (!names.empty() && !parameter.contains("text")) {
        checks.refuse(
            {.code = 131008,
             .details = "buttons: Button at index " + std::to_string(i) + " of type Url requires a parameter"});
      }
      one["url"] = names.empty() ? url : put_in(url, names.front(), parameter.value("text", ""));
    }
    shown.push_back(std::move(one));
  }
  for (const auto& [index, button] : given.buttons) {
    if (index >= defined.size()) {
      checks.refuse({.code = 132018, .details = "the template has no button at index " + std::to_string(index)});
    }
  }
  return shown;
}

}  // namespace

std::variant<FilledTemplate, GraphFault> fill_template(const World& world, std::string_view account,
                                                       const json& message) {
  Checks checks;
  const std::string name = checks.text(message, "name", "template", 1, 512);
  const json* language = checks.object(message, "language", "template['language']");
  const std::string code = language ? checks.text(*language, "code", "template['language']", 1, 15) : std::string{};
  if (!checks.ok()) return *checks.fault();

  const auto found = std::find_if(world.templates.begin(), world.templates.end(), [&](const Template& t) {
    return t.account == account && t.name == name && t.language == code;
  });
  if (found == world.templates.end()) {
    return GraphFault{.code = 132001, .details = "template name (" + name + ") does not exist in " + code};
  }
  if (found->status == "PAUSED") return GraphFault{.code = 132015, .details = "template (" + name + ") is paused"};
  if (found->status == "DISABLED") return GraphFault{.code = 132016, .details = "template (" + name + ") is disabled"};
  if (found->status != "APPROVED") {
    return GraphFault{.code = 132001, .details = "template (" + name + ") is " + found->status + " in " + code};
  }

  const Given given = sort_out(checks, message);
  json shown = {{"body", ""}, {"buttons", json::array()}};
  json defined_buttons = json::array();
  for (const json& component : json::parse(found->components)) {
    const std::string type = component.value("type", "");
    if (!checks.ok()) break;
    if (type == "BODY") shown["body"] = fill(checks, *found, "body", component.value("text", ""), given.body);
    if (type == "HEADER" && component.value("format", "TEXT") == "TEXT") {
      shown["header"] = fill(checks, *found, "header", component.value("text", ""), given.header);
    }
    if (type == "FOOTER") shown["footer"] = component.value("text", "");
    if (type == "BUTTONS") defined_buttons = component.value("buttons", json::array());
  }
  if (checks.ok()) shown["buttons"] = fill_buttons(checks, defined_buttons, given);
  if (!checks.ok()) return *checks.fault();

  std::string category = found->category;
  std::transform(category.begin(), category.end(), category.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return FilledTemplate{.category = std::move(category), .shown = flows::print_json(shown)};
}

}  // namespace sportello::webhooks::emulator
