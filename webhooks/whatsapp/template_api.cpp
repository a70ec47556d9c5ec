#include "webhooks/whatsapp/template_api.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "flows/core/json.h"
#include "webhooks/http/uri.h"

namespace sportello::webhooks {
namespace {

using flows::Errc;
using flows::fail;
using flows::Result;
using nlohmann::json;

constexpr int kPage = 100;
/// Meta allows 6,000 templates in an account: more pages than these are a loop.
constexpr int kPagesAtMost = 100;

Result<json> read(CallOutcome outcome) {
  const auto* answered = std::get_if<Answered>(&outcome);
  if (answered == nullptr) return error_of(outcome);
  return flows::parse_json(answered->body);
}

std::string text_of(const json& value, const char* key) {
  const auto found = value.find(key);
  return found != value.end() && found->is_string() ? found->get<std::string>() : std::string{};
}

const json& list_of(const json& value, const char* key) {
  static const json kNone = json::array();
  const auto found = value.find(key);
  return found != value.end() && found->is_array() ? *found : kNone;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
  return text;
}

std::string body_in(const json& components) {
  for (const json& part : components) {
    if (upper(text_of(part, "type")) == "BODY") return text_of(part, "text");
  }
  return {};
}

std::vector<std::string> quick_replies_in(const json& components) {
  std::vector<std::string> titles;
  for (const json& part : components) {
    for (const json& button : list_of(part, "buttons")) {
      if (upper(text_of(button, "type")) == "QUICK_REPLY") titles.push_back(text_of(button, "text"));
    }
  }
  return titles;
}

RemoteTemplate remote_of(const json& node) {
  RemoteTemplate remote;
  remote.id = text_of(node, "id");
  remote.name = text_of(node, "name");
  remote.language = text_of(node, "language");
  std::replace(remote.language.begin(), remote.language.end(), '-', '_');
  remote.status = text_of(node, "status");
  remote.category = text_of(node, "category");
  if (const auto score = node.find("quality_score"); score != node.end() && score->is_object()) {
    remote.quality = text_of(*score, "score");
  }
  remote.reason = text_of(node, "rejected_reason");
  if (remote.reason == "NONE") remote.reason.clear();
  remote.body = body_in(list_of(node, "components"));
  remote.buttons = quick_replies_in(list_of(node, "components"));
  return remote;
}

/// What Meta's reviewers read in place of each parameter.
std::string sample_of(const std::string& parameter) {
  static const std::map<std::string, std::string, std::less<>> kSamples{
      {"name", "Anna Rossi"},
      {"code", "ABC-7K3M-Q"},
      {"text", "È tutto pronto."},
      {"summary", "Aggiornato il programma e verificata la stampa."},
      {"deadline", "domenica 22 novembre alle 17:30"},
      {"amount", "160,00 € + IVA"},
      {"expires", "venerdì 27 novembre"},
      {"link", "https://desk.example.it/feedback/esempio"}};
  const auto found = kSamples.find(parameter);
  return found == kSamples.end() ? parameter : found->second;
}

std::vector<std::string> buttons_of(const flows::MessageTemplate& wanted, const std::string& language) {
  const auto found = wanted.buttons.find(language);
  return found == wanted.buttons.end() ? std::vector<std::string>{} : found->second;
}

std::string joined(const std::vector<std::string>& titles) {
  std::string text;
  for (const std::string& title : titles) text += "[" + title + "]";
  return text.empty() ? "(no buttons)" : text;
}

TemplateChangeWanted compare_one(const flows::MessageTemplate& wanted, const std::string& language,
                                 const std::vector<RemoteTemplate>& remote) {
  TemplateChangeWanted change;
  change.wanted = &wanted;
  change.language = language;
  const std::string& body = wanted.body.at(language);
  const auto buttons = buttons_of(wanted, language);
  const auto found = std::find_if(remote.begin(), remote.end(), [&](const RemoteTemplate& one) {
    return one.name == wanted.name && one.language == language;
  });
  if (found == remote.end()) {
    change.kind = TemplateChangeWanted::Kind::Create;
    change.lines.push_back("+ " + body);
    if (!buttons.empty()) change.lines.push_back("+ " + joined(buttons));
    return change;
  }
  change.remote = *found;
  if (found->body != body) {
    change.lines.push_back("- " + found->body);
    change.lines.push_back("+ " + body);
  }
  if (found->buttons != buttons) {
    change.lines.push_back("- " + joined(found->buttons));
    change.lines.push_back("+ " + joined(buttons));
  }
  if (!change.lines.empty()) change.kind = TemplateChangeWanted::Kind::Edit;
  return change;
}

/// Meta lets a template be edited once it has been judged, not while it waits (message templates, edit).
bool may_be_edited(const std::string& status) {
  return status == "APPROVED" || status == "REJECTED" || status == "PAUSED";
}

}  // namespace

Result<std::string> account_of(GraphClient& graph, const flows::Secret& token, const flows::PhoneNumberId& number) {
  const auto described = read(graph.get("/debug_token?input_token=" + encode_component(token.reveal())));
  if (!described) return described.error();
  const json data = described->value("data", json::object());
  for (const json& scope : list_of(data, "granular_scopes")) {
    if (text_of(scope, "scope") != "whatsapp_business_management") continue;
    for (const json& target : list_of(scope, "target_ids")) {
      if (!target.is_string()) continue;
      const auto account = target.get<std::string>();
      const auto numbers = read(graph.get("/" + encode_component(account) + "/phone_numbers?fields=id&limit=100"));
      if (!numbers) return numbers.error();
      for (const json& one : list_of(*numbers, "data")) {
        if (text_of(one, "id") == number.value) return account;
      }
    }
  }
  return fail(Errc::NotFound, "the access token may not manage the account of number " + number.value +
                                  ": give its system user the permission whatsapp_business_management on it");
}

Result<std::vector<RemoteTemplate>> fetch_templates(GraphClient& graph, const std::string& account) {
  const std::string edge = "/" + encode_component(account) +
                           "/message_templates?fields=id,name,language,status,category,components,quality_score,"
                           "rejected_reason&limit=" +
                           std::to_string(kPage);
  std::vector<RemoteTemplate> all;
  std::string after;
  for (int page = 0; page < kPagesAtMost; ++page) {
    const auto answer = read(graph.get(edge + (after.empty() ? "" : "&after=" + encode_component(after))));
    if (!answer) return answer.error();
    for (const json& node : list_of(*answer, "data")) all.push_back(remote_of(node));
    const json paging = answer->value("paging", json::object());
    if (!paging.contains("next")) return all;
    after = text_of(paging.value("cursors", json::object()), "after");
    if (after.empty()) return all;
  }
  return fail(Errc::Unavailable, "the account's list of templates has no end");
}

std::vector<TemplateChangeWanted> compare_templates(const flows::Business& business,
                                                    const std::vector<RemoteTemplate>& remote) {
  std::vector<TemplateChangeWanted> changes;
  for (const auto& [purpose, wanted] : business.templates) {
    for (const std::string& language : wanted.languages) changes.push_back(compare_one(wanted, language, remote));
  }
  return changes;
}

json template_definition(const flows::MessageTemplate& wanted, const std::string& language) {
  json samples = json::array();
  for (const std::string& parameter : wanted.parameters) {
    samples.push_back({{"param_name", parameter}, {"example", sample_of(parameter)}});
  }
  json body{{"type", "BODY"}, {"text", wanted.body.at(language)}};
  if (!samples.empty()) body["example"] = {{"body_text_named_params", std::move(samples)}};
  json components = json::array({std::move(body)});
  json buttons = json::array();
  for (const std::string& title : buttons_of(wanted, language)) {
    buttons.push_back({{"type", "QUICK_REPLY"}, {"text", title}});
  }
  if (!buttons.empty()) components.push_back({{"type", "BUTTONS"}, {"buttons", std::move(buttons)}});
  return {{"name", wanted.name},
          {"language", language},
          {"category", upper(wanted.category)},
          {"parameter_format", "NAMED"},
          {"components", std::move(components)}};
}

Result<RemoteTemplate> push_template(GraphClient& graph, const std::string& account,
                                     const TemplateChangeWanted& change) {
  RemoteTemplate now = change.remote;
  const json definition = template_definition(*change.wanted, change.language);
  now.body = change.wanted->body.at(change.language);
  now.buttons = buttons_of(*change.wanted, change.language);
  if (change.kind == TemplateChangeWanted::Kind::None) return change.remote;
  if (change.kind == TemplateChangeWanted::Kind::Edit) {
    if (!may_be_edited(change.remote.status)) {
      return fail(Errc::Conflict, "Meta is not letting it be edited while it is " + change.remote.status +
                                      ": wait for the verdict and push again");
    }
    const auto edited =
        read(graph.post("/" + encode_component(change.remote.id), {{"components", definition.at("components")}}));
    if (!edited) return edited.error();
    now.status = "PENDING";
    return now;
  }
  const auto made = read(graph.post("/" + encode_component(account) + "/message_templates", definition));
  if (!made) return made.error();
  now.id = text_of(*made, "id");
  now.name = change.wanted->name;
  now.language = change.language;
  now.status = text_of(*made, "status");
  now.category = text_of(*made, "category");
  return now;
}

}  // namespace sportello::webhooks
