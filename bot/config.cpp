#include "bot/config.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/config_mail.h"
#include "bot/config_secret.h"
#include "flows/core/json.h"
#include "flows/core/json_lines.h"
#include "flows/core/time.h"

namespace sportello::bot {
namespace {

namespace fs = std::filesystem;
using flows::Errc;
using flows::fail;
using flows::Secret;
using nlohmann::json;

/// The pattern of a pointer in the table: list indices become "*".
std::string pattern_of(const std::string& pointer) {
  std::string pattern;
  std::string part;
  const auto flush = [&] {
    const bool index =
        !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
    pattern += "/" + (index ? std::string("*") : part);
    part.clear();
  };
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    pointer[i] == '/' ? flush() : part.push_back(pointer[i]);
  }
  if (pointer.size() > 1) flush();
  return pattern;
}

int distance(std::string_view a, std::string_view b) {
  std::vector<int> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = static_cast<int>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    int diagonal = row[0];
    row[0] = static_cast<int>(i);
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row[b.size()];
}

class Reader {
 public:
  Reader(const fs::path& file, const Environment& environment)
      : folder_(fs::absolute(file).parent_path()), environment_(environment) {}

  ConfigLoad read(const std::string& text) {
    json root;
    const flows::JsonError error = flows::parse_json(text, root, flows::JsonComments::Allow);
    if (error.fault != flows::JsonFault::None) {
      load_.faults.push_back({"", error.line, "column " + std::to_string(error.column) + ": " + error.text});
      return std::move(load_);
    }
    lines_ = flows::json_lines(text);
    if (!root.is_object()) {
      add("", "the configuration must be an object");
      return std::move(load_);
    }
    check_names(root, "");
    for (const ConfigKey& key : config_keys()) check_key(root, key);
    if (load_.faults.empty()) fill(root);
    if (load_.faults.empty()) load_.config = std::move(config_);
    std::stable_sort(load_.faults.begin(), load_.faults.end(),
                     [](const ConfigFault& a, const ConfigFault& b) { return a.line < b.line; });
    return std::move(load_);
  }

 private:
  void add(const std::string& pointer, std::string text) {
    const auto line = lines_.find(pointer);
    load_.faults.push_back({pointer, line == lines_.end() ? 0 : line->second, std::move(text)});
  }

  /// Every name in the file must lead to a key of the table.
  void check_names(const json& value, const std::string& pointer) {
    if (value.is_object()) {
      for (const auto& [name, member] : value.items()) {
        const std::string inner = pointer + "/" + name;
        is_prefix_of_a_key(pattern_of(inner)) ? check_names(member, inner) : add(inner, unknown(pointer, name));
      }
    } else if (value.is_array() && !value.empty() && value.front().is_object()) {
      for (std::size_t i = 0; i < value.size(); ++i) check_names(value[i], pointer + "/" + std::to_string(i));
    }
  }

  static bool is_prefix_of_a_key(const std::string& pattern) {
    return std::any_of(config_keys().begin(), config_keys().end(), [&](const ConfigKey& key) {
      return key.path == pattern || key.path.starts_with(pattern + "/");
    });
  }

  static std::string unknown(const std::string& pointer, const std::string& name) {
    const std::string parent = pattern_of(pointer) + "/";
    std::string nearest;
    int best = 3;
    for (const ConfigKey& key : config_keys()) {
      if (!key.path.starts_with(parent)) continue;
      const std::string_view rest = key.path.substr(parent.size());
      const std::string candidate(rest.substr(0, rest.find('/')));
      if (const int found = distance(name, candidate); found < best) {
        best = found;
        nearest = candidate;
      }
    }
    return "unknown key" + (nearest.empty() ? std::string() : "; did you mean '" + nearest + "'?");
  }

  void check_key(const json& root, const ConfigKey& key) {
    const auto star = key.path.find("/*");
    if (star == std::string_view::npos) return check_value(root, std::string(key.path), key);
    const json::json_pointer list{std::string(key.path.substr(0, star))};
    if (!root.contains(list) || !root.at(list).is_array() || root.at(list).empty()) {
      if (key.required && key.path.ends_with("phone_number_id")) {
        add(std::string(key.path.substr(0, star)), "required: a list with at least one entry");
      }
      return;
    }
    for (std::size_t i = 0; i < root.at(list).size(); ++i) {
      check_value(
          root,
          std::string(key.path.substr(0, star)) + "/" + std::to_string(i) + std::string(key.path.substr(star + 2)),
          key);
    }
  }

  void check_value(const json& root, const std::string& pointer, const ConfigKey& key) {
    const json::json_pointer place{pointer};
    if (!root.contains(place)) {
      if (key.required) add(pointer, "required: " + std::string(key.help));
      return;
    }
    const json& value = root.at(place);
    const bool strings =
        value.is_array() && std::all_of(value.begin(), value.end(), [](const json& item) { return item.is_string(); });
    const bool fits = (key.type == "string" && value.is_string()) ||
                      (key.type == "integer" && value.is_number_integer() && value >= 0) ||
                      (key.type == "boolean" && value.is_boolean()) || (key.type == "list" && strings) ||
                      (key.type == "string or list" && (value.is_string() || (strings && !value.empty())));
    if (!fits) add(pointer, "must be " + std::string(key.type == "integer" ? "a whole number, 0 or more" : key.type));
  }

  /// A string's value, with env: and file: looked up.
  std::string text(const json& root, const std::string& pointer) {
    const json::json_pointer place{pointer};
    if (!root.contains(place)) return {};
    return resolved(root.at(place).get<std::string>(), pointer);
  }

  std::string resolved(const std::string& value, const std::string& pointer) {
    if (value.starts_with("env:")) {
      auto found = environment_(value.substr(4));
      if (found && !found->empty()) return *found;
      add(pointer, "the environment variable " + value.substr(4) + " is not set");
      return {};
    }
    if (value.starts_with("file:")) {
      auto content = read_file(path(value.substr(5)));
      if (!content) {
        add(pointer, content.error().text);
        return {};
      }
      return without_newline(std::move(*content));
    }
    return value;
  }

  std::vector<std::string> list(const json& root, const std::string& pointer) {
    const json::json_pointer place{pointer};
    std::vector<std::string> values;
    if (!root.contains(place)) return values;
    const json& value = root.at(place);
    if (value.is_string()) return {resolved(value.get<std::string>(), pointer)};
    for (std::size_t i = 0; i < value.size(); ++i) {
      values.push_back(resolved(value[i].get<std::string>(), pointer + "/" + std::to_string(i)));
    }
    return values;
  }

  std::vector<Secret> secrets(const json& root, const std::string& pointer) {
    std::vector<Secret> found;
    for (std::string& value : list(root, pointer)) {
      if (value.empty()) add(pointer, "must not be empty");
      found.emplace_back(std::move(value));
    }
    return found;
  }

  fs::path path(const std::string& given) const {
    const fs::path value(given);
    return value.is_absolute() ? value : folder_ / value;
  }

  template <class Number>
  std::optional<Number> number(const json& root, const std::string& pointer) {
    const json::json_pointer place{pointer};
    if (!root.contains(place)) return std::nullopt;
    const auto value = root.at(place).get<std::int64_t>();
    if (value > 1'000'000) {
      add(pointer, "too large");
      return std::nullopt;
    }
    return Number(static_cast<int>(value));
  }

  void fill_listen(const json& root) {
    const std::string listen = root.value("listen", "http://127.0.0.1:8080");
    const std::string_view scheme = "http://";
    const auto colon = listen.rfind(':');
    const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
    const bool digits = !port.empty() && port.size() <= 5 &&
                        std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!listen.starts_with(scheme) || colon <= scheme.size() || !digits || std::stoi(port) < 1 ||
        std::stoi(port) > 65535) {
      return add("/listen", "write http://127.0.0.1:8080: an IPv4 address and a port; TLS ends at the reverse proxy");
    }
    config_.listen_address = listen.substr(scheme.size(), colon - scheme.size());
    config_.listen_port = static_cast<std::uint16_t>(std::stoi(port));
    config_.listen_anywhere = root.value("listen_anywhere", false);
    if (!config_.listen_address.starts_with("127.") && !config_.listen_anywhere) {
      add("/listen", "would listen beyond this machine; put a reverse proxy in front, or set listen_anywhere");
    }
  }

  void fill_storage(const json& root) {
    config_.storage_url = text(root, "/storage/url");
    const std::string_view scheme = "sqlite://";
    const std::string media = text(root, "/storage/media");
    if (config_.storage_url.starts_with("postgresql://") || config_.storage_url.starts_with("postgres://")) {
      if (media.empty()) return add("/storage/media", "name the folder of the files, which all processes of the desk share");
      config_.media = path(media);
      return;
    }
    if (!config_.storage_url.starts_with(scheme)) {
      return add("/storage/url", "write sqlite:///absolute/path.db or postgresql://user@host/database");
    }
    const fs::path database = path(config_.storage_url.substr(scheme.size()));
    config_.storage_url = std::string(scheme) + database.string();
    config_.media = media.empty() ? database.parent_path() / "media" : path(media);
  }

  void fill_numbers(const json& root) {
    for (std::size_t i = 0; i < root.at("numbers").size(); ++i) {
      const std::string pointer = "/numbers/" + std::to_string(i);
      NumberConfig number;
      number.phone_number_id.value = text(root, pointer + "/phone_number_id");
      number.profile = text(root, pointer + "/profile");
      if (number.profile.find('/') != std::string::npos) number.profile = path(number.profile).lexically_normal();
      fill_inbox(root, pointer, number);
      for (const NumberConfig& other : config_.numbers) {
        if (other.phone_number_id == number.phone_number_id) add(pointer + "/phone_number_id", "given twice");
      }
      config_.numbers.push_back(std::move(number));
    }
  }

  void blame(const std::string& pointer, std::string fault) {
    if (!fault.empty()) add(pointer, std::move(fault));
  }

  void fill_inbox(const json& root, const std::string& pointer, NumberConfig& number) {
    number.mail_from = text(root, pointer + "/mail_from");
    if (!number.mail_from.empty()) blame(pointer + "/mail_from", address_fault(number.mail_from));
    const std::string inbox = pointer + "/inbox";
    if (!root.contains(json::json_pointer(inbox))) return;
    number.inbox.url = text(root, inbox + "/url");
    number.inbox.user = text(root, inbox + "/user");
    number.inbox.password = Secret(text(root, inbox + "/password"));
    if (root.contains(json::json_pointer(inbox + "/folder"))) number.inbox.folder = text(root, inbox + "/folder");
    blame(inbox + "/url", mail_url_fault(number.inbox.url, "imap", "imaps"));
    if (number.inbox.user.empty()) add(inbox + "/user", "required: user of the mailbox");
    if (number.inbox.password.empty()) add(inbox + "/password", "required: password of the mailbox");
  }

  void fill_mail(const json& root) {
    config_.mail_url = text(root, "/mail/url");
    config_.mail_user = text(root, "/mail/user");
    config_.mail_password = Secret(text(root, "/mail/password"));
    config_.mail_from = text(root, "/mail/from");
    config_.mail_operators = list(root, "/mail/operators");
    if (const std::string file = text(root, "/mail/ca_file"); !file.empty()) config_.mail_ca_file = path(file);
    config_.mail_poll = number<std::chrono::seconds>(root, "/mail/poll_seconds").value_or(std::chrono::seconds{60});
    config_.mail_poll = std::max(config_.mail_poll, std::chrono::seconds{1});
    for (std::size_t i = 0; i < config_.mail_operators.size(); ++i) {
      blame("/mail/operators/" + std::to_string(i), address_fault(config_.mail_operators[i]));
    }
    if (config_.mail_url.empty()) return;
    blame("/mail/url", mail_url_fault(config_.mail_url, "smtp", "smtps"));
    blame("/mail/from", address_fault(config_.mail_from));
    if (config_.mail_user.empty() != config_.mail_password.empty()) {
      add("/mail/password", "user and password go together");
    }
  }

  void fill_retention(const json& root) {
    for (const flows::KeptData kind : flows::kKeptData) {
      const std::string path = "/retention/" + std::string(name_of(kind));
      const auto days = number<int>(root, path.c_str());
      if (!days) continue;
      const bool raw = kind == flows::KeptData::RawLog;
      if (*days < 0) add(path, "must be a number of days, or 0 for ever");
      if (raw && *days > 0 && std::chrono::days{*days} < flows::kRawLogAtLeast) {
        add(path, "must be 8 at least: Meta delivers an event again for seven days");
      }
      config_.retention.set(kind, std::chrono::days{*days});
    }
  }

  void fill_hooks(const json& root) {
    const std::size_t count = root.contains("hooks") ? root.at("hooks").size() : 0;
    for (std::size_t i = 0; i < count; ++i) {
      const std::string pointer = "/hooks/" + std::to_string(i);
      HookConfig hook;
      hook.url = text(root, pointer + "/url");
      hook.secret = Secret(text(root, pointer + "/secret"));
      hook.events = list(root, pointer + "/events");
      hook.private_network = root.at("hooks")[i].value("private_network", false);
      blame(pointer + "/url", hook_url_fault(hook));
      blame(pointer + "/secret", hook_secret_fault(hook.secret));
      for (const HookConfig& other : config_.hooks) {
        if (other.url == hook.url) add(pointer + "/url", "given twice");
      }
      config_.hooks.push_back(std::move(hook));
    }
  }

  void fill(const json& root) {
    fill_listen(root);
    config_.public_url = text(root, "/public_url");
    if (config_.public_url.empty()) config_.public_url = root.value("listen", "http://127.0.0.1:8080");
    while (config_.public_url.ends_with('/')) config_.public_url.pop_back();
    fill_storage(root);
    if (root.contains("/whatsapp/graph_url"_json_pointer)) config_.graph_url = text(root, "/whatsapp/graph_url");
    if (root.contains("/whatsapp/media_host"_json_pointer)) config_.media_host = text(root, "/whatsapp/media_host");
    config_.app_secrets = secrets(root, "/whatsapp/app_secret");
    config_.verify_token = Secret(text(root, "/whatsapp/verify_token"));
    config_.access_token = Secret(text(root, "/whatsapp/access_token"));
    if (config_.verify_token.empty()) add("/whatsapp/verify_token", "must not be empty");
    if (config_.access_token.empty()) add("/whatsapp/access_token", "must not be empty");
    fill_numbers(root);
    fill_mail(root);
    fill_hooks(root);
    config_.api_tokens = secrets(root, "/api_tokens");
    config_.gather = number<std::chrono::seconds>(root, "/gather_seconds");
    config_.pace_per_second = std::max(1, number<int>(root, "/pace_per_second").value_or(80));
    config_.uncertain = number<std::chrono::seconds>(root, "/uncertain_seconds").value_or(std::chrono::seconds{120});
    config_.lease = number<std::chrono::seconds>(root, "/lease_seconds").value_or(std::chrono::seconds{150});
    fill_retention(root);
    if (root.contains("/log/level"_json_pointer)) config_.log_level = text(root, "/log/level");
    if (root.contains("/log/format"_json_pointer)) config_.log_format = text(root, "/log/format");
    const std::vector<std::string> levels{"trace", "debug", "info", "warning", "error"};
    if (std::find(levels.begin(), levels.end(), config_.log_level) == levels.end()) {
      add("/log/level", "must be one of trace, debug, info, warning, error");
    }
    if (config_.log_format != "json" && config_.log_format != "text") add("/log/format", "must be json or text");
  }

  fs::path folder_;
  const Environment& environment_;
  std::map<std::string, std::size_t, std::less<>> lines_;
  Config config_;
  ConfigLoad load_;
};

}  // namespace

std::string ConfigFault::line_of(std::string_view file) const {
  std::string out(file);
  if (line > 0) out += ":" + std::to_string(line);
  return out + ": " + (path.empty() ? "" : path + ": ") + text;
}

ConfigLoad load_config(const fs::path& file, const Environment& environment) {
  const auto text = read_file(file);
  if (!text) return {std::nullopt, {{"", 0, text.error().text}}};
  return Reader(file, environment).read(*text);
}

}  // namespace sportello::bot
