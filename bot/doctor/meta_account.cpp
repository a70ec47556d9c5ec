#include "bot/doctor/meta_account.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "flows/core/json.h"
#include "webhooks/http/uri.h"

namespace sportello::bot {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;

Result<json> read(webhooks::CallOutcome outcome) {
  const auto* answered = std::get_if<webhooks::Answered>(&outcome);
  if (!answered) return webhooks::error_of(outcome);
  json body;
  if (flows::parse_json(answered->body, body).fault != flows::JsonFault::None || !body.is_object()) {
    return fail(Errc::Unavailable, "Meta answered with something else than JSON");
  }
  return body;
}

Result<void> done(webhooks::CallOutcome outcome) {
  const auto body = read(std::move(outcome));
  if (!body) return body.error();
  return {};
}

/// The object or text below a key, whatever is really there: Meta leaves out and adds as it likes.
const json& at(const json& value, const char* key) {
  static const json kNothing;
  const auto found = value.is_object() ? value.find(key) : value.end();
  return value.is_object() && found != value.end() ? *found : kNothing;
}

std::string text(const json& value, const char* key) {
  const json& found = at(value, key);
  return found.is_string() ? found.get<std::string>() : std::string{};
}

TokenFacts token_facts(const json& body) {
  const json& data = at(body, "data");
  TokenFacts facts;
  facts.valid = at(data, "is_valid") == json(true);
  facts.type = text(data, "type");
  facts.app_id = text(data, "app_id");
  if (at(data, "expires_at").is_number_integer()) facts.expires_at = at(data, "expires_at").get<std::int64_t>();
  for (const json& scope : at(data, "scopes")) {
    if (scope.is_string()) facts.scopes.push_back(scope);
  }
  facts.fault = text(at(data, "error"), "message");
  return facts;
}

NumberFacts number_facts(const json& body) {
  NumberFacts facts;
  facts.display = text(body, "display_phone_number");
  facts.name = text(body, "verified_name");
  facts.name_status = text(body, "name_status");
  facts.status = text(body, "status");
  facts.quality = text(body, "quality_rating");
  facts.on_business_app = at(body, "is_on_biz_app") == json(true);
  const json& webhook = at(body, "webhook_configuration");
  facts.app_callback = text(webhook, "application");
  facts.account_override = text(webhook, "whatsapp_business_account");
  facts.number_override = text(webhook, "phone_number");
  for (const json& entity : at(at(body, "health_status"), "entities")) {
    HealthEntity health{text(entity, "entity_type"), text(entity, "id"), text(entity, "can_send_message"), {}, {}};
    for (const json& error : at(entity, "errors")) {
      health.fault = text(error, "error_description");
      health.remedy = text(error, "possible_solution");
    }
    facts.health.push_back(std::move(health));
  }
  return facts;
}

SubscriptionFacts subscription_facts(const json& body) {
  SubscriptionFacts facts;
  for (const json& each : at(body, "data")) {
    if (text(each, "object") != "whatsapp_business_account") continue;
    facts.found = true;
    facts.active = at(each, "active") == json(true);
    facts.callback_url = text(each, "callback_url");
    for (const json& field : at(each, "fields")) {
      facts.fields.push_back(field.is_string() ? field.get<std::string>() : text(field, "name"));
    }
  }
  return facts;
}

Result<AccountFacts> account_facts(webhooks::GraphClient& graph, const std::string& account) {
  const std::string path = "/" + webhooks::encode_component(account);
  const auto apps = read(graph.get(path + "/subscribed_apps"));
  if (!apps) return apps.error();
  AccountFacts facts;
  for (const json& each : at(*apps, "data")) {
    facts.subscribed_apps.push_back(text(at(each, "whatsapp_business_api_data"), "id"));
  }
  const auto templates = read(graph.get(path + "/message_templates?fields=name,language,status&limit=250"));
  if (!templates) return templates.error();
  for (const json& each : at(*templates, "data")) {
    facts.templates.push_back({text(each, "name"), text(each, "language"), text(each, "status")});
  }
  return facts;
}

}  // namespace

std::string NumberFacts::account() const {
  const auto found = std::find_if(health.begin(), health.end(), [](const auto& each) { return each.type == "WABA"; });
  return found == health.end() ? std::string{} : found->id;
}

flows::Secret app_token(const Config& config, const std::string& app_id) {
  return flows::Secret(app_id + "|" + config.app_secrets.front().reveal());
}

std::string webhook_url(const Config& config) {
  return config.public_url + "/webhooks/whatsapp";
}

const std::vector<std::string>& webhook_fields() {
  static const std::vector<std::string> kFields{
      "messages",         "account_update", "account_alerts", "phone_number_quality_update", "phone_number_name_update",
      "message_template_status_update", "message_template_quality_update", "template_category_update",
      "business_capability_update", "security", "user_preferences"};
  return kFields;
}

MetaAccount::MetaAccount(webhooks::Client& http, const Config& config) : http_(http), config_(config) {}

webhooks::GraphClient MetaAccount::client(const flows::Secret& token) const {
  webhooks::GraphSettings settings;
  settings.base_url = config_.graph_url;
  settings.token = token;
  return {http_, std::move(settings)};
}

MetaFacts MetaAccount::ask() {
  webhooks::GraphClient graph = client(config_.access_token);
  MetaFacts facts;
  const auto token =
      read(graph.get("/debug_token?input_token=" + webhooks::encode_component(config_.access_token.reveal())));
  if (token) {
    facts.token = token_facts(*token);
  } else {
    facts.token = token.error();
  }
  for (const NumberConfig& number : config_.numbers) {
    const std::string& id = number.phone_number_id.value;
    const auto body = read(graph.get("/" + webhooks::encode_component(id) +
                                     "?fields=display_phone_number,verified_name,name_status,status,quality_rating,"
                                     "is_on_biz_app,webhook_configuration,health_status"));
    if (!body) {
      facts.numbers.emplace(id, body.error());
      continue;
    }
    NumberFacts found = number_facts(*body);
    const std::string account = found.account();
    if (!account.empty() && !facts.accounts.contains(account)) {
      facts.accounts.emplace(account, account_facts(graph, account));
    }
    facts.numbers.emplace(id, std::move(found));
  }
  if (facts.token && !facts.token->app_id.empty()) {
    webhooks::GraphClient app = client(app_token(config_, facts.token->app_id));
    const auto body = read(app.get("/" + webhooks::encode_component(facts.token->app_id) + "/subscriptions"));
    if (body) {
      facts.subscription = subscription_facts(*body);
    } else {
      facts.subscription = body.error();
    }
  } else {
    facts.subscription = fail(Errc::Unavailable, "the app is not known while the token is not");
  }
  return facts;
}

Result<void> MetaAccount::set_webhook(const std::string& app_id) {
  std::string fields;
  for (const std::string& field : webhook_fields()) fields += (fields.empty() ? "" : ",") + field;
  return done(client(app_token(config_, app_id))
                  .post("/" + webhooks::encode_component(app_id) + "/subscriptions",
                        {{"object", "whatsapp_business_account"},
                         {"callback_url", webhook_url(config_)},
                         {"verify_token", config_.verify_token.reveal()},
                         {"fields", fields},
                         {"include_values", true}}));
}

Result<void> MetaAccount::subscribe_account(const std::string& account) {
  return done(client(config_.access_token)
                  .post("/" + webhooks::encode_component(account) + "/subscribed_apps", json::object()));
}

Result<void> MetaAccount::clear_number_override(const std::string& number) {
  return done(client(config_.access_token)
                  .post("/" + webhooks::encode_component(number),
                        {{"webhook_configuration", {{"override_callback_uri", ""}}}}));
}

Result<void> MetaAccount::register_number(const std::string& number, const std::string& pin) {
  return done(client(config_.access_token)
                  .post("/" + webhooks::encode_component(number) + "/register",
                        {{"messaging_product", "whatsapp"}, {"pin", pin}}));
}

Result<void> MetaAccount::send_text(const std::string& number, const std::string& to, const std::string& text_to_send) {
  return done(client(config_.access_token)
                  .post("/" + webhooks::encode_component(number) + "/messages",
                        {{"messaging_product", "whatsapp"},
                         {"recipient_type", "individual"},
                         {"to", to},
                         {"type", "text"},
                         {"text", {{"body", text_to_send}}}}));
}

}  // namespace sportello::bot
