/// Brings the customers' file into the store, and back out of it.
#pragma once

#include <string>
#include <vector>

#include "flows/customers/customer_file.h"
#include "storage/store.h"

namespace sportello::storage {

/// One difference between the file and the store.
struct CustomerChange {
  std::size_t line = 0;
  char sign = '~';  ///< '+' added, '~' changed, '-' taken away
  std::string text;
  flows::CodedText reason;
};

struct ImportReport {
  std::vector<CustomerChange> changes;
  std::vector<flows::CsvFault> faults;  ///< what only the store can tell: a number that belongs to two people
};

/// Makes the store say what the file says; doing it twice changes nothing the second time. Contracts and devices of a
/// company are replaced when the file names any for it. Nobody who is not in the file is touched. Runs inside the
/// caller's transaction, which is to be rolled back for a dry run, or when there are faults.
ImportReport import_customers(Store& store, const flows::Business& business,
                              const std::vector<flows::CustomerLine>& lines, flows::Instant now);

/// Everything import_customers would bring in, so that importing it again changes nothing.
std::vector<flows::CustomerLine> export_customers(Store& store, const flows::Business& business);

}  // namespace sportello::storage
