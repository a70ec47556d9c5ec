#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kAddAudit = "INSERT INTO audit (at, who, what, data) VALUES (:at, :who, :what, :data)";
constexpr const char* kBefore =
    "SELECT id, at, who, what, data FROM audit WHERE id < :before ORDER BY id DESC LIMIT :most";
constexpr const char* kNewestAudit = "SELECT id, at, who, what, data FROM audit ORDER BY id DESC LIMIT :most";

class SqlAudit : public Audit {
 public:
  explicit SqlAudit(Connection& connection)
      : add_(connection, "audit.add", kAddAudit, given(row_.at, "at"), given(row_.who, "who"), given(row_.what, "what"),
             given(row_.data, "data")),
        newest_(connection, "audit.newest", kNewestAudit, given(most_, "most"), gives(row_.id), gives(row_.at),
                gives(row_.who), gives(row_.what), gives(row_.data)),
        before_(connection, "audit.before", kBefore, given(id_, "before"), given(most_, "most"), gives(row_.id),
                gives(row_.at), gives(row_.who), gives(row_.what), gives(row_.data)) {}

  void add(const AuditRow& row) override {
    row_ = row;
    add_.one();
  }

  std::vector<AuditRow> newest(int limit) override {
    most_ = limit;
    return rows_of(newest_, row_);
  }

  std::vector<AuditRow> before(std::int64_t id, int limit) override {
    id_ = id;
    most_ = limit;
    return rows_of(before_, row_);
  }

 private:
  AuditRow row_;
  std::int64_t id_ = 0;
  int most_ = 0;
  Statement add_;
  Statement newest_;
  Statement before_;
};

}  // namespace

std::unique_ptr<Audit> make_audit(Connection& connection) {
  return std::make_unique<SqlAudit>(connection);
}

}  // namespace sportello::storage::sql
