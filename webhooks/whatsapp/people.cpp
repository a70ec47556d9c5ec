#include "webhooks/whatsapp/people.h"

#include <string_view>
#include <utility>

namespace sportello::webhooks {
namespace {

constexpr std::string_view kPhoneMarks = "+-() ";

/// The digits of a phone however it is punctuated; empty for anything that is no phone.
std::string phone_in(std::string_view id) {
  std::string digits;
  for (const char c : id) {
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (kPhoneMarks.find(c) == std::string_view::npos) {
      return {};
    }
  }
  return digits;
}

void fill(std::string& text, JsonValue value) {
  if (text.empty() && value) text = value.text();
}

bool contradict(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a != b;
}

flows::Identity identity_of(JsonValue contact) {
  flows::Identity person;
  complete(person, contact);
  return person;
}

}  // namespace

bool is_nobody(const flows::Identity& person) {
  return person.wa_id.empty() && person.bsuid.empty() && person.parent_bsuid.empty();
}

void put_id(flows::Identity& person, const std::string& id) {
  std::string phone = phone_in(id);
  if (!phone.empty()) {
    if (person.wa_id.empty()) person.wa_id = std::move(phone);
  } else if (person.bsuid.empty()) {
    person.bsuid = id;
  }
}

void complete(flows::Identity& person, JsonValue contact) {
  fill(person.bsuid, contact["user_id"]);
  fill(person.parent_bsuid, contact["parent_user_id"]);
  if (const JsonValue wa_id = contact["wa_id"]; wa_id && person.wa_id.empty()) put_id(person, wa_id.text());
  const JsonValue profile = contact["profile"];
  fill(person.profile_name, profile["name"]);
  fill(person.username, profile["username"]);
  if (person.username.starts_with('@')) person.username.erase(0, 1);
}

flows::Identity sender_of(JsonValue message) {
  flows::Identity person;
  fill(person.bsuid, message["from_user_id"]);
  fill(person.parent_bsuid, message.any({"from_parent_user_id", "parent_from_user_id"}));
  if (const JsonValue from = message["from"]) put_id(person, from.text());
  return person;
}

flows::Identity recipient_of(JsonValue status) {
  const bool group = status["recipient_type"].is_text("group");
  flows::Identity person;
  fill(person.bsuid, group ? status.any({"recipient_participant_user_id", "participant_recipient_user_id"})
                           : status["recipient_user_id"]);
  fill(person.parent_bsuid, status.any({"recipient_parent_user_id", "parent_recipient_user_id", "parent_user_id"}));
  const JsonValue id =
      group ? status.any({"recipient_participant_id", "participant_recipient_id"}) : status["recipient_id"];
  if (id) put_id(person, id.text());
  return person;
}

Contacts::Contacts(JsonValue list) {
  std::size_t count = 0;
  for (const JsonValue contact : list.elements()) {
    if (!contact.is_object() || contact.too_deep()) continue;
    sole_ = ++count == 1 ? contact : JsonValue{};
    const flows::Identity person = identity_of(contact);
    for (const std::string* id : {&person.bsuid, &person.wa_id, &person.parent_bsuid}) {
      if (!id->empty()) by_id_.emplace(*id, contact);
    }
  }
}

JsonValue Contacts::of(const flows::Identity& person) const {
  for (const std::string* id : {&person.bsuid, &person.wa_id, &person.parent_bsuid}) {
    if (id->empty()) continue;
    if (const auto found = by_id_.find(*id); found != by_id_.end()) return found->second;
  }
  if (!sole_) return {};
  const flows::Identity other = identity_of(sole_);
  const bool another = contradict(person.bsuid, other.bsuid) || contradict(person.wa_id, other.wa_id);
  return another ? JsonValue{} : sole_;
}

}  // namespace sportello::webhooks
