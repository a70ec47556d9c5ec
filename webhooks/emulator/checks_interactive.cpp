#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "flows/core/text.h"
#include "webhooks/emulator/checks.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;
// Meta's own limits, written down here once more so that a mistake in the desk's is found.
constexpr std::size_t kHeader = 60;
constexpr std::size_t kBody = 1024;
constexpr std::size_t kFooter = 60;
constexpr std::size_t kButtons = 3;
constexpr std::size_t kButtonId = 256;
constexpr std::size_t kButtonTitle = 20;
constexpr std::size_t kListButton = 20;
constexpr std::size_t kSections = 10;
constexpr std::size_t kSectionTitle = 24;
constexpr std::size_t kMostRows = 10;
constexpr std::size_t kRowId = 200;
constexpr std::size_t kRowTitle = 24;
constexpr std::size_t kRowDescription = 72;
constexpr std::size_t kLinkLabel = 20;
constexpr std::size_t kUrl = 2000;

/// Interactive messages answer 131009 for a length, in words of their own.
std::string sized(Checks& checks, const json& parent, std::string_view key, const std::string& what, std::size_t min,
                  std::size_t max) {
  if (!checks.ok()) return {};
  const auto found = parent.find(key);
  if (found == parent.end()) {
    if (min > 0) checks.refuse(missing_value(what + " is required"));
    return {};
  }
  if (!found->is_string()) {
    checks.refuse(invalid_parameter(what + " must be a string."));
    return {};
  }
  auto value = found->get<std::string>();
  const std::size_t length = flows::length(value);
  if (length < min || length > max || (min > 0 && flows::trim_ends(value).empty())) {
    checks.refuse(invalid_value(what + " length invalid. Min length: " + std::to_string(min) +
                                ", Max length: " + std::to_string(max)));
  }
  return value;
}

void check_header(Checks& checks, const json& interactive, bool only_text) {
  if (!interactive.contains("header")) return;
  const json* header = checks.object(interactive, "header", "interactive['header']");
  if (!header) return;
  const std::string type = checks.text(*header, "type", "interactive['header']", 1, 20);
  checks.one_of(type, {"text", "image", "video", "document"}, "interactive['header']['type']");
  if (!checks.ok()) return;
  if (type == "text") {
    sized(checks, *header, "text", "Header text", 1, kHeader);
  } else if (only_text) {
    checks.refuse(invalid_value("Header type " + type + " is not allowed for this interactive type"));
  } else if (const json* media = checks.object(*header, type, "interactive['header']['" + type + "']")) {
    if (media->contains("id") == media->contains("link")) {
      checks.refuse(invalid_parameter("interactive['header'] must have exactly one of id and link."));
    }
  }
}

void check_body(Checks& checks, const json& interactive) {
  if (const json* body = checks.object(interactive, "body", "interactive['body']")) {
    sized(checks, *body, "text", "Body text", 1, kBody);
  }
  if (!interactive.contains("footer")) return;
  if (const json* footer = checks.object(interactive, "footer", "interactive['footer']")) {
    sized(checks, *footer, "text", "Footer text", 1, kFooter);
  }
}

void check_name(Checks& checks, const json& action, const std::string& name) {
  const std::string given = checks.text(action, "name", "interactive['action']", 1, 100);
  if (checks.ok() && given != name) {
    checks.refuse(invalid_value("interactive['action']['name'] must be '" + name + "'"));
  }
}

void check_buttons(Checks& checks, const json& action) {
  const json* buttons = checks.list(action, "buttons", "interactive['action']['buttons']");
  if (!buttons) return;
  if (buttons->empty() || buttons->size() > kButtons) {
    checks.refuse(invalid_value("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3"));
  }
  std::vector<std::string> ids;
  std::vector<std::string> titles;
  for (const json& button : *buttons) {
    const std::string type = checks.text(button, "type", "button", 1, 20);
    checks.one_of(type, {"reply"}, "interactive['action']['buttons']['type']");
    const json* reply = checks.object(button, "reply", "button['reply']");
    if (!reply) return;
    ids.push_back(sized(checks, *reply, "id", "Button id", 1, kButtonId));
    titles.push_back(sized(checks, *reply, "title", "Button title", 1, kButtonTitle));
    if (checks.ok() && flows::trim_ends(ids.back()) != ids.back()) {
      checks.refuse(invalid_value("Button id must not start or end with a space"));
    }
  }
  checks.distinct(ids, "button id");
  checks.distinct(titles, "button title");
}

void check_list(Checks& checks, const json& action) {
  sized(checks, action, "button", "List button text", 1, kListButton);
  const json* sections = checks.list(action, "sections", "interactive['action']['sections']");
  if (!sections) return;
  if (sections->empty() || sections->size() > kSections) {
    checks.refuse(invalid_value("Invalid sections count. Min allowed sections: 1, Max allowed sections: 10"));
  }
  std::vector<std::string> ids;
  for (const json& section : *sections) {
    sized(checks, section, "title", "Section title", sections->size() > 1 ? 1 : 0, kSectionTitle);
    const json* rows = checks.list(section, "rows", "section['rows']");
    if (!rows) return;
    if (rows->empty()) checks.refuse(invalid_value("Section rows count invalid. Min allowed rows: 1"));
    for (const json& row : *rows) {
      ids.push_back(sized(checks, row, "id", "Row id", 1, kRowId));
      sized(checks, row, "title", "Row title", 1, kRowTitle);
      sized(checks, row, "description", "Row description", 0, kRowDescription);
    }
  }
  if (ids.size() > kMostRows) checks.refuse(invalid_value("Total row count exceed max allowed count: 10"));
  checks.distinct(ids, "row id");
}

void check_link(Checks& checks, const json& action) {
  check_name(checks, action, "cta_url");
  const json* parameters = checks.object(action, "parameters", "interactive['action']['parameters']");
  if (!parameters) return;
  sized(checks, *parameters, "display_text", "Button display text", 1, kLinkLabel);
  const std::string url = sized(checks, *parameters, "url", "Button URL", 1, kUrl);
  const bool web = url.starts_with("http://") || url.starts_with("https://");
  if (checks.ok() && (!web || url.find_first_of(" \t\r\n") != std::string::npos)) {
    checks.refuse(invalid_value("Button URL is not a valid URL: " + url));
  }
}

void check_flow(Checks& checks, const json& action) {
  check_name(checks, action, "flow");
  const json* parameters = checks.object(action, "parameters", "interactive['action']['parameters']");
  if (!parameters) return;
  checks.text(*parameters, "flow_message_version", "parameters", 1, 10);
  sized(checks, *parameters, "flow_cta", "Flow CTA", 1, 30);
  if (parameters->contains("flow_id") == parameters->contains("flow_name")) {
    checks.refuse(missing_value("Exactly one of flow_id and flow_name is required"));
  }
}

}  // namespace

void check_interactive(Checks& checks, const json& interactive) {
  const std::string type = checks.text(interactive, "type", "interactive", 1, 40);
  checks.one_of(type, {"button", "list", "cta_url", "location_request_message", "request_contact_info", "flow"},
                "interactive['type']");
  if (!checks.ok()) return;
  check_header(checks, interactive, type == "list");
  check_body(checks, interactive);
  const json* action = checks.object(interactive, "action", "interactive['action']");
  if (!action) return;
  if (type == "button") check_buttons(checks, *action);
  if (type == "list") check_list(checks, *action);
  if (type == "cta_url") check_link(checks, *action);
  if (type == "flow") check_flow(checks, *action);
  if (type == "location_request_message") check_name(checks, *action, "send_location");
  if (type == "request_contact_info") check_name(checks, *action, "request_contact_info");
}

}  // namespace sportello::webhooks::emulator
