#include "storage/customers.h"

#include <string>

#include "flows/core/text.h"
#include "storage/sql/customer_repositories.h"
#include "storage/sql/rows.h"
#include "storage/sql/search_words.h"

namespace sportello::storage::sql {
namespace {

const std::string kCompanyColumns =
    "c.id, c.business, c.code, c.name, c.standing, c.licences, c.created_at, c.updated_at";
const std::string kCompany = "SELECT " + kCompanyColumns + " FROM company c WHERE c.id = :id /*hold c*/";
const std::string kCompanyByCode =
    "SELECT " + kCompanyColumns + " FROM company c WHERE c.business = :business AND c.code = :code AND c.code <> '' /*hold c*/";
const std::string kCompanyByName =
    "SELECT " + kCompanyColumns + " FROM company c WHERE c.business = :business AND c.folded = :folded /*hold c*/";
constexpr const char* kCreateCompany =
    "INSERT INTO company (business, code, name, folded, standing, licences, search, created_at, updated_at) VALUES "
    "(:business, :code, :name, :folded, :standing, :licences, :search, :created_at, :updated_at) /*new id*/";
constexpr const char* kUpdateCompany =
    "UPDATE company SET code = :code, name = :name, folded = :folded, standing = :standing, licences = :licences, "
    "search = :search, updated_at = :updated_at WHERE id = :id";
constexpr const char* kLinkCustomer =
    "INSERT INTO company_person (company_id, person_id) VALUES (:company, :person) "
    "ON CONFLICT (company_id, person_id) DO NOTHING";
constexpr const char* kUnlink = "DELETE FROM company_person WHERE company_id = :company AND person_id = :person";
const std::string kCompaniesOf = "SELECT " + kCompanyColumns +
                                 " FROM company_person m JOIN company c ON c.id = m.company_id"
                                 " WHERE m.person_id = :person ORDER BY m.company_id";
const std::string kPeopleOf = std::string("SELECT ") + kPersonColumns +
                              " FROM company_person m JOIN person p ON p.id = m.person_id"
                              " WHERE m.company_id = :company ORDER BY m.person_id";
constexpr const char* kContracts =
    "SELECT plan, valid_from, valid_to FROM contract WHERE company_id = :company ORDER BY id";
constexpr const char* kDropContracts = "DELETE FROM contract WHERE company_id = :company";
constexpr const char* kAddContract =
    "INSERT INTO contract (company_id, plan, valid_from, valid_to) VALUES (:company, :plan, :from, :to)";
constexpr const char* kAssets =
    "SELECT name, serial, purchased, extended FROM asset WHERE company_id = :company ORDER BY id";
constexpr const char* kDropAssets = "DELETE FROM asset WHERE company_id = :company";
constexpr const char* kAddAsset = "INSERT INTO asset (company_id, name, serial, purchased, extended) "
                                  "VALUES (:company, :name, :serial, :purchased, :extended)";
constexpr const char* kSetMail =
    "INSERT INTO mail_address (business, address, enabled, company_id) VALUES (:business, :address, :enabled, :company) "
    "ON CONFLICT (business, address) DO UPDATE SET enabled = excluded.enabled, company_id = excluded.company_id";
constexpr const char* kDropMail = "DELETE FROM mail_address WHERE business = :business AND address = :address";
constexpr const char* kCustomerMail =
    "SELECT address, enabled, company_id FROM mail_address WHERE business = :business AND address = :address";
constexpr const char* kMailsOf =
    "SELECT address, enabled, company_id FROM mail_address WHERE company_id = :company ORDER BY address";
// Folded text has no upper case, so LIKE means the same in every database.
const std::string kCompanyPage =
    "SELECT " + kCompanyColumns + " FROM company c WHERE c.business = :business AND c.id > :after" +
    match_words("c.search") + " ORDER BY c.id LIMIT :most";
const std::string kPersonPage = std::string("SELECT ") + kPersonColumns +
                                " FROM person p WHERE p.business = :business AND p.id > :after" +
                                match_words("p.search") + " ORDER BY p.id LIMIT :most";
const std::string kPersonByEmail =
    std::string("SELECT ") + kPersonColumns +
    " FROM person p WHERE p.business = :business AND lower(p.email) = lower(:address) AND p.email <> ''"
    " ORDER BY p.email_enabled DESC, p.id LIMIT 1";
constexpr const char* kSetEntitlement =
    "INSERT INTO ticket_entitlement (ticket_id, company, validity, plan, demanded, covered, standing, terms) VALUES "
    "(:ticket, :company, :validity, :plan, :demanded, :covered, :standing, :terms)";
constexpr const char* kEntitlement =
    "SELECT ticket_id, company, validity, plan, demanded, covered, standing, terms FROM ticket_entitlement "
    "WHERE ticket_id = :ticket";

class SqlCustomers : public Customers {
 public:
  explicit SqlCustomers(Connection& connection)
      : company_(connection, "customers.company", kCompany, given(id_, "id"), all_of(row_)),
        by_code_(connection, "customers.company_by_code", kCompanyByCode, given(business_, "business"),
                 given(text_, "code"), all_of(row_)),
        by_name_(connection, "customers.company_by_name", kCompanyByName, given(business_, "business"),
                 given(text_, "folded"), all_of(row_)),
        create_(connection, "customers.create_company", kCreateCompany, given(row_.business, "business"),
                given(row_.code, "code"), given(row_.name, "name"), given(text_, "folded"),
                given(row_.standing, "standing"), given(row_.licences, "licences"), given(search_, "search"),
                given(row_.created_at, "created_at"), given(row_.updated_at, "updated_at"), gives_new_id(id_)),
        update_(connection, "customers.update_company", kUpdateCompany, given(row_.code, "code"),
                given(row_.name, "name"), given(text_, "folded"), given(row_.standing, "standing"),
                given(row_.licences, "licences"), given(search_, "search"), given(row_.updated_at, "updated_at"),
                given(row_.id, "id")),
        link_(connection, "customers.link", kLinkCustomer, given(id_, "company"), given(person_id_, "person")),
        unlink_(connection, "customers.unlink", kUnlink, given(id_, "company"), given(person_id_, "person")),
        companies_of_(connection, "customers.companies_of", kCompaniesOf, given(person_id_, "person"), all_of(row_)),
        people_of_(connection, "customers.people_of", kPeopleOf, given(id_, "company"), columns_of(person_)),
        contracts_(connection, "customers.contracts", kContracts, given(id_, "company"), gives(contract_.plan),
                   gives(contract_.from), gives(contract_.to)),
        drop_contracts_(connection, "customers.drop_contracts", kDropContracts, given(id_, "company")),
        add_contract_(connection, "customers.add_contract", kAddContract, given(id_, "company"),
                      given(contract_.plan, "plan"), given(contract_.from, "from"), given(contract_.to, "to")),
        assets_(connection, "customers.assets", kAssets, given(id_, "company"), gives(asset_.name),
                gives(asset_.serial), gives(asset_.purchased), gives(asset_.extended)),
        drop_assets_(connection, "customers.drop_assets", kDropAssets, given(id_, "company")),
        add_asset_(connection, "customers.add_asset", kAddAsset, given(id_, "company"), given(asset_.name, "name"),
                   given(asset_.serial, "serial"), given(asset_.purchased, "purchased"),
                   given(asset_.extended, "extended")),
        set_mail_(connection, "customers.set_mail_address", kSetMail, given(business_, "business"),
                  given(mail_.address, "address"), given(mail_.enabled, "enabled"), given(mail_.company, "company")),
        drop_mail_(connection, "customers.remove_mail_address", kDropMail, given(business_, "business"),
                   given(text_, "address")),
        find_mail_(connection, "customers.mail_address", kCustomerMail, given(business_, "business"),
                   given(text_, "address"), gives(mail_.address), gives(mail_.enabled), gives(mail_.company)),
        mails_of_(connection, "customers.mail_addresses", kMailsOf, given(id_, "company"), gives(mail_.address),
                  gives(mail_.enabled), gives(mail_.company)),
        company_page_(connection, "customers.companies", kCompanyPage, given(business_, "business"),
                      given(after_, "after"), given(words_[0], "word_0"), given(words_[1], "word_1"),
                      given(words_[2], "word_2"), given(words_[3], "word_3"), given(most_, "most"), all_of(row_)),
        person_page_(connection, "customers.people", kPersonPage, given(business_, "business"), given(after_, "after"),
                     given(words_[0], "word_0"), given(words_[1], "word_1"), given(words_[2], "word_2"),
                     given(words_[3], "word_3"), given(most_, "most"), columns_of(person_)),
        person_by_email_(connection, "customers.person_by_email", kPersonByEmail, given(business_, "business"),
                         given(text_, "address"), columns_of(person_)),
        set_entitlement_(connection, "customers.set_entitlement", kSetEntitlement, given(held_.ticket, "ticket"),
                         given(held_.company, "company"), given(held_.validity, "validity"), given(held_.plan, "plan"),
                         given(held_.demanded, "demanded"), given(held_.covered, "covered"),
                         given(held_.standing, "standing"), given(held_.terms, "terms")),
        entitlement_(connection, "customers.entitlement", kEntitlement, given(ticket_, "ticket"), gives(held_.ticket),
                     gives(held_.company), gives(held_.validity), gives(held_.plan), gives(held_.demanded),
                     gives(held_.covered), gives(held_.standing), gives(held_.terms)) {}

  std::optional<CompanyRow> company(CompanyId id) override {
    id_ = id;
    return found(company_);
  }
  std::optional<CompanyRow> company_by_code(const BusinessId& business, const std::string& code) override {
    business_ = business;
    text_ = code;
    return found(by_code_);
  }
  std::optional<CompanyRow> company_by_name(const BusinessId& business, const std::string& name) override {
    business_ = business;
    text_ = folded(name);
    return found(by_name_);
  }

  Result<CompanyId> create_company(const CompanyRow& company) override {
    if (auto free = is_free(company); !free) return free.error();
    take(company);
    create_.one();
    return id_;
  }
  Result<void> update_company(const CompanyRow& company) override {
    if (auto free = is_free(company); !free) return free;
    take(company);
    update_.one();
    return {};
  }

  void link(CompanyId company, PersonId person) override {
    id_ = company;
    person_id_ = person;
    link_.one();
  }
  void unlink(CompanyId company, PersonId person) override {
    id_ = company;
    person_id_ = person;
    unlink_.one();
  }
  std::vector<CompanyRow> companies_of(PersonId person) override {
    person_id_ = person;
    return every(companies_of_);
  }
  std::vector<PersonRow> people_of(CompanyId company) override {
    id_ = company;
    return everybody(people_of_);
  }

  std::vector<ContractRow> contracts(CompanyId company) override {
    id_ = company;
    std::vector<ContractRow> rows;
    contracts_.each([&] { rows.push_back(contract_); });
    return rows;
  }
  void set_contracts(CompanyId company, const std::vector<ContractRow>& contracts) override {
    id_ = company;
    drop_contracts_.one();
    for (const ContractRow& contract : contracts) {
      contract_ = contract;
      add_contract_.one();
    }
  }
  std::vector<AssetRow> assets(CompanyId company) override {
    id_ = company;
    std::vector<AssetRow> rows;
    assets_.each([&] { rows.push_back(asset_); });
    return rows;
  }
  void set_assets(CompanyId company, const std::vector<AssetRow>& assets) override {
    id_ = company;
    drop_assets_.one();
    for (const AssetRow& asset : assets) {
      asset_ = asset;
      add_asset_.one();
    }
  }

  void set_mail_address(const BusinessId& business, const MailAddressRow& address) override {
    business_ = business;
    mail_ = address;
    set_mail_.one();
  }
  void remove_mail_address(const BusinessId& business, const std::string& address) override {
    business_ = business;
    text_ = address;
    drop_mail_.one();
  }
  std::optional<MailAddressRow> mail_address(const BusinessId& business, const std::string& address) override {
    business_ = business;
    text_ = address;
    if (!find_mail_.one()) return std::nullopt;
    return mail_;
  }
  bool mail_enabled(const BusinessId& business, const std::string& address) override {
    const std::string lower = flows::fold(address);
    if (const auto exact = mail_address(business, lower)) return exact->enabled;
    const auto at = lower.find('@');
    if (at == std::string::npos) return false;
    const auto domain = mail_address(business, lower.substr(at));
    return domain && domain->enabled;
  }
  std::vector<MailAddressRow> mail_addresses(CompanyId company) override {
    id_ = company;
    std::vector<MailAddressRow> rows;
    mails_of_.each([&] { rows.push_back(mail_); });
    return rows;
  }

  std::vector<CompanyRow> companies(const BusinessId& business, const std::string& words, std::int64_t after_id,
                                    int limit) override {
    search(business, words, after_id, limit);
    return every(company_page_);
  }
  std::vector<PersonRow> people(const BusinessId& business, const std::string& words, std::int64_t after_id,
                                int limit) override {
    search(business, words, after_id, limit);
    return everybody(person_page_);
  }
  std::optional<PersonRow> person_by_email(const BusinessId& business, const std::string& email) override {
    business_ = business;
    text_ = email;
    if (!person_by_email_.one()) return std::nullopt;
    return person_;
  }

  void set_entitlement(const EntitlementRow& entitlement) override {
    held_ = entitlement;
    set_entitlement_.one();
  }
  std::optional<EntitlementRow> entitlement(TicketId ticket) override {
    ticket_ = ticket;
    if (!entitlement_.one()) return std::nullopt;
    return held_;
  }

 private:
  struct All {
    SqlCustomers& self;
    void bind(soci::statement& statement) const {
      CompanyRow& row = self.row_;
      gives(row.id).bind(statement);
      gives(row.business).bind(statement);
      gives(row.code).bind(statement);
      gives(row.name).bind(statement);
      gives(row.standing).bind(statement);
      gives(row.licences).bind(statement);
      gives(row.created_at).bind(statement);
      gives(row.updated_at).bind(statement);
    }
  };
  All all_of(CompanyRow&) { return {*this}; }

  static std::string folded(const std::string& name) { return flows::fold(flows::trim(name)); }

  std::optional<CompanyRow> found(Statement& statement) {
    if (!statement.one()) return std::nullopt;
    return row_;
  }
  std::vector<CompanyRow> every(Statement& statement) {
    std::vector<CompanyRow> rows;
    statement.each([&] { rows.push_back(row_); });
    return rows;
  }
  std::vector<PersonRow> everybody(Statement& statement) {
    std::vector<PersonRow> rows;
    statement.each([&] { rows.push_back(person_); });
    return rows;
  }

  Result<void> is_free(const CompanyRow& company) {
    const auto same_name = company_by_name(company.business, company.name);
    if (same_name && same_name->id != company.id) {
      return fail(Errc::Conflict, "there is a company called '" + same_name->name + "' already",
                  {"company_name_taken", {{"company", same_name->name}}});
    }
    if (company.code.empty()) return {};
    const auto same_code = company_by_code(company.business, company.code);
    if (same_code && same_code->id != company.id) {
      return fail(Errc::Conflict, "'" + same_code->name + "' has the customer code '" + company.code + "' already",
                  {"company_code_taken", {{"company", same_code->name}, {"code", company.code}}});
    }
    return {};
  }

  void take(const CompanyRow& company) {
    row_ = company;
    text_ = folded(company.name);
    search_ = flows::fold(company.name + '\n' + company.code);
  }

  void search(const BusinessId& business, const std::string& words, std::int64_t after_id, int limit) {
    business_ = business;
    after_ = after_id;
    most_ = limit;
    words_ = word_patterns(words);
  }

  CompanyRow row_;
  PersonRow person_;
  ContractRow contract_;
  AssetRow asset_;
  MailAddressRow mail_;
  EntitlementRow held_;
  CompanyId id_;
  PersonId person_id_;
  TicketId ticket_;
  BusinessId business_;
  std::string text_;
  std::string search_;
  std::int64_t after_ = 0;
  int most_ = 0;
  WordPatterns words_;
  Statement company_;
  Statement by_code_;
  Statement by_name_;
  Statement create_;
  Statement update_;
  Statement link_;
  Statement unlink_;
  Statement companies_of_;
  Statement people_of_;
  Statement contracts_;
  Statement drop_contracts_;
  Statement add_contract_;
  Statement assets_;
  Statement drop_assets_;
  Statement add_asset_;
  Statement set_mail_;
  Statement drop_mail_;
  Statement find_mail_;
  Statement mails_of_;
  Statement company_page_;
  Statement person_page_;
  Statement person_by_email_;
  Statement set_entitlement_;
  Statement entitlement_;
};

}  // namespace

std::unique_ptr<Customers> make_customers(Connection& connection) {
  return std::make_unique<SqlCustomers>(connection);
}

}  // namespace sportello::storage::sql
