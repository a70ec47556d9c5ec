/// What Meta bills: the price it names with a message's status, kept once for each message.
#pragma once

#include <string>

#include "storage/store.h"

namespace sportello::storage {

/// As the status says it (Meta, webhooks reference: `pricing`).
struct PriceRow {
  OutboxId message;
  PhoneNumberId number;
  Instant at{};
  std::string type;      ///< "regular" is billed; "free_customer_service" is of the free thousand
  std::string category;  ///< "service", "utility", …
};

class Prices {
 public:
  virtual ~Prices() = default;
  /// The first price of a message counts: later statuses repeat it.
  virtual void note(const PriceRow& price) = 0;
};

/// The port of this store; lives as long as its transaction.
Prices& prices_of(Store& store);

}  // namespace sportello::storage
