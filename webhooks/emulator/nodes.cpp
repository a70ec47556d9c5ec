#include "webhooks/emulator/nodes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "flows/core/json.h"
#include "flows/core/text.h"
#include "webhooks/emulator/ids.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

json entity(const std::string& type, const std::string& id, const std::string& state) {
  return {{"entity_type", type}, {"id", id}, {"can_send_message", state}};
}

json health_of(const World& world, const Number& number) {
  json phone = entity("PHONE_NUMBER", number.id, number.health);
  if (number.health != "AVAILABLE") {
    phone["errors"] = json::array({{{"error_code", 141000},
                                    {"error_description", "The emulator was told that this number is " + number.health},
                                    {"possible_solution", "Set its health back to AVAILABLE"}}});
  }
  return {{"can_send_message", number.health},
          {"entities", json::array({std::move(phone), entity("WABA", number.account, "AVAILABLE"),
                                    entity("BUSINESS", make_number_id(0, "business", 0), "AVAILABLE"),
                                    entity("APP", world.app_id, world.app.live ? "AVAILABLE" : "BLOCKED")})}};
}

json number_json(World& world, const Number& number) {
  json configuration = {{"application", world.callback_url}};
  const Account* account = find_account(world, number.account);
  if (account && !account->override_url.empty()) configuration["whatsapp_business_account"] = account->override_url;
  if (!number.override_url.empty()) configuration["phone_number"] = number.override_url;
  return {{"id", number.id},
          {"display_phone_number", number.display},
          {"verified_name", number.name},
          {"code_verification_status", "VERIFIED"},
          {"quality_rating", number.quality},
          {"name_status", number.name_status},
          {"new_name_status", "NONE"},
          {"status", number.registered ? "CONNECTED" : "DISCONNECTED"},
          {"platform_type", number.registered ? "CLOUD_API" : "NOT_APPLICABLE"},
          {"account_mode", "LIVE"},
          {"throughput", {{"level", "STANDARD"}}},
          {"messaging_limit_tier", number.limit},
          {"whatsapp_business_manager_messaging_limit", number.limit},
          {"is_official_business_account", false},
          {"is_on_biz_app", world.policy.coexistence},
          {"is_pin_enabled", true},
          {"webhook_configuration", std::move(configuration)},
          {"health_status", health_of(world, number)}};
}

NodeOutcome set_registered(Number& number, const GraphCall& call, bool registered) {
  const json body = body_object(call);
  if (registered) {
    const std::string pin = flows::text_at(body, "pin");
    if (pin.size() != 6 || flows::digits_of(pin) != pin) {
      return invalid_parameter("Param pin must be 6 digits.");
    }
  }
  number.registered = registered;
  return success();
}

NodeOutcome change_number_settings(Number& number, const GraphCall& call) {
  const json body = body_object(call);
  const auto webhook = body.find("webhook_configuration");
  if (webhook != body.end() && webhook->is_object()) number.override_url = flows::text_at(*webhook, "override_callback_uri");
  return success();
}

NodeOutcome set_webhook(World& world, const json& body) {
  if (flows::text_at(body, "object") != "whatsapp_business_account") {
    return invalid_parameter("Param object must be whatsapp_business_account.");
  }
  world.callback_url = flows::text_at(body, "callback_url");
  world.app.webhook_active = true;
  const std::string fields = flows::text_at(body, "fields");
  if (fields.empty()) return success();
  world.app.fields.clear();
  std::istringstream names(fields);
  for (std::string name; std::getline(names, name, ',');) world.app.fields.push_back(name);
  return success();
}

NodeOutcome forget_contact(World& world, const Number& number, const GraphCall& call) {
  const std::string bsuid(call.query.find("bsuid").value_or(""));
  const Customer* customer = find_by_bsuid(world, bsuid);
  if (!customer) return invalid_value("bsuid is not a user id of this business portfolio");
  Thread& thread = thread_of(world, number.id, customer->id);
  const bool known = std::exchange(thread.phone_known, false);
  return json{{"success", true}, {"deleted", known}};
}

}  // namespace

json success() { return {{"success", true}}; }

GraphFault no_such_edge(const GraphCall& call) {
  return {.code = 100,
          .message = "Tried accessing nonexisting field or unsupported operation (" +
                     std::string(name_of(call.method)) + " /" + call.path + ")"};
}

json body_object(const GraphCall& call) {
  json body;
  if (flows::parse_json(call.body, body).fault == flows::JsonFault::None) return body.is_object() ? body : json();
  if (!call.content_type.starts_with("application/x-www-form-urlencoded")) return {};
  const auto form = parse_query(call.body);
  if (!form) return {};
  body = json::object();
  for (const auto& [name, value] : *form) body[name] = value;
  return body;
}

NodeOutcome pick(const json& all, const GraphCall& call, std::string_view fallback) {
  const auto asked = call.query.find("fields");
  json some = {{"id", all.at("id")}};
  std::istringstream names{std::string(asked.value_or(fallback))};
  for (std::string name; std::getline(names, name, ',');) {
    name = flows::trim(name.substr(0, name.find_first_of("{(.")));
    if (name.empty()) continue;
    if (!all.contains(name)) {
      return GraphFault{.code = 100, .message = "Tried accessing nonexisting field (" + name + ")"};
    }
    some[name] = all[name];
  }
  return some;
}

NodeOutcome number_node(World& world, Number& number, const GraphCall& call, std::string_view edge, Moment, Effects&) {
  const bool get = call.method == Method::Get;
  const bool post = call.method == Method::Post;
  if (edge.empty() && get) {
    return pick(number_json(world, number), call,
                "verified_name,code_verification_status,display_phone_number,quality_rating,platform_type,throughput,"
                "webhook_configuration");
  }
  if (edge.empty() && post) return change_number_settings(number, call);
  if (edge == "register" && post) return set_registered(number, call, true);
  if (edge == "deregister" && post) return set_registered(number, call, false);
  if (edge == "request_code" && post) return GraphFault{.code = 136024, .message = "The number is verified already"};
  if (edge == "contact_book" && call.method == Method::Delete) return forget_contact(world, number, call);
  if (edge == "whatsapp_business_profile" && get) {
    return json{{"data", json::array({{{"messaging_product", "whatsapp"}, {"about", number.about}}})}};
  }
  return no_such_edge(call);
}

NodeOutcome app_node(World& world, const GraphCall& call, std::string_view edge) {
  if (edge.empty() && call.method == Method::Get) {
    return pick({{"id", world.app_id}, {"name", world.app_name}, {"link", world.media_origin}}, call, "name,link");
  }
  if (edge != "subscriptions") return no_such_edge(call);
  if (call.token == world.access_token.reveal()) {
    return GraphFault{
        .code = 15, .message = "This method must be called with an app access_token.", .http_status = 403};
  }
  if (call.method == Method::Post) {
    return set_webhook(world, body_object(call));
  }
  json fields = json::array();
  for (const std::string& name : world.app.fields) {
    fields.push_back({{"name", name}, {"version", "v26.0"}});
  }
  return json{{"data", json::array({{{"object", "whatsapp_business_account"},
                                     {"callback_url", world.callback_url},
                                     {"active", world.app.webhook_active},
                                     {"fields", std::move(fields)}}})}};
}

NodeOutcome debug_token(const World& world, const GraphCall& call, Moment now) {
  if (call.query.find("input_token").value_or("") != world.access_token.reveal()) {
    return json{{"data",
                 {{"is_valid", false},
                  {"scopes", json::array()},
                  {"error", {{"code", 190}, {"message", "Malformed access token"}}}}}};
  }
  json accounts = json::array();
  for (const Account& account : world.accounts) accounts.push_back(account.id);
  json granular = json::array();
  for (const char* scope : {"whatsapp_business_messaging", "whatsapp_business_management"}) {
    granular.push_back({{"scope", scope}, {"target_ids", accounts}});
  }
  const auto issued = std::chrono::duration_cast<std::chrono::seconds>(now.wall.time_since_epoch()).count() - 86'400;
  json data = {{"app_id", world.app_id},
               {"type", world.token.type},
               {"application", world.app_name},
               {"expires_at", world.token.expires_at},
               {"data_access_expires_at", 0},
               {"issued_at", issued},
               {"is_valid", !world.token_dead},
               {"scopes", world.token.scopes},
               {"granular_scopes", std::move(granular)},
               {"user_id", make_number_id(0, "system user", 0)}};
  if (world.token_dead) {
    data["error"] = {{"code", 190}, {"subcode", 467}, {"message", "The token was revoked"}};
  }
  return json{{"data", std::move(data)}};
}

}  // namespace sportello::webhooks::emulator
