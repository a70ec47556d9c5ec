/// What the desk remembers of mail: what goes out, what came in, how far each mailbox has been read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/time.h"

namespace sportello::storage {

/// queued → in_flight → sent, or back to queued for another attempt, or failed: a dead letter that a person may send
/// again. Message-IDs are kept without their angle brackets.
struct MailRow {
  std::int64_t id = 0;
  flows::BusinessId business;
  std::optional<flows::TicketId> ticket;
  std::optional<flows::PersonId> person;  ///< empty: to the team
  std::string recipient;                  ///< one address
  std::string purpose;                    ///< "registered", "closed", "team.new" …
  std::string message_id;                 ///< the same at every attempt, so that a second copy is known as one
  std::string in_reply_to;
  std::string thread;  ///< Message-IDs for References, oldest first, space-separated
  std::string subject;
  std::string body;    ///< plain text; HTML is made of it when it is sent
  std::string file = {};       ///< in the media store, goes with it; empty: none
  std::string file_name = {};  ///< as the reader sees it
  std::string file_type = {};  ///< "application/pdf"
  std::string cause;   ///< unique: what made it; the same cause never makes it twice
  std::string author;  ///< "bot", "operator:<name>"
  std::string state = "queued";
  int attempts = 0;
  int reply_code = 0;  ///< of the SMTP server, RFC 5321; 0: none came
  std::string error;
  flows::Instant created_at{};
  flows::Instant not_before{};
  std::optional<flows::Instant> sent_at;
};

class MailOutbox {
 public:
  virtual ~MailOutbox() = default;
  /// Nothing when a mail with the same cause exists.
  virtual std::optional<std::int64_t> add(const MailRow& mail) = 0;
  virtual std::optional<MailRow> find(std::int64_t id) = 0;
  virtual std::optional<MailRow> find_by_message_id(const std::string& message_id) = 0;
  virtual std::vector<MailRow> due(flows::Instant now, int limit) = 0;
  virtual std::optional<flows::Instant> next_due() = 0;
  /// Writes state, attempts, reply_code, error, not_before, sent_at.
  virtual void update(const MailRow& mail) = 0;
  /// After a start: what was in flight when the process died is tried again, with the same Message-ID.
  virtual void requeue_interrupted(Instant lease_over = Instant::max()) = 0;
  /// Oldest first.
  virtual std::vector<MailRow> of_ticket(flows::TicketId ticket) = 0;
  /// Oldest first; an empty state means every state.
  virtual std::vector<MailRow> in_state(std::string_view state, std::int64_t after_id, int limit) = 0;
  virtual std::int64_t count(std::string_view state) = 0;
};

struct ReceivedMailRow {
  std::int64_t id = 0;
  flows::BusinessId business;
  std::string mailbox;  ///< "user@host/INBOX"
  std::int64_t uidvalidity = 0;
  std::int64_t uid = 0;
  std::string message_id;
  std::string sender;  ///< lower-case address
  std::string subject;
  std::string body;  ///< as text
  std::string raw;   ///< SHA-256 of the whole message in the media store
  /// "ticket", "reply", "reopened", "thanks", "explained", "automatic", "unknown_sender", "duplicate" …
  std::string outcome;
  std::string detail;  ///< why, in words
  std::optional<flows::TicketId> ticket;
  std::optional<flows::PersonId> person;
  flows::Instant received_at{};
};

/// How far a mailbox has been read. A server that changes UIDVALIDITY has numbered anew (RFC 9051, 2.3.1.1).
struct MailboxRow {
  std::string name;
  std::int64_t uidvalidity = 0;
  std::int64_t last_uid = 0;
};

class MailInbox {
 public:
  virtual ~MailInbox() = default;
  virtual std::optional<MailboxRow> mailbox(const std::string& name) = 0;
  virtual void set_mailbox(const MailboxRow& row) = 0;
  /// Nothing when this UID or this Message-ID of the mailbox is there already.
  virtual std::optional<std::int64_t> add(const ReceivedMailRow& mail) = 0;
  /// Writes outcome, detail, ticket and person.
  virtual void update(const ReceivedMailRow& mail) = 0;
  virtual std::optional<ReceivedMailRow> find(std::int64_t id) = 0;
  /// How many came from this sender since then.
  virtual int count_from(const std::string& mailbox, const std::string& sender, flows::Instant since) = 0;
  /// Oldest first.
  virtual std::vector<ReceivedMailRow> of_ticket(flows::TicketId ticket) = 0;
  /// Newest first, before that id (0: from the newest); an empty outcome means every outcome.
  virtual std::vector<ReceivedMailRow> newest(std::string_view outcome, std::int64_t before_id, int limit) = 0;
};

}  // namespace sportello::storage
