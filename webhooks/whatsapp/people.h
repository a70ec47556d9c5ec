/// Who an element of a webhook is from or for. Keys come and go with Meta's editions: phone, business-scoped user id,
/// parent id and username are each optional, and none is trusted to have the shape it should have.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "flows/dialogue/event.h"
#include "webhooks/whatsapp/json_text.h"

namespace sportello::webhooks {

/// True when nothing tells the person: neither phone nor any id.
bool is_nobody(const flows::Identity& person);
/// Puts an id where it belongs: digits are a phone, anything else is a user id (some gateways mix them up).
void put_id(flows::Identity& person, const std::string& id);
/// What the contact says and the person lacks.
void complete(flows::Identity& person, JsonValue contact);

flows::Identity sender_of(JsonValue message);
flows::Identity recipient_of(JsonValue status);

/// The `contacts` beside the elements; looked up by id, since their order means nothing.
class Contacts {
 public:
  explicit Contacts(JsonValue list);

  /// The person's contact. A sole contact that contradicts nothing is theirs too. Absent when there is none.
  JsonValue of(const flows::Identity& person) const;

 private:
  std::unordered_map<std::string, JsonValue> by_id_;
  JsonValue sole_;
};

}  // namespace sportello::webhooks
