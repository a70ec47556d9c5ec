/// Pages of the ticket list, newest first. Every page starts at a known id and follows an index, so the thousandth
/// costs what the first does.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/sql/connection.h"
#include "storage/sql/search_words.h"

namespace sportello::storage::sql {

class TicketPages {
 public:
  explicit TicketPages(Connection& connection);

  Result<TicketPage> page(const TicketFilter& filter, const std::string& cursor, int limit);
  std::optional<TicketListRow> find(const std::string& code);

 private:

  void collect(const TicketFilter& filter, std::vector<TicketListRow>& rows);
  template <class... Keys>
  Statement list(Connection& connection, const char* name, const std::string& condition, const Keys&... keys);

  TicketListRow row_;
  std::string business_;
  std::string status_;
  std::string assignee_;
  std::string code_;
  WordPatterns words_;
  std::int64_t before_ = 0;
  int most_ = 0;
  Statement all_;
  Statement of_business_;
  Statement of_status_;
  Statement of_business_status_;
  Statement of_assignee_status_;
  Statement find_;
};

}  // namespace sportello::storage::sql
