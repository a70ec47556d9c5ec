#include <string>
#include <string_view>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kInsert =
    "INSERT INTO inbox (number, key, kind, raw, received_at) VALUES (:number, :key, :kind, :raw, :received_at) "
    "ON CONFLICT (number, key) DO NOTHING /*new id*/";
constexpr const char* kSetOutcome =
    "UPDATE inbox SET state = :state, outcome = :outcome, person_id = coalesce(:person, person_id) WHERE id = :id";
const std::string kFindInbox = std::string("SELECT ") + kInboxColumns + " FROM inbox i WHERE i.id = :id /*hold i*/";
const std::string kParked = std::string("SELECT ") + kInboxColumns +
                            " FROM inbox i WHERE i.state = 'parked' AND i.id > :after ORDER BY i.id LIMIT :most";

class SqlInbox : public Inbox {
 public:
  explicit SqlInbox(Connection& connection)
      : insert_(connection, "inbox.insert", kInsert, given(row_.number, "number"), given(row_.key, "key"),
                given(row_.kind, "kind"), given(row_.raw, "raw"), given(row_.received_at, "received_at"),
                gives_new_id(id_)),
        set_outcome_(connection, "inbox.set_outcome", kSetOutcome, given(row_.state, "state"),
                     given(row_.outcome, "outcome"), given(row_.person, "person"), given(id_, "id")),
        find_(connection, "inbox.find", kFindInbox, given(id_, "id"), columns_of(row_)),
        parked_(connection, "inbox.parked", kParked, given(id_, "after"), given(most_, "most"), columns_of(row_)) {}

  std::optional<std::int64_t> insert(const PhoneNumberId& number, const std::string& key, std::string_view kind,
                                     const std::string& raw, Instant received_at) override {
    row_.number = number;
    row_.key = key;
    row_.kind = kind;
    row_.raw = raw;
    row_.received_at = received_at;
    if (!insert_.one()) return std::nullopt;
    return id_;
  }

  void finish(std::int64_t id, std::string_view outcome, std::optional<PersonId> person) override {
    set_outcome(id, "done", outcome, person);
  }

  void park(std::int64_t id, std::string_view error) override { set_outcome(id, "parked", error, std::nullopt); }

  std::optional<InboxRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::vector<InboxRow> parked(std::int64_t after_id, int limit) override {
    id_ = after_id;
    most_ = limit;
    return rows_of(parked_, row_);
  }

 private:
  void set_outcome(std::int64_t id, std::string_view state, std::string_view outcome, std::optional<PersonId> person) {
    id_ = id;
    row_.state = state;
    row_.outcome = outcome;
    row_.person = person;
    set_outcome_.one();
  }

  InboxRow row_;
  std::int64_t id_ = 0;
  int most_ = 0;
  Statement insert_;
  Statement set_outcome_;
  Statement find_;
  Statement parked_;
};

}  // namespace

std::unique_ptr<Inbox> make_inbox(Connection& connection) {
  return std::make_unique<SqlInbox>(connection);
}

}  // namespace sportello::storage::sql
