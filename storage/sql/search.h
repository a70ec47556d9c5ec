/// Words in tickets, people, messages, replies and notes, through SQLite's full-text index.
#pragma once

#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

/// What FTS5 is asked for: every word by its beginning. Empty when there is no word in it.
std::string match_of(const std::string& words);

class Search {
 public:
  explicit Search(Connection& connection);

  std::vector<SearchHit> find(const std::string& words, int limit);

 private:
  void collect(Statement& statement, const char* where, std::vector<SearchHit>& hits);

  TicketListRow row_;
  std::string excerpt_;
  std::string match_;
  int most_ = 0;
  Statement in_tickets_;
  Statement in_messages_;
  Statement in_replies_;
  Statement in_notes_;
};

}  // namespace sportello::storage::sql
