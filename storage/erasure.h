/// Taking one person out of the database for good (GDPR, article 17), and proving it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "storage/store.h"

namespace sportello::storage {

struct ErasureReport {
  std::vector<std::pair<std::string, std::int64_t>> removed;  ///< what, and how many; in a fixed order
  std::vector<std::string> kept_tickets;                      ///< codes: kept without what tells who it was
  std::vector<std::string> files;                             ///< SHA-256 of stored files nobody else uses any more
  std::vector<std::string> left;                              ///< "table.column (n)": where one of the names still stands
  bool compacted = false;                                     ///< false: the desk was busy, free pages were overwritten only
};

/// Opens the database beside a running desk. Removes the person's messages, files, raw log, timers, names and
/// companies' links in one transaction with secure_delete on; tickets stay for the firm's books without answers, texts
/// or names, and so does the empty person they hang on. Then empties the write-ahead log and compacts the file where
/// nobody else is in it, and looks for every name of the person (numbers, user ids, mail address) in every text of
/// every table.
/// NotFound when there is no such person. Throws StoreError.
/// The audit tells that `who` did it, and names the person by their id only.
Result<ErasureReport> erase_person(const std::string& url, PersonId person, const std::string& who, Instant now);

/// What erase_person would remove and keep: does it, and takes it back. `files`, `left` and `compacted` say nothing.
Result<ErasureReport> preview_erasure(const std::string& url, PersonId person);

/// True when any of the files' bytes contain the text: the database and its logs, looked at from outside.
bool stands_in_files(const std::string& url, std::string_view text);

}  // namespace sportello::storage
