#include "storage/sql/queue.h"

#include <array>

#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr std::array<const char*, 6> kOpenQueue{"registered",   "taken",   "waiting_customer",
                                                "second_level", "planned", "quoted"};

const std::string kOfStatus =
    std::string("SELECT ") + kTicketColumns + ", " + kPersonColumns +
    ", c.unread, t.waiting_since, CASE WHEN EXISTS (SELECT 1 FROM ticket_event e WHERE e.ticket_id = t.id"
    " AND e.what = 'to_call' AND NOT EXISTS (SELECT 1 FROM ticket_event d WHERE d.ticket_id = e.ticket_id"
    " AND d.id > e.id AND d.what = 'call')) THEN 1 ELSE 0 END"
    " FROM ticket t JOIN person p ON p.id = t.person_id JOIN conversation c ON c.id = t.conversation_id"
    " WHERE t.status = :status ORDER BY t.id DESC LIMIT :most";
constexpr const char* kCountOfStatus = "SELECT count(*) FROM ticket WHERE status = :status";

}  // namespace

Queue::Queue(Connection& connection)
    : of_status_(connection, "queue.of_status", kOfStatus, given(status_, "status"), given(most_, "most"),
                 columns_of(row_.listed.ticket), columns_of(row_.listed.person), gives(row_.listed.unread),
                 gives(row_.waiting_since), gives(to_call_)),
      count_of_status_(connection, "queue.count_of_status", kCountOfStatus, given(status_, "status"), gives(count_)) {}

std::vector<QueueRow> Queue::open(int most) {
  most_ = most;
  std::vector<QueueRow> rows;
  for (const char* status : kOpenQueue) {
    status_ = status;
    of_status_.each([&] {
      row_.to_call = to_call_ != 0;
      rows.push_back(row_);
    });
  }
  return rows;
}

std::int64_t Queue::count(const std::string& status) {
  status_ = status;
  count_of_status_.one();
  return count_;
}

}  // namespace sportello::storage::sql
