#include "storage/customer_notes.h"

#include "storage/sql/customer_repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddCustomerNote =
    "INSERT INTO customer_note (person_id, company_id, at, who, text) "
    "VALUES (:person, :company, :at, :who, :text) /*new id*/";
constexpr const char* kRemove = "DELETE FROM customer_note WHERE id = :id";
constexpr const char* kFindCustomerNote =
    "SELECT id, person_id, company_id, at, who, text FROM customer_note WHERE id = :id";
constexpr const char* kCustomerNotesOfPerson =
    "SELECT id, person_id, company_id, at, who, text FROM customer_note WHERE person_id = :person ORDER BY id DESC";
constexpr const char* kOfCompany =
    "SELECT id, person_id, company_id, at, who, text FROM customer_note WHERE company_id = :company ORDER BY id DESC";

class SqlCustomerNotes : public CustomerNotes {
 public:
  explicit SqlCustomerNotes(Connection& connection)
      : add_(connection, "notes.add", kAddCustomerNote, given(row_.person, "person"), given(row_.company, "company"),
             given(row_.at, "at"), given(row_.who, "who"), given(row_.text, "text"), gives_new_id(id_)),
        remove_(connection, "notes.remove", kRemove, given(id_, "id")),
        find_(reading(connection, "notes.find", kFindCustomerNote, given(id_, "id"))),
        of_person_(reading(connection, "notes.of_person", kCustomerNotesOfPerson, given(person_, "person"))),
        of_company_(reading(connection, "notes.of_company", kOfCompany, given(company_, "company"))) {}

  std::int64_t add(const CustomerNoteRow& note) override {
    row_ = note;
    add_.one();
    return id_;
  }

  std::optional<CustomerNoteRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, found_);
  }

  void remove(std::int64_t id) override {
    id_ = id;
    remove_.one();
  }

  std::vector<CustomerNoteRow> of_person(PersonId person) override {
    person_ = person;
    return rows_of(of_person_, found_);
  }

  std::vector<CustomerNoteRow> of_company(CompanyId company) override {
    company_ = company;
    return rows_of(of_company_, found_);
  }

 private:
  template <class Key>
  Statement reading(Connection& connection, const char* name, const char* sql, const Key& key) {
    return Statement(connection, name, sql, key, gives(found_.id), gives(found_.person), gives(found_.company),
                     gives(found_.at), gives(found_.who), gives(found_.text));
  }

  CustomerNoteRow row_;
  CustomerNoteRow found_;
  std::int64_t id_ = 0;
  PersonId person_;
  CompanyId company_;
  Statement add_;
  Statement remove_;
  Statement find_;
  Statement of_person_;
  Statement of_company_;
};

}  // namespace

std::unique_ptr<CustomerNotes> make_customer_notes(Connection& connection) {
  return std::make_unique<SqlCustomerNotes>(connection);
}

}  // namespace sportello::storage::sql
