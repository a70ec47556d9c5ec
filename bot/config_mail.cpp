#include "bot/config_mail.h"

#include "bot/standard_webhook.h"

namespace sportello::bot {

std::string mail_url_fault(std::string_view url, std::string_view plain, std::string_view secure) {
  const std::string example = std::string(secure) + "://mail.example.it";
  const auto colon = url.find("://");
  if (colon == std::string_view::npos) return "write " + example;
  const std::string_view scheme = url.substr(0, colon);
  if (scheme != plain && scheme != secure) return "must begin with " + std::string(plain) + ":// or " + std::string(secure) + "://";
  if (url.size() == colon + 3) return "the host is missing: write " + example;
  return {};
}

std::string address_fault(std::string_view address) {
  const auto at = address.find('@');
  const bool fits = at != std::string_view::npos && at > 0 && at + 1 < address.size() && address.rfind('@') == at &&
                    address.find_first_of(" <>,;\"\r\n\t") == std::string_view::npos;
  return fits ? "" : "must be one mail address, without a name: desk@example.it";
}

std::string hook_url_fault(const HookConfig& hook) {
  const bool https = hook.url.starts_with("https://");
  const bool http = hook.url.starts_with("http://");
  if (!https && !http) return "must begin with https://";
  if (http && !hook.private_network) return "must be https://; plain http only with private_network";
  return {};
}

std::string hook_secret_fault(const flows::Secret& secret) {
  const auto key = webhook_key(secret);
  return key ? "" : key.error().text;
}

}  // namespace sportello::bot
