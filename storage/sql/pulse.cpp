#include "storage/sql/pulse.h"

#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

const std::string kOldestQueued = "SELECT o.created_at FROM outbox o WHERE o.state = 'queued' AND " + is_unsettled("o") +
                                  " ORDER BY o.id LIMIT 1";
constexpr const char* kNextTimer = "SELECT due FROM timer ORDER BY due, id LIMIT 1";
constexpr const char* kMails = "SELECT count(*) FROM mail WHERE state = :state";

}  // namespace

Pulse::Pulse(Connection& connection)
    : oldest_queued_(connection, "pulse.oldest_queued", kOldestQueued, gives(at_)),
      next_timer_(connection, "pulse.next_timer", kNextTimer, gives(at_)),
      mails_(connection, "pulse.mails", kMails, given(state_, "state"), gives(count_)) {}

std::optional<Instant> Pulse::oldest_queued() {
  return oldest_queued_.one() ? std::optional(at_) : std::nullopt;
}

std::optional<Instant> Pulse::next_timer() {
  return next_timer_.one() ? std::optional(at_) : std::nullopt;
}

std::int64_t Pulse::mails(const std::string& state) {
  state_ = state;
  mails_.one();
  return count_;
}

}  // namespace sportello::storage::sql
