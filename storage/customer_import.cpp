#include "storage/customer_import.h"

#include <algorithm>
#include <map>
#include <set>

#include "flows/core/text.h"
#include "storage/customers.h"

namespace sportello::storage {
namespace {

using flows::CustomerLine;
constexpr int kPage = 500;

std::string days_of(const ContractRow& contract) {
  std::string text;
  if (contract.from) text += " from " + flows::iso_date(*contract.from);
  if (contract.to) text += " to " + flows::iso_date(*contract.to);
  return text;
}

flows::CodedText with_contract(flows::CodedText reason, const ContractRow& contract) {
  reason.params.emplace_back("plan", contract.plan);
  if (contract.from) reason.params.emplace_back("from", flows::iso_date(*contract.from));
  if (contract.to) reason.params.emplace_back("to", flows::iso_date(*contract.to));
  return reason;
}

class Import {
 public:
  Import(Store& store, const flows::Business& business, flows::Instant now)
      : store_(store), customers_(customers_of(store)), business_(business), now_(now) {}

  void take(const CustomerLine& line) {
    line_ = line.line;
    std::optional<CompanyId> company;
    if (!line.company.empty()) company = take_company(line);
    const auto person = take_person(line, company);
    if (company && person) connect(*company, *person, line);
    if (!line.email.empty() && line.email_enabled) allow_mail(line, company);
  }

  /// After the last line: what a company has is known only then.
  void finish() {
    for (const auto& [company, had] : contracts_) replace_contracts(company, had.first, had.second);
    for (const auto& [company, had] : assets_) replace_assets(company, had.first, had.second);
  }

  ImportReport report;

 private:
  void note(char sign, std::string text, flows::CodedText reason) {
    report.changes.push_back({line_, sign, std::move(text), std::move(reason)});
  }
  void fault(const flows::Error& error) { report.faults.push_back({line_, error.text, error.reason}); }

  template <class Value>
  bool change(Value& old, const Value& given, const std::string& what, flows::CodedText reason) {
    if (given == Value{} || old == given) return false;
    note('~', what, std::move(reason));
    old = given;
    return true;
  }

  std::optional<CompanyId> take_company(const CustomerLine& line) {
    auto row = line.code.empty() ? std::nullopt : customers_.company_by_code(business_.id, line.code);
    if (!row) row = customers_.company_by_name(business_.id, line.company);
    const bool is_new = !row;
    if (is_new) {
      row.emplace();
      row->business = business_.id;
      row->name = line.company;
      row->created_at = now_;
      note('+', "company " + line.company, {"change_company_new", {{"company", line.company}}});
    }
    const std::string who = "company " + row->name + ": ";
    const auto about = [name = row->name](const char* code, const char* what, std::string value) {
      return flows::CodedText{code, {{"company", name}, {what, std::move(value)}}};
    };
    bool changed = change(row->name, line.company, who + "now called " + line.company,
                          about("change_company_name", "name", line.company));
    changed |= change(row->code, line.code, who + "code " + line.code, about("change_company_code", "code", line.code));
    if (!line.standing.empty()) {
      changed |= change(row->standing, line.standing, who + line.standing + " standing",
                        about("change_company_standing", "standing", line.standing));
    }
    if (line.licences) {
      const auto count = std::to_string(*line.licences);
      changed |= change(row->licences, line.licences, who + count + " licences",
                        about("change_company_licences", "count", count));
    }
    row->updated_at = now_;
    if (is_new) {
      const auto id = customers_.create_company(*row);
      if (!id) return fault(id.error()), std::nullopt;
      row->id = *id;
    } else if (changed) {
      if (const auto done = customers_.update_company(*row); !done) return fault(done.error()), std::nullopt;
    }
    if (!line.plan.empty()) {
      auto& [first_line, wanted] = contracts_.try_emplace(row->id, line.line, Contracts{}).first->second;
      const ContractRow contract{line.plan, line.from, line.to};
      if (std::find(wanted.begin(), wanted.end(), contract) == wanted.end()) wanted.push_back(contract);
    }
    if (!line.asset.empty() || !line.serial.empty()) {
      auto& [first_line, wanted] = assets_.try_emplace(row->id, line.line, Assets{}).first->second;
      const AssetRow asset{line.asset, line.serial, line.purchased, line.extended};
      if (std::find(wanted.begin(), wanted.end(), asset) == wanted.end()) wanted.push_back(asset);
    }
    return row->id;
  }

  std::optional<PersonRow> find_person(const CustomerLine& line) {
    if (!line.phone.empty()) {
      if (auto row = store_.people().find_by_alias(business_.id, AliasKind::WaId, line.phone.substr(1))) return row;
    }
    if (line.email.empty() || line.email.front() == '@') return std::nullopt;
    auto row = customers_.person_by_email(business_.id, line.email);
    if (!row || line.phone.empty()) return row;
    // The same mailbox with another number is another person, unless the first had none.
    const auto names = store_.people().aliases(row->id);
    const bool has_number = std::any_of(names.begin(), names.end(), [](const AliasRow& alias) {
      return alias.kind == AliasKind::WaId;
    });
    return has_number ? std::nullopt : row;
  }

  std::optional<flows::PersonId> take_person(const CustomerLine& line, std::optional<CompanyId> company) {
    const bool mailbox_only = line.phone.empty() && line.name.empty();
    if (mailbox_only && (line.email.empty() || company || line.email.front() == '@')) return std::nullopt;
    auto row = find_person(line);
    const std::string label = line.name.empty() ? (line.phone.empty() ? line.email : line.phone) : line.name;
    const bool is_new = !row;
    if (is_new) {
      row.emplace();
      row->business = business_.id;
      row->created_at = now_;
      row->known = true;
    }
    const auto before = is_new ? report.changes.size() : 0;
    bool changed = take_particulars(*row, line, "person " + label + ": ", label);
    if (!company) changed |= take_plan(*row, line, label);
    if (!row->known) {
      row->known = true;
      note('~', "person " + label + ": known from now on", {"change_person_known", {{"person", label}}});
      changed = true;
    }
    if (is_new) {
      report.changes.resize(before);
      note('+', "person " + label, {"change_person_new", {{"person", label}}});
      row->id = store_.people().create(*row);
    } else if (changed) {
      store_.people().update(*row);
    }
    if (!line.phone.empty()) {
      const auto added = store_.people().add_alias(row->id, business_.id, AliasKind::WaId, line.phone.substr(1), now_);
      if (!added) {
        fault(flows::fail(added.error().code, line.phone + ": " + added.error().text,
                          {"number_taken", {{"number", line.phone}}}));
      }
    }
    return row->id;
  }

  bool take_particulars(PersonRow& row, const CustomerLine& line, const std::string& who, const std::string& label) {
    const auto now = [&label](const char* code, const std::string& value) {
      return flows::CodedText{code, {{"person", label}, {"value", value}}};
    };
    const auto before = row.name.empty() ? label : row.name;
    bool changed = change(row.name, line.name, "person " + before + ": now called " + line.name,
                          {"change_person_name", {{"person", before}, {"value", line.name}}});
    changed |= change(row.phone, line.phone, who + "phone " + line.phone, now("change_person_phone", line.phone));
    if (line.email.empty() || line.email.front() != '@') {
      changed |= change(row.email, line.email, who + "e-mail " + line.email, now("change_person_email", line.email));
    }
    changed |= change(row.language, line.language, who + "language " + line.language,
                      now("change_person_language", line.language));
    if (line.email_enabled && row.email_enabled != *line.email_enabled) {
      row.email_enabled = *line.email_enabled;
      note('~', who + (row.email_enabled ? "mail enabled" : "mail not enabled"),
           {row.email_enabled ? "change_person_mail_on" : "change_person_mail_off", {{"person", label}}});
      changed = true;
    }
    return changed;
  }

  /// Of somebody without a company. An empty cell keeps what was known.
  bool take_plan(PersonRow& row, const CustomerLine& line, const std::string& label) {
    const ContractRow before{row.plan, row.plan_from, row.plan_to};
    if (!line.plan.empty()) row.plan = line.plan;
    if (line.from) row.plan_from = line.from;
    if (line.to) row.plan_to = line.to;
    const ContractRow after{row.plan, row.plan_from, row.plan_to};
    if (before == after) return false;
    note('~', "person " + label + ": plan " + after.plan + days_of(after),
         with_contract({"change_person_plan", {{"person", label}}}, after));
    return true;
  }

  void connect(CompanyId company, flows::PersonId person, const CustomerLine& line) {
    const auto theirs = customers_.companies_of(person);
    const bool linked = std::any_of(theirs.begin(), theirs.end(),
                                    [&](const CompanyRow& row) { return row.id == company; });
    if (linked) return;
    const auto label = line.name.empty() ? line.phone + line.email : line.name;
    note('~', "person " + label + ": writes for " + line.company,
         {"change_person_company", {{"person", label}, {"company", line.company}}});
    customers_.link(company, person);
  }

  void allow_mail(const CustomerLine& line, std::optional<CompanyId> company) {
    const auto old = customers_.mail_address(business_.id, line.email);
    if (old && old->enabled == *line.email_enabled && (!company || old->company == company)) return;
    note(old ? '~' : '+', "mail address " + line.email + (*line.email_enabled ? ": enabled" : ": not enabled"),
         {*line.email_enabled ? "change_mail_on" : "change_mail_off", {{"address", line.email}}});
    customers_.set_mail_address(business_.id, {line.email, *line.email_enabled, company ? company
                                                                                       : (old ? old->company : company)});
  }

  using Contracts = std::vector<ContractRow>;
  using Assets = std::vector<AssetRow>;

  template <class Rows, class Tell>
  void tell(const Rows& old, const Rows& wanted, Tell tell_of) {
    for (const auto& row : wanted) {
      if (std::find(old.begin(), old.end(), row) == old.end()) tell_of('+', row);
    }
    for (const auto& row : old) {
      if (std::find(wanted.begin(), wanted.end(), row) == wanted.end()) tell_of('-', row);
    }
  }

  void replace_contracts(CompanyId company, std::size_t line, const Contracts& wanted) {
    line_ = line;
    const std::size_t before = report.changes.size();
    const auto name = customers_.company(company)->name;
    tell(customers_.contracts(company), wanted, [&](char sign, const ContractRow& row) {
      note(sign, "company " + name + ": contract " + row.plan + days_of(row),
           with_contract({"change_contract", {{"company", name}}}, row));
    });
    if (report.changes.size() > before) customers_.set_contracts(company, wanted);
  }

  void replace_assets(CompanyId company, std::size_t line, const Assets& wanted) {
    line_ = line;
    const std::size_t before = report.changes.size();
    const auto name = customers_.company(company)->name;
    tell(customers_.assets(company), wanted, [&](char sign, const AssetRow& row) {
      const auto device = row.name + (row.name.empty() || row.serial.empty() ? "" : " ") + row.serial;
      note(sign, "company " + name + ": device " + device,
           {"change_device", {{"company", name}, {"device", device}}});
    });
    if (report.changes.size() > before) customers_.set_assets(company, wanted);
  }

  Store& store_;
  Customers& customers_;
  const flows::Business& business_;
  flows::Instant now_;
  std::size_t line_ = 0;
  std::map<CompanyId, std::pair<std::size_t, Contracts>> contracts_;
  std::map<CompanyId, std::pair<std::size_t, Assets>> assets_;
};

void put_person(CustomerLine& line, Store& store, const PersonRow& person) {
  line.name = person.name;
  for (const AliasRow& alias : store.people().aliases(person.id)) {
    if (alias.kind == AliasKind::WaId && line.phone.empty()) line.phone = "+" + alias.value;
  }
  line.email = person.email;
  line.language = person.language;
  if (!person.email.empty()) line.email_enabled = person.email_enabled;
}

/// A company's own line, then one for each of its people, contracts and devices: as many as the longest needs.
void put_company(std::vector<CustomerLine>& lines, Store& store, const CompanyRow& company) {
  auto& customers = customers_of(store);
  const auto people = customers.people_of(company.id);
  const auto contracts = customers.contracts(company.id);
  const auto assets = customers.assets(company.id);
  std::set<std::string> told;
  for (const auto& person : people) told.insert(person.email);
  std::vector<MailAddressRow> mails;
  for (const auto& mail : customers.mail_addresses(company.id)) {
    if (!told.contains(mail.address)) mails.push_back(mail);
  }
  const std::size_t count = std::max({std::size_t{1}, people.size() + mails.size(), contracts.size(), assets.size()});
  for (std::size_t i = 0; i < count; ++i) {
    CustomerLine line;
    line.company = company.name;
    line.code = company.code;
    if (company.standing != "unknown") line.standing = company.standing;
    line.licences = company.licences;
    if (i < people.size()) put_person(line, store, people[i]);
    if (i >= people.size() && i - people.size() < mails.size()) {
      line.email = mails[i - people.size()].address;
      line.email_enabled = mails[i - people.size()].enabled;
    }
    if (i < contracts.size()) {
      line.plan = contracts[i].plan;
      line.from = contracts[i].from;
      line.to = contracts[i].to;
    }
    if (i < assets.size()) {
      line.asset = assets[i].name;
      line.serial = assets[i].serial;
      line.purchased = assets[i].purchased;
      line.extended = assets[i].extended;
    }
    lines.push_back(std::move(line));
  }
}

}  // namespace

ImportReport import_customers(Store& store, const flows::Business& business,
                              const std::vector<CustomerLine>& lines, flows::Instant now) {
  Import import(store, business, now);
  for (const CustomerLine& line : lines) import.take(line);
  import.finish();
  return std::move(import.report);
}

std::vector<CustomerLine> export_customers(Store& store, const flows::Business& business) {
  std::vector<CustomerLine> lines;
  auto& customers = customers_of(store);
  std::int64_t after = 0;
  for (auto page = customers.companies(business.id, "", after, kPage); !page.empty();
       page = customers.companies(business.id, "", after, kPage)) {
    for (const CompanyRow& company : page) put_company(lines, store, company);
    after = page.back().id.value;
  }
  after = 0;
  for (auto page = customers.people(business.id, "", after, kPage); !page.empty();
       page = customers.people(business.id, "", after, kPage)) {
    for (const PersonRow& person : page) {
      if (!person.known || !customers.companies_of(person.id).empty()) continue;
      CustomerLine line;
      put_person(line, store, person);
      if (line.phone.empty() && line.email.empty()) continue;
      line.plan = person.plan;
      line.from = person.plan_from;
      line.to = person.plan_to;
      lines.push_back(std::move(line));
    }
    after = page.back().id.value;
  }
  return lines;
}

}  // namespace sportello::storage
