/// The customers' CSV file (docs/customers.md): what each line says, checked against the business. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/business.h"
#include "flows/core/csv.h"

namespace sportello::flows {

/// One line: a company, one of its people, one of its contracts, one of its devices, or several of these at once.
struct CustomerLine {
  std::size_t line = 0;
  std::string code;
  std::string company;
  std::string plan;  ///< a plan's id or "none"; empty: the line has no contract
  std::optional<Date> from = {};
  std::optional<Date> to = {};  ///< last day, included
  std::string standing;         ///< "good", "bad"; empty: not said
  std::optional<std::int64_t> licences = {};
  std::string name;
  std::string phone;                           ///< E.164
  std::string email;                           ///< lower case; "@example.it" for a domain
  std::optional<bool> email_enabled = {};      ///< nothing: not said
  std::string language;                        ///< "it", "en" or empty
  std::string asset;
  std::string serial;
  std::optional<Date> purchased = {};
  bool extended = false;
};

struct CustomerFile {
  std::vector<CustomerLine> lines;  ///< complete only when there is no fault
  std::vector<CsvFault> faults;     ///< in the order of their lines
};

/// Every fault of the file, not only the first: unknown columns, unknown plans, impossible dates and numbers, lines that
/// contradict each other.
CustomerFile read_customers(std::string_view bytes, const Business& business);

/// "anna@example.it", or "@example.it" for everybody there, in lower case; nothing when it is neither.
std::optional<std::string> mail_address(std::string_view text);

/// The same file back, with all columns.
std::string write_customers(const std::vector<CustomerLine>& lines);

}  // namespace sportello::flows
