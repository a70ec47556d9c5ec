/// A conversation as people read it: what came in and what went out, in one order.
#pragma once

#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

class Thread {
 public:
  explicit Thread(Connection& connection);

  /// The newest `limit` lines, oldest first.
  std::vector<ThreadRow> newest(ConversationId conversation, int limit);

 private:
  ThreadRow inbound();
  ThreadRow outgoing() const;

  MessageRow message_;
  OutboxRow sent_;
  AttachmentRow attachment_;
  ConversationId conversation_;
  int most_ = 0;
  Statement messages_;
  Statement sent_messages_;
  Statement attachment_of_;
};

}  // namespace sportello::storage::sql
