/// A name that one transaction at a time has, for what has no row yet: two processes hear a new customer's first words.
#pragma once

#include <memory>
#include <string>

#include "storage/sql/connection.h"

namespace sportello::storage::sql {

class NamedLock {
 public:
  /// `statement` is the name of its statement. Does nothing on SQLite, which has one writer, and for a reader.
  NamedLock(Connection& connection, const char* statement);

  /// Waits for it and keeps it until the end of the transaction.
  void take(const std::string& name);

 private:
  std::string name_;
  std::unique_ptr<Statement> lock_;
};

}  // namespace sportello::storage::sql
