#include "bot/doctor/connect.h"

#include <algorithm>

#include "flows/core/text.h"

namespace sportello::bot {
namespace {

class Walk {
 public:
  Walk(MetaAccount& meta, const Config& config, const ConnectTalk& talk) : meta_(meta), config_(config), talk_(talk) {}

  bool all() {
    const MetaFacts facts = meta_.ask();
    if (!facts.token || !facts.token->valid) {
      talk_.say("Meta does not take the access token" +
                (facts.token ? std::string(".") : ": " + facts.token.error().text));
      talk_.say("  Make a system user's token (Business settings > System users, expiry Never, permissions");
      talk_.say("  whatsapp_business_messaging and whatsapp_business_management), put it into whatsapp.access_token.");
      return false;
    }
    talk_.say("The token is good, the app is " + facts.token->app_id + ".");
    webhook(facts);
    for (const auto& [account, asked] : facts.accounts) subscription(account, asked, *facts.token, facts);
    for (const auto& [number, asked] : facts.numbers) number_of(number, asked);
    return complete_;
  }

  void change(const std::string& question, const std::string& success, const std::function<flows::Result<void>()>& act) {
    if (!talk_.agree(question)) {
      talk_.say("  Left as it is.");
      complete_ = false;
      return;
    }
    const auto result = act();
    talk_.say(result ? "  " + success : "  Meta refused: " + result.error().text);
    complete_ = complete_ && result.has_value();
  }

 private:
  void webhook(const MetaFacts& facts) {
    if (!facts.subscription) {
      talk_.say("The app's webhook cannot be read: " + facts.subscription.error().text);
      talk_.say("  Compare whatsapp.app_secret with App settings > Basic > App secret.");
      complete_ = false;
      return;
    }
    const SubscriptionFacts& now = *facts.subscription;
    const bool fields = std::all_of(webhook_fields().begin(), webhook_fields().end(), [&](const std::string& field) {
      return std::find(now.fields.begin(), now.fields.end(), field) != now.fields.end();
    });
    if (now.found && now.active && now.callback_url == webhook_url(config_) && fields) {
      talk_.say("Meta delivers to " + now.callback_url + ".");
      return;
    }
    if (!now.callback_url.empty() && now.callback_url != webhook_url(config_)) {
      talk_.say("Meta delivers to " + now.callback_url + " now.");
    }
    change("Let Meta deliver to " + webhook_url(config_) + "? The desk must be running: Meta asks it at once.",
           "Meta delivers to " + webhook_url(config_) + ".",
           [&] { return meta_.set_webhook(facts.token->app_id); });
  }

  void subscription(const std::string& account, const Asked<AccountFacts>& asked, const TokenFacts& token,
                    const MetaFacts& facts) {
    if (!asked) {
      talk_.say("Account " + account + " cannot be read: " + asked.error().text);
      talk_.say("  Give the system user full control of it: Business settings > System users > Assign assets.");
      complete_ = false;
      return;
    }
    const auto& apps = asked->subscribed_apps;
    const bool subscribed = std::find(apps.begin(), apps.end(), token.app_id) != apps.end();
    const bool diverted = std::any_of(facts.numbers.begin(), facts.numbers.end(), [&](const auto& each) {
      return each.second && each.second->account() == account && !each.second->account_override.empty() &&
             each.second->account_override != webhook_url(config_);
    });
    if (subscribed && !diverted) {
      talk_.say("The app is subscribed to account " + account + ".");
      return;
    }
    change(diverted ? "The messages of account " + account + " are diverted. Bring them here?"
                    : "Subscribe the app to account " + account + "? Without it nothing arrives.",
           "The app is subscribed.", [&] { return meta_.subscribe_account(account); });
  }

  void number_of(const std::string& id, const Asked<NumberFacts>& asked) {
    if (!asked) {
      talk_.say("Number " + id + " cannot be read: " + asked.error().text);
      talk_.say("  Compare numbers[].phone_number_id with WhatsApp > API setup.");
      complete_ = false;
      return;
    }
    if (!asked->number_override.empty() && asked->number_override != webhook_url(config_)) {
      change("The messages of " + asked->display + " go to " + asked->number_override + ". Bring them here?",
             "They come here.", [&] { return meta_.clear_number_override(id); });
    }
    if (asked->status == "CONNECTED") {
      talk_.say(asked->display + " (" + asked->name + ") is registered.");
      return;
    }
    const std::string pin = talk_.pin(asked->display);
    if (pin.empty()) {
      talk_.say("  " + asked->display + " stays unregistered: give its PIN with --pin.");
      complete_ = false;
      return;
    }
    change("Register " + asked->display + " for the Cloud API? Ten tries in three days, no more.",
           asked->display + " is registered.", [&] { return meta_.register_number(id, pin); });
  }

  MetaAccount& meta_;
  const Config& config_;
  const ConnectTalk& talk_;
  bool complete_ = true;
};

}  // namespace

bool connect(MetaAccount& meta, const Config& config, const ConnectOptions& options, const ConnectTalk& talk) {
  Walk walk(meta, config, talk);
  if (!walk.all()) return false;
  if (options.first_message_to.empty()) return true;
  bool sent = false;
  walk.change("Send a first message to " + flows::mask_phone(options.first_message_to) + "?", "Sent.", [&] {
    auto result = meta.send_text(config.numbers.front().phone_number_id.value, options.first_message_to,
                                 options.first_message);
    sent = result.has_value();
    if (!sent) talk.say("  Write to the business number from that phone first: that opens 24 hours for answers.");
    return result;
  });
  return sent;
}

}  // namespace sportello::bot
