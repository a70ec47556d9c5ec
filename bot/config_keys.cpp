#include <array>
#include <nlohmann/json.hpp>

#include "bot/config.h"
#include "flows/core/json.h"

namespace sportello::bot {
namespace {

constexpr std::array kKeys = {
    ConfigKey{"/listen", "string", false, false, "\"http://127.0.0.1:8080\"",
              "Address and port, an IPv4 literal. A reverse proxy stands in front of it."},
    ConfigKey{"/listen_anywhere", "boolean", false, false, "false",
              "Allows an address other than loopback. Only where another machine's proxy must reach it."},
    ConfigKey{
        "/public_url", "string", false, false, "",
        "How people reach the desk from outside, for links in mail and sign-in; what it listens on when not given."},
    ConfigKey{"/storage/url", "string", true, false, "", "sqlite:///absolute/path.db, or postgresql://user@host/database"},
    ConfigKey{"/storage/media", "string", false, false, "",
              "Folder for photos, documents and voice notes; 'media' beside the database when not given. Required with PostgreSQL."},
    ConfigKey{"/whatsapp/graph_url", "string", false, false, "\"https://graph.facebook.com/v26.0\"",
              "Graph API with its version."},
    ConfigKey{"/whatsapp/media_host", "string", false, false, "\"lookaside.fbsbx.com\"",
              "Host of media URLs, which gets the access token."},
    ConfigKey{"/whatsapp/app_secret", "string or list", true, true, "",
              "App secret that signs webhooks; a list while it is being rotated."},
    ConfigKey{"/whatsapp/verify_token", "string", true, true, "", "The word typed into Meta's webhook settings."},
    ConfigKey{"/whatsapp/access_token", "string", true, true, "", "Token of the system user."},
    ConfigKey{"/numbers/*/phone_number_id", "string", true, false, "", "Meta's id of the business number."},
    ConfigKey{"/numbers/*/profile", "string", true, false, "", "A shipped profile's name, or a folder."},
    ConfigKey{"/numbers/*/mail_from", "string", false, false, "", "Sender of this business's mail; mail.from otherwise."},
    ConfigKey{"/numbers/*/inbox/url", "string", false, false, "",
              "imaps://host:993, or imap://host:143 with STARTTLS: the mailbox whose mails become requests and answers."},
    ConfigKey{"/numbers/*/inbox/user", "string", false, false, "", "User of the mailbox."},
    ConfigKey{"/numbers/*/inbox/password", "string", false, true, "", "Password of the mailbox."},
    ConfigKey{"/numbers/*/inbox/folder", "string", false, false, "\"INBOX\"", "Folder that is read."},
    ConfigKey{"/mail/url", "string", false, false, "",
              "smtps://host:465, or smtp://host:587 with STARTTLS (plain on this machine alone). Without it no mail is sent."},
    ConfigKey{"/mail/user", "string", false, false, "", "User of the mail server, where it asks for one."},
    ConfigKey{"/mail/password", "string", false, true, "", "Password of the mail server."},
    ConfigKey{"/mail/from", "string", false, false, "", "Sender of the desk's mail, an address."},
    ConfigKey{"/mail/operators", "list", false, false, "[]", "Who is told of new tickets and gets the desk's alarms."},
    ConfigKey{"/mail/ca_file", "string", false, false, "",
              "Certificates (PEM) to trust instead of the system's, for mail servers of one's own."},
    ConfigKey{"/mail/poll_seconds", "integer", false, false, "60",
              "How often a mailbox is looked into whose server cannot tell by itself (IDLE)."},
    ConfigKey{"/hooks/*/url", "string", false, false, "", "https:// address that is told of every ticket event."},
    ConfigKey{"/hooks/*/secret", "string", false, true, "",
              "Signs what is sent: whsec_ and 24 to 64 random bytes in base64 (Standard Webhooks)."},
    ConfigKey{"/hooks/*/events", "list", false, false, "[]", "Only these: ticket.opened, ticket.taken …; all when empty."},
    ConfigKey{"/hooks/*/private_network", "boolean", false, false, "false",
              "Allows an address of this machine or of a private network, and http://."},
    ConfigKey{"/api_tokens", "list", false, true, "[]",
              "Bearer tokens of programs that use /api/v1; make them long and random."},
    ConfigKey{"/gather_seconds", "integer", false, false, "",
              "Burst window; overrides the profiles' own, 0 answers every message at once."},
    ConfigKey{"/pace_per_second", "integer", false, false, "80", "Outgoing messages per second and number."},
    ConfigKey{"/lease_seconds", "integer", false, false, "150",
              "With PostgreSQL: how long a message may be on its way before another process takes it up as uncertain."},
    ConfigKey{"/uncertain_seconds", "integer", false, false, "120",
              "How long a send without an answer waits for its status."},
    ConfigKey{"/retention/raw_log", "integer", false, false, "30",
              "Days to keep what Meta delivered, byte for byte; 8 at least. 0: for ever."},
    ConfigKey{"/retention/voice", "integer", false, false, "90", "Days to keep voice notes and other sound."},
    ConfigKey{"/retention/media", "integer", false, false, "365", "Days to keep photos, videos and documents."},
    ConfigKey{"/retention/messages", "integer", false, false, "730", "Days to keep messages in both directions."},
    ConfigKey{"/retention/mail", "integer", false, false, "730", "Days to keep mail in both directions."},
    ConfigKey{"/retention/audit", "integer", false, false, "730", "Days to keep who did what."},
    ConfigKey{"/log/level", "string", false, false, "\"info\"", "trace, debug, info, warning or error."},
    ConfigKey{"/log/format", "string", false, false, "\"json\"", "json or text."},
};

using nlohmann::json;

json type_schema(std::string_view type) {
  if (type == "string or list") {
    return {{"anyOf", {{{"type", "string"}}, {{"type", "array"}, {"items", {{"type", "string"}}}, {"minItems", 1}}}}};
  }
  if (type == "list") return {{"type", "array"}, {"items", {{"type", "string"}}}};
  return {{"type", std::string(type)}};
}

/// The schema of the object that holds the key's last part, made on the way.
json& parent_schema(json& root, std::string_view path, std::string& last, bool required) {
  json* schema = &root;
  while (true) {
    path.remove_prefix(1);
    const auto slash = path.find('/');
    const std::string part(path.substr(0, slash));
    if (slash == std::string_view::npos) {
      last = part;
      return *schema;
    }
    if (part == "*") {
      schema = &(*schema)["items"];
      (*schema)["type"] = "object";
      (*schema)["additionalProperties"] = false;
    } else {
      json& properties = (*schema)["properties"];
      const bool is_new = !properties.contains(part);
      json& next = properties[part];
      const bool list = path.substr(slash).starts_with("/*");
      if (is_new) next["type"] = list ? "array" : "object";
      if (is_new && !list) next["additionalProperties"] = false;
      if (list) next["minItems"] = 1;
      if (required && is_new) (*schema)["required"].push_back(part);
      schema = &next;
    }
    path.remove_prefix(slash);
  }
}

}  // namespace

std::span<const ConfigKey> config_keys() {
  return kKeys;
}

std::string config_schema() {
  json root{{"$schema", "http://json-schema.org/draft-07/schema#"},
            {"title", "Sportello configuration"},
            {"type", "object"},
            {"additionalProperties", false}};
  for (const ConfigKey& key : kKeys) {
    std::string last;
    json& parent = parent_schema(root, key.path, last, key.required);
    json schema = type_schema(key.type);
    schema["description"] = std::string(key.help);
    if (!key.standard.empty()) schema["default"] = json::parse(key.standard);
    parent["properties"][last] = std::move(schema);
    if (key.required) parent["required"].push_back(last);
  }
  return flows::print_json_pretty(root);
}

}  // namespace sportello::bot
