#include "storage/sql/named_lock.h"

namespace sportello::storage::sql {

NamedLock::NamedLock(Connection& connection, const char* statement) {
  if (connection.engine() == Engine::Sqlite || connection.access() == Access::Read) return;
  lock_ = std::make_unique<Statement>(connection, statement, "SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))",
                                      given(name_, "name"));
}

void NamedLock::take(const std::string& name) {
  if (!lock_) return;
  name_ = name;
  lock_->one();
}

}  // namespace sportello::storage::sql
