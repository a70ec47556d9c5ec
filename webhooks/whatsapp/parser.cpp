#include "webhooks/whatsapp/parser.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "flows/core/text.h"
#include "webhooks/whatsapp/elements.h"
#include "webhooks/whatsapp/json_text.h"
#include "webhooks/whatsapp/people.h"

namespace sportello::webhooks {
namespace {

using Names = std::initializer_list<std::string_view>;

constexpr std::size_t kLargestContext = 1024;  ///< bytes of a member that is repeated in the raw text of each element
constexpr std::size_t kLongestKey = 256;

/// "raw:" and 128 bits of SHA-256: enough to tell elements apart that have no id of their own.
std::string hash_key(std::string_view raw) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  if (EVP_Digest(raw.data(), raw.size(), digest.data(), nullptr, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL cannot compute SHA-256");
  }
  std::string key = "raw:";
  for (std::size_t i = 0; i < 16; ++i) {
    key += kHex[digest[i] >> 4];
    key += kHex[digest[i] & 15];
  }
  return key;
}

/// The same text with every malformed byte made U+FFFD: JSON is UTF-8, and whoever reads the raw text later insists.
std::string repair_utf8(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 64);
  while (!text.empty()) {
    const auto lead = static_cast<unsigned char>(text.front());
    const std::size_t size = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const bool good = size <= text.size() && flows::is_utf8(text.substr(0, size));
    out += good ? text.substr(0, size) : std::string_view("\xEF\xBF\xBD");
    text.remove_prefix(good ? size : 1);
  }
  return out;
}

bool is_one_of(JsonValue key, Names names) {
  return std::any_of(names.begin(), names.end(), [key](std::string_view name) { return key.is_text(name); });
}

/// A member that goes along with every element below it: small, and no list.
bool is_context(const JsonValue::Member& member) {
  if (member.value.is_array() || member.value.too_deep()) return false;
  if (member.key.is_text("messaging_product") && member.value.is_text("whatsapp")) return false;
  return member.key.raw().size() + member.value.raw().size() <= kLargestContext;
}

std::string join(std::initializer_list<std::string_view> parts) {
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  std::string out;
  out.reserve(size);
  for (const std::string_view part : parts) out += part;
  return out;
}

/// `"key":value`
std::string written(const JsonValue::Member& member) {
  return join({member.key.raw(), ":", member.value.raw()});
}

enum class Metadata { Any, InContext };

/// The phone number id in the metadata; in the last that have one, should a text have several.
JsonValue number_in(JsonValue value, Metadata wanted) {
  JsonValue found;
  for (const auto& member : value.members()) {
    if (!member.key.is_text("metadata") || (wanted == Metadata::InContext && !is_context(member))) continue;
    const JsonValue id = member.value["phone_number_id"];
    if (!id.text().empty() && id.raw().size() <= kLargestContext) found = id;
  }
  return found;
}

/// Stands in for metadata that are too large or too deep to go along with every element.
std::string short_metadata(JsonValue value) {
  const JsonValue id = number_in(value, Metadata::Any);
  if (id.text() == number_in(value, Metadata::InContext).text()) return {};
  return join({"\"metadata\":{\"phone_number_id\":", id.raw(), "},"});
}

/// The context of an object as text, a comma after each member.
std::string context_of(JsonValue object, Names lists) {
  std::string out;
  for (const auto& member : object.members()) {
    if (!is_one_of(member.key, lists) && is_context(member)) out += written(member) + ",";
  }
  return out;
}

/// Walks the envelope: root, entries, changes, values, elements. Each level keeps the text that has to stand around
/// whatever is below it, so that any part can be cut out and still be a webhook body.
class BodyReader {
 public:
  explicit BodyReader(std::string_view body) : body_(body) {}

  std::vector<Update> read(JsonValue root) {
    const JsonValue object = root["object"];
    if (!root.is_object() || (object && !object.is_text("whatsapp_business_account"))) {
      keep(std::string(body_), "not an update of WhatsApp");
      return std::move(updates_);
    }
    root_context_ = context_of(root, {"object", "entry"});
    for (const auto& member : root.members()) {
      if (member.key.is_text("object")) continue;
      if (member.key.is_text("entry") && member.value.is_array()) {
        for (const JsonValue entry : member.value.elements()) read_entry(entry);
      } else if (!is_context(member)) {
        keep(join({"{", root_context_, written(member), "}"}), "beside the entries");
      }
    }
    const bool empty = root["entry"].is_array() && root["entry"].says_nothing();
    if (updates_.empty() && !empty) keep(std::string(body_), "no entries");
    return std::move(updates_);
  }

 private:
  void read_entry(JsonValue entry) {
    const std::size_t before = updates_.size();
    around_ = {};
    around_.account = entry["id"].text();
    around_.at = instant_of(entry["time"]);
    entry_context_ = context_of(entry, {"changes"});
    for (const auto& member : entry.members()) {
      if (member.key.is_text("changes") && member.value.is_array()) {
        for (const JsonValue change : member.value.elements()) {
          read_change(change);
          around_.field.clear();
          around_.to = {};
        }
      } else if (!is_context(member)) {
        keep(in_entry(written(member)), "beside the changes");
      }
    }
    if (updates_.size() == before) keep(join({"{", root_context_, "\"entry\":[", entry.raw(), "]}"}), "no changes");
  }

  void read_change(JsonValue change) {
    const std::size_t before = updates_.size();
    const JsonValue value = change["value"];
    around_.field = change["field"].text();
    const std::string whole = in_entry(join({"\"changes\":[", change.raw(), "]"}));
    const flows::PhoneNumberId to{number_in(value, Metadata::Any).text()};
    if (is_account_field(around_.field) && value.is_object() && !change.too_deep()) {
      around_.to = to;
      add({}, whole, read_account(value, around_));
      return;
    }
    change_context_ = context_of(change, {"value"});
    for (const auto& member : change.members()) {
      if (!member.key.is_text("value") && !is_context(member)) keep(in_change(written(member)), "beside the value");
    }
    around_.to = to;
    if (reads_lists()) read_value(value);
    if (updates_.size() == before) keep(whole, around_.field.empty() ? "no field" : "field " + around_.field);
  }

  bool reads_lists() const {
    return around_.field.empty() || around_.field == "messages" || around_.field == "user_preferences" ||
           around_.field == "user_id_update";
  }

  void read_value(JsonValue value) {
    const Names lists = {"contacts"};
    const Contacts contacts(value["contacts"]);
    value_context_ = context_of(value, lists) + short_metadata(value);
    for (const auto& member : value.members()) {
      if (is_one_of(member.key, lists) || is_context(member)) continue;
      if (!member.value.is_array()) {
        if (!member.key.is_text("messaging_product")) keep(in_value(written(member), {}), "beside the lists");
        continue;
      }
      for (const JsonValue element : member.value.elements()) read_element(member.key, element, contacts);
    }
  }

  void read_element(JsonValue list, JsonValue element, const Contacts& contacts) {
    JsonValue contact;
    const auto raw = [&] { return in_value(join({list.raw(), ":[", element.raw(), "]"}), contact); };
    if (element.too_deep()) return keep(raw(), "nested deeper than 64 levels");
    if (!element.is_object()) return keep(raw(), "not an object in " + list.text());
    const bool messages = around_.field.empty() || around_.field == "messages";
    if (messages && list.is_text("messages")) {
      contact = contacts.of(sender_of(element));
      add(element["id"].text(), raw(), read_message(element, contact, around_));
    } else if (messages && list.is_text("statuses")) {
      contact = contacts.of(recipient_of(element));
      UpdateContent content = read_status(element, contact, around_);
      const auto* status = std::get_if<StatusUpdate>(&content);
      std::string key = status != nullptr ? join({status->id.value, ":", status->spelling}) : std::string{};
      add(std::move(key), raw(), std::move(content));
    } else if (messages && list.is_text("errors")) {
      add({}, raw(), ChannelError{error_in(element)});
    } else if (list.is_text(around_.field)) {
      flows::Identity person;
      complete(person, element);
      contact = contacts.of(person);
      add({}, raw(),
          around_.field == "user_id_update" ? read_user_id_update(element, contact, around_)
                                            : read_preference(element, contact, around_));
    } else {
      keep(raw(), "list " + list.text());
    }
  }

  std::string in_entry(std::string_view inner) const {
    return join({"{", root_context_, "\"entry\":[{", entry_context_, inner, "}]}"});
  }
  std::string in_change(std::string_view inner) const {
    return join(
        {"{", root_context_, "\"entry\":[{", entry_context_, "\"changes\":[{", change_context_, inner, "}]}]}"});
  }
  std::string in_value(std::string_view inner, JsonValue contact) const {
    return join({"{", root_context_, "\"entry\":[{", entry_context_, "\"changes\":[{", change_context_, "\"value\":{",
                 value_context_, contact ? "\"contacts\":[" : "", contact.raw(), contact ? "]," : "", inner, "}}]}]}"});
  }

  void add(std::string key, std::string raw, UpdateContent content) {
    if (key.empty() || key.size() > kLongestKey) key = hash_key(raw);
    updates_.push_back({std::move(key), around_.to, std::move(raw), std::move(content)});
  }
  void keep(std::string raw, std::string what) {
    UnknownUpdate unknown{around_.field, std::move(what)};
    add({}, std::move(raw), std::move(unknown));
  }

  std::string_view body_;
  std::vector<Update> updates_;
  Surroundings around_;
  std::string root_context_;
  std::string entry_context_;
  std::string change_context_;
  std::string value_context_;
};

}  // namespace

Batch parse_batch(std::string_view body) {
  if (!flows::is_utf8(body)) return parse_batch(repair_utf8(body));
  const std::optional<JsonText> document = JsonText::read(body);
  if (!document) return {BatchFault::NotJson, {}};
  const JsonValue root = document->root();
  Batch batch;
  batch.fault = root.too_deep() ? BatchFault::TooDeep : BatchFault::None;
  batch.updates = BodyReader(body).read(root);
  return batch;
}

Update reparse(std::string_view raw) {
  Batch batch = parse_batch(raw);
  if (!batch.updates.empty()) return std::move(batch.updates.front());
  return {hash_key(raw), {}, std::string(raw), UnknownUpdate{{}, "not JSON, or nothing in it"}};
}

}  // namespace sportello::webhooks
