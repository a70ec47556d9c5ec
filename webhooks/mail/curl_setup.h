/// What every libcurl transfer of the mail has in common. Internal to webhooks/mail.
#pragma once

#include <curl/curl.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>

#include "flows/core/secret.h"

namespace sportello::webhooks {

inline CURL* new_curl() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CURL* curl = curl_easy_init();
  if (curl == nullptr) throw std::runtime_error("libcurl cannot start");
  return curl;
}

inline std::string host_in(std::string_view url) {
  const auto scheme = url.find("://");
  if (scheme != std::string_view::npos) url.remove_prefix(scheme + 3);
  url = url.substr(0, url.find('/'));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return std::string(url.substr(1, url.find(']') - 1));
  return std::string(url.substr(0, url.find(':')));
}

inline bool is_this_machine(std::string_view url) {
  const std::string host = host_in(url);
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// URL, sign-in, and TLS: necessary everywhere but on this machine, certificates always checked.
inline void set_up_connection(CURL* curl, const std::string& url, const std::string& user,
                              const flows::Secret& password, const std::string& ca_file) {
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  const bool plain = is_this_machine(url) && ca_file.empty();
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, ca_file.c_str());
  if (user.empty()) return;
  curl_easy_setopt(curl, CURLOPT_USERNAME, user.c_str());
  curl_easy_setopt(curl, CURLOPT_PASSWORD, password.reveal().c_str());
}

}  // namespace sportello::webhooks
