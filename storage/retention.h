/// The port to what grows old. Part of storage/store.h.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/time.h"

namespace sportello::storage {

class Store;

/// Where old data lies.
enum class AgingTable { Events, HookDeliveries, Attachments, Messages, Outbox, Mails, ReceivedMails, Audit };
inline constexpr std::array kAgingTables{AgingTable::Events,   AgingTable::HookDeliveries, AgingTable::Attachments,
                                         AgingTable::Messages, AgingTable::Outbox,         AgingTable::Mails,
                                         AgingTable::ReceivedMails, AgingTable::Audit};

struct AgingRow {
  std::int64_t id = 0;
  flows::Instant at{};
  bool needed = false;  ///< an open ticket's, or not dealt with yet: stays whatever its age
  std::string kind;     ///< of an attachment
  std::string file;     ///< in the media store; empty: none
};

class Aging {
 public:
  virtual ~Aging() = default;
  /// The oldest after that id, in the order they came.
  virtual std::vector<AgingRow> oldest(AgingTable table, std::int64_t after_id, int limit) = 0;
  /// Takes it away; of an attachment a line without name and content stays, so that the conversation shows what is gone.
  virtual void remove(AgingTable table, std::int64_t id) = 0;
  /// Whether anything still has that file.
  virtual bool is_used(const std::string& file) = 0;
  /// Other forms of messages that were sent long ago, which nobody will ask for any more.
  virtual void remove_notices(flows::Instant before) = 0;
};

/// The port of this store; lives as long as its transaction.
Aging& aging_of(Store& store);

}  // namespace sportello::storage
