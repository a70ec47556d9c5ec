#include "webhooks/emulator/graph.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/nodes.h"
#include "webhooks/emulator/send.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

constexpr std::size_t kRefusedKept = 1000;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<GraphFault> check_token(const World& world, const GraphCall& call) {
  if (call.token.empty()) {
    return GraphFault{.code = 190, .message = "An access token is required to request this resource."};
  }
  const std::string app_token = world.app_id + "|" + world.app_secret.reveal();
  if (call.token == app_token) return std::nullopt;
  if (call.token != world.access_token.reveal()) {
    return GraphFault{.code = 190, .message = "Invalid OAuth access token - Cannot parse access token"};
  }
  if (!world.token_dead) return std::nullopt;
  return GraphFault{.code = 190,
                    .subcode = 467,
                    .message =
                        "Error validating access token: The session has been invalidated because the user "
                        "changed their password or the token was revoked."};
}

struct Place {
  std::string id;
  std::string edge;
};

Place place_of(const std::string& path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos) return {path, {}};
  return {path.substr(0, slash), path.substr(slash + 1)};
}

std::string fault_kind(const GraphCall& call, const Place& place, const json& body) {
  if (place.edge == "messages") return body.is_object() && body.contains("status") ? "read" : "send";
  if (place.edge == "media") return "upload";
  if (place.edge == "message_templates") return "templates";
  return call.method == Method::Get ? "media" : "other";
}

NodeOutcome serve(World& world, const GraphCall& call, const Place& place, const json& body, Moment now,
                  Effects& effects) {
  const auto& [id, edge] = place;
  if (id == "debug_token") return debug_token(world, call, now);
  if (id == "me" && edge.empty()) return json{{"id", make_number_id(0, "system user", 0)}, {"name", world.app_name}};
  if (Number* number = find_number(world, id)) {
    if (edge == "messages" && call.method == Method::Post) {
      if (body.is_null()) return invalid_parameter("The body is not valid JSON.");
      return post_message(world, *number, body, now, effects);
    }
    if (edge == "media" && call.method == Method::Post) return upload(world, *number, call, now, effects);
    return number_node(world, *number, call, edge, now, effects);
  }
  if (Account* account = find_account(world, id)) return account_node(world, *account, call, edge, now, effects);
  if (id == world.app_id) return app_node(world, call, edge);
  if (const auto media = world.media.find(id); media != world.media.end() && edge.empty()) {
    return media_node(world, media->second, call, now, effects);
  }
  const auto found =
      std::find_if(world.templates.begin(), world.templates.end(), [&id = id](const Template& t) { return t.id == id; });
  if (found != world.templates.end() && edge.empty()) return template_node(world, *found, call, now, effects);
  return no_such_object(id, lower(name_of(call.method)));
}

void keep_refused(World& world, const GraphCall& call, const GraphFault& fault, int status, Moment now) {
  world.refused.push_back({.seq = ++world.records,
                           .call = std::string(name_of(call.method)) + " " + call.path,
                           .at = now.wall,
                           .http_status = status,
                           .code = fault.code,
                           .body = call.content_type.starts_with("application/json") ? call.body : std::string{}});
  if (world.refused.size() > kRefusedKept) world.refused.pop_front();
}

GraphReply refuse(World& world, const GraphCall& call, const GraphFault& fault, Moment now) {
  const int status = http_status_of(fault);
  keep_refused(world, call, fault, status, now);
  return {.status = status, .body = flows::print_json(error_body(fault, make_trace(world.seed, ++world.count)))};
}

/// The answer a fault asks for. `done` is what would have been answered; null when nothing was done.
GraphReply misbehave(World& world, const GraphCall& call, const Fault& fault, Moment now) {
  switch (fault.kind) {
    case Fault::Kind::Silence:
      keep_refused(world, call, {.code = 0}, 0, now);
      return {.way = GraphReply::Way::Silence};
    case Fault::Kind::Cut:
      keep_refused(world, call, {.code = 0}, 0, now);
      return {.way = GraphReply::Way::Cut};
    case Fault::Kind::Http:
      keep_refused(world, call, {.code = 0}, fault.fault.http_status, now);
      return {.status = fault.fault.http_status,
              .body = "<html><body>the emulator was told to fail</body></html>",
              .retry_after = fault.retry_after};
    case Fault::Kind::Graph:
      break;
  }
  GraphReply reply = refuse(world, call, fault.fault, now);
  reply.retry_after = fault.retry_after;
  return reply;
}

}  // namespace

GraphReply answer_graph(World& world, const GraphCall& call, Moment now, Effects& effects) {
  if (const auto fault = check_token(world, call)) return refuse(world, call, *fault, now);
  const Place place = place_of(call.path);
  const json body = place.edge == "messages" ? body_object(call) : json();

  const auto customer = std::string(customer_meant(world, place.id, body));
  const auto fault = take_fault(world, fault_kind(call, place, body), customer);
  if (fault && !fault->accepted) return misbehave(world, call, *fault, now);

  NodeOutcome outcome = serve(world, call, place, body, now, effects);
  if (fault) return misbehave(world, call, *fault, now);
  if (const auto* refused = std::get_if<GraphFault>(&outcome)) return refuse(world, call, *refused, now);
  return {.body = flows::print_json(std::get<json>(outcome))};
}

}  // namespace sportello::webhooks::emulator
