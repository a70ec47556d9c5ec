#include "storage/identities.h"

#include <algorithm>

#include "storage/sql/customer_repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kNoteIdentity =
    "INSERT INTO identity_conflict (business, person_id, other_id, at) VALUES (:business, :person, :other, :at) "
    "ON CONFLICT (person_id, other_id) DO NOTHING";
constexpr const char* kFindIdentity =
    "SELECT id, business, person_id, other_id, at, outcome FROM identity_conflict x WHERE id = :id /*hold x*/";
constexpr const char* kOpenIdentities =
    "SELECT id, business, person_id, other_id, at, outcome FROM identity_conflict "
    "WHERE outcome = '' AND id > :after ORDER BY id LIMIT :most";
constexpr const char* kSettle =
    "UPDATE identity_conflict SET outcome = :outcome, settled_by = :who, settled_at = :at WHERE id = :id";
const std::string kConversations =
    std::string("SELECT ") + kConversationColumns + " FROM conversation c WHERE c.person_id = :id";
constexpr const char* kMoveConversation = "UPDATE conversation SET person_id = :into WHERE id = :conversation";
constexpr const char* kWriteConversation =
    "UPDATE conversation SET state = :state, last_customer_at = :last, window_closed_at = :closed, owner = :owner, "
    "unread = :unread WHERE id = :conversation";
constexpr const char* kDropConversation = "DELETE FROM conversation WHERE id = :conversation";
constexpr const char* kMoveMessages =
    "UPDATE message SET conversation_id = :kept WHERE conversation_id = :conversation";
constexpr const char* kMoveAttachments =
    "UPDATE attachment SET conversation_id = :kept WHERE conversation_id = :conversation";
constexpr const char* kMoveOutbox = "UPDATE outbox SET conversation_id = :kept WHERE conversation_id = :conversation";
constexpr const char* kMoveCallbacks =
    "UPDATE callback SET conversation_id = :kept WHERE conversation_id = :conversation";
constexpr const char* kMoveTalk =
    "UPDATE ticket SET conversation_id = :kept WHERE person_id = :person AND conversation_id = :conversation";
// One timer of a kind for each conversation: their keys carry its id.
constexpr const char* kDropTimers =
    "DELETE FROM timer WHERE conversation_id = :conversation AND key = kind || ':' || conversation_id";
constexpr const char* kMoveTimers =
    "UPDATE timer SET key = CASE WHEN key = kind || ':' || conversation_id THEN kind || ':' || :kept ELSE key END, "
    "conversation_id = :kept WHERE conversation_id = :conversation";
constexpr const char* kMoveNotes = "UPDATE customer_note SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveAliases = "UPDATE alias SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveTickets = "UPDATE ticket SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveMail = "UPDATE mail SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveReceived = "UPDATE mail_received SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveSurveys = "UPDATE survey SET person_id = :into WHERE person_id = :from";
constexpr const char* kMoveSamples = "UPDATE sample_call SET person_id = :into WHERE person_id = :from";
// The reasons for silence, which are looked up by person; the index holds only these.
constexpr const char* kMoveSilences =
    "UPDATE inbox SET person_id = :into WHERE person_id = :from AND kind = 'message' "
    "AND outcome NOT IN ('', 'answered')";
constexpr const char* kCopyCompanies =
    "INSERT INTO company_person (company_id, person_id) SELECT company_id, :into FROM company_person "
    "WHERE person_id = :from ON CONFLICT (company_id, person_id) DO NOTHING";
constexpr const char* kDropCompanies = "DELETE FROM company_person WHERE person_id = :from";

void fill(std::string& known, const std::string& other) {
  if (known.empty()) known = other;
}

class SqlIdentities : public Identities {
 public:
  SqlIdentities(Connection& connection, People& people)
      : people_(people),
        note_(connection, "identities.note_conflict", kNoteIdentity, given(row_.business, "business"),
              given(row_.person, "person"), given(row_.other, "other"), given(row_.at, "at")),
        find_(connection, "identities.conflict", kFindIdentity, given(id_, "id"), gives(row_.id), gives(row_.business),
              gives(row_.person), gives(row_.other), gives(row_.at), gives(row_.outcome)),
        open_(connection, "identities.open_conflicts", kOpenIdentities, given(id_, "after"), given(most_, "most"),
              gives(row_.id), gives(row_.business), gives(row_.person), gives(row_.other), gives(row_.at),
              gives(row_.outcome)),
        settle_(connection, "identities.settle", kSettle, given(outcome_, "outcome"), given(who_, "who"),
                given(at_, "at"), given(id_, "id")),
        conversations_(connection, "identities.conversations", kConversations, given(person_, "id"),
                       columns_of(conversation_)),
        move_conversation_(connection, "identities.move_conversation", kMoveConversation, given(into_, "into"),
                           given(dropped_, "conversation")),
        write_conversation_(connection, "identities.write_conversation", kWriteConversation,
                            given(conversation_.state, "state"), given(conversation_.last_customer_at, "last"),
                            given(conversation_.window_closed_at, "closed"), given(conversation_.owner, "owner"),
                            given(conversation_.unread, "unread"), given(conversation_.id, "conversation")),
        drop_conversation_(connection, "identities.drop_conversation", kDropConversation,
                           given(dropped_, "conversation")),
        move_messages_(connection, "identities.move_messages", kMoveMessages, given(kept_, "kept"),
                       given(dropped_, "conversation")),
        move_attachments_(connection, "identities.move_attachments", kMoveAttachments, given(kept_, "kept"),
                          given(dropped_, "conversation")),
        move_outbox_(connection, "identities.move_outbox", kMoveOutbox, given(kept_, "kept"),
                     given(dropped_, "conversation")),
        move_callbacks_(connection, "identities.move_callbacks", kMoveCallbacks, given(kept_, "kept"),
                        given(dropped_, "conversation")),
        move_talk_(connection, "identities.move_talk", kMoveTalk, given(kept_, "kept"), given(from_, "person"),
                   given(dropped_, "conversation")),
        drop_timers_(connection, "identities.drop_timers", kDropTimers, given(timers_of_, "conversation")),
        move_timers_(connection, "identities.move_timers", kMoveTimers, given(kept_, "kept"),
                     given(dropped_, "conversation")),
        move_aliases_(connection, "identities.move_aliases", kMoveAliases, given(into_, "into"), given(from_, "from")),
        move_notes_(connection, "identities.move_notes", kMoveNotes, given(into_, "into"), given(from_, "from")),
        move_tickets_(connection, "identities.move_tickets", kMoveTickets, given(into_, "into"), given(from_, "from")),
        move_mail_(connection, "identities.move_mail", kMoveMail, given(into_, "into"), given(from_, "from")),
        move_received_(connection, "identities.move_received", kMoveReceived, given(into_, "into"),
                       given(from_, "from")),
        move_surveys_(connection, "identities.move_surveys", kMoveSurveys, given(into_, "into"), given(from_, "from")),
        move_samples_(connection, "identities.move_samples", kMoveSamples, given(into_, "into"), given(from_, "from")),
        move_silences_(connection, "identities.move_silences", kMoveSilences, given(into_, "into"),
                       given(from_, "from")),
        copy_companies_(connection, "identities.copy_companies", kCopyCompanies, given(into_, "into"),
                        given(from_, "from")),
        drop_companies_(connection, "identities.drop_companies", kDropCompanies, given(from_, "from")) {}

  void note_conflict(const ConflictRow& conflict) override {
    row_ = conflict;
    // The pair has no order: 3 and 7 are 7 and 3.
    if (row_.other < row_.person) std::swap(row_.person, row_.other);
    note_.one();
  }

  std::optional<ConflictRow> conflict(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::vector<ConflictRow> open_conflicts(std::int64_t after_id, int limit) override {
    id_ = after_id;
    most_ = limit;
    return rows_of(open_, row_);
  }

  void settle(std::int64_t id, std::string_view outcome, const std::string& who, Instant at) override {
    id_ = id;
    outcome_ = outcome;
    who_ = who;
    at_ = at;
    settle_.one();
  }

  void merge(PersonId into, PersonId from) override {
    auto kept = people_.find(into);
    auto left = people_.find(from);
    if (!kept || !left || into == from || kept->business != left->business) {
      throw std::runtime_error("merge: these are not two people of one business");
    }
    into_ = into;
    from_ = from;
    const auto ours = conversations_of(into);
    for (const ConversationRow& theirs : conversations_of(from)) {
      const auto same = std::find_if(ours.begin(), ours.end(),
                                     [&](const ConversationRow& row) { return row.number == theirs.number; });
      dropped_ = theirs.id;
      if (same == ours.end()) {
        move_conversation_.one();
      } else {
        merge_conversations(*same, theirs);
      }
    }
    for (Statement* move : {&move_aliases_, &move_notes_, &move_tickets_, &move_mail_, &move_received_, &move_surveys_,
                            &move_samples_, &move_silences_, &copy_companies_, &drop_companies_}) {
      move->one();
    }
    merge_people(*kept, *left);
  }

 private:
  std::vector<ConversationRow> conversations_of(PersonId person) {
    person_ = person;
    std::vector<ConversationRow> rows;
    conversations_.each([&] { rows.push_back(conversation_); });
    return rows;
  }

  /// The one written in last goes on: its state and its timers count.
  void merge_conversations(const ConversationRow& ours, const ConversationRow& theirs) {
    const bool theirs_newer = theirs.last_customer_at > ours.last_customer_at;
    kept_ = ours.id;
    timers_of_ = theirs_newer ? ours.id : theirs.id;
    drop_timers_.one();
    for (Statement* move : {&move_messages_, &move_attachments_, &move_outbox_, &move_callbacks_, &move_talk_,
                            &move_timers_}) {
      move->one();
    }
    conversation_ = theirs_newer ? theirs : ours;
    const ConversationRow& older = theirs_newer ? ours : theirs;
    conversation_.id = ours.id;
    if (conversation_.owner == "bot") conversation_.owner = older.owner;
    conversation_.unread += older.unread;
    write_conversation_.one();
    drop_conversation_.one();
  }

  void merge_people(PersonRow& kept, PersonRow& left) {
    fill(kept.name, left.name);
    fill(kept.profile_name, left.profile_name);
    fill(kept.username, left.username);
    fill(kept.company, left.company);
    if (kept.email.empty()) kept.email_enabled = left.email_enabled;
    fill(kept.email, left.email);
    if (kept.phone.empty()) kept.reachable = left.reachable;
    fill(kept.phone, left.phone);
    fill(kept.language, left.language);
    if (kept.plan.empty()) {
      kept.plan = left.plan;
      kept.plan_from = left.plan_from;
      kept.plan_to = left.plan_to;
    }
    kept.known = kept.known || left.known;
    kept.opted_out = kept.opted_out || left.opted_out;
    people_.update(kept);
    PersonRow empty;
    empty.id = left.id;
    empty.business = left.business;
    empty.created_at = left.created_at;
    people_.update(empty);
  }

  People& people_;
  ConflictRow row_;
  ConversationRow conversation_;
  std::int64_t id_ = 0;
  int most_ = 0;
  std::string outcome_;
  std::string who_;
  Instant at_{};
  PersonId person_;
  PersonId into_;
  PersonId from_;
  ConversationId kept_;
  ConversationId dropped_;
  ConversationId timers_of_;
  Statement note_;
  Statement find_;
  Statement open_;
  Statement settle_;
  Statement conversations_;
  Statement move_conversation_;
  Statement write_conversation_;
  Statement drop_conversation_;
  Statement move_messages_;
  Statement move_attachments_;
  Statement move_outbox_;
  Statement move_callbacks_;
  Statement move_talk_;
  Statement drop_timers_;
  Statement move_timers_;
  Statement move_aliases_;
  Statement move_notes_;
  Statement move_tickets_;
  Statement move_mail_;
  Statement move_received_;
  Statement move_surveys_;
  Statement move_samples_;
  Statement move_silences_;
  Statement copy_companies_;
  Statement drop_companies_;
};

}  // namespace

std::unique_ptr<Identities> make_identities(Connection& connection, People& people) {
  return std::make_unique<SqlIdentities>(connection, people);
}

}  // namespace sportello::storage::sql
