/// The open tickets with what their order depends on.
#pragma once

#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

class Queue {
 public:
  explicit Queue(Connection& connection);

  std::vector<QueueRow> open(int most);
  std::int64_t count(const std::string& status);

 private:
  QueueRow row_;
  int to_call_ = 0;
  std::string status_;
  std::int64_t count_ = 0;
  int most_ = 0;
  Statement of_status_;
  Statement count_of_status_;
};

}  // namespace sportello::storage::sql
