/// Words in tickets, people, messages, replies and notes, through the engine's full-text index.
#pragma once

#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"

namespace sportello::storage::sql {

/// What the index is asked for: every word by its beginning. Empty when there is no word in it.
std::string match_of(Engine engine, const std::string& words);

class Search {
 public:
  explicit Search(Connection& connection);

  std::vector<SearchHit> find(const std::string& words, int limit);

 private:
  void collect(Statement& statement, const char* where, std::vector<SearchHit>& hits);

  const Engine engine_;
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
