/// The ports to everything the desk remembers. Rows are plain values; there is no SQL above storage/.
/// One writer (the commit loop's thread) uses Store; any thread may open its own Reader.
/// A broken database throws StoreError; "not there" and "already there" are values.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/language.h"
#include "flows/core/result.h"
#include "flows/core/time.h"
#include "storage/operators.h"
#include "storage/outreach.h"
#include "storage/quality.h"

namespace sportello::storage {

using namespace flows;  // NOLINT(google-build-using-namespace): the rows are made of the words of flows/core

/// The disk is full, the file is locked or damaged: nothing of the transaction has happened, and the same may succeed
/// later. A statement that can never succeed (a row that refers to nothing) throws std::runtime_error instead.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Another process that shares the database was in the way. Nothing of the transaction has happened; the same may succeed
/// at once.
class StoreConflict : public StoreError {
 public:
  using StoreError::StoreError;
};

/// The database was written by another version of the program; the text says what to do. Stops the start.
class SchemaError : public StoreError {
 public:
  using StoreError::StoreError;
};

// ---- inbox: every update Meta delivered, once -----------------------------------------------------------------

/// The outcome of a message that was answered. Any other outcome of a message is the reason why it was not.
inline constexpr std::string_view kAnswered = "answered";

struct InboxRow {
  std::int64_t id = 0;
  PhoneNumberId number;
  std::string key;   ///< unique within the number (invariant I2)
  std::string kind;  ///< "message", "status", "identity", "account", "unknown"
  std::string raw;   ///< JSON of the element, enough to parse it again
  Instant received_at{};
  std::string state;    ///< "done" or "parked"
  std::string outcome;  ///< what came of it; for a message without an answer the reason (invariant I9); kAnswered
  std::optional<PersonId> person;
};

class Inbox {
 public:
  virtual ~Inbox() = default;
  /// The new row's id; nothing when the key was there already.
  virtual std::optional<std::int64_t> insert(const PhoneNumberId& number, const std::string& key, std::string_view kind,
                                             const std::string& raw, Instant received_at) = 0;
  virtual void finish(std::int64_t id, std::string_view outcome, std::optional<PersonId> person) = 0;
  virtual void park(std::int64_t id, std::string_view error) = 0;
  virtual std::optional<InboxRow> find(std::int64_t id) = 0;
  virtual std::vector<InboxRow> parked(std::int64_t after_id, int limit) = 0;
};

// ---- people ---------------------------------------------------------------------------------------------------

enum class AliasKind { WaId, Bsuid, ParentBsuid };

struct PersonRow {
  PersonId id;
  BusinessId business;
  std::string name;
  std::string profile_name;  ///< as WhatsApp shows it; never taken for the name
  std::string username;
  std::string company;
  std::string email;
  bool email_enabled = false;  ///< may receive mail about tickets
  std::string phone;           ///< for calling back, E.164; may differ from the WhatsApp number
  std::string reachable;       ///< "dopo le 15"
  std::string language;        ///< "it", "en"; empty: not known
  bool known = false;          ///< has a finished ticket or was imported
  bool opted_out = false;      ///< nothing is sent that the person did not ask for
  std::string plan;            ///< "none", a plan id; empty: not known
  std::optional<Date> plan_from;
  std::optional<Date> plan_to;  ///< last day, included
  Instant created_at{};
};

struct AliasRow {
  AliasKind kind = AliasKind::WaId;
  std::string value;
};

class People {
 public:
  virtual ~People() = default;
  virtual std::optional<PersonRow> find(PersonId id) = 0;
  virtual std::optional<PersonRow> find_by_alias(const BusinessId& business, AliasKind kind,
                                                 const std::string& value) = 0;
  /// Whoever was given this address first, whatever its case; one enabled for mail before one who is not.
  virtual std::optional<PersonRow> find_by_email(const BusinessId& business, const std::string& email) = 0;
  virtual PersonId create(const PersonRow& person) = 0;
  virtual void update(const PersonRow& person) = 0;
  /// Old aliases are kept: late webhooks use them. Conflict when it belongs to somebody else: never merged by itself.
  virtual Result<void> add_alias(PersonId person, const BusinessId& business, AliasKind kind, const std::string& value,
                                 Instant at) = 0;
  /// Newest first.
  virtual std::vector<AliasRow> aliases(PersonId person) = 0;
};

// ---- conversations and what was said in them --------------------------------------------------------------------

struct ConversationRow {
  ConversationId id;
  PersonId person;
  BusinessId business;
  PhoneNumberId number;
  std::string state;                        ///< JSON of flows::Conversation; empty for a new one
  std::optional<Instant> last_customer_at;  ///< Meta's timestamp of the newest message that opens the 24-hour window
  std::optional<Instant> window_closed_at;  ///< Meta said 131047 although our own window was open
  std::string owner;                        ///< "bot" or "operator:<id>"
  int unread = 0;
};

/// An inbound message as the thread shows it. Outgoing ones live in the outbox.
struct MessageRow {
  std::int64_t id = 0;
  ConversationId conversation;
  Wamid wamid;
  Instant at{};         ///< Meta's timestamp, by which people see the order
  std::string kind;     ///< "text", "tap", "image", "voice", "location", …
  std::string text;     ///< cleaned, as shown
  std::string content;  ///< JSON of flows::CustomerMessage
  std::optional<Wamid> quotes;
  std::optional<TicketId> ticket;
  std::string reason;  ///< why it was not answered, if it was not
};

class Conversations {
 public:
  virtual ~Conversations() = default;
  virtual std::optional<ConversationRow> find(ConversationId id) = 0;
  virtual std::optional<ConversationRow> find_for(PersonId person, const PhoneNumberId& number) = 0;
  virtual ConversationId create(const ConversationRow& row) = 0;
  virtual void update(const ConversationRow& row) = 0;
  virtual std::int64_t add_message(const MessageRow& message) = 0;
  virtual std::optional<MessageRow> find_message(const PhoneNumberId& number, const Wamid& wamid) = 0;
  /// The customer's last one, by Meta's timestamp.
  virtual std::optional<MessageRow> newest_message(ConversationId conversation) = 0;
  /// Messages said since the last ticket belong to the ticket that was opened from them.
  virtual void link_messages(ConversationId conversation, TicketId ticket, Instant since) = 0;
};

// ---- tickets --------------------------------------------------------------------------------------------------

struct TicketRow {
  TicketId id;
  std::string code;  ///< "LEO-7K3M-Q"
  BusinessId business;
  PersonId person;
  ConversationId conversation;
  std::string status;   ///< registered taken waiting_customer second_level planned quoted resolved closed
  int priority = 2;     ///< 1 urgent, 2 normal, 3 low
  std::string answers;  ///< JSON of flows::Answers
  std::string summary;  ///< first words of the problem, for lists
  std::string flags;    ///< space-separated: to_verify administration not_covered old_version blocking
  std::string channel;  ///< whatsapp, phone, email, web
  std::string assignee;
  std::string rules_version;
  std::string consent;  ///< JSON {wording, at, message} or empty
  std::optional<TicketId> previous;
  Instant created_at{};
  Instant updated_at{};
  std::optional<Instant> taken_at;
  std::optional<Instant> resolved_at;
  std::optional<Instant> deadline;  ///< of the reopening window
  std::optional<Instant> closed_at;
};

/// Append-only: who did what, when and why.
struct TicketEventRow {
  std::int64_t id = 0;
  TicketId ticket;
  Instant at{};
  std::string who;   ///< "customer", "bot", "operator:<name>", "api:<token name>"
  std::string what;  ///< "opened", "taken", "note", …
  std::string data;  ///< JSON
};

struct AttachmentRow {
  AttachmentId id;
  ConversationId conversation;
  std::optional<TicketId> ticket;
  Wamid message;
  std::string kind;      ///< image, voice, audio, video, document, sticker
  std::string media_id;  ///< Meta's, valid seven days
  std::string url;       ///< Meta's, valid five minutes
  std::string mime;
  std::string filename;
  std::string sha256;  ///< of the stored file, hex; empty while it is not here
  std::int64_t size = 0;
  std::string state;  ///< "waiting", "stored", "failed"
  std::string error;
  int attempts = 0;
  Instant created_at{};
  std::optional<Instant> next_attempt_at;
};

class Tickets {
 public:
  virtual ~Tickets() = default;
  /// A number that no ticket of the business has had: 1, 2, 3 …
  virtual std::int64_t next_number(const BusinessId& business) = 0;
  /// Conflict when the code is taken.
  virtual Result<TicketId> create(const TicketRow& ticket) = 0;
  virtual void update(const TicketRow& ticket) = 0;
  virtual std::optional<TicketRow> find(TicketId id) = 0;
  virtual std::optional<TicketRow> find_by_code(const std::string& code) = 0;
  /// Newest first.
  virtual std::vector<TicketRow> of_person(PersonId person, int limit) = 0;
  virtual void add_event(const TicketEventRow& event) = 0;
  virtual std::vector<TicketEventRow> events(TicketId ticket) = 0;
};

class Attachments {
 public:
  virtual ~Attachments() = default;
  virtual AttachmentId add(const AttachmentRow& attachment) = 0;
  virtual void update(const AttachmentRow& attachment) = 0;
  virtual std::optional<AttachmentRow> find(AttachmentId id) = 0;
  virtual std::vector<AttachmentRow> of_ticket(TicketId ticket) = 0;
  virtual std::vector<AttachmentRow> due(Instant now, int limit) = 0;
  /// Attachments of the conversation without a ticket become the ticket's.
  virtual void link(ConversationId conversation, TicketId ticket) = 0;
};

// ---- outbox ---------------------------------------------------------------------------------------------------

/// queued → in_flight → sent → delivered → read; or uncertain, failed. Only forwards (invariant I11).
struct OutboxRow {
  OutboxId id;
  ConversationId conversation;
  PhoneNumberId number;
  std::string to_wa_id;
  std::string to_bsuid;
  std::string content;  ///< JSON of flows::OutgoingMessage
  std::string text;     ///< as a person reads it
  std::string purpose;
  std::string cause;     ///< unique: the event and index that made it; the same event never makes it twice
  std::string callback;  ///< biz_opaque_callback_data, unique
  std::string author;    ///< "bot", "operator:<name>", "api:<name>"
  std::optional<TicketId> ticket;
  std::string state = "queued";
  int attempts = 0;
  std::optional<Wamid> wamid;
  int error_code = 0;
  std::string error;
  Instant created_at{};
  Instant not_before{};  ///< wait until then
  std::optional<Instant> sent_at;
  std::optional<Instant> updated_at;
};

class Outbox {
 public:
  virtual ~Outbox() = default;
  /// Nothing when a message with the same cause exists.
  virtual std::optional<OutboxId> add(const OutboxRow& message) = 0;
  virtual std::optional<OutboxRow> find(OutboxId id) = 0;
  virtual std::optional<OutboxRow> find_by_wamid(const PhoneNumberId& number, const Wamid& wamid) = 0;
  virtual std::optional<OutboxRow> find_by_callback(const std::string& callback) = 0;
  /// Heads of the conversations' queues that are due: the oldest queued message of each conversation that has none
  /// in flight, and none uncertain that still waits for its status (`not_before`). Oldest first. Those that another
  /// process is claiming at this moment are left away; the others are held until the end of the transaction.
  virtual std::vector<OutboxRow> due(Instant now, int limit) = 0;
  /// The same for one business number, so that the backlog of a number that cannot send holds up no other.
  virtual std::vector<OutboxRow> due(const PhoneNumberId& number, Instant now, int limit) = 0;
  /// The business numbers that have queued messages, due or not.
  virtual std::vector<PhoneNumberId> queued_numbers() = 0;
  /// When to call `due` again, if ever: no later than it would have something.
  virtual std::optional<Instant> next_due(Instant now) = 0;
  /// Writes its state and what belongs to it: attempts, wamid, error and times. False, and nothing is changed, when
  /// the message is not there or its state would go backwards (storage/outbox_state.h): a late status is no news.
  virtual bool update(const OutboxRow& message) = 0;
  /// Answers given since then that belong to no ticket become the ticket's.
  virtual void link(ConversationId conversation, TicketId ticket, Instant since) = 0;
  /// What has been in flight since before `claimed_before` is uncertain, and waits for its status until `until`: whoever
  /// claimed it has died. Returns how many.
  virtual int mark_interrupted(Instant now, Instant until, Instant claimed_before = Instant::max()) = 0;
  virtual std::vector<OutboxRow> in_state(std::string_view state, std::int64_t after_id, int limit) = 0;
  /// A later message of the same number that left after this one's last news has been delivered: the channel lives.
  virtual bool later_one_arrived(const OutboxRow& message) = 0;
  /// A later message of the same conversation has left.
  virtual bool overtaken(const OutboxRow& message) = 0;
};

// ---- timers ---------------------------------------------------------------------------------------------------

struct TimerRow {
  std::int64_t id = 0;
  std::string key;   ///< unique: "form_reminder:17"; setting it again moves it
  std::string kind;  ///< "form_reminder", "form_expiry", "gather", …
  std::optional<ConversationId> conversation;
  std::optional<TicketId> ticket;
  Instant due{};
  std::string data;
};

class Timers {
 public:
  virtual ~Timers() = default;
  /// A timer that is set again gets a new id: who still holds the old one finds nothing to take.
  virtual void set(const TimerRow& timer) = 0;
  virtual void cancel(const std::string& key) = 0;
  /// Without those that another process is firing at this moment.
  virtual std::vector<TimerRow> due(Instant now, int limit) = 0;
  virtual std::optional<Instant> next_due() = 0;
  /// Takes it away; false when it was gone already (invariant I7: it fires once).
  virtual bool take(std::int64_t id) = 0;
};

/// In storage/mail.h, storage/hooks.h and storage/workplace.h.
class MailOutbox;
class MailInbox;
class HookQueue;
class Workplace;

// ---- the whole ------------------------------------------------------------------------------------------------

/// The writing side. Not thread-safe: one thread at a time, inside begin … commit. The ports live as long as the
/// transaction: after a failure `begin` may open the database anew.
class Store {
 public:
  virtual ~Store() = default;

  virtual void begin() = 0;
  /// Durable when it returns (synchronous=FULL). Throws StoreError when it could not be made so; then nothing happened.
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  /// A step inside the transaction that can be taken back alone. Nesting is not supported.
  virtual void savepoint() = 0;
  virtual void release_savepoint() = 0;
  virtual void rollback_to_savepoint() = 0;
  /// The open transaction has something to make durable; taken for granted on a server.
  virtual bool changed() = 0;
  /// Other processes may write to the same database.
  virtual bool shared() const = 0;
  /// Puts the write-ahead log into the database file and empties it, for a graceful stop. Outside a transaction.
  virtual void checkpoint() = 0;

  virtual Inbox& inbox() = 0;
  virtual People& people() = 0;
  virtual Conversations& conversations() = 0;
  virtual Tickets& tickets() = 0;
  virtual Attachments& attachments() = 0;
  virtual Outbox& outbox() = 0;
  virtual Timers& timers() = 0;
  virtual Surveys& surveys() = 0;
  virtual Tasks& tasks() = 0;
  virtual Samples& samples() = 0;
  virtual Operators& operators() = 0;
  virtual Audit& audit() = 0;
  virtual MailOutbox& mail() = 0;
  virtual MailInbox& mail_inbox() = 0;
  virtual HookQueue& hooks() = 0;
  virtual Workplace& workplace() = 0;
  virtual Templates& templates() = 0;
  virtual Callbacks& callbacks() = 0;
  virtual Proposals& proposals() = 0;
  virtual Notices& notices() = 0;
};

struct StoreOptions {
  /// "sqlite:///absolute/path" (a missing file is made, readable by its owner only); "sqlite::memory:" for tests;
  /// "postgresql://user@host/database" (the database is there, in UTF-8; its tables are made), for several processes.
  std::string url = {};
  Instant now{};  ///< written beside the migrations that this start applies
  /// How long another writer of the same file (`sportello operator add`) is waited for.
  std::chrono::milliseconds busy_timeout{5'000};
  std::string vfs;  ///< SQLite's file layer; tests put one here that fails
};

/// Opens the database and brings its schema up to date, after a copy beside it ("<path>.before-<version>-…") when there
/// is anything in it. Throws SchemaError when it was written by a newer or an altered program, StoreError when it
/// cannot be opened.
std::unique_ptr<Store> open_store(const StoreOptions& options);

}  // namespace sportello::storage
