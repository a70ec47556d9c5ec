/// Taking one person out of the desk for good (GDPR, article 17), as the console asks for it. The command line does the
/// same through the same class.
#pragma once

#include <string>
#include <vector>

#include "flows/core/result.h"
#include "storage/erasure.h"

namespace sportello::webhooks {

struct ErasedPerson {
  storage::ErasureReport report;
  std::vector<std::string> traces;  ///< names that still stand in the database's files; empty when all are gone
  std::vector<std::string> copies;  ///< older copies of the database beside it, which were not touched
  int files = 0;                    ///< stored files that were removed

  bool proven() const { return report.left.empty() && traces.empty(); }
};

class ErasingPort {
 public:
  virtual ~ErasingPort() = default;

  /// What would go and what would stay. NotFound without such a person; Unavailable when the store cannot be had.
  virtual flows::Result<storage::ErasureReport> preview(flows::PersonId person) = 0;
  /// On the caller's thread; may take a minute on a large store. As above; Conflict while another one runs.
  virtual flows::Result<ErasedPerson> erase(flows::PersonId person, const std::string& who) = 0;
};

}  // namespace sportello::webhooks
