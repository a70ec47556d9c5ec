/// What operators should know of a customer, whatever the ticket: of a person, or of everybody at a company.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "storage/customers.h"

namespace sportello::storage {

/// About a person or a company, one of them.
struct CustomerNoteRow {
  std::int64_t id = 0;
  std::optional<PersonId> person;
  std::optional<CompanyId> company;
  Instant at{};
  std::string who;  ///< as the ticket's log says it: "operator:Anna"
  std::string text;
};

class CustomerNotes {
 public:
  virtual ~CustomerNotes() = default;
  virtual std::int64_t add(const CustomerNoteRow& note) = 0;
  virtual std::optional<CustomerNoteRow> find(std::int64_t id) = 0;
  virtual void remove(std::int64_t id) = 0;
  /// Newest first.
  virtual std::vector<CustomerNoteRow> of_person(PersonId person) = 0;
  virtual std::vector<CustomerNoteRow> of_company(CompanyId company) = 0;
};

/// The port of this store; lives as long as its transaction.
CustomerNotes& customer_notes_of(Store& store);
/// The same for reading: what would write throws.
CustomerNotes& customer_notes_of(Reader& reader);

}  // namespace sportello::storage
