#include <memory>

#include "storage/retention.h"
#include "storage/sql/repositories.h"

namespace sportello::storage::sql {
namespace {

constexpr const char* kOpenTicket =
    "EXISTS (SELECT 1 FROM ticket t WHERE t.id = x.ticket_id AND t.status <> 'closed')";

struct TableSql {
  const char* oldest_name;
  const char* remove_name;
  std::string oldest;
  std::string remove;
};

std::string oldest_of(const std::string& table, const std::string& at, const std::string& needed,
                      const std::string& kind = "''", const std::string& file = "''") {
  return "SELECT x.id, x." + at + ", CASE WHEN " + needed + " THEN 1 ELSE 0 END, " + kind + ", " + file + " FROM " +
         table + " x WHERE x.id > :after ORDER BY x.id LIMIT :most";
}

std::string remove_from(const std::string& table) {
  return "DELETE FROM " + table + " WHERE id = :id";
}

TableSql sql_of(AgingTable table) {
  const std::string open = kOpenTicket;
  switch (table) {
    case AgingTable::Events:
      return {"aging.events", "aging.remove_event", oldest_of("inbox", "received_at", "x.state = 'parked'"),
              remove_from("inbox")};
    case AgingTable::HookDeliveries:
      return {"aging.hook_deliveries", "aging.remove_hook_delivery",
              oldest_of("hook_delivery", "created_at", "x.state = 'queued'"), remove_from("hook_delivery")};
    case AgingTable::Attachments:
      return {"aging.attachments", "aging.remove_attachment",
              oldest_of("attachment", "created_at", "x.state <> 'stored' OR " + open, "x.kind", "x.sha256"),
              "UPDATE attachment SET sha256 = '', filename = '', url = '', media_id = '', size = 0, state = 'failed', "
              "error = 'kept no longer' WHERE id = :id"};
    case AgingTable::Messages:
      return {"aging.messages", "aging.remove_message", oldest_of("message", "at", open), remove_from("message")};
    case AgingTable::Outbox:
      return {"aging.outbox", "aging.remove_outgoing",
              oldest_of("outbox", "created_at", "x.state IN ('queued', 'in_flight', 'uncertain') OR " + open),
              remove_from("outbox")};
    case AgingTable::Mails:
      return {"aging.mails", "aging.remove_mail",
              oldest_of("mail", "created_at", "x.state IN ('queued', 'in_flight') OR " + open), remove_from("mail")};
    case AgingTable::ReceivedMails:
      return {"aging.received_mails", "aging.remove_received_mail",
              oldest_of("mail_received", "received_at", open, "''", "x.raw"), remove_from("mail_received")};
    case AgingTable::Audit:
      return {"aging.audit", "aging.remove_audit", oldest_of("audit", "at", "1 = 0"), remove_from("audit")};
  }
  return {};
}

class SqlAging : public Aging {
 public:
  explicit SqlAging(Connection& connection)
      : attachment_uses_(connection, "aging.attachment_uses", "SELECT id FROM attachment WHERE sha256 = :file AND sha256 <> '' LIMIT 1",
                         given(file_, "file"), gives(id_)),
        mail_uses_(connection, "aging.mail_uses", "SELECT id FROM mail_received WHERE raw = :file LIMIT 1",
                   given(file_, "file"), gives(id_)),
        drop_notices_(connection, "aging.remove_notices", "DELETE FROM notice WHERE at < :before",
                      given(before_, "before")) {
    for (const AgingTable table : kAgingTables) {
      const TableSql sql = sql_of(table);
      oldest_.push_back(std::make_unique<Statement>(connection, sql.oldest_name, sql.oldest, given(after_, "after"),
                                                    given(most_, "most"), gives(row_.id), gives(row_.at),
                                                    gives(needed_), gives(row_.kind), gives(row_.file)));
      remove_.push_back(std::make_unique<Statement>(connection, sql.remove_name, sql.remove, given(id_, "id")));
    }
  }

  std::vector<AgingRow> oldest(AgingTable table, std::int64_t after_id, int limit) override {
    after_ = after_id;
    most_ = limit;
    std::vector<AgingRow> rows;
    oldest_.at(static_cast<std::size_t>(table))->each([&] {
      row_.needed = needed_ != 0;
      rows.push_back(row_);
    });
    return rows;
  }

  void remove(AgingTable table, std::int64_t id) override {
    id_ = id;
    remove_.at(static_cast<std::size_t>(table))->one();
  }

  bool is_used(const std::string& file) override {
    file_ = file;
    return attachment_uses_.one() || mail_uses_.one();
  }

  void remove_notices(Instant before) override {
    before_ = before;
    drop_notices_.one();
  }

 private:
  AgingRow row_;
  std::int64_t id_ = 0;
  std::int64_t after_ = 0;
  std::int64_t needed_ = 0;
  int most_ = 0;
  std::string file_;
  Instant before_{};
  Statement attachment_uses_;
  Statement mail_uses_;
  Statement drop_notices_;
  std::vector<std::unique_ptr<Statement>> oldest_;
  std::vector<std::unique_ptr<Statement>> remove_;
};

}  // namespace

std::unique_ptr<Aging> make_aging(Connection& connection) {
  return std::make_unique<SqlAging>(connection);
}

}  // namespace sportello::storage::sql
