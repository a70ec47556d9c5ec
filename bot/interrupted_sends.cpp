#include "bot/interrupted_sends.h"

#include <algorithm>
#include <string>

#include "bot/status_desk.h"

namespace sportello::bot {
namespace {

constexpr int kAtMost = 10'000;

}  // namespace

void wait_for_status(storage::Store& store, const storage::OutboxRow& row, flows::Instant until) {
  const std::string id = std::to_string(row.id.value);
  store.timers().set({0, std::string(kUncertainTimer) + ":" + id, kUncertainTimer, row.conversation, row.ticket,
                      std::max(until, row.not_before), id});
}

void doubt_interrupted_sends(storage::Store& store, flows::Instant now, flows::Instant until) {
  store.outbox().mark_interrupted(now, until);
  for (const auto& row : store.outbox().in_state("uncertain", 0, kAtMost)) wait_for_status(store, row, until);
}

void doubt_sends_of_the_dead(storage::Store& store, flows::Instant now, flows::Instant until,
                             flows::Instant claimed_before) {
  if (store.outbox().mark_interrupted(now, until, claimed_before) == 0) return;
  for (const auto& row : store.outbox().in_state("uncertain", 0, kAtMost)) {
    if (row.updated_at == now && row.not_before == until) wait_for_status(store, row, until);
  }
}

}  // namespace sportello::bot
