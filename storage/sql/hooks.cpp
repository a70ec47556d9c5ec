#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kCursor = "SELECT event_id FROM hook_cursor c WHERE hook = :hook /*hold c*/";
constexpr const char* kSetCursor =
    "INSERT INTO hook_cursor (hook, event_id) VALUES (:hook, :event) "
    "ON CONFLICT (hook) DO UPDATE SET event_id = excluded.event_id";
constexpr const char* kNewestEvent = 
    "SELECT id FROM ticket_event WHERE id = (SELECT max(id) FROM ticket_event)";
const std::string kEventsAfter = std::string("SELECT ") + kTicketEventColumns +
                                 " FROM ticket_event e WHERE e.id > :event /*settled e*/ ORDER BY e.id LIMIT :most";
constexpr const char* kAddHook =
    "INSERT INTO hook_delivery (hook, event_id, webhook_id, kind, payload, state, attempts, status_code, error, "
    "created_at, not_before, delivered_at) VALUES (:hook, :event, :webhook_id, :kind, :payload, :state, :attempts, "
    ":status_code, :error, :created_at, :not_before, :delivered_at) ON CONFLICT (hook, event_id) DO NOTHING "
    "/*new id*/";
const std::string kSelectHooks = std::string("SELECT ") + kHookDeliveryColumns + " FROM hook_delivery h WHERE ";
const std::string kFindHook = kSelectHooks + "h.id = :id /*hold h*/";
const std::string kDueHooks =
    kSelectHooks + "h.state = 'queued' AND h.not_before <= :now ORDER BY h.not_before, h.id LIMIT :most /*claim h*/";
constexpr const char* kNextDueHooks =
    "SELECT not_before FROM hook_delivery WHERE state = 'queued' ORDER BY not_before, id LIMIT 1";
constexpr const char* kUpdateHook =
    "UPDATE hook_delivery SET state = :state, attempts = :attempts, status_code = :status_code, error = :error, "
    "not_before = :not_before, delivered_at = :delivered_at WHERE id = :id";
const std::string kHooksInState = kSelectHooks + "h.state = :state AND h.id > :after ORDER BY h.id LIMIT :most";

class SqlHookQueue : public HookQueue {
 public:
  explicit SqlHookQueue(Connection& connection)
      : cursor_(connection, "hooks.cursor", kCursor, given(row_.hook, "hook"), gives(id_)),
        set_cursor_(connection, "hooks.set_cursor", kSetCursor, given(row_.hook, "hook"), given(id_, "event")),
        newest_event_(connection, "hooks.newest_event", kNewestEvent, gives(id_)),
        events_after_(connection, "hooks.events_after", kEventsAfter, given(id_, "event"), given(most_, "most"),
                      columns_of(event_)),
        add_(connection, "hooks.add", kAddHook, given(row_.hook, "hook"), given(row_.event_id, "event"),
             given(row_.webhook_id, "webhook_id"), given(row_.kind, "kind"), given(row_.payload, "payload"),
             given(row_.state, "state"), given(row_.attempts, "attempts"), given(row_.status_code, "status_code"),
             given(row_.error, "error"), given(row_.created_at, "created_at"), given(row_.not_before, "not_before"),
             given(row_.delivered_at, "delivered_at"), gives_new_id(id_)),
        find_(connection, "hooks.find", kFindHook, given(id_, "id"), columns_of(row_)),
        due_(connection, "hooks.due", kDueHooks, given(now_, "now"), given(most_, "most"), columns_of(row_)),
        next_due_(connection, "hooks.next_due", kNextDueHooks, gives(now_)),
        update_(connection, "hooks.update", kUpdateHook, given(row_.state, "state"), given(row_.attempts, "attempts"),
                given(row_.status_code, "status_code"), given(row_.error, "error"),
                given(row_.not_before, "not_before"), given(row_.delivered_at, "delivered_at"), given(row_.id, "id")),
        in_state_(connection, "hooks.in_state", kHooksInState, given(state_, "state"), given(id_, "after"),
                  given(most_, "most"), columns_of(row_)) {}

  std::optional<std::int64_t> cursor(const std::string& hook) override {
    row_.hook = hook;
    if (!cursor_.one()) return std::nullopt;
    return id_;
  }
  void set_cursor(const std::string& hook, std::int64_t event_id) override {
    row_.hook = hook;
    id_ = event_id;
    set_cursor_.one();
  }
  std::int64_t newest_event() override { return newest_event_.one() ? id_ : 0; }
  std::vector<TicketEventRow> events_after(std::int64_t event_id, int limit) override {
    id_ = event_id;
    most_ = limit;
    std::vector<TicketEventRow> rows;
    events_after_.each([&] { rows.push_back(event_); });
    return rows;
  }
  std::optional<std::int64_t> add(const HookDeliveryRow& delivery) override {
    row_ = delivery;
    if (!add_.one()) return std::nullopt;
    return id_;
  }
  std::optional<HookDeliveryRow> find(std::int64_t id) override {
    id_ = id;
    return row_of(find_, row_);
  }
  std::vector<HookDeliveryRow> due(Instant now, int limit) override {
    now_ = now;
    most_ = limit;
    return rows_of(due_, row_);
  }
  std::optional<Instant> next_due() override {
    if (!next_due_.one()) return std::nullopt;
    return now_;
  }
  void update(const HookDeliveryRow& delivery) override {
    row_ = delivery;
    update_.one();
  }
  std::vector<HookDeliveryRow> in_state(std::string_view state, std::int64_t after_id, int limit) override {
    state_ = state;
    id_ = after_id;
    most_ = limit;
    return rows_of(in_state_, row_);
  }

 private:
  HookDeliveryRow row_;
  TicketEventRow event_;
  std::string state_;
  std::int64_t id_ = 0;
  Instant now_{};
  int most_ = 0;
  Statement cursor_;
  Statement set_cursor_;
  Statement newest_event_;
  Statement events_after_;
  Statement add_;
  Statement find_;
  Statement due_;
  Statement next_due_;
  Statement update_;
  Statement in_state_;
};

}  // namespace

std::unique_ptr<HookQueue> make_hook_queue(Connection& connection) {
  return std::make_unique<SqlHookQueue>(connection);
}

}  // namespace sportello::storage::sql
