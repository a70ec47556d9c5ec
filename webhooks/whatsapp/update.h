/// What a webhook POST brings, one value per element: a customer's message, the fate of one of ours, news about
/// the account. The parser makes them, the desk consumes them.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"
#include "flows/dialogue/event.h"
#include "webhooks/whatsapp/errors.h"

namespace sportello::webhooks {

/// What Meta charged, as it came with a `sent`, `delivered` or `read`. Decide by type and category: `billable` is
/// leaving.
struct Pricing {
  bool billable = false;
  std::string model;     ///< "PMP"
  std::string type;      ///< "regular" is paid; "free_customer_service", "free_entry_point" … are not
  std::string category;  ///< "service", "utility", …
  std::string subtype;   ///< "paid_exempt", or empty
  friend bool operator==(const Pricing&, const Pricing&) = default;
};

/// The fate of a message that left here. Statuses come in any order, twice, or before the answer to the send itself.
struct StatusUpdate {
  enum class State { Sent, Delivered, Read, Played, Failed, Other };
  flows::Wamid id;
  State state = State::Other;
  std::string spelling;  ///< the state as Meta wrote it
  flows::Instant at;     ///< the epoch when Meta gave no time
  std::string
      callback_data;  ///< our own outbox id, when we set one; correlate by it or by the wamid, never by the person
  flows::Identity recipient;  ///< whatever part of it Meta told; may be empty throughout
  std::string group;          ///< set when it went to a group
  std::optional<Pricing> pricing;
  std::vector<GraphError> errors;  ///< why it failed
};

/// A customer has another number, another user id or another device. Never merge two known people because of it.
struct IdentityChange {
  enum class Kind { Number, UserId, IdentityKey };
  Kind kind = Kind::UserId;
  flows::Wamid id;  ///< of the system message; empty for the withdrawn `user_id_update` field
  flows::Instant at;
  flows::Identity before;  ///< may be empty: Meta does not always say
  flows::Identity after;
  std::string body;  ///< Meta's English sentence
};

/// A template was approved, paused, rated, moved to another category, …
struct TemplateChange {
  std::string id;
  std::string name;
  std::string language;  ///< "it", "en_US": with the underscore, whatever Meta wrote
  std::string event;     ///< APPROVED, REJECTED, PAUSED …; empty for quality and category news
  std::string reason;    ///< empty when Meta wrote NONE or null
  std::string quality;   ///< the new score: GREEN, YELLOW, RED, UNKNOWN
  std::string category;  ///< the new category
};
/// A customer stopped or resumed marketing messages.
struct MarketingPreference {
  enum class Wish { Stop, Resume, Other };
  flows::Identity from;
  Wish wish = Wish::Other;
  std::string category;
  std::string spelling;  ///< "stop", "resume", "signup" …
};
/// Anything else about the account or the number: what happened, in Meta's words.
struct AccountNotice {
  std::string event;     ///< ACCOUNT_VIOLATION, PIN_CHANGED, THROUGHPUT_UPGRADE, APPROVED …
  std::string severity;  ///< account_alerts: INFORMATIONAL, WARNING, CRITICAL
  std::string details;   ///< description, limit, restriction: whatever came with it, as text
};
struct AccountUpdate {
  std::string field;    ///< "message_template_status_update", "account_alerts" …
  std::string account;  ///< Meta's id of the account (entry.id)
  std::string phone;    ///< digits of the display number, when the news is about one
  flows::Instant at;    ///< the epoch when Meta gave no time
  std::variant<TemplateChange, MarketingPreference, AccountNotice> what;
};

/// The channel itself is in trouble, for no message in particular: tell people, attach it to no conversation.
struct ChannelError {
  GraphError error;
};

/// Nothing here understands it; it is kept raw.
struct UnknownUpdate {
  std::string field;  ///< of the change it came in; empty when there was none
  std::string what;   ///< why it is here, for a person: "messages[].type system/xyz", "nested deeper than 64 levels"
};

using UpdateContent =
    std::variant<flows::CustomerMessage, StatusUpdate, IdentityChange, AccountUpdate, ChannelError, UnknownUpdate>;

struct Update {
  /// Unique within the phone number id: the wamid of a message, wamid + ":" + status of a status, "raw:" + a hash
  /// of the element for everything else.
  std::string key;
  flows::PhoneNumberId to;  ///< empty for news about the account
  /// This element alone as a webhook body, with the metadata and contacts that belong to it: `reparse` reads it back.
  std::string raw;
  UpdateContent content;
  /// The request that brought it, for logs; empty when it is read back.
  std::string request = {};
};

enum class BatchFault {
  None,
  NotJson,  ///< no updates
  TooDeep,  ///< some of it is nested deeper than 64 levels; that part is an UnknownUpdate, the rest is parsed
};

struct Batch {
  BatchFault fault = BatchFault::None;
  std::vector<Update> updates;  ///< in the order they were written
};

}  // namespace sportello::webhooks
