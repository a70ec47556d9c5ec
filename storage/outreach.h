/// The ports to what the business tells of its own accord: templates as Meta judges them, what is left to say by
/// phone, what customers are asked to accept. Part of storage/store.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"

namespace sportello::storage {

using namespace flows;  // NOLINT(google-build-using-namespace): the rows are made of the words of flows/core

/// A message template as the Graph API last described it.
struct TemplateRow {
  BusinessId business;
  std::string name;
  std::string language;   ///< as approved: "it", "en_US"
  std::string remote_id;  ///< Meta's; empty while it is not known
  std::string status;     ///< Meta's word: APPROVED, PENDING, REJECTED, PAUSED, DISABLED …
  std::string category;   ///< Meta's word: UTILITY, MARKETING …
  std::string quality;    ///< GREEN, YELLOW, RED, UNKNOWN
  std::string reason;     ///< why it was refused or paused
  Instant updated_at{};
};

class Templates {
 public:
  virtual ~Templates() = default;
  /// Adds it, or replaces what was known of it.
  virtual void put(const TemplateRow& row) = 0;
  virtual std::optional<TemplateRow> find(const BusinessId& business, const std::string& name,
                                          const std::string& language) = 0;
  /// By name and language.
  virtual std::vector<TemplateRow> of_business(const BusinessId& business) = 0;
};

/// Something a person has to do by phone, or by writing first.
struct CallbackRow {
  std::int64_t id = 0;
  ConversationId conversation;
  std::optional<TicketId> ticket;
  std::string why;   ///< "unreachable": could be told in no other way; "asked": wants a person; "urgent": on call
  std::string text;  ///< what is to be said, or what the customer wrote
  Instant since{};
  std::optional<Instant> done_at;
  std::string done_by;
};

class Callbacks {
 public:
  virtual ~Callbacks() = default;
  virtual std::int64_t add(const CallbackRow& row) = 0;
  virtual std::optional<CallbackRow> find(std::int64_t id) = 0;
  /// Not done yet, oldest first.
  virtual std::vector<CallbackRow> open(std::int64_t after_id, int limit) = 0;
  virtual std::int64_t count_open() = 0;
  /// Whether one of this kind waits for the conversation already.
  virtual bool waits(ConversationId conversation, const std::string& why) = 0;
  /// False when it is not there or done already.
  virtual bool finish(std::int64_t id, Instant now, const std::string& who) = 0;
  /// All of the ticket's.
  virtual void finish_of(TicketId ticket, Instant now, const std::string& who) = 0;
};

/// A quote or an appointment the customer may accept or refuse, once.
struct ProposalRow {
  std::int64_t id = 0;
  TicketId ticket;
  std::string kind;  ///< "quote", "appointment"
  std::string text;
  std::int64_t cents = 0;  ///< of a quote, without VAT
  std::optional<Instant> starts_at;
  std::optional<Instant> ends_at;
  std::optional<Instant> expires_at;  ///< first instant at which it can no longer be accepted
  std::optional<AttachmentId> attachment;
  bool document_sent = false;  ///< the attachment has left by WhatsApp or mail
  std::string state = "open";  ///< open, accepted, refused, expired, withdrawn
  Instant sent_at{};
  std::optional<Instant> answered_at;
  std::string answer;          ///< the customer's words, verbatim
  std::string answer_message;  ///< wamid of the message that answered
};

class Proposals {
 public:
  virtual ~Proposals() = default;
  virtual std::int64_t add(const ProposalRow& row) = 0;
  virtual void update(const ProposalRow& row) = 0;
  virtual std::optional<ProposalRow> find(std::int64_t id) = 0;
  /// Newest first.
  virtual std::vector<ProposalRow> of_ticket(TicketId ticket) = 0;
};

/// What else could be done with a message that was sent as free text: JSON of flows::Notice by the message's cause.
class Notices {
 public:
  virtual ~Notices() = default;
  virtual void put(const std::string& cause, const std::string& content, Instant at) = 0;
  /// Takes it away: it is used once.
  virtual std::optional<std::string> take(const std::string& cause) = 0;
  virtual void forget(const std::string& cause) = 0;
};

}  // namespace sportello::storage
