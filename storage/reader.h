/// The reading side, for the console and the API: its own read-only connection, never waits for the writer.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "storage/hooks.h"
#include "storage/mail.h"
#include "storage/store.h"
#include "storage/workplace.h"

namespace sportello::storage {

struct TicketFilter {
  std::optional<BusinessId> business = {};
  std::vector<std::string> statuses = {};  ///< empty: all
  std::optional<std::string> assignee = {};
  std::string text = {};  ///< words searched in code, answers and names; empty: all
};

/// A ticket with what a list shows of its person.
struct TicketListRow {
  TicketRow ticket;
  PersonRow person;
  int unread = 0;
};

/// An open ticket with what its place in the queue depends on.
struct QueueRow {
  TicketListRow listed;
  std::optional<Instant> waiting_since;  ///< the customer waits for a person since then; empty: it is not our turn
  bool to_call = false;                  ///< something could be told in no other way than by phone
};

/// A ticket that a search has found, and where.
struct SearchHit {
  TicketListRow listed;
  std::string where;    ///< "ticket", "message", "reply", "note"
  std::string excerpt;  ///< the line that was found; empty for "ticket"
};

struct TicketPage {
  std::vector<TicketListRow> rows;  ///< newest first
  std::string next;                 ///< opaque cursor; empty at the end
};

/// One line of a conversation, inbound or outgoing, in the order people see it.
struct ThreadRow {
  std::int64_t id = 0;
  bool outgoing = false;
  Instant at{};
  std::string kind;
  std::string text;
  std::string content;  ///< JSON
  std::string state;    ///< outgoing: queued … failed
  std::string error;
  int error_code = 0;
  std::string author;
  std::string wamid;
  std::string quotes;
  std::string reason;
  std::optional<AttachmentRow> attachment;
  std::optional<TicketId> ticket;
};

struct DeskCounts {
  std::int64_t outbox_queued = 0;
  std::int64_t outbox_in_flight = 0;
  std::int64_t outbox_uncertain = 0;
  std::int64_t outbox_failed = 0;
  std::int64_t events_parked = 0;
  std::int64_t tasks_open = 0;
  std::int64_t acknowledgements_late = 0;    ///< alarms ever raised (K4)
  std::int64_t acknowledgements_broken = 0;  ///< promises ever broken (K4)
  std::int64_t mails_queued = 0;
  std::int64_t mails_failed = 0;
  std::map<std::string, std::int64_t> tickets_open = {};  ///< by status, those that are not closed
  std::optional<Instant> oldest_queued = {};  ///< when the oldest outgoing message that waits was written
  std::optional<Instant> next_timer = {};     ///< in the past when it is late
  std::int64_t callbacks = 0;
};

class Reader {
 public:
  virtual ~Reader() = default;
  /// Invalid for a cursor that was not given out.
  virtual Result<TicketPage> tickets(const TicketFilter& filter, const std::string& cursor, int limit) = 0;
  virtual std::optional<TicketListRow> ticket(const std::string& code) = 0;
  /// Every ticket that is neither resolved nor closed, at most so many of each status, newest first.
  virtual std::vector<QueueRow> open_tickets(int most) = 0;
  virtual std::int64_t count_of_status(const std::string& status) = 0;
  /// Words by their beginnings, without accents, in tickets, people, messages, replies and notes: the tickets that have
  /// all of them in one place, newest first.
  virtual std::vector<SearchHit> search(const std::string& words, int limit) = 0;
  virtual std::vector<SavedViewRow> views_of(std::int64_t operator_id) = 0;
  virtual std::vector<CannedAnswerRow> canned_answers() = 0;
  /// All the names the person is known by, newest first.
  virtual std::vector<AliasRow> aliases(PersonId person) = 0;
  virtual std::optional<std::string> ticket_code(TicketId id) = 0;
  /// Newest first.
  virtual std::vector<TicketRow> tickets_of(PersonId person, int limit) = 0;
  virtual std::optional<ConversationRow> conversation(ConversationId id) = 0;
  /// One for each of the desk's numbers the person has written to, oldest first.
  virtual std::vector<ConversationId> conversations_of(PersonId person) = 0;
  virtual std::vector<TicketEventRow> ticket_events(TicketId id) = 0;
  virtual std::optional<SurveyRow> survey(std::int64_t id) = 0;
  virtual std::optional<SurveyRow> survey_by_token(const std::string& token) = 0;
  /// That of the ticket's last closure.
  virtual std::optional<SurveyRow> ticket_survey(TicketId id) = 0;
  virtual std::vector<TaskRow> ticket_tasks(TicketId id) = 0;
  /// Oldest first; `done` too when asked for.
  virtual std::vector<TaskRow> tasks(bool done, std::int64_t after_id, int limit) = 0;
  virtual std::optional<TaskRow> task(std::int64_t id) = 0;
  virtual std::vector<SampleRow> samples(const BusinessId& business, int limit) = 0;
  virtual std::optional<SampleRow> sample(std::int64_t id) = 0;
  virtual std::vector<SampleCallRow> sample_calls(std::int64_t sample) = 0;
  virtual std::optional<SampleCallRow> sample_call(std::int64_t id) = 0;
  virtual std::optional<TicketListRow> ticket_by_id(TicketId id) = 0;
  /// What a person has to do by phone or by writing first, oldest first.
  virtual std::vector<CallbackRow> callbacks(std::int64_t after_id, int limit) = 0;
  virtual std::vector<TemplateRow> templates(const BusinessId& business) = 0;
  /// Newest first.
  virtual std::vector<ProposalRow> proposals(TicketId id) = 0;
  virtual std::optional<PersonRow> person(PersonId id) = 0;
  virtual std::vector<AttachmentRow> ticket_attachments(TicketId id) = 0;
  virtual std::optional<AttachmentRow> attachment(AttachmentId id) = 0;
  /// The newest `limit` lines, oldest first.
  virtual std::vector<ThreadRow> thread(ConversationId conversation, int limit) = 0;
  /// Why messages of this person had no answer, newest first.
  virtual std::vector<InboxRow> unanswered(PersonId person, int limit) = 0;
  virtual std::vector<OutboxRow> outbox(const std::string& state, std::int64_t after_id, int limit) = 0;
  /// The log: everything received, as it was kept, oldest first.
  virtual std::vector<InboxRow> events(std::int64_t after_id, int limit) = 0;
  virtual std::vector<InboxRow> parked(std::int64_t after_id, int limit) = 0;
  virtual std::optional<SessionRow> session(const std::string& token_hash, Instant now) = 0;
  virtual std::optional<OperatorRow> operator_by_id(std::int64_t id) = 0;
  virtual std::optional<OperatorRow> operator_by_email(const std::string& email) = 0;
  virtual std::vector<OperatorRow> operators() = 0;
  /// Newest first, those with a smaller id only.
  virtual std::vector<AuditRow> audit(std::int64_t before_id, int limit) = 0;
  /// Outgoing mails, oldest first; an empty state means every state.
  virtual std::vector<MailRow> mail(std::string_view state, std::int64_t after_id, int limit) = 0;
  virtual std::vector<MailRow> mail_of(TicketId ticket) = 0;
  /// What came in, newest first; an empty outcome means every outcome.
  virtual std::vector<ReceivedMailRow> mail_received(std::string_view outcome, std::int64_t before_id, int limit) = 0;
  virtual std::vector<ReceivedMailRow> mail_received_of(TicketId ticket) = 0;
  virtual std::vector<HookDeliveryRow> hook_deliveries(std::string_view state, std::int64_t after_id, int limit) = 0;
  virtual DeskCounts counts() = 0;
};

/// A connection of its own that cannot write, for one thread at a time. The store must have been opened before: it
/// makes the schema. Throws StoreError.
std::unique_ptr<Reader> open_reader(const std::string& url);

}  // namespace sportello::storage
