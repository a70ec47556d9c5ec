#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/whatsapp/elements.h"
#include "webhooks/whatsapp/people.h"

namespace sportello::webhooks {
namespace {

constexpr std::array<std::string_view, 5> kTemplateFields = {
    "message_template_status_update", "message_template_quality_update", "template_category_update",
    "message_template_components_update", "template_correct_category_detection"};
/// Fields about the account or the number as a whole. Those of other products (calls, groups, history, handovers
/// between apps) are not here: they stay unknown.
constexpr std::array<std::string_view, 11> kNoticeFields = {"account_update",
                                                            "account_alerts",
                                                            "account_review_update",
                                                            "account_settings_update",
                                                            "business_capability_update",
                                                            "business_status_update",
                                                            "business_username_updates",
                                                            "payment_configuration_update",
                                                            "phone_number_name_update",
                                                            "phone_number_quality_update",
                                                            "security"};

template <class List>
bool contains(const List& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

/// Meta writes "en-US" in some webhooks and "en_US" everywhere else.
std::string language_code(std::string text) {
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

TemplateChange template_change(JsonValue value) {
  TemplateChange out;
  out.id = value["message_template_id"].text();
  out.name = value["message_template_name"].text();
  out.language = language_code(value["message_template_language"].text());
  out.event = value["event"].text();
  out.reason = value["reason"].text();
  if (out.reason == "NONE") out.reason.clear();
  const std::string explanation = value["rejection_info"]["reason"].text();
  if (out.reason.empty()) out.reason = explanation;
  out.quality = value["new_quality_score"].text();
  out.category = value.any({"new_category", "correct_category", "message_template_category"}).text();
  return out;
}

AccountNotice notice(JsonValue value) {
  const JsonValue alert = value["alert_info"];
  AccountNotice out;
  out.event = value.any({"event", "decision"}).text();
  if (out.event.empty()) out.event = (alert ? alert : value)["alert_type"].text();
  out.severity = (alert ? alert : value)["alert_severity"].text();
  out.details = (alert ? alert : value)["alert_description"].text();
  if (out.details.empty()) out.details = std::string(value.raw());
  return out;
}

/// The words after " from " and " to " in Meta's sentence: "User A changed from X to Y".
std::pair<std::string, std::string> change_in(const std::string& sentence) {
  const auto word_after = [&sentence](std::string_view preposition) -> std::string {
    const auto at = sentence.rfind(preposition);
    if (at == std::string::npos) return {};
    const auto begin = at + preposition.size();
    std::string word = sentence.substr(begin, std::min(sentence.find(' ', begin), sentence.size()) - begin);
    while (!word.empty() && (word.back() == '.' || word.back() == ',')) word.pop_back();
    return word;
  };
  return {word_after(" from "), word_after(" to ")};
}

void fill(std::string& text, std::string other) {
  if (text.empty()) text = std::move(other);
}

/// Whatever the keys did not tell, the sentence may.
void read_sentence(IdentityChange& change) {
  const auto [before, after] = change_in(change.body);
  if (before.empty() || after.empty()) return;
  flows::Identity was;
  flows::Identity is;
  put_id(was, before);
  put_id(is, after);
  fill(change.before.wa_id, was.wa_id);
  fill(change.before.bsuid, was.bsuid);
  fill(change.after.wa_id, is.wa_id);
  fill(change.after.bsuid, is.bsuid);
}

}  // namespace

UpdateContent read_system_message(JsonValue message, const Surroundings& around) {
  const JsonValue system = message["system"];
  const std::string type = system["type"].text();
  IdentityChange out;
  if (type == "user_changed_number" || type == "customer_changed_number") {
    out.kind = IdentityChange::Kind::Number;
  } else if (type == "user_changed_user_id") {
    out.kind = IdentityChange::Kind::UserId;
  } else if (type == "customer_identity_changed") {
    out.kind = IdentityChange::Kind::IdentityKey;
  } else {
    return UnknownUpdate{around.field, "a system message of type " + type};
  }
  out.id = flows::Wamid{message["id"].text()};
  out.at = instant_of(message["timestamp"]);
  out.body = system["body"].text();
  const flows::Identity sender = sender_of(message);
  if (out.kind == IdentityChange::Kind::IdentityKey) {
    out.before = out.after = sender;
    return out;
  }
  if (const JsonValue phone = system.any({"wa_id", "new_wa_id"})) put_id(out.after, phone.text());
  fill(out.after.bsuid, system["user_id"].text());
  fill(out.after.parent_bsuid, system["parent_user_id"].text());
  out.before.wa_id = sender.wa_id;
  out.before.bsuid = system["previous_user_id"].text();
  out.before.parent_bsuid = system["previous_parent_user_id"].text();
  // Editions without previous_* keys have the old ids on the message itself.
  if (sender.bsuid != out.after.bsuid) fill(out.before.bsuid, sender.bsuid);
  if (sender.parent_bsuid != out.after.parent_bsuid) fill(out.before.parent_bsuid, sender.parent_bsuid);
  read_sentence(out);
  return out;
}

UpdateContent read_user_id_update(JsonValue element, JsonValue contact, const Surroundings& around) {
  const JsonValue user_id = element["user_id"];
  if (!user_id.is_object()) return UnknownUpdate{around.field, "a user id update without user_id"};
  IdentityChange out;
  out.kind = IdentityChange::Kind::UserId;
  out.at = instant_of(element["timestamp"]);
  out.body = element["detail"].text();
  out.before.bsuid = user_id["previous"].text();
  out.before.parent_bsuid = element["parent_user_id"]["previous"].text();
  out.after.bsuid = user_id["current"].text();
  out.after.parent_bsuid = element["parent_user_id"]["current"].text();
  if (const JsonValue phone = element["wa_id"]) put_id(out.after, phone.text());
  complete(out.after, contact);
  return out;
}

UpdateContent read_preference(JsonValue element, JsonValue contact, const Surroundings& around) {
  MarketingPreference preference;
  if (const JsonValue phone = element["wa_id"]) put_id(preference.from, phone.text());
  complete(preference.from, element);
  complete(preference.from, contact);
  if (is_nobody(preference.from)) return UnknownUpdate{around.field, "a preference of nobody"};
  preference.category = element["category"].text();
  preference.spelling = flows::fold(element["value"].text());
  if (preference.spelling == "stop") preference.wish = MarketingPreference::Wish::Stop;
  if (preference.spelling == "resume" || preference.spelling == "signup") {
    preference.wish = MarketingPreference::Wish::Resume;
  }
  const flows::Instant at = instant_of(element["timestamp"]);
  return AccountUpdate{around.field, around.account, {}, at == flows::Instant{} ? around.at : at, preference};
}

bool is_account_field(std::string_view field) {
  return contains(kTemplateFields, field) || contains(kNoticeFields, field);
}

UpdateContent read_account(JsonValue value, const Surroundings& around) {
  AccountUpdate out{around.field, around.account, {}, around.at, AccountNotice{}};
  out.phone = flows::digits_of(value.any({"display_phone_number", "phone_number"}).text());
  if (contains(kTemplateFields, around.field)) {
    out.what = template_change(value);
  } else {
    out.what = notice(value);
  }
  return out;
}

}  // namespace sportello::webhooks
