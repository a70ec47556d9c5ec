/// The configuration file: one table of keys gives types, defaults, help and what is secret. JSON with comments; any
/// string may be "env:NAME" or "file:PATH". Every fault is reported, with path and line.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/secret.h"
#include "flows/retention/retention.h"
#include "storage/upgrade.h"

namespace sportello::bot {

/// A business's own mailbox, and the address it writes from.
struct InboxConfig {
  std::string url;  ///< empty: mail is not read
  std::string user;
  flows::Secret password;
  std::string folder = "INBOX";
};

struct NumberConfig {
  flows::PhoneNumberId phone_number_id;
  std::string profile;    ///< a shipped name or a folder, absolute
  std::string mail_from;  ///< empty: mail.from
  InboxConfig inbox;
};

/// A program that wants to hear of tickets (docs/mail.md has mail; this is HTTP, Standard Webhooks).
struct HookConfig {
  std::string url;
  flows::Secret secret;             ///< "whsec_" and base64
  std::vector<std::string> events;  ///< "ticket.opened" …; empty: all of them
  bool private_network = false;     ///< may lead to a private or loopback address
};

struct Config {
  std::string listen_address = "127.0.0.1";
  std::uint16_t listen_port = 8080;
  bool listen_anywhere = false;
  std::string public_url;
  std::string storage_url;
  std::filesystem::path media;
  /// Of the command line: somebody has made a copy of the server's tables himself.
  storage::CopyBefore copy_before_upgrade = storage::CopyBefore::Make;
  std::string graph_url = "https://graph.facebook.com/v26.0";
  std::string media_host = "lookaside.fbsbx.com";
  std::vector<flows::Secret> app_secrets;
  flows::Secret verify_token;
  flows::Secret access_token;
  std::vector<NumberConfig> numbers;
  std::string mail_url;  ///< empty: no mail is sent
  std::string mail_user;
  flows::Secret mail_password;
  std::string mail_from;
  std::string mail_ca_file;
  std::vector<std::string> mail_operators;
  std::chrono::seconds mail_poll{60};
  std::vector<HookConfig> hooks;
  std::vector<flows::Secret> api_tokens;
  std::optional<std::chrono::seconds> gather;
  int pace_per_second = 80;
  std::chrono::seconds uncertain{120};
  flows::Retention retention;
  std::chrono::seconds lease{150};
  std::string log_level = "info";
  std::string log_format = "json";
};

struct ConfigFault {
  std::string path;      ///< "/whatsapp/app_secret"
  std::size_t line = 0;  ///< 0 when the key is missing altogether
  std::string text;

  /// "sportello.json:12: /whatsapp/app_secret: …"
  std::string line_of(std::string_view file) const;
};

struct ConfigLoad {
  std::optional<Config> config;  ///< only when there is no fault
  std::vector<ConfigFault> faults;
};

/// The value of an environment variable, if it is set.
using Environment = std::function<std::optional<std::string>(const std::string&)>;
std::optional<std::string> process_environment(const std::string& name);

/// Reads the file and everything it points to. Relative paths are relative to the file's folder.
ConfigLoad load_config(const std::filesystem::path& file, const Environment& environment = process_environment);

/// A secret of the command line, where plain text would show in the list of processes: "file:PATH" or "env:NAME".
flows::Result<flows::Secret> read_secret(const std::string& where, const Environment& environment = process_environment);

/// One key, for the help, the JSON Schema and the documentation.
struct ConfigKey {
  std::string_view path;  ///< "/whatsapp/app_secret"; "*" stands for an element of a list
  std::string_view type;  ///< "string", "integer", "boolean", "string or list"
  bool required;
  bool secret;
  std::string_view standard;  ///< the default, as written in JSON; empty when there is none
  std::string_view help;
};
std::span<const ConfigKey> config_keys();
/// The JSON Schema of the file (draft-07), made from the table.
std::string config_schema();

}  // namespace sportello::bot
