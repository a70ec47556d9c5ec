#include "webhooks/emulator/templates.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/checks.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/webhook_json.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

std::string body_of(const json& components) {
  for (const json& component : components) {
    if (component.value("type", "") == "BODY") return component.value("text", "");
  }
  return {};
}

}  // namespace

std::optional<GraphFault> check_new_template(const World& world, std::string_view account, const json& definition) {
  Checks checks;
  const std::string name = checks.text(definition, "name", "template", 1, 512);
  const std::string language = checks.text(definition, "language", "template", 1, 15);
  const std::string category = checks.text(definition, "category", "template", 1, 40);
  checks.one_of(category, {"UTILITY", "MARKETING", "AUTHENTICATION"}, "category");
  const json* components = checks.list(definition, "components", "components");
  if (!checks.ok()) return checks.fault();
  if (!is_name(name)) return invalid_parameter("Param name must be lower-case letters, digits and underscores.");
  const bool known = std::any_of(world.templates.begin(), world.templates.end(), [&](const Template& t) {
    return t.account == account && t.name == name && t.language == language;
  });
  if (known) {
    return GraphFault{
        .code = 100, .subcode = 2388024, .details = "There is already a template of this name and language"};
  }
  const std::string body = flows::trim_ends(body_of(*components));
  if (body.empty()) return invalid_parameter("A template needs a component of type BODY with a text.");
  if (flows::length(body) > 1024) return invalid_parameter("The BODY must be at most 1024 characters long.");
  if (body.starts_with("{{") || body.ends_with("}}")) return GraphFault{.code = 2388299, .subcode = 2388299};
  return std::nullopt;
}

Template& add_template(World& world, std::string_view account, const json& definition, Moment now, Effects& effects) {
  const json& components = definition.at("components");
  Template made{.id = make_number_id(world.seed, "template", ++world.count),
                .account = std::string(account),
                .name = definition.at("name"),
                .language = definition.at("language"),
                .category = definition.at("category"),
                .status = "PENDING",
                .parameter_format = definition.value("parameter_format", parameter_format_of(body_of(components))),
                .components = flows::print_json(components)};
  world.templates.push_back(std::move(made));
  if (world.policy.approve_templates) judge_template(world.templates.back(), "APPROVED", "", now, effects);
  return world.templates.back();
}

void judge_template(Template& what, const std::string& status, const std::string& reason, Moment now,
                    Effects& effects) {
  what.status = status;
  what.rejected_reason = reason.empty() ? "NONE" : reason;
  effects.webhooks.push_back({.account = what.account,
                              .field = "message_template_status_update",
                              .value = flows::print_json(template_status_value(what)),
                              .time = flows::unix_seconds(now.wall)});
}

json template_json(const Template& what, std::string_view fields) {
  const json all = {{"id", what.id},
                    {"name", what.name},
                    {"language", what.language},
                    {"status", what.status},
                    {"category", what.category},
                    {"parameter_format", what.parameter_format},
                    {"components", json::parse(what.components)},
                    {"quality_score", {{"score", "UNKNOWN"}}},
                    {"rejected_reason", what.rejected_reason}};
  if (fields.empty()) return all;
  json some = {{"id", what.id}};
  std::istringstream names{std::string(fields)};
  for (std::string name; std::getline(names, name, ',');) {
    if (all.contains(name)) some[name] = all[name];
  }
  return some;
}

std::string components_of(const std::string& body, const std::vector<std::string>& quick_replies) {
  json components = json::array({{{"type", "BODY"}, {"text", body}}});
  if (!quick_replies.empty()) {
    json buttons = json::array();
    for (const std::string& text : quick_replies) buttons.push_back({{"type", "QUICK_REPLY"}, {"text", text}});
    components.push_back({{"type", "BUTTONS"}, {"buttons", std::move(buttons)}});
  }
  return flows::print_json(components);
}

std::string parameter_format_of(std::string_view body) {
  const std::size_t open = body.find("{{");
  const bool positional =
      open != std::string_view::npos && open + 2 < body.size() && body[open + 2] >= '0' && body[open + 2] <= '9';
  return positional ? "POSITIONAL" : "NAMED";
}

}  // namespace sportello::webhooks::emulator
