#include "storage_fill.h"

#include <sqlite3.h>

#include <stdexcept>
#include <vector>

namespace sportello::storage {
namespace {

class Database {
 public:
  explicit Database(const std::string& path) {
    if (sqlite3_open(path.c_str(), &database_) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  }
  ~Database() { sqlite3_close(database_); }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  std::vector<std::string> run(const std::string& sql) {
    std::vector<std::string> values;
    const auto row = [](void* out, int count, char** columns, char**) {
      if (count > 0 && columns[0] != nullptr) static_cast<std::vector<std::string>*>(out)->emplace_back(columns[0]);
      return 0;
    };
    if (sqlite3_exec(database_, sql.c_str(), row, &values, nullptr) != SQLITE_OK) {
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(database_));
    }
    return values;
  }

 private:
  sqlite3* database_ = nullptr;
};

std::string series(std::int64_t count) {
  return "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(count) + ") ";
}

}  // namespace

void fill(const std::string& path, const Fill& size) {
  Database database(path);
  database.run("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = FILE");
  // Indexes made at the end are sorted once instead of searched ten million times.
  const std::string indexes = " FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL";
  const auto names = database.run("SELECT name" + indexes);
  const auto definitions = database.run("SELECT sql" + indexes);
  for (const std::string& name : names) database.run("DROP INDEX " + name);

  const std::string people = std::to_string(size.people);
  const std::string someone = "1 + abs(random()) % " + people;
  const std::string wamid = "'wamid.HBgMMzkzNDA' || hex(randomblob(20))";
  const std::string at = "1700000000000 + i * 1000";
  const std::string half = std::to_string(size.messages / 2);
  database.run("BEGIN; " + series(size.people) +
               "INSERT INTO person SELECT i, 'leotron', 'Nome ' || i, '', '', 'Ditta ' || i, '', 0, '', '', 'it', 1, 0,"
               " 'none', NULL, NULL, 'nome ' || i, 0 FROM n; COMMIT");
  database.run("BEGIN; " + series(size.people) +
               "INSERT INTO alias SELECT 'leotron', 'wa_id', '39' || i, i, 0 FROM n; COMMIT");
  database.run("BEGIN; " + series(size.people) +
               "INSERT INTO conversation SELECT i, i, 'leotron', '109876543210', hex(zeroblob(500)), 0, NULL, 'bot', 0"
               " FROM n; COMMIT");
  database.run(
      "BEGIN; " + series(size.tickets) +
      "INSERT INTO ticket (id, code, business, person_id, conversation_id, status, priority, answers, summary,"
      " flags, channel, assignee, rules_version, consent, created_at, updated_at, search)"
      " SELECT i, 'LEO-' || i, 'leotron', 1 + i % " +
      people + ", 1 + i % " + people +
      ", CASE WHEN i % 1000 = 0 THEN 'registered' ELSE 'closed' END, 2, hex(zeroblob(200)), 'la cassa è ferma',"
      " '', 'whatsapp', '', '1', '', " +
      at + ", " + at + ", 'leo-' || i || ' la cassa e ferma' FROM n; COMMIT");
  database.run(
      "BEGIN; " + series(size.messages / 2) +
      "INSERT INTO inbox (id, number, key, kind, raw, received_at, outcome, person_id) SELECT i, '109876543210',"
      " " +
      wamid + ", 'message', hex(zeroblob(250)), " + at + ", 'answered', " + someone + " FROM n; COMMIT");
  database.run(
      "BEGIN; INSERT INTO message (id, conversation_id, wamid, at, kind, text, content, reason)"
      " SELECT id, person_id, key, received_at, 'text', 'la cassa non parte più', hex(zeroblob(100)), ''"
      " FROM inbox WHERE id <= " +
      half + "; COMMIT");
  database.run(
      "BEGIN; INSERT INTO outbox (id, conversation_id, number, to_wa_id, to_bsuid, content, text, purpose, cause,"
      " callback, author, state, attempts, wamid, error_code, error, created_at, not_before)"
      " SELECT id, person_id, number, '39' || person_id, '', hex(zeroblob(150)), 'Qual è il problema?', 'answer',"
      " printf('%012d:0', id), printf('%012d:0', id), 'bot', 'read', 1, " +
      wamid + ", 0, '', received_at, 0 FROM inbox WHERE id <= " + half + "; COMMIT");
  for (const std::string& definition : definitions) database.run(definition);
  database.run("INSERT INTO message_search (message_search) VALUES ('rebuild')");
  database.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace sportello::storage
