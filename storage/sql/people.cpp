#include <string>

#include "flows/core/text.h"
#include "storage/sql/named_lock.h"
#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

const std::string kFindPerson = std::string("SELECT ") + kPersonColumns + " FROM person p WHERE p.id = :id /*hold p*/";
const std::string kFindByAlias = std::string("SELECT ") + kPersonColumns +
                                 " FROM alias a JOIN person p ON p.id = a.person_id"
                                 " WHERE a.business = :business AND a.kind = :kind AND a.value = :value /*hold p*/";
const std::string kFindPersonByEmail = std::string("SELECT ") + kPersonColumns +
                                       " FROM person p WHERE p.business = :business AND lower(p.email) = lower(:value)"
                                       " AND p.email <> '' ORDER BY p.email_enabled DESC, p.id LIMIT 1 /*hold p*/";
constexpr const char* kCreatePerson =
    "INSERT INTO person (business, name, profile_name, username, company, email, email_enabled, phone, reachable, "
    "language, known, opted_out, plan, plan_from, plan_to, search, created_at) "
    "VALUES (:business, :name, :profile_name, :username, :company, :email, :email_enabled, :phone, :reachable, "
    ":language, :known, :opted_out, :plan, :plan_from, :plan_to, :search, :created_at) /*new id*/";
constexpr const char* kUpdatePerson =
    "UPDATE person SET name = :name, profile_name = :profile_name, username = :username, company = :company, "
    "email = :email, email_enabled = :email_enabled, phone = :phone, reachable = :reachable, language = :language, "
    "known = :known, opted_out = :opted_out, plan = :plan, plan_from = :plan_from, plan_to = :plan_to, "
    "search = :search WHERE id = :id";
constexpr const char* kAddAlias =
    "INSERT INTO alias (business, kind, value, person_id, at) VALUES (:business, :kind, :value, :person, :at) "
    "ON CONFLICT (business, kind, value) DO NOTHING";
constexpr const char* kAliasOwner =
    "SELECT person_id FROM alias WHERE business = :business AND kind = :kind AND value = :value";
// An old number taken up again becomes the newest; one that already is the newest is not written again.
constexpr const char* kTouchAlias =
    "UPDATE alias SET at = :at WHERE business = :business AND kind = :kind AND value = :value AND EXISTS "
    "(SELECT 1 FROM alias newer WHERE newer.person_id = alias.person_id AND newer.kind = alias.kind "
    "AND newer.at > alias.at)";
constexpr const char* kAliases =
    "SELECT kind, value FROM alias WHERE person_id = :person ORDER BY at DESC, kind, value";

class SqlPeople : public People {
 public:
  explicit SqlPeople(Connection& connection)
      : name_(connection, "people.hold_name"),
        find_(connection, "people.find", kFindPerson, given(id_, "id"), columns_of(row_)),
        find_by_alias_(connection, "people.find_by_alias", kFindByAlias, given(business_, "business"),
                       given(kind_, "kind"), given(value_, "value"), columns_of(row_)),
        find_by_email_(connection, "people.find_by_email", kFindPersonByEmail, given(business_, "business"),
                       given(value_, "value"), columns_of(row_)),
        create_(connection, "people.create", kCreatePerson, given(row_.business, "business"), given(row_.name, "name"),
                given(row_.profile_name, "profile_name"), given(row_.username, "username"),
                given(row_.company, "company"), given(row_.email, "email"), given(row_.email_enabled, "email_enabled"),
                given(row_.phone, "phone"), given(row_.reachable, "reachable"), given(row_.language, "language"),
                given(row_.known, "known"), given(row_.opted_out, "opted_out"), given(row_.plan, "plan"),
                given(row_.plan_from, "plan_from"), given(row_.plan_to, "plan_to"), given(search_, "search"),
                given(row_.created_at, "created_at"), gives_new_id(id_)),
        update_(connection, "people.update", kUpdatePerson, given(row_.name, "name"),
                given(row_.profile_name, "profile_name"), given(row_.username, "username"),
                given(row_.company, "company"), given(row_.email, "email"), given(row_.email_enabled, "email_enabled"),
                given(row_.phone, "phone"), given(row_.reachable, "reachable"), given(row_.language, "language"),
                given(row_.known, "known"), given(row_.opted_out, "opted_out"), given(row_.plan, "plan"),
                given(row_.plan_from, "plan_from"), given(row_.plan_to, "plan_to"), given(search_, "search"),
                given(row_.id, "id")),
        add_alias_(connection, "people.add_alias", kAddAlias, given(business_, "business"), given(kind_, "kind"),
                   given(value_, "value"), given(id_, "person"), given(at_, "at")),
        alias_owner_(connection, "people.alias_owner", kAliasOwner, given(business_, "business"), given(kind_, "kind"),
                     given(value_, "value"), gives(owner_)),
        touch_alias_(connection, "people.touch_alias", kTouchAlias, given(at_, "at"), given(business_, "business"),
                     given(kind_, "kind"), given(value_, "value")),
        aliases_(connection, "people.aliases", kAliases, given(id_, "person"), gives(kind_), gives(value_)) {}

  std::optional<PersonRow> find(PersonId id) override {
    id_ = id;
    return row_of(find_, row_);
  }

  std::optional<PersonRow> find_by_alias(const BusinessId& business, AliasKind kind,
                                         const std::string& value) override {
    name_alias(business, kind, value);
    // Nobody has the name yet, perhaps: two processes would both take its bearer for somebody new.
    name_.take(business.value + '\n' + kind_ + '\n' + value);
    return row_of(find_by_alias_, row_);
  }

  std::optional<PersonRow> find_by_email(const BusinessId& business, const std::string& email) override {
    business_ = business;
    value_ = email;
    return row_of(find_by_email_, row_);
  }

  PersonId create(const PersonRow& person) override {
    take(person);
    create_.one();
    return id_;
  }

  void update(const PersonRow& person) override {
    take(person);
    update_.one();
  }

  Result<void> add_alias(PersonId person, const BusinessId& business, AliasKind kind, const std::string& value,
                         Instant at) override {
    name_alias(business, kind, value);
    id_ = person;
    at_ = at;
    if (add_alias_.changes()) return {};
    if (!alias_owner_.one() || owner_ != person) {
      return fail(Errc::Conflict, std::string("this ") + name_of(kind) + " belongs to somebody else");
    }
    touch_alias_.one();
    return {};
  }

  std::vector<AliasRow> aliases(PersonId person) override {
    id_ = person;
    std::vector<AliasRow> rows;
    aliases_.each([&] { rows.push_back({.kind = alias_kind(kind_), .value = value_}); });
    return rows;
  }

 private:
  void name_alias(const BusinessId& business, AliasKind kind, const std::string& value) {
    business_ = business;
    kind_ = name_of(kind);
    value_ = value;
  }

  void take(const PersonRow& person) {
    row_ = person;
    search_ = flows::fold(person.name + '\n' + person.profile_name + '\n' + person.username + '\n' + person.company +
                          '\n' + person.email + '\n' + person.phone);
  }

  PersonRow row_;
  PersonId id_;
  PersonId owner_;
  BusinessId business_;
  std::string kind_;
  std::string value_;
  std::string search_;
  Instant at_{};
  NamedLock name_;
  Statement find_;
  Statement find_by_alias_;
  Statement find_by_email_;
  Statement create_;
  Statement update_;
  Statement add_alias_;
  Statement alias_owner_;
  Statement touch_alias_;
  Statement aliases_;
};

}  // namespace

std::unique_ptr<People> make_people(Connection& connection) {
  return std::make_unique<SqlPeople>(connection);
}

}  // namespace sportello::storage::sql
