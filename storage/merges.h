/// Tickets that turned out to be one, and messages that turned out to be another ticket's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/store.h"

namespace sportello::storage {

struct MergeRow {
  TicketId gone;
  TicketId survivor;
  Instant at{};
  std::string who;
};

class Merges {
 public:
  virtual ~Merges() = default;

  /// Gives the survivor everything that hangs on the other ticket: messages, replies, files, mail, quotes and
  /// appointments, calls to make, what was merged into it before, and since when its customer waits. The log stays where
  /// it was written. Each ticket is merged once.
  virtual void add(const MergeRow& merge) = 0;
  /// The ticket in whose place this one stands now; nothing when it stands for itself.
  virtual std::optional<TicketId> survivor_of(TicketId gone) = 0;
  /// In the order they were opened.
  virtual std::vector<TicketRow> merged_into(TicketId survivor) = 0;
  /// The ticket's own log and those of all that were merged into it, as it was written.
  virtual std::vector<TicketEventRow> events(TicketId survivor) = 0;

  /// One of the customer's messages.
  virtual std::optional<MessageRow> message(std::int64_t id) = 0;
  /// The customer's messages that are the ticket's.
  virtual std::vector<MessageRow> messages_of(ConversationId conversation, TicketId ticket) = 0;
  /// Makes the message the ticket's, with its files.
  virtual void move_message(const MessageRow& message, TicketId ticket) = 0;
};

/// The port of this store; lives as long as its transaction.
Merges& merges_of(Store& store);
/// The same for reading: what would write throws.
Merges& merges_of(Reader& reader);

/// The ticket of that code, or the one it was merged into.
std::optional<TicketRow> standing_ticket(Store& store, const std::string& code);

}  // namespace sportello::storage
