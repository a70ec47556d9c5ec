#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "webhooks/emulator/ids.h"
#include "webhooks/emulator/nodes.h"
#include "webhooks/emulator/templates.h"

namespace sportello::webhooks::emulator {
namespace {

using nlohmann::json;

std::size_t number_in(const GraphCall& call, std::string_view name, std::size_t fallback) {
  const std::string_view text = call.query.find(name).value_or("");
  std::size_t value = fallback;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// A page of the account's templates. The cursor is the place of the next one.
json list_templates(const World& world, const Account& account, const GraphCall& call) {
  const auto matches = [&](const Template& t) {
    const auto same = [&](std::string_view key, const std::string& value) {
      const auto asked = call.query.find(key);
      return !asked || *asked == value;
    };
    return t.account == account.id && same("name", t.name) && same("status", t.status) &&
           same("language", t.language) && same("category", t.category);
  };
  std::vector<const Template*> all;
  for (const Template& t : world.templates) {
    if (matches(t)) all.push_back(&t);
  }
  const std::size_t from = std::min(number_in(call, "after", 0), all.size());
  const std::size_t limit = std::clamp<std::size_t>(number_in(call, "limit", 25), 1, 250);
  const std::size_t end = std::min(from + limit, all.size());

  json data = json::array();
  for (std::size_t i = from; i < end; ++i) {
    data.push_back(template_json(*all[i], call.query.find("fields").value_or("")));
  }
  json answer = {{"data", std::move(data)},
                 {"paging", {{"cursors", {{"before", std::to_string(from)}, {"after", std::to_string(end)}}}}}};
  if (end < all.size()) {
    Query query;
    for (const auto& [name, value] : call.query) {
      if (name != "after" && name != "access_token") query.add(name, value);
    }
    query.add("after", std::to_string(end));
    answer["paging"]["next"] = world.media_origin + "/emulator/graph/v26.0/" + call.path + "?" + print_query(query);
  }
  return answer;
}

NodeOutcome create_template(World& world, const Account& account, const GraphCall& call, Moment now, Effects& effects) {
  const json definition = body_object(call);
  if (!definition.is_object()) return invalid_parameter("The body is not valid JSON.");
  if (auto fault = check_new_template(world, account.id, definition)) return std::move(*fault);
  const Template& made = add_template(world, account.id, definition, now, effects);
  return json{{"id", made.id}, {"status", made.status}, {"category", made.category}};
}

NodeOutcome delete_template(World& world, const Account& account, const GraphCall& call) {
  const auto name = call.query.find("name");
  if (!name) return invalid_parameter("The parameter name is required.");
  const auto gone =
      std::erase_if(world.templates, [&](const Template& t) { return t.account == account.id && t.name == *name; });
  if (gone == 0)
    return GraphFault{.code = 100, .subcode = 2593002, .message = "Message Template Not Found", .http_status = 404};
  return success();
}

NodeOutcome subscriptions(World& world, Account& account, const GraphCall& call) {
  if (call.method == Method::Post) {
    account.subscribed = true;
    const json body = body_object(call);
    account.override_url = body.is_object() ? body.value("override_callback_uri", "") : "";
    return success();
  }
  if (call.method == Method::Delete) {
    account.subscribed = false;
    return success();
  }
  json data = json::array();
  if (account.subscribed) {
    data.push_back({{"whatsapp_business_api_data",
                     {{"id", world.app_id}, {"name", world.app_name}, {"link", world.media_origin}}}});
    if (!account.override_url.empty()) data.back()["override_callback_uri"] = account.override_url;
  }
  return json{{"data", std::move(data)}};
}

json list_numbers(World& world, const Account& account) {
  json data = json::array();
  for (Number& number : world.numbers) {
    if (number.account != account.id) continue;
    Effects none;
    const GraphCall node{.path = number.id};
    data.push_back(std::get<json>(number_node(world, number, node, "", {}, none)));
  }
  return {{"data", std::move(data)}};
}

}  // namespace

NodeOutcome account_node(World& world, Account& account, const GraphCall& call, std::string_view edge, Moment now,
                         Effects& effects) {
  if (edge.empty() && call.method == Method::Get) {
    const json all = {{"id", account.id},
                      {"name", account.name},
                      {"currency", "EUR"},
                      {"timezone_id", "70"},
                      {"account_review_status", "APPROVED"},
                      {"business_verification_status", "not_verified"},
                      {"ownership_type", "SELF"},
                      {"message_template_namespace", make_number_id(0, "namespace", 0)},
                      {"health_status", {{"can_send_message", "AVAILABLE"}}}};
    return pick(all, call, "name,currency,timezone_id,message_template_namespace");
  }
  if (edge == "message_templates") {
    if (call.method == Method::Get) return list_templates(world, account, call);
    if (call.method == Method::Post) return create_template(world, account, call, now, effects);
    if (call.method == Method::Delete) return delete_template(world, account, call);
  }
  if (edge == "subscribed_apps") return subscriptions(world, account, call);
  if (edge == "phone_numbers" && call.method == Method::Get) return list_numbers(world, account);
  return no_such_edge(call);
}

NodeOutcome template_node(World& world, Template& what, const GraphCall& call, Moment now, Effects& effects) {
  if (call.method == Method::Get) return template_json(what, call.query.find("fields").value_or(""));
  if (call.method != Method::Post) return no_such_edge(call);
  const json body = body_object(call);
  if (!body.is_object() || !body.contains("components"))
    return invalid_parameter("The parameter components is required.");
  what.components = body["components"].dump();
  what.status = "PENDING";
  if (world.policy.approve_templates) judge_template(what, "APPROVED", "", now, effects);
  return success();
}

}  // namespace sportello::webhooks::emulator
