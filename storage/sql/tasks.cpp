#include <string>

#include "storage/sql/repositories.h"
#include "storage/sql/rows.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddTask =
    "INSERT INTO task (kind, ticket_id, survey_id, created_at, done_at, done_by, note) "
    "VALUES (:kind, :ticket, :survey, :created_at, :done_at, :done_by, :note) "
    "ON CONFLICT (survey_id) WHERE survey_id IS NOT NULL DO NOTHING /*new id*/";
constexpr const char* kUpdateTask =
    "UPDATE task SET kind = :kind, done_at = :done_at, done_by = :done_by, note = :note WHERE id = :id";
const std::string kSelectTasks = std::string("SELECT ") + kTaskColumns + " FROM task k WHERE ";
const std::string kFindTask = kSelectTasks + "k.id = :id /*hold k*/";
const std::string kTasksOfTicket = kSelectTasks + "k.ticket_id = :ticket ORDER BY k.id";
const std::string kOpenTasks = kSelectTasks + "k.done_at IS NULL AND k.id > :after ORDER BY k.id LIMIT :most";
const std::string kAllTasks = kSelectTasks + "k.id > :after ORDER BY k.id LIMIT :most";
constexpr const char* kCountTasks = "SELECT count(*) FROM task WHERE kind = :kind";
constexpr const char* kCountOpen = "SELECT count(*) FROM task WHERE done_at IS NULL AND id > 0";

class SqlTasks : public Tasks {
 public:
  explicit SqlTasks(Connection& connection)
      : add_(connection, "tasks.add", kAddTask, given(row_.kind, "kind"), given(row_.ticket, "ticket"),
             given(row_.survey, "survey"), given(row_.created_at, "created_at"), given(row_.done_at, "done_at"),
             given(row_.done_by, "done_by"), given(row_.note, "note"), gives_new_id(id_)),
        update_(connection, "tasks.update", kUpdateTask, given(row_.kind, "kind"), given(row_.done_at, "done_at"),
                given(row_.done_by, "done_by"), given(row_.note, "note"), given(row_.id, "id")),
        find_(connection, "tasks.find", kFindTask, given(id_, "id"), columns_of(row_)),
        of_ticket_(connection, "tasks.of_ticket", kTasksOfTicket, given(ticket_, "ticket"), columns_of(row_)),
        open_(connection, "tasks.open", kOpenTasks, given(id_, "after"), given(most_, "most"), columns_of(row_)),
        all_(connection, "tasks.all", kAllTasks, given(id_, "after"), given(most_, "most"), columns_of(row_)),
        count_(connection, "tasks.count", kCountTasks, given(kind_, "kind"), gives(id_)),
        count_open_(connection, "tasks.count_open", kCountOpen, gives(id_)) {}

  std::optional<std::int64_t> add(const TaskRow& task) override {
    row_ = task;
    return add_.one() ? std::optional(id_) : std::nullopt;
  }
  void update(const TaskRow& task) override {
    row_ = task;
    update_.one();
  }
  std::optional<TaskRow> find(std::int64_t id) override {
    id_ = id;
    return find_.one() ? std::optional(row_) : std::nullopt;
  }
  std::vector<TaskRow> of_ticket(TicketId ticket) override {
    ticket_ = ticket;
    return rows_of(of_ticket_, row_);
  }
  std::vector<TaskRow> open(std::int64_t after_id, int limit) override {
    id_ = after_id;
    most_ = limit;
    return rows_of(open_, row_);
  }
  std::vector<TaskRow> all(std::int64_t after_id, int limit) override {
    id_ = after_id;
    most_ = limit;
    return rows_of(all_, row_);
  }
  std::int64_t count(const std::string& kind) override {
    kind_ = kind;
    count_.one();
    return id_;
  }
  std::int64_t count_open() override {
    count_open_.one();
    return id_;
  }

 private:
  TaskRow row_;
  std::int64_t id_ = 0;
  TicketId ticket_;
  std::string kind_;
  int most_ = 0;
  Statement add_;
  Statement update_;
  Statement find_;
  Statement of_ticket_;
  Statement open_;
  Statement all_;
  Statement count_;
  Statement count_open_;
};

}  // namespace

std::unique_ptr<Tasks> make_tasks(Connection& connection) {
  return std::make_unique<SqlTasks>(connection);
}

}  // namespace sportello::storage::sql
