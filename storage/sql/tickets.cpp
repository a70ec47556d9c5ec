#include <string>

#include "flows/core/text.h"
#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kNextTicketNumber =
    "INSERT INTO ticket_number (business, last) VALUES (:business, 1) "
    "ON CONFLICT (business) DO UPDATE SET last = ticket_number.last + 1 RETURNING last";
constexpr const char* kCreateTicket =
    "INSERT INTO ticket (code, business, person_id, conversation_id, status, priority, answers, summary, flags, "
    "channel, assignee, rules_version, consent, previous_id, created_at, updated_at, taken_at, resolved_at, deadline, "
    "closed_at, search) "
    "VALUES (:code, :business, :person, :conversation, :status, :priority, :answers, :summary, :flags, :channel, "
    ":assignee, :rules_version, :consent, :previous, :created_at, :updated_at, :taken_at, :resolved_at, :deadline, "
    ":closed_at, :search) ON CONFLICT (code) DO NOTHING /*new id*/";
constexpr const char* kUpdateTicket =
    "UPDATE ticket SET person_id = :person, conversation_id = :conversation, status = :status, priority = :priority, "
    "answers = :answers, summary = :summary, flags = :flags, channel = :channel, assignee = :assignee, "
    "rules_version = :rules_version, consent = :consent, previous_id = :previous, updated_at = :updated_at, "
    "taken_at = :taken_at, resolved_at = :resolved_at, deadline = :deadline, closed_at = :closed_at, "
    "search = :search WHERE id = :id";
// The customer first, as for a conversation.
const std::string kFindTicket = std::string("SELECT ") + kTicketColumns +
                                " FROM ticket t JOIN person p ON p.id = t.person_id WHERE t.id = :id /*hold p, t*/";
const std::string kFindByCode = std::string("SELECT ") + kTicketColumns +
                                " FROM ticket t JOIN person p ON p.id = t.person_id WHERE t.code = :code"
                                " /*hold p, t*/";
const std::string kTicketsOfPerson = std::string("SELECT ") + kTicketColumns +
                                     " FROM ticket t WHERE t.person_id = :person ORDER BY t.id DESC LIMIT :most";
constexpr const char* kAddEvent =
    "INSERT INTO ticket_event (ticket_id, at, who, what, data) VALUES (:ticket, :at, :who, :what, :data)";
const std::string kTicketEvents =
    std::string("SELECT ") + kTicketEventColumns + " FROM ticket_event e WHERE e.ticket_id = :ticket ORDER BY e.id";

class SqlTickets : public Tickets {
 public:
  explicit SqlTickets(Connection& connection)
      : next_number_(connection, "tickets.next_number", kNextTicketNumber, given(row_.business, "business"),
                     gives(number_)),
        create_(connection, "tickets.create", kCreateTicket, given(row_.code, "code"), given(row_.business, "business"),
                given(row_.person, "person"), given(row_.conversation, "conversation"), given(row_.status, "status"),
                given(row_.priority, "priority"), given(row_.answers, "answers"), given(row_.summary, "summary"),
                given(row_.flags, "flags"), given(row_.channel, "channel"), given(row_.assignee, "assignee"),
                given(row_.rules_version, "rules_version"), given(row_.consent, "consent"),
                given(row_.previous, "previous"), given(row_.created_at, "created_at"),
                given(row_.updated_at, "updated_at"), given(row_.taken_at, "taken_at"),
                given(row_.resolved_at, "resolved_at"), given(row_.deadline, "deadline"),
                given(row_.closed_at, "closed_at"), given(search_, "search"), gives_new_id(id_)),
        update_(connection, "tickets.update", kUpdateTicket, given(row_.person, "person"),
                given(row_.conversation, "conversation"), given(row_.status, "status"),
                given(row_.priority, "priority"), given(row_.answers, "answers"), given(row_.summary, "summary"),
                given(row_.flags, "flags"), given(row_.channel, "channel"), given(row_.assignee, "assignee"),
                given(row_.rules_version, "rules_version"), given(row_.consent, "consent"),
                given(row_.previous, "previous"), given(row_.updated_at, "updated_at"),
                given(row_.taken_at, "taken_at"), given(row_.resolved_at, "resolved_at"),
                given(row_.deadline, "deadline"), given(row_.closed_at, "closed_at"), given(search_, "search"),
                given(row_.id, "id")),
        find_(connection, "tickets.find", kFindTicket, given(id_, "id"), columns_of(row_)),
        find_by_code_(connection, "tickets.find_by_code", kFindByCode, given(code_, "code"), columns_of(row_)),
        of_person_(connection, "tickets.of_person", kTicketsOfPerson, given(person_, "person"), given(most_, "most"),
                   columns_of(row_)),
        add_event_(connection, "tickets.add_event", kAddEvent, given(event_.ticket, "ticket"), given(event_.at, "at"),
                   given(event_.who, "who"), given(event_.what, "what"), given(event_.data, "data")),
        events_(connection, "tickets.events", kTicketEvents, given(id_, "ticket"), columns_of(event_)) {}

  std::int64_t next_number(const BusinessId& business) override {
    row_.business = business;
    next_number_.one();
    return number_;
  }

  Result<TicketId> create(const TicketRow& ticket) override {
    take(ticket);
    if (!create_.one()) return fail(Errc::Conflict, "the ticket code " + ticket.code + " is taken");
    return id_;
  }

  void update(const TicketRow& ticket) override {
    take(ticket);
    update_.one();
  }

  std::optional<TicketRow> find(TicketId id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::optional<TicketRow> find_by_code(const std::string& code) override {
    code_ = code;
    return row_of(find_by_code_, row_);
  }

  std::vector<TicketRow> of_person(PersonId person, int limit) override {
    person_ = person;
    most_ = limit;
    return rows_of(of_person_, row_);
  }

  void add_event(const TicketEventRow& event) override {
    event_ = event;
    add_event_.one();
  }

  std::vector<TicketEventRow> events(TicketId ticket) override {
    id_ = ticket;
    std::vector<TicketEventRow> rows;
    events_.each([&] { rows.push_back(event_); });
    return rows;
  }

 private:
  void take(const TicketRow& ticket) {
    row_ = ticket;
    search_ = flows::fold(ticket.code + '\n' + ticket.summary + '\n' + ticket.answers);
  }

  TicketRow row_;
  TicketEventRow event_;
  TicketId id_;
  PersonId person_;
  std::int64_t number_ = 0;
  std::string code_;
  std::string search_;
  int most_ = 0;
  Statement next_number_;
  Statement create_;
  Statement update_;
  Statement find_;
  Statement find_by_code_;
  Statement of_person_;
  Statement add_event_;
  Statement events_;
};

}  // namespace

std::unique_ptr<Tickets> make_tickets(Connection& connection) {
  return std::make_unique<SqlTickets>(connection);
}

}  // namespace sportello::storage::sql
