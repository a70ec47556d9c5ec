#include <array>
#include <chrono>

#include "storage/reader.h"
#include "storage/sql/customer_repositories.h"
#include "storage/sql/open.h"
#include "storage/sql/pulse.h"
#include "storage/sql/queue.h"
#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"
#include "storage/sql/search.h"
#include "storage/sql/statements.h"
#include "storage/sql/thread.h"
#include "storage/sql/ticket_pages.h"

namespace sportello::storage {
namespace {

using sql::Connection;
using sql::given;
using sql::gives;
using sql::Statement;

constexpr std::chrono::milliseconds kReaderTimeout{1'000};

const std::string kUnanswered =
    std::string("SELECT ") + sql::kInboxColumns +
    " FROM inbox i WHERE i.person_id = :person AND i.kind = 'message' AND i.outcome NOT IN ('', 'answered')"
    " ORDER BY i.id DESC LIMIT :most";
const std::string kReaderEvents =
    std::string("SELECT ") + sql::kInboxColumns + " FROM inbox i WHERE i.id > :after ORDER BY i.id LIMIT :most";
constexpr const char* kConversationsOf = "SELECT id FROM conversation WHERE person_id = :person ORDER BY id";
const std::string kCountOutbox =
    "SELECT count(*) FROM outbox o WHERE o.state = :state AND " + sql::is_unsettled("o");
constexpr const char* kCountParked = "SELECT count(*) FROM inbox WHERE state = 'parked'";

constexpr std::array<const char*, 7> kNotClosed{"registered", "taken",  "waiting_customer", "second_level",
                                               "planned",    "quoted", "resolved"};

std::unique_ptr<Connection> connect(const std::string& url) {
  return sql::connect(sql::parse_url(url), sql::Access::Read, kReaderTimeout);
}

/// The writer's repositories read as well; on this connection they can do nothing else.
class SqlReader : public Reader {
 public:
  explicit SqlReader(const std::string& url)
      : connection_(connect(url)),
        inbox_(sql::make_inbox(*connection_)),
        people_(sql::make_people(*connection_)),
        conversations_(sql::make_conversations(*connection_)),
        tickets_(sql::make_tickets(*connection_)),
        attachments_(sql::make_attachments(*connection_)),
        outbox_(sql::make_outbox(*connection_)),
        surveys_(sql::make_surveys(*connection_)),
        tasks_(sql::make_tasks(*connection_)),
        customers_(sql::make_customers(*connection_)),
        identities_(sql::make_identities(*connection_, *people_)),
        merges_(sql::make_merges(*connection_)),
        notes_(sql::make_customer_notes(*connection_)),
        samples_(sql::make_samples(*connection_)),
        operators_(sql::make_operators(*connection_)),
        audit_(sql::make_audit(*connection_)),
        mail_(sql::make_mail_outbox(*connection_)),
        mail_inbox_(sql::make_mail_inbox(*connection_)),
        hooks_(sql::make_hook_queue(*connection_)),
        workplace_(sql::make_workplace(*connection_)),
        queue_(*connection_),
        pulse_(*connection_),
        search_(*connection_),
        templates_(sql::make_templates(*connection_)),
        callbacks_(sql::make_callbacks(*connection_)),
        proposals_(sql::make_proposals(*connection_)),
        pages_(*connection_),
        thread_(*connection_),
        unanswered_(*connection_, "reader.unanswered", kUnanswered, given(person_, "person"), given(most_, "most"),
                    sql::columns_of(row_)),
        conversations_of_(*connection_, "reader.conversations_of", kConversationsOf, given(person_, "person"),
                          gives(conversation_)),
        events_(*connection_, "reader.events", kReaderEvents, given(after_, "after"), given(most_, "most"),
                sql::columns_of(row_)),
        count_outbox_(*connection_, "reader.count_outbox", kCountOutbox, given(state_, "state"), gives(count_)),
        count_parked_(*connection_, "reader.count_parked", kCountParked, gives(count_)) {}

  Result<TicketPage> tickets(const TicketFilter& filter, const std::string& cursor, int limit) override {
    return pages_.page(filter, cursor, limit);
  }
  std::optional<TicketListRow> ticket(const std::string& code) override { return pages_.find(code); }
  std::vector<QueueRow> open_tickets(int most) override { return queue_.open(most); }
  std::int64_t count_of_status(const std::string& status) override { return queue_.count(status); }
  std::vector<SearchHit> search(const std::string& words, int limit) override { return search_.find(words, limit); }
  std::vector<SavedViewRow> views_of(std::int64_t operator_id) override { return workplace_->views_of(operator_id); }
  std::vector<CannedAnswerRow> canned_answers() override { return workplace_->answers(); }
  std::vector<AliasRow> aliases(PersonId person) override { return people_->aliases(person); }
  std::optional<std::string> ticket_code(TicketId id) override {
    const auto row = tickets_->find(id);
    return row ? std::optional(row->code) : std::nullopt;
  }
  std::vector<TicketRow> tickets_of(PersonId person, int limit) override { return tickets_->of_person(person, limit); }
  std::optional<ConversationRow> conversation(ConversationId id) override { return conversations_->find(id); }
  std::vector<ConversationId> conversations_of(PersonId person) override {
    person_ = person;
    std::vector<ConversationId> ids;
    conversations_of_.each([&] { ids.push_back(conversation_); });
    return ids;
  }
  std::vector<TicketEventRow> ticket_events(TicketId id) override { return tickets_->events(id); }
  std::vector<CallbackRow> callbacks(std::int64_t after_id, int limit) override {
    return callbacks_->open(after_id, limit);
  }
  std::optional<SurveyRow> survey(std::int64_t id) override { return surveys_->find(id); }
  std::optional<SurveyRow> survey_by_token(const std::string& token) override { return surveys_->find_by_token(token); }
  std::optional<SurveyRow> ticket_survey(TicketId id) override { return surveys_->newest_of(id); }
  std::vector<TaskRow> ticket_tasks(TicketId id) override { return tasks_->of_ticket(id); }
  std::vector<TaskRow> tasks(bool done, std::int64_t after_id, int limit) override {
    return done ? tasks_->all(after_id, limit) : tasks_->open(after_id, limit);
  }
  std::optional<TaskRow> task(std::int64_t id) override { return tasks_->find(id); }
  std::vector<SampleRow> samples(const BusinessId& business, int limit) override {
    return samples_->newest(business, limit);
  }
  std::optional<SampleRow> sample(std::int64_t id) override { return samples_->find(id); }
  std::vector<SampleCallRow> sample_calls(std::int64_t sample) override { return samples_->calls(sample); }
  std::optional<SampleCallRow> sample_call(std::int64_t id) override { return samples_->find_call(id); }
  std::optional<TicketListRow> ticket_by_id(TicketId id) override {
    const auto row = tickets_->find(id);
    return row ? pages_.find(row->code) : std::nullopt;
  }
  std::vector<TemplateRow> templates(const BusinessId& business) override { return templates_->of_business(business); }
  std::vector<ProposalRow> proposals(TicketId id) override { return proposals_->of_ticket(id); }
  std::optional<PersonRow> person(PersonId id) override { return people_->find(id); }
  std::vector<AttachmentRow> ticket_attachments(TicketId id) override { return attachments_->of_ticket(id); }
  std::optional<AttachmentRow> attachment(AttachmentId id) override { return attachments_->find(id); }
  std::vector<ThreadRow> thread(ConversationId conversation, int limit) override {
    return thread_.newest(conversation, limit);
  }

  std::vector<InboxRow> unanswered(PersonId person, int limit) override {
    person_ = person;
    most_ = limit;
    return rows_of(unanswered_, row_);
  }

  std::vector<OutboxRow> outbox(const std::string& state, std::int64_t after_id, int limit) override {
    return outbox_->in_state(state, after_id, limit);
  }
  std::vector<InboxRow> events(std::int64_t after_id, int limit) override {
    after_ = after_id;
    most_ = limit;
    return rows_of(events_, row_);
  }
  std::vector<InboxRow> parked(std::int64_t after_id, int limit) override { return inbox_->parked(after_id, limit); }
  std::optional<SessionRow> session(const std::string& token_hash, Instant now) override {
    return operators_->find_session(token_hash, now);
  }
  std::optional<OperatorRow> operator_by_id(std::int64_t id) override { return operators_->find(id); }
  std::optional<OperatorRow> operator_by_email(const std::string& email) override {
    return operators_->find_by_email(email);
  }
  std::vector<OperatorRow> operators() override { return operators_->list(); }
  std::vector<AuditRow> audit(std::int64_t before_id, int limit) override { return audit_->before(before_id, limit); }

  std::vector<MailRow> mail(std::string_view state, std::int64_t after_id, int limit) override {
    return mail_->in_state(state, after_id, limit);
  }
  std::vector<MailRow> mail_of(TicketId ticket) override { return mail_->of_ticket(ticket); }
  std::vector<ReceivedMailRow> mail_received(std::string_view outcome, std::int64_t before_id, int limit) override {
    return mail_inbox_->newest(outcome, before_id, limit);
  }
  std::vector<ReceivedMailRow> mail_received_of(TicketId ticket) override { return mail_inbox_->of_ticket(ticket); }
  std::vector<HookDeliveryRow> hook_deliveries(std::string_view state, std::int64_t after_id, int limit) override {
    return hooks_->in_state(state, after_id, limit);
  }

  DeskCounts counts() override {
    DeskCounts counts{.outbox_queued = count("queued"),
                      .outbox_in_flight = count("in_flight"),
                      .outbox_uncertain = count("uncertain"),
                      .outbox_failed = count("failed")};
    count_parked_.one();
    counts.events_parked = count_;
    counts.tasks_open = tasks_->count_open();
    counts.acknowledgements_broken = tasks_->count("broken_promise");
    counts.acknowledgements_late = tasks_->count("late_acknowledgement") + counts.acknowledgements_broken;
    for (const char* status : kNotClosed) counts.tickets_open.emplace(status, queue_.count(status));
    counts.mails_queued = pulse_.mails("queued");
    counts.mails_failed = pulse_.mails("failed");
    counts.oldest_queued = pulse_.oldest_queued();
    counts.next_timer = pulse_.next_timer();
    counts.callbacks = callbacks_->count_open();
    return counts;
  }

  Customers& customers() { return *customers_; }
  Identities& identities() { return *identities_; }
  Merges& merges() { return *merges_; }
  CustomerNotes& notes() { return *notes_; }

  const std::vector<sql::NamedSql>& statements() const { return connection_->statements(); }

 private:
  std::int64_t count(const char* state) {
    state_ = state;
    count_outbox_.one();
    return count_;
  }

  InboxRow row_;
  PersonId person_;
  ConversationId conversation_;
  std::string state_;
  std::int64_t count_ = 0;
  std::int64_t after_ = 0;
  int most_ = 0;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Inbox> inbox_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Conversations> conversations_;
  std::unique_ptr<Tickets> tickets_;
  std::unique_ptr<Attachments> attachments_;
  std::unique_ptr<Outbox> outbox_;
  std::unique_ptr<Surveys> surveys_;
  std::unique_ptr<Tasks> tasks_;
  std::unique_ptr<Customers> customers_;
  std::unique_ptr<Identities> identities_;
  std::unique_ptr<Merges> merges_;
  std::unique_ptr<CustomerNotes> notes_;
  std::unique_ptr<Samples> samples_;
  std::unique_ptr<Operators> operators_;
  std::unique_ptr<Audit> audit_;
  std::unique_ptr<MailOutbox> mail_;
  std::unique_ptr<MailInbox> mail_inbox_;
  std::unique_ptr<HookQueue> hooks_;
  std::unique_ptr<Workplace> workplace_;
  sql::Queue queue_;
  sql::Pulse pulse_;
  sql::Search search_;
  std::unique_ptr<Templates> templates_;
  std::unique_ptr<Callbacks> callbacks_;
  std::unique_ptr<Proposals> proposals_;
  sql::TicketPages pages_;
  sql::Thread thread_;
  Statement unanswered_;
  Statement conversations_of_;
  Statement events_;
  Statement count_outbox_;
  Statement count_parked_;
};

}  // namespace

std::vector<sql::NamedSql> sql::statements_of(const Reader& reader) {
  return dynamic_cast<const SqlReader&>(reader).statements();
}

Customers& customers_of(Reader& reader) {
  return dynamic_cast<SqlReader&>(reader).customers();
}

Identities& identities_of(Reader& reader) {
  return dynamic_cast<SqlReader&>(reader).identities();
}

CustomerNotes& customer_notes_of(Reader& reader) {
  return dynamic_cast<SqlReader&>(reader).notes();
}

Merges& merges_of(Reader& reader) {
  return dynamic_cast<SqlReader&>(reader).merges();
}

std::unique_ptr<Reader> open_reader(const std::string& url) {
  return std::make_unique<SqlReader>(url);
}

}  // namespace sportello::storage
