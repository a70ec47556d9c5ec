/// Who the customers are: companies with several people, people with several companies, and what each has bought.
#pragma once

#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/store.h"

namespace sportello::storage {

using CompanyId = Id<struct CompanyIdTag, std::int64_t>;

struct CompanyRow {
  CompanyId id;
  BusinessId business;
  std::string code;  ///< the firm's own customer code, unique within the business; may be empty
  std::string name;  ///< unique within the business, however it is spelled
  std::string standing = "unknown";  ///< what the administration says (K8): "good", "bad", "unknown"
  std::optional<std::int64_t> licences;
  Instant created_at{};
  Instant updated_at{};
};

/// Both days included; "none" is a contract too: known to have none.
struct ContractRow {
  std::string plan;
  std::optional<Date> from;
  std::optional<Date> to;
  friend bool operator==(const ContractRow&, const ContractRow&) = default;
};

/// A device bought from the business (L21).
struct AssetRow {
  std::string name;
  std::string serial;
  std::optional<Date> purchased;
  bool extended = false;  ///< the longer warranty was bought
  friend bool operator==(const AssetRow&, const AssetRow&) = default;
};

/// "anna@example.it", or "@example.it" for everybody there (B9). Lower case.
struct MailAddressRow {
  std::string address;
  bool enabled = true;
  std::optional<CompanyId> company;
};

/// What a ticket was entitled to when it was opened. Later contracts and rates do not change it (L39).
struct EntitlementRow {
  TicketId ticket;
  std::string company;   ///< as the customer named it
  std::string validity;  ///< "valid", "none", "expired", "unknown"
  std::string plan;      ///< in force; empty unless valid
  std::string demanded;  ///< the plan that the answers demand; may be empty
  std::string covered;   ///< "yes", "no", "unknown"
  std::string standing;
  std::string terms;  ///< JSON of flows::CostTerms
};

class Customers {
 public:
  virtual ~Customers() = default;

  virtual std::optional<CompanyRow> company(CompanyId id) = 0;
  virtual std::optional<CompanyRow> company_by_code(const BusinessId& business, const std::string& code) = 0;
  /// By name, folded: "ROSSI srl" is "Rossi Srl".
  virtual std::optional<CompanyRow> company_by_name(const BusinessId& business, const std::string& name) = 0;
  /// Conflict when the business has another company of that name or code.
  virtual Result<CompanyId> create_company(const CompanyRow& company) = 0;
  virtual Result<void> update_company(const CompanyRow& company) = 0;

  /// Linking twice, or taking away what is not there, does nothing.
  virtual void link(CompanyId company, PersonId person) = 0;
  virtual void unlink(CompanyId company, PersonId person) = 0;
  /// In the order they came to the desk.
  virtual std::vector<CompanyRow> companies_of(PersonId person) = 0;
  virtual std::vector<PersonRow> people_of(CompanyId company) = 0;

  virtual std::vector<ContractRow> contracts(CompanyId company) = 0;
  /// Puts these in the place of all the company has.
  virtual void set_contracts(CompanyId company, const std::vector<ContractRow>& contracts) = 0;
  virtual std::vector<AssetRow> assets(CompanyId company) = 0;
  virtual void set_assets(CompanyId company, const std::vector<AssetRow>& assets) = 0;

  virtual void set_mail_address(const BusinessId& business, const MailAddressRow& address) = 0;
  /// Nothing is known of it any more; what is not listed is no error.
  virtual void remove_mail_address(const BusinessId& business, const std::string& address) = 0;
  virtual std::optional<MailAddressRow> mail_address(const BusinessId& business, const std::string& address) = 0;
  /// The address itself decides; where it is not listed, its domain.
  virtual bool mail_enabled(const BusinessId& business, const std::string& address) = 0;
  virtual std::vector<MailAddressRow> mail_addresses(CompanyId company) = 0;

  /// Companies whose name, code or licences' holder match the words, in the order of their ids, after that id.
  virtual std::vector<CompanyRow> companies(const BusinessId& business, const std::string& words, std::int64_t after_id,
                                            int limit) = 0;
  virtual std::vector<PersonRow> people(const BusinessId& business, const std::string& words, std::int64_t after_id,
                                        int limit) = 0;
  /// Somebody with that address who has no WhatsApp name yet, or the first who has.
  virtual std::optional<PersonRow> person_by_email(const BusinessId& business, const std::string& email) = 0;

  virtual void set_entitlement(const EntitlementRow& entitlement) = 0;
  virtual std::optional<EntitlementRow> entitlement(TicketId ticket) = 0;
};

/// The port of this store; lives as long as its transaction.
Customers& customers_of(Store& store);
/// The same for reading: what would write throws.
Customers& customers_of(Reader& reader);

}  // namespace sportello::storage
