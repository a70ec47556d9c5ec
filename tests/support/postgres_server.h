/// A PostgreSQL server of the tests' own: made, started and removed by the program that uses it. It listens on a Unix
/// socket in its folder and nowhere else.
#pragma once

#include <memory>
#include <string>

#include "tests/support/child_process.h"

namespace sportello::tests {

class PostgresServer {
 public:
  /// Makes a cluster in memory where there is such a place, and starts it as an unprivileged user. Throws with what the
  /// server said when it cannot.
  PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;
  ~PostgresServer();

  /// The one of this process, started when it is first asked for.
  static PostgresServer& shared();

  std::string url(const std::string& database) const;
  /// Makes a database, a copy of another when one is named; its name.
  std::string make_database(const std::string& like = "template0");
  void drop_database(const std::string& name);
  /// Runs SQL in a database; the first column of the result, one line for each row. Throws std::runtime_error.
  std::string execute(const std::string& database, const std::string& sql) const;

 private:
  std::string folder_;
  std::unique_ptr<ChildProcess> process_;
  int databases_ = 0;
};

}  // namespace sportello::tests
