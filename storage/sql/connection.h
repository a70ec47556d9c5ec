/// One database connection through SOCI, and the statements prepared on it. Everything is prepared at the start, with
/// its variables bound once, and run again and again: wrong SQL fails when the program starts.
#pragma once

#include <soci/soci.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/sql/conversions.h"
#include "storage/sql/dialect.h"
#include "storage/store.h"

namespace sqlite_api {
struct sqlite3;
}

namespace sportello::storage::sql {

struct NamedSql {
  std::string name;
  std::string sql;
};

/// The statements of a text of SQLite's, which knows where one ends, also inside a trigger.
std::vector<std::string> statements_in(std::string_view sql);

class Connection {
 public:
  /// `connect` is SOCI's connect string for the engine. Throws StoreError when the database cannot be opened.
  explicit Connection(const std::string& connect, Engine engine = Engine::Sqlite, Access access = Access::Write);

  /// Runs one statement that returns nothing of interest.
  void run(const std::string& sql);
  /// Runs as many statements as there are in the text.
  void run_script(const std::string& sql);

  Engine engine() const { return engine_; }
  Access access() const { return access_; }

  /// Rows changed through this connection so far; 0 on a server.
  int changes();

  soci::session& session() { return session_; }
  /// Everything that was prepared, for the test that asks the planner how it would run.
  const std::vector<NamedSql>& statements() const { return statements_; }
  void remember(NamedSql statement) { statements_.push_back(std::move(statement)); }

 private:
  const Engine engine_;
  const Access access_;
  soci::session session_;
  std::vector<NamedSql> statements_;
};

/// What SQLite's own functions take; the engine must be SQLite.
sqlite_api::sqlite3* sqlite_of(Connection& connection);

/// Throws what a failure inside SOCI means to the caller: StoreConflict when another process was in the way, StoreError
/// for a machine that cannot store now (disk full, locked, damaged, server away), std::runtime_error for a statement that
/// will never work (a bug, or data nobody can store).
/// Call it from a catch block. Bound values, which are people's data, are left out of the text.
[[noreturn]] void rethrow_translated(std::string_view doing);

/// What a statement is given and what it gives: variables that are members of the repository that owns it.
template <class T>
struct Given {
  const T& variable;
  const char* name;
  void bind(soci::statement& statement) const {
    const std::string text(name);
    statement.exchange(soci::use(variable, text));
  }
};
template <class T>
struct Gives {
  T& variable;
  void bind(soci::statement& statement) const { statement.exchange(soci::into(variable)); }
};
/// The id of the row that an INSERT makes, where its text says /*new id*/: PostgreSQL returns it, SQLite is asked for it,
/// because there RETURNING makes and throws away a table at each call.
template <class T>
struct GivesNewId {
  T& variable;
};
template <class T>
Given<T> given(const T& variable, const char* name) {
  return {variable, name};
}
template <class T>
Gives<T> gives(T& variable) {
  return {variable};
}
template <class T>
GivesNewId<T> gives_new_id(T& variable) {
  return {variable};
}

class Statement {
 public:
  /// `bound` are given(), gives(), gives_new_id() and columns_of(); the variables must outlive the statement and stay where
  /// they are.
  template <class... Bound>
  Statement(Connection& connection, const char* name, const std::string& text, const Bound&... bound)
      : name_(name), session_(connection.session()), statement_(connection.session()) {
    const std::string sql = in_dialect(connection.engine(), connection.access(), text);
    try {
      statement_.alloc();
      (bind(connection.engine(), bound), ...);
      statement_.prepare(sql);
      statement_.define_and_bind();
    } catch (...) {
      rethrow_translated(name_);
    }
    connection.remember({name_, sql});
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Runs it to its end. True when there was a row, the first one is in the bound variables, or when a row was made whose
  /// new id is.
  bool one();
  /// Runs what gives no row. True when it changed one.
  bool changes();
  /// Runs it and calls `row` for each row.
  template <class Row>
  void each(Row row) {
    for (bool more = first(); more; more = next()) row();
  }
  /// Rows that one() changed.
  long long changed();

 private:
  bool first();
  bool next();
  bool insert();

  template <class Bound>
  void bind(Engine, const Bound& bound) {
    bound.bind(statement_);
  }
  template <class T>
  void bind(Engine engine, const GivesNewId<T>& made) {
    if (engine == Engine::Postgresql) return statement_.exchange(soci::into(made.variable));
    keep_new_id_ = [&id = made.variable](long long value) { id = T{value}; };
  }

  const char* name_;
  soci::session& session_;
  std::function<void(long long)> keep_new_id_;
  soci::statement statement_;
};

/// All rows of a statement whose columns go into `bound`, in their order.
template <class Row>
std::vector<Row> rows_of(Statement& statement, const Row& bound) {
  std::vector<Row> rows;
  statement.each([&] { rows.push_back(bound); });
  return rows;
}

/// The first row of a statement whose columns go into `bound`.
template <class Row>
std::optional<Row> row_of(Statement& statement, const Row& bound) {
  if (!statement.one()) return std::nullopt;
  return bound;
}

}  // namespace sportello::storage::sql
