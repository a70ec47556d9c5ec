#include "storage/sql/ticket_pages.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr std::array<std::string_view, 8> kStatuses{"registered", "taken",  "waiting_customer", "second_level",
                                                    "planned",    "quoted", "resolved",         "closed"};
constexpr std::string_view kCursorPrefix = "before-";

const std::string kTicketPageColumns = std::string("SELECT ") + kTicketColumns + ", " + kPersonColumns +
                                       ", c.unread FROM ticket t JOIN person p ON p.id = t.person_id"
                                       " JOIN conversation c ON c.id = t.conversation_id WHERE ";
const std::string kTail =
    " AND t.id < :before" + match_words("t.search || ' ' || p.search") + " ORDER BY t.id DESC LIMIT :most";

std::optional<std::int64_t> id_of_cursor(std::string_view cursor) {
  if (!cursor.starts_with(kCursorPrefix)) return std::nullopt;
  cursor.remove_prefix(kCursorPrefix.size());
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), id);
  if (error != std::errc() || end != cursor.data() + cursor.size() || id <= 0) return std::nullopt;
  return id;
}

}  // namespace

template <class... Keys>
Statement TicketPages::list(Connection& connection, const char* name, const std::string& condition,
                            const Keys&... keys) {
  return Statement(connection, name, kTicketPageColumns + condition + kTail, keys..., given(before_, "before"),
                   given(words_[0], "word_0"), given(words_[1], "word_1"), given(words_[2], "word_2"),
                   given(words_[3], "word_3"), given(most_, "most"), columns_of(row_.ticket), columns_of(row_.person),
                   gives(row_.unread));
}

TicketPages::TicketPages(Connection& connection)
    : all_(list(connection, "tickets.page", "1 = 1")),
      of_business_(
          list(connection, "tickets.page_of_business", "t.business = :business", given(business_, "business"))),
      of_status_(list(connection, "tickets.page_of_status", "t.status = :status", given(status_, "status"))),
      of_business_status_(list(connection, "tickets.page_of_business_status",
                               "t.business = :business AND t.status = :status", given(business_, "business"),
                               given(status_, "status"))),
      of_assignee_status_(list(connection, "tickets.page_of_assignee_status",
                               "t.assignee = :assignee AND t.assignee <> '' AND t.status = :status"
                               " AND t.business LIKE :business",
                               given(assignee_, "assignee"), given(status_, "status"), given(business_, "business"))),
      find_(connection, "tickets.find_listed", kTicketPageColumns + "t.code = :code", given(code_, "code"),
            columns_of(row_.ticket), columns_of(row_.person), gives(row_.unread)) {}

std::optional<TicketListRow> TicketPages::find(const std::string& code) {
  code_ = code;
  if (!find_.one()) return std::nullopt;
  return row_;
}

void TicketPages::collect(const TicketFilter& filter, std::vector<TicketListRow>& rows) {
  const auto add = [&] { rows.push_back(row_); };
  if (filter.statuses.empty() && !filter.assignee) {
    (filter.business ? of_business_ : all_).each(add);
    return;
  }
  Statement& statement = filter.assignee ? of_assignee_status_ : (filter.business ? of_business_status_ : of_status_);
  // One status after the other, each in the order of its index, then the newest of them all.
  for (const std::string_view status : kStatuses) {
    if (!filter.statuses.empty() &&
        std::find(filter.statuses.begin(), filter.statuses.end(), status) == filter.statuses.end()) {
      continue;
    }
    status_ = status;
    statement.each(add);
  }
  std::sort(rows.begin(), rows.end(),
            [](const TicketListRow& a, const TicketListRow& b) { return a.ticket.id > b.ticket.id; });
}

Result<TicketPage> TicketPages::page(const TicketFilter& filter, const std::string& cursor, int limit) {
  before_ = std::numeric_limits<std::int64_t>::max();
  if (!cursor.empty()) {
    const auto id = id_of_cursor(cursor);
    if (!id) return fail(Errc::Invalid, "this cursor was not given out; leave it away to start with the newest");
    before_ = *id;
  }
  most_ = limit + 1;
  business_ = filter.business ? filter.business->value : "%";
  assignee_ = filter.assignee.value_or("");
  words_ = word_patterns(filter.text);

  TicketPage page;
  collect(filter, page.rows);
  const auto count = static_cast<std::size_t>(limit);
  if (page.rows.size() > count) {
    page.rows.resize(count);
    page.next = std::string(kCursorPrefix) + std::to_string(page.rows.back().ticket.id.value);
  }
  return page;
}

}  // namespace sportello::storage::sql
