/// What the console and the API ask of the desk, and what the desk tells them. The desk carries it out inside the
/// commit loop; everything that is only looked at comes from storage::Reader instead.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/result.h"
#include "flows/core/time.h"
#include "storage/store.h"

namespace sportello::webhooks {

// ---- what can be done to a ticket; the API has checked types, lengths and formats -------------------------------

/// The actor becomes the one who looks after it.
struct TakeTicket {};
struct AssignTicket {
  std::string operator_name;  ///< empty: nobody
};
/// A file that is in the media store already.
struct ReplyFile {
  std::string stored;  ///< its name there
  std::string mime;    ///< by its own bytes
  std::string name;    ///< as the customer sees it
  std::int64_t size = 0;
};
struct ReplyToCustomer {
  std::string text;  ///< the file's caption when there is one; may then be empty
  std::optional<flows::Wamid> quotes{};  ///< the message it answers
  /// The newest message of the customer that the operator had seen. When there is a newer one: Conflict.
  std::optional<flows::Wamid> seen{};
  std::optional<ReplyFile> file{};  ///< goes inside the customer service window only
};
/// Never shown to the customer.
struct AddNote {
  std::string text;
};
struct SendQuote {
  std::string text;
  std::int64_t cents = 0;  ///< without VAT
  std::optional<flows::Date> valid_until{};  ///< last day on which it can be accepted
  std::optional<flows::AttachmentId> attachment{};  ///< a file of this ticket, uploaded before
};
struct PlanWork {
  flows::Instant start{};
  std::optional<flows::Instant> end{};
  std::string note;
};
struct EscalateTicket {
  std::string group;   ///< one of the business's second_level_groups
  std::string reason;  ///< internal
};
struct ResolveTicket {
  std::string summary;                                ///< the customer reads it
  std::optional<std::chrono::hours> reopen_window{};  ///< instead of the business's own; 1 hour to 30 days
};
struct ReopenTicket {
  std::string reason;
};
/// Final: it cannot be reopened.
struct CloseTicket {
  std::string reason;
};
struct RecordTime {
  std::chrono::minutes spent{};
  std::string note;
};
/// A call or another contact made elsewhere.
struct RecordCall {
  std::string note;
  bool reached = true;
  std::string how = "phone";           ///< phone, email, visit
  std::optional<flows::Instant> at{};  ///< when it was; now when not told
  bool tell = false;                   ///< the customer reads how and when; the note stays inside
};
/// A file an operator puts on the ticket: already in the media store.
struct AttachFile {
  std::string sha256;
  std::string mime;
  std::string filename;
  std::int64_t size = 0;
};
struct SetPriority {
  int priority = 2;  ///< 1 urgent, 2 normal, 3 low
};

/// The ticket turned out to be another one of the same customer: it is closed, and all it has goes there.
struct MergeTicket {
  std::string into;  ///< code
};
/// Some of the customer's messages are about something else: they become a ticket of their own.
struct SplitTicket {
  std::vector<std::int64_t> messages;  ///< their ids
  std::string summary;                 ///< empty: their first words
};

using TicketVerb = std::variant<TakeTicket, AssignTicket, ReplyToCustomer, AddNote, SendQuote, PlanWork, EscalateTicket,
                                ResolveTicket, ReopenTicket, CloseTicket, RecordTime, RecordCall, SetPriority,
                                MergeTicket, SplitTicket, AttachFile>;

struct TicketAction {
  std::string code;
  TicketVerb verb;
  std::string who;  ///< as the ticket's log says it: "operator:Anna", "api:ci"
  /// Chosen by the caller; empty: none. A second action of the same `who` with the same key does nothing and succeeds.
  std::string idempotency_key;
};

/// How a message that an action caused reaches the customer.
enum class Way {
  None,      ///< the action sends nothing
  WhatsApp,  ///< free text inside the customer service window
  Template,
  Mail,
  Call,  ///< nothing could be sent: it waits on the list of calls to be made
};

struct ActionDone {
  Way way = Way::None;
  std::string opened{};  ///< code of the ticket that a split opened
  std::optional<flows::AttachmentId> attachment{};  ///< of AttachFile
};

// ---- what the desk tells ----------------------------------------------------------------------------------------

/// Something changed. Carries names, never content: whoever hears it reads the rest with their own rights.
struct DeskNews {
  enum class Kind {
    TicketOpened,
    TicketChanged,   ///< its state, its log, its answers
    MessageArrived,  ///< from a customer; `ticket` is empty while it belongs to none
    MessageChanged,  ///< an outgoing message was queued, sent, delivered, read or failed
    AttachmentStored,
    PresenceChanged,  ///< somebody looks at the ticket, writes on it, or has gone
    OutboxChanged,    ///< uncertain or failed messages, parked events: the counts of the desk
    DeskChanged,    ///< opening hours passed a boundary, the channel went up or down, the demo's clock moved
  };
  Kind kind = Kind::DeskChanged;
  std::string ticket;  ///< code
  flows::ConversationId conversation{};
};

/// Work on the store inside one transaction; what it answers with an error is not written. `news` is told after the
/// commit.
using StoreWork = std::function<flows::Result<void>(storage::Store& store, std::vector<DeskNews>& news)>;

/// Callbacks run on the desk's threads, after the commit, and must not block. None is called when the desk refuses the
/// work because too much waits: then the function returns false and the API answers 503.
class DeskPort {
 public:
  virtual ~DeskPort() = default;

  /// NotFound without such a ticket; Conflict when its state does not allow the action; Invalid for what only the desk
  /// can judge (an unknown group or operator); Unavailable when it could not be stored.
  virtual bool act(TicketAction action, std::function<void(flows::Result<ActionDone>)> done) = 0;

  /// Does the console's own work: operators, sessions, saved views. What `work` answers, or Unavailable when it could
  /// not be stored.
  virtual bool write(StoreWork work, std::function<void(flows::Result<void>)> done) = 0;

  /// Sends a message that is uncertain or has failed once more. NotFound, or Conflict in any other state.
  virtual bool resend(flows::OutboxId message, std::string who, std::function<void(flows::Result<void>)> done) = 0;
  /// Sends a mail that is a dead letter (failed) once more, or a queued one now. NotFound, or Conflict in another state.
  virtual bool resend_mail(std::int64_t mail_id, std::string who, std::function<void(flows::Result<void>)> done) = 0;
  /// The same for what an outgoing webhook could not deliver; a delivered one may be told again, under its own id.
  virtual bool resend_hook(std::int64_t delivery_id, std::string who,
                           std::function<void(flows::Result<void>)> done) = 0;
  /// Gives a parked event to the desk again. NotFound, or Conflict when it is not parked; Internal when it is parked
  /// again, with the error.
  virtual bool replay(std::int64_t inbox_id, std::string who, std::function<void(flows::Result<void>)> done) = 0;
  /// Takes an entry off the list of calls. NotFound, or Conflict when somebody has done it already.
  virtual bool finish_callback(std::int64_t id, std::string who, std::function<void(flows::Result<void>)> done) = 0;
  /// The customer's messages of this ticket's conversation have been read by an operator.
  virtual bool mark_read(std::string ticket_code, std::string who, std::function<void(flows::Result<void>)> done) = 0;

  /// Calls the listener for everything that changes from now on, from any thread. One listener; it stays until the desk
  /// has stopped.
  virtual void subscribe(std::function<void(const DeskNews&)> listener) = 0;
};

}  // namespace sportello::webhooks
