#include "storage/transfer.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>

#include "storage/snapshot.h"
#include "storage/sql/open.h"

namespace sportello::storage {
namespace {

using sql::Access;
using sql::Connection;
using sql::Engine;
using sql::given;
using sql::gives;
using sql::Statement;

constexpr std::chrono::milliseconds kTransferPatience{30'000};
/// Kept by each side itself.
constexpr std::string_view kOwnOfEachSide = "schema_migrations";

struct Column {
  std::string name;
  bool number = false;
  bool in_key = false;
};

struct Table {
  std::string name;
  std::vector<Column> columns;

  std::string key() const {
    std::string list;
    for (const Column& column : columns) {
      if (column.in_key) list += (list.empty() ? "t.\"" : ", t.\"") + column.name + '"';
    }
    if (list.empty()) throw StoreError(name + " has no key");
    return list;
  }
};

std::string quoted(const std::string& name) {
  return '"' + name + '"';
}

std::vector<std::string> texts(Connection& connection, const std::string& query) {
  std::vector<std::string> all;
  std::string one;
  Statement statement(connection, "transfer.texts", query, gives(one));
  statement.each([&] { all.push_back(one); });
  return all;
}

/// The desk's own tables, without what SQLite keeps for its full-text indexes.
std::vector<Table> tables_of(Connection& from) {
  std::vector<Table> tables;
  for (const std::string& name :
       texts(from, "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%STRICT%' ORDER BY name")) {
    if (name == kOwnOfEachSide) continue;
    Table table{name, {}};
    Column column;
    std::string type;
    int key = 0;
    Statement statement(from, "transfer.columns", "SELECT name, type, pk FROM pragma_table_info(:name)",
                        given(table.name, "name"), gives(column.name), gives(type), gives(key));
    statement.each([&] {
      column.number = type == "INTEGER";
      column.in_key = key > 0;
      table.columns.push_back(column);
    });
    tables.push_back(std::move(table));
  }
  return tables;
}

/// Tables after those they refer to.
std::vector<Table> in_order(Connection& from, std::vector<Table> tables) {
  std::vector<Table> ordered;
  std::set<std::string> placed;
  while (!tables.empty()) {
    const auto ready = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
      const auto refers_to = texts(from, "SELECT DISTINCT \"table\" FROM pragma_foreign_key_list('" + table.name + "')");
      return std::all_of(refers_to.begin(), refers_to.end(),
                         [&](const std::string& other) { return other == table.name || placed.contains(other); });
    });
    if (ready == tables.end()) throw StoreError("tables refer to each other in a circle");
    placed.insert(ready->name);
    ordered.push_back(std::move(*ready));
    tables.erase(ready);
  }
  return ordered;
}

/// One row as text, field by field; a missing value is told apart from an empty one.
class Row {
 public:
  explicit Row(const Table& table) : values_(table.columns.size()) {}

  std::optional<std::string>& operator[](std::size_t i) { return values_[i]; }
  std::size_t size() const { return values_.size(); }
  std::string bytes() const {
    std::string all;
    for (const auto& value : values_) all += value ? fmt::format("{}:{}", value->size(), *value) : std::string("-;");
    return all + '\n';
  }

 private:
  std::vector<std::optional<std::string>> values_;
};

struct BoundRow {
  Row& row;
  void bind(soci::statement& statement) const {
    for (std::size_t i = 0; i < row.size(); ++i) statement.exchange(soci::into(row[i]));
  }
};

struct GivenRow {
  Row& row;
  const std::vector<std::string>& names;
  void bind(soci::statement& statement) const {
    for (std::size_t i = 0; i < row.size(); ++i) statement.exchange(soci::use(row[i], names[i]));
  }
};

/// All columns as text, in the order of the table's key.
std::string select_all(const Table& table) {
  std::string columns;
  for (const Column& column : table.columns) {
    columns += (columns.empty() ? "" : ", ") + fmt::format("CAST(t.{} AS TEXT)", quoted(column.name));
  }
  return fmt::format("SELECT {} FROM {} t ORDER BY {}", columns, quoted(table.name), table.key());
}

std::string insert_into(const Table& table, const std::vector<std::string>& names) {
  std::string columns;
  std::string values;
  for (std::size_t i = 0; i < names.size(); ++i) {
    columns += (i == 0 ? "" : ", ") + quoted(table.columns[i].name);
    values += fmt::format("{}CAST(:{} AS {})", i == 0 ? "" : ", ", names[i],
                          table.columns[i].number ? "BIGINT" : "TEXT");
  }
  return fmt::format("INSERT INTO {} ({}) VALUES ({})", quoted(table.name), columns, values);
}

class Digest {
 public:
  Digest() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    if (!context_ || EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) != 1) throw std::runtime_error("no SHA-256");
  }
  void add(const std::string& bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    EVP_DigestFinal_ex(context_.get(), digest, &size);
    std::string text;
    for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

template <class Each>
TransferredTable read_all(Connection& connection, const Table& table, Each each) {
  Row row(table);
  Digest digest;
  TransferredTable read{table.name, 0, {}};
  Statement statement(connection, "transfer.read", select_all(table), BoundRow{row});
  statement.each([&] {
    ++read.rows;
    digest.add(row.bytes());
    each(row);
  });
  read.sha256 = digest.hex();
  return read;
}

TransferredTable copy(Connection& from, Connection& to, const Table& table) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.columns.size(); ++i) names.push_back(fmt::format("c{}", i));
  Row values(table);
  Statement insert(to, "transfer.insert", insert_into(table, names), GivenRow{values, names});
  return read_all(from, table, [&](const Row& row) {
    values = row;
    insert.one();
  });
}

/// What triggers would work out of rows that come one by one is in the rows already.
void set_triggers(Connection& to, const Table& table, const char* how) {
  to.run(fmt::format("ALTER TABLE {} {} TRIGGER USER", quoted(table.name), how));
}

/// New ids follow the old ones.
void continue_ids(Connection& to, const Table& table) {
  const bool counts = table.columns.front().name == "id";
  if (!counts) return;
  to.run(fmt::format("SELECT setval(pg_get_serial_sequence('{0}', 'id'), coalesce((SELECT max(id) FROM {0}), 0) + 1, false)",
                     table.name));
}

void compare(const TransferredTable& sent, const TransferredTable& arrived) {
  if (sent.rows == arrived.rows && sent.sha256 == arrived.sha256) return;
  throw StoreError(fmt::format("{}: {} rows with SHA-256 {} left, {} with {} arrived; nothing was kept", sent.name,
                               sent.rows, sent.sha256, arrived.rows, arrived.sha256));
}

}  // namespace

std::vector<TransferredTable> transfer(const std::string& from_url, const std::string& to_url, Instant now,
                                       const std::function<void(std::string_view)>& progress) {
  if (on_server(from_url) || !on_server(to_url)) {
    throw StoreError("a desk moves from sqlite:///… to postgresql://…; the way back is a restore of its backup");
  }
  const DatabaseFacts facts = inspect_database(database_file(from_url));
  if (facts.schema != known_schema()) {
    throw StoreError(fmt::format("the database has schema {}, this program's is {}: start and stop the desk once, it "
                                 "brings the database up to date",
                                 facts.schema, known_schema()));
  }
  StoreOptions options;
  options.url = to_url;
  options.now = now;
  open_store(options);  // makes the tables

  const auto from = sql::connect(sql::parse_url(from_url), Access::Read, kTransferPatience);
  const auto to = sql::connect(sql::parse_url(to_url), Access::Write, kTransferPatience);
  const std::vector<Table> tables = in_order(*from, tables_of(*from));
  std::vector<TransferredTable> moved;
  from->run("BEGIN");
  to->run(sql::begin_writing(Engine::Postgresql));
  try {
    for (const Table& table : tables) {
      to->run(fmt::format("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", quoted(table.name)));
      if (!texts(*to, fmt::format("SELECT 'x' FROM {} LIMIT 1", quoted(table.name))).empty()) {
        throw StoreError(table.name + " is not empty there: a desk moves into a database that holds none");
      }
    }
    for (const Table& table : tables) {
      progress(table.name);
      set_triggers(*to, table, "DISABLE");
      moved.push_back(copy(*from, *to, table));
      set_triggers(*to, table, "ENABLE");
      continue_ids(*to, table);
      compare(moved.back(), read_all(*to, table, [](const Row&) {}));
    }
    to->run("UPDATE ticket SET words = ticket_words_of(search, person_id)");
    to->run("COMMIT");
  } catch (...) {
    to->run("ROLLBACK");
    throw;
  }
  return moved;
}

}  // namespace sportello::storage
