/// Message templates: kept, listed, judged, filled in.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "webhooks/emulator/world.h"

namespace sportello::webhooks::emulator {

/// A template as the customer reads it.
struct FilledTemplate {
  std::string category{};  ///< lower case, as pricing spells it
  std::string shown{};     ///< JSON {"header":…,"body":…,"footer":…,"buttons":[{"type","text","payload"|"url"}]}
};

/// Meta's checks of the object under "template" in a send from this account.
std::variant<FilledTemplate, GraphFault> fill_template(const World& world, std::string_view account,
                                                       const nlohmann::json& message);

/// The checks of POST /{account}/message_templates.
std::optional<GraphFault> check_new_template(const World& world, std::string_view account,
                                             const nlohmann::json& definition);
/// Keeps a template that passed the checks; PENDING, or APPROVED at once where the policy says so.
Template& add_template(World& world, std::string_view account, const nlohmann::json& definition, Moment now,
                       Effects& effects);
/// Meta's verdict, with its webhook. `reason` is for REJECTED.
void judge_template(Template& what, const std::string& status, const std::string& reason, Moment now, Effects& effects);

/// The node, with only the fields asked for (all when empty).
nlohmann::json template_json(const Template& what, std::string_view fields);
/// "body" as the JSON list of components, with its quick replies.
std::string components_of(const std::string& body, const std::vector<std::string>& quick_replies);
/// "NAMED" or "POSITIONAL", by the variables of a body.
std::string parameter_format_of(std::string_view body);

}  // namespace sportello::webhooks::emulator
