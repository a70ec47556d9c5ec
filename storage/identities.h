/// One person, several names: what happens when two people of the desk turn out to be one.
#pragma once

#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/store.h"

namespace sportello::storage {

/// Two people who share an identity: WhatsApp named both in one message.
struct ConflictRow {
  std::int64_t id = 0;
  BusinessId business;
  PersonId person;
  PersonId other;
  Instant at{};
  std::string outcome;  ///< empty while open, else "merged" or "apart"
};

class Identities {
 public:
  virtual ~Identities() = default;
  /// The same two people are noted once, however often they meet, and not again once it was settled.
  virtual void note_conflict(const ConflictRow& conflict) = 0;
  virtual std::optional<ConflictRow> conflict(std::int64_t id) = 0;
  virtual std::vector<ConflictRow> open_conflicts(std::int64_t after_id, int limit) = 0;
  virtual void settle(std::int64_t id, std::string_view outcome, const std::string& who, Instant at) = 0;

  /// Gives everything that `from` has to `into`: names, conversations with their messages and files, tickets, companies,
  /// the raw log. Two conversations on the same business number become one; what `into` does not know about itself is
  /// taken from `from`, who is left empty. Both must belong to the same business. One transaction: all or nothing.
  virtual void merge(PersonId into, PersonId from) = 0;
};

/// The port of this store; lives as long as its transaction.
Identities& identities_of(Store& store);
/// The same for reading: what would write throws.
Identities& identities_of(Reader& reader);

}  // namespace sportello::storage
