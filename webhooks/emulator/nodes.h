/// The parts of the Graph API beside messages: numbers, accounts, templates, media, subscriptions, tokens.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <variant>

#include "webhooks/emulator/graph.h"

namespace sportello::webhooks::emulator {

/// The JSON of a 200, or why not.
using NodeOutcome = std::variant<nlohmann::json, GraphFault>;

/// `edge` is what stands behind the id in the path; empty for the node itself.
NodeOutcome number_node(World& world, Number& number, const GraphCall& call, std::string_view edge, Moment now,
                        Effects& effects);
NodeOutcome account_node(World& world, Account& account, const GraphCall& call, std::string_view edge, Moment now,
                         Effects& effects);
NodeOutcome template_node(World& world, Template& what, const GraphCall& call, Moment now, Effects& effects);
NodeOutcome media_node(World& world, Media& media, const GraphCall& call, Moment now, Effects& effects);
NodeOutcome app_node(World& world, const GraphCall& call, std::string_view edge);
/// GET /debug_token.
NodeOutcome debug_token(const World& world, const GraphCall& call, Moment now);
/// POST /{number}/media.
NodeOutcome upload(World& world, const Number& number, const GraphCall& call, Moment now, Effects& effects);

/// What Meta answers to a change: {"success": true}.
nlohmann::json success();

/// The fields asked for, or `fallback` when none is; "id" always. A field nobody knows is an error 100, as with Meta.
NodeOutcome pick(const nlohmann::json& all, const GraphCall& call, std::string_view fallback);
/// "Unsupported get request" for an edge that is not there.
GraphFault no_such_edge(const GraphCall& call);
/// The body as an object: JSON or a form. Null when it is neither.
nlohmann::json body_object(const GraphCall& call);

}  // namespace sportello::webhooks::emulator
