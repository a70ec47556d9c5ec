/// Outgoing webhooks: what is to be told to other programs about tickets, until they have heard it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/time.h"
#include "storage/store.h"

namespace sportello::storage {

struct HookDeliveryRow {
  std::int64_t id = 0;
  std::string hook;           ///< its address
  std::int64_t event_id = 0;  ///< of the ticket's log
  std::string webhook_id;     ///< the same at every attempt: the receiver's key against duplicates
  std::string kind;           ///< "ticket.opened" …
  std::string payload;        ///< JSON, exactly the bytes that are signed
  std::string state = "queued";
  int attempts = 0;
  int status_code = 0;  ///< of the last answer; 0: none
  std::string error;
  Instant created_at{};
  Instant not_before{};
  std::optional<Instant> delivered_at;
};

class HookQueue {
 public:
  virtual ~HookQueue() = default;
  /// The last event of the tickets' log that was queued for the hook; nothing for one that is new.
  virtual std::optional<std::int64_t> cursor(const std::string& hook) = 0;
  virtual void set_cursor(const std::string& hook, std::int64_t event_id) = 0;
  /// The newest event there is; 0 without any.
  virtual std::int64_t newest_event() = 0;
  /// The tickets' log after that event, oldest first.
  virtual std::vector<TicketEventRow> events_after(std::int64_t event_id, int limit) = 0;
  /// Nothing when the hook has been given this event before.
  virtual std::optional<std::int64_t> add(const HookDeliveryRow& delivery) = 0;
  virtual std::optional<HookDeliveryRow> find(std::int64_t id) = 0;
  virtual std::vector<HookDeliveryRow> due(Instant now, int limit) = 0;
  virtual std::optional<Instant> next_due() = 0;
  /// Writes state, attempts, status_code, error, not_before, delivered_at.
  virtual void update(const HookDeliveryRow& delivery) = 0;
  /// Oldest first.
  virtual std::vector<HookDeliveryRow> in_state(std::string_view state, std::int64_t after_id, int limit) = 0;
};

}  // namespace sportello::storage
