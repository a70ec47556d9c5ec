/// What Meta knows about the desk's app, token, accounts and numbers: asked once, judged afterwards.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bot/config.h"
#include "flows/core/time.h"
#include "webhooks/whatsapp/graph_client.h"

namespace sportello::bot {

/// An answer of Meta, or why there is none.
template <class T>
using Asked = flows::Result<T>;

struct TokenFacts {
  bool valid = false;
  std::string type;  ///< "SYSTEM_USER"
  std::string app_id;
  std::int64_t expires_at = 0;  ///< Unix seconds; 0: never
  std::vector<std::string> scopes;
  std::string fault;
};

struct HealthEntity {
  std::string type;  ///< "PHONE_NUMBER", "WABA", "BUSINESS", "APP"
  std::string id;
  std::string can_send;  ///< "AVAILABLE", "LIMITED", "BLOCKED"
  std::string fault;
  std::string remedy;
};

struct NumberFacts {
  std::string display;
  std::string name;
  std::string name_status;
  std::string status;  ///< "CONNECTED"
  std::string quality;
  bool on_business_app = false;
  std::string app_callback;
  std::string account_override;
  std::string number_override;
  std::vector<HealthEntity> health;

  /// The id of the account that holds the number; empty when Meta does not say.
  std::string account() const;
};

struct SubscriptionFacts {
  bool found = false;
  bool active = false;
  std::string callback_url;
  std::vector<std::string> fields;
};

struct TemplateFacts {
  std::string name;
  std::string language;
  std::string status;
};

struct AccountFacts {
  std::vector<std::string> subscribed_apps;
  std::vector<TemplateFacts> templates;
};

struct MetaFacts {
  Asked<TokenFacts> token = flows::Error{};
  std::map<std::string, Asked<NumberFacts>> numbers;   ///< by phone_number_id
  std::map<std::string, Asked<AccountFacts>> accounts;  ///< by account id
  Asked<SubscriptionFacts> subscription = flows::Error{};
};

/// The id the app token is made of, and the first of the configured secrets.
flows::Secret app_token(const Config& config, const std::string& app_id);
/// Where Meta must deliver.
std::string webhook_url(const Config& config);
/// The fields the desk reads; "messages" is the one without which there is silence.
const std::vector<std::string>& webhook_fields();

class MetaAccount {
 public:
  MetaAccount(webhooks::Client& http, const Config& config);

  MetaFacts ask();

  /// The changes that `sportello connect` makes. Errors carry Meta's text.
  flows::Result<void> set_webhook(const std::string& app_id);
  flows::Result<void> subscribe_account(const std::string& account);
  flows::Result<void> clear_number_override(const std::string& number);
  flows::Result<void> register_number(const std::string& number, const std::string& pin);
  flows::Result<void> send_text(const std::string& number, const std::string& to, const std::string& text);

 private:
  webhooks::GraphClient client(const flows::Secret& token) const;

  webhooks::Client& http_;
  const Config& config_;
};

}  // namespace sportello::bot
