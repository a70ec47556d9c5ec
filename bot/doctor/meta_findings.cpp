#include "bot/doctor/meta_findings.h"

#include <algorithm>

namespace sportello::bot {
namespace {

constexpr std::chrono::days kSoon{14};

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

class Judge {
 public:
  Judge(const MetaFacts& facts, const Config& config, const Numbers& numbers, flows::Instant now)
      : facts_(facts), config_(config), businesses_(numbers), now_(now) {}

  Findings all() {
    token();
    app();
    for (const NumberConfig& number : config_.numbers) {
      const auto found = facts_.numbers.find(number.phone_number_id.value);
      if (found != facts_.numbers.end()) number_of(number.phone_number_id, found->second);
    }
    return std::move(findings_);
  }

 private:
  void good(std::string id, std::string text) { findings_.push_back({std::move(id), Verdict::Good, std::move(text)}); }
  void add(std::string id, Verdict verdict, std::string text, std::string remedy) {
    findings_.push_back({std::move(id), verdict, std::move(text), std::move(remedy)});
  }
  void require(bool holds, const std::string& id, const std::string& text, const std::string& fault,
               const std::string& remedy, Verdict otherwise = Verdict::Bad) {
    holds ? good(id, text) : add(id, otherwise, fault, remedy);
  }

  void token() {
    if (!facts_.token) {
      return add("token.valid", Verdict::Bad, facts_.token.error().text,
                 "make a system user's token in Business settings > System users and put it into "
                 "whatsapp.access_token; without an answer at all, look at the network and at whatsapp.graph_url");
    }
    const TokenFacts& token = *facts_.token;
    require(token.valid, "token.valid", "Meta takes the access token",
            "the access token is dead" + (token.fault.empty() ? "" : ": " + token.fault),
            "make a new one in Business settings > System users and put it into whatsapp.access_token");
    require(token.type == "SYSTEM_USER", "token.type", "it belongs to a system user",
            "the token is of type " + token.type + ", which ends with a person's session",
            "make a system user's token: Business settings > System users", Verdict::Warning);
    const auto expires = flows::Instant{std::chrono::seconds{token.expires_at}};
    if (token.expires_at == 0) {
      good("token.expiry", "it never expires");
    } else {
      add("token.expiry", expires - now_ < kSoon ? Verdict::Bad : Verdict::Warning,
          "the token expires at " + flows::iso_utc(expires), "make one that expires Never, before then");
    }
    for (const char* scope : {"whatsapp_business_messaging", "whatsapp_business_management"}) {
      require(contains(token.scopes, std::string(scope)), std::string("token.scopes.") + scope,
              std::string("it may use ") + scope, std::string("the token lacks the scope ") + scope,
              "make a new token and tick that permission");
    }
  }

  void app() {
    if (!facts_.subscription) {
      return add("app.secret", facts_.token && facts_.token->valid ? Verdict::Bad : Verdict::Unknown,
                 "the app's webhook cannot be read: " + facts_.subscription.error().text,
                 "compare whatsapp.app_secret with App settings > Basic > App secret");
    }
    good("app.secret", "the app secret is right");
    const SubscriptionFacts& subscription = *facts_.subscription;
    const std::string wanted = webhook_url(config_);
    if (!subscription.found || !subscription.active) {
      return add("app.webhook", Verdict::Bad, "the app has no active webhook for WhatsApp",
                 "sportello connect sets it, or: App dashboard > WhatsApp > Configuration, " + wanted);
    }
    require(subscription.callback_url == wanted, "app.webhook", "Meta delivers to " + wanted,
            "Meta delivers to " + subscription.callback_url + ", not to " + wanted,
            "sportello connect sets it; or correct public_url");
    require(contains(subscription.fields, std::string("messages")), "app.fields.messages",
            "the field messages is subscribed", "the field messages is not subscribed: no message arrives",
            "sportello connect subscribes it, or: App dashboard > WhatsApp > Configuration > Webhook fields");
    std::string missing;
    for (const std::string& field : webhook_fields()) {
      if (field != "messages" && !contains(subscription.fields, field)) missing += (missing.empty() ? "" : ", ") + field;
    }
    require(missing.empty(), "app.fields.account", "news about account, number and templates are subscribed",
            "not subscribed: " + missing, "sportello connect subscribes them", Verdict::Warning);
  }

  void number_of(const flows::PhoneNumberId& id, const Asked<NumberFacts>& asked) {
    const std::string prefix = "number." + id.value + ".";
    if (!asked) {
      return add(prefix + "found", Verdict::Bad, "Meta shows no number " + id.value + ": " + asked.error().text,
                 "compare numbers[].phone_number_id with WhatsApp > API setup; give the system user the account");
    }
    const NumberFacts& number = *asked;
    good(prefix + "found", number.display + " is " + number.name);
    require(number.status == "CONNECTED", prefix + "registered", "it is registered for the Cloud API",
            "the number is " + (number.status.empty() ? std::string("not registered") : number.status),
            "sportello connect registers it with its six-digit PIN");
    if (number.on_business_app) {
      good(prefix + "coexistence", "it lives in the WhatsApp Business app too (coexistence)");
    }
    require(number.name_status != "DECLINED" && number.name_status != "EXPIRED", prefix + "name",
            "its name is " + (number.name_status.empty() ? "not judged" : number.name_status),
            "the display name was " + number.name_status, "choose another: WhatsApp Manager > Phone numbers",
            Verdict::Warning);
    require(number.quality != "RED" && number.quality != "YELLOW", prefix + "quality", "quality " + number.quality,
            "quality " + number.quality + ": customers block or report it", "write less of your own accord",
            Verdict::Warning);
    overrides(prefix, number);
    for (const HealthEntity& each : number.health) {
      require(each.can_send == "AVAILABLE", prefix + "health." + each.type, each.type + " may send",
              each.type + " " + each.id + " is " + each.can_send + (each.fault.empty() ? "" : ": " + each.fault),
              !each.remedy.empty()       ? each.remedy
              : each.type == "APP"       ? "switch the app to Live: App dashboard > Publish"
              : each.type == "BUSINESS"  ? "look at Business support home; verify the business, add a payment method"
                                         : "look at WhatsApp Manager > Overview",
              each.can_send == "LIMITED" ? Verdict::Warning : Verdict::Bad);
    }
    account_of(prefix, id, number);
  }

  void overrides(const std::string& prefix, const NumberFacts& number) {
    const std::string wanted = webhook_url(config_);
    // A number's override wins over the account's, and that over the app's.
    const std::string& stolen = !number.number_override.empty() ? number.number_override : number.account_override;
    require(stolen.empty() || stolen == wanted, prefix + "override", "nobody diverts its webhooks",
            "its messages go to " + stolen + " instead", "sportello connect takes the override away");
  }

  void account_of(const std::string& prefix, const flows::PhoneNumberId& id, const NumberFacts& number) {
    const std::string account = number.account();
    const auto found = facts_.accounts.find(account);
    if (account.empty() || found == facts_.accounts.end() || !found->second) {
      const std::string why = found != facts_.accounts.end() ? found->second.error().text : "Meta does not name it";
      return add(prefix + "subscribed", Verdict::Bad, "the number's account cannot be read: " + why,
                 "give the system user full control of the WhatsApp account");
    }
    const AccountFacts& facts = *found->second;
    const std::string app = facts_.token ? facts_.token->app_id : "";
    require(!app.empty() && contains(facts.subscribed_apps, app), prefix + "subscribed",
            "the app is subscribed to account " + account,
            "the app is not subscribed to account " + account + ": nothing will ever arrive",
            "sportello connect subscribes it: POST /" + account + "/subscribed_apps");
    const auto business = businesses_.find(id);
    if (business == businesses_.end()) return;
    for (const auto& by_purpose : business->second->templates) {
      const flows::MessageTemplate& wanted = by_purpose.second;
      for (const std::string& language : wanted.languages) {
        const auto match = std::find_if(facts.templates.begin(), facts.templates.end(), [&](const auto& each) {
          return each.name == wanted.name && each.language == language;
        });
        const std::string status = match == facts.templates.end() ? "MISSING" : match->status;
        require(status == "APPROVED", prefix + "template." + wanted.name + "." + language,
                "template " + wanted.name + " (" + language + ") is approved",
                "template " + wanted.name + " (" + language + ") is " + status +
                    ": past the 24 hours mail or the telephone is used instead",
                status == "MISSING" || status == "REJECTED" ? "submit it: WhatsApp Manager > Message templates"
                                                            : "wait for Meta's review",
                Verdict::Warning);
      }
    }
  }

  const MetaFacts& facts_;
  const Config& config_;
  const Numbers& businesses_;
  flows::Instant now_;
  Findings findings_;
};

}  // namespace

std::string name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::Good:
      return "ok";
    case Verdict::Warning:
      return "warning";
    case Verdict::Bad:
      return "bad";
    case Verdict::Unknown:
      return "unknown";
  }
  return {};
}

Findings judge_meta(const MetaFacts& facts, const Config& config, const Numbers& numbers, flows::Instant now) {
  return Judge(facts, config, numbers, now).all();
}

}  // namespace sportello::bot
