#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddProposal =
    "INSERT INTO proposal (ticket_id, kind, text, cents, starts_at, ends_at, expires_at, attachment_id, document_sent, "
    "state, sent_at, answered_at, answer, answer_message) VALUES (:ticket, :kind, :text, :cents, :starts_at, :ends_at, "
    ":expires_at, :attachment, :document_sent, :state, :sent_at, :answered_at, :answer, :answer_message) /*new id*/";
constexpr const char* kUpdateProposal =
    "UPDATE proposal SET document_sent = :document_sent, state = :state, answered_at = :answered_at, answer = :answer, "
    "answer_message = :answer_message WHERE id = :id";
const std::string kProposalColumns =
    "SELECT id, ticket_id, kind, text, cents, starts_at, ends_at, expires_at, attachment_id, document_sent, state, "
    "sent_at, answered_at, answer, answer_message FROM proposal ";
const std::string kFindProposal = kProposalColumns + "WHERE id = :id";
const std::string kProposalsOfTicket = kProposalColumns + "WHERE ticket_id = :ticket ORDER BY id DESC";

struct Found {
  ProposalRow& row;
  void bind(soci::statement& statement) const {
    const auto into = [&](auto&... fields) { (statement.exchange(soci::into(fields)), ...); };
    into(row.id, row.ticket, row.kind, row.text, row.cents, row.starts_at, row.ends_at, row.expires_at, row.attachment,
         row.document_sent, row.state, row.sent_at, row.answered_at, row.answer, row.answer_message);
  }
};

class SqlProposals : public Proposals {
 public:
  explicit SqlProposals(Connection& connection)
      : add_(connection, "proposals.add", kAddProposal, given(row_.ticket, "ticket"), given(row_.kind, "kind"),
             given(row_.text, "text"), given(row_.cents, "cents"), given(row_.starts_at, "starts_at"),
             given(row_.ends_at, "ends_at"), given(row_.expires_at, "expires_at"), given(row_.attachment, "attachment"),
             given(row_.document_sent, "document_sent"), given(row_.state, "state"), given(row_.sent_at, "sent_at"),
             given(row_.answered_at, "answered_at"), given(row_.answer, "answer"),
             given(row_.answer_message, "answer_message"), gives_new_id(id_)),
        update_(connection, "proposals.update", kUpdateProposal, given(row_.document_sent, "document_sent"),
                given(row_.state, "state"), given(row_.answered_at, "answered_at"), given(row_.answer, "answer"),
                given(row_.answer_message, "answer_message"), given(row_.id, "id")),
        find_(connection, "proposals.find", kFindProposal, given(id_, "id"), Found{found_}),
        of_ticket_(connection, "proposals.of_ticket", kProposalsOfTicket, given(row_.ticket, "ticket"), Found{found_}) {
  }

  std::int64_t add(const ProposalRow& row) override {
    row_ = row;
    add_.one();
    return id_;
  }

  void update(const ProposalRow& row) override {
    row_ = row;
    update_.one();
  }

  std::optional<ProposalRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, found_);
  }

  std::vector<ProposalRow> of_ticket(TicketId ticket) override {
    row_.ticket = ticket;
    return rows_of(of_ticket_, found_);
  }

 private:
  ProposalRow row_;
  ProposalRow found_;
  std::int64_t id_ = 0;
  Statement add_;
  Statement update_;
  Statement find_;
  Statement of_ticket_;
};

}  // namespace

std::unique_ptr<Proposals> make_proposals(Connection& connection) {
  return std::make_unique<SqlProposals>(connection);
}

}  // namespace sportello::storage::sql
