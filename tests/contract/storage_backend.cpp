#include "storage_backend.h"

#include <sqlite3.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/support/postgres_server.h"

namespace sportello::storage {

namespace {

/// In memory where there is such a place: hundreds of durable commits would otherwise wait for the disk.
std::filesystem::path fast_folder() {
  const std::filesystem::path memory = "/dev/shm";
  return std::filesystem::is_directory(memory) ? memory : std::filesystem::temp_directory_path();
}

}  // namespace

SqliteBackend::SqliteBackend() {
  std::string name = (fast_folder() / "sportello-storage-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
}

SqliteBackend::~SqliteBackend() {
  std::filesystem::remove_all(folder_);
}

std::string SqliteBackend::url() const {
  return "sqlite://" + path().string();
}
std::unique_ptr<Store> SqliteBackend::open() {
  StoreOptions options;
  options.url = url();
  options.now = kNow;
  options.busy_timeout = std::chrono::milliseconds(0);
  return open_store(options);
}
std::unique_ptr<Reader> SqliteBackend::read() {
  return open_reader(url());
}

namespace {

StoreOptions options_for(const std::string& url) {
  StoreOptions options;
  options.url = url;
  options.now = kNow;
  options.busy_timeout = std::chrono::milliseconds(2'000);
  return options;
}

/// A database with the whole schema, made once: each test has a copy.
const std::string& prepared_database() {
  static const std::string name = [] {
    auto& server = tests::PostgresServer::shared();
    std::string made = server.make_database();
    open_store(options_for(server.url(made)));
    return made;
  }();
  return name;
}

}  // namespace

PostgresqlBackend::PostgresqlBackend()
    : database_(tests::PostgresServer::shared().make_database(prepared_database())) {}

PostgresqlBackend::~PostgresqlBackend() {
  tests::PostgresServer::shared().drop_database(database_);
}

std::string PostgresqlBackend::url() const {
  return tests::PostgresServer::shared().url(database_);
}
std::unique_ptr<Store> PostgresqlBackend::open() {
  return open_store(options_for(url()));
}
std::unique_ptr<Reader> PostgresqlBackend::read() {
  return open_reader(url());
}

std::string check_integrity(const std::filesystem::path& path) {
  sqlite3* database = nullptr;
  std::string said;
  const auto row = [](void* out, int, char** values, char**) {
    *static_cast<std::string*>(out) += values[0];
    return 0;
  };
  sqlite3_open(path.c_str(), &database);
  if (sqlite3_exec(database, "PRAGMA integrity_check", row, &said, nullptr) != SQLITE_OK)
    said = sqlite3_errmsg(database);
  sqlite3_close(database);
  return said;
}

std::vector<BackendKind> backends() {
  return {{"Sqlite", [] { return std::unique_ptr<Backend>(std::make_unique<SqliteBackend>()); }},
          {"Postgresql", [] { return std::unique_ptr<Backend>(std::make_unique<PostgresqlBackend>()); }}};
}

PersonId StorageContract::add_person(const std::string& business) {
  PersonRow person;
  person.business = BusinessId{business};
  person.name = "Ada Rossi";
  person.created_at = kNow;
  return store_->people().create(person);
}

ConversationId StorageContract::add_conversation() {
  return add_conversation(add_person());
}

ConversationId StorageContract::add_conversation(PersonId person, const std::string& number) {
  ConversationRow row;
  row.person = person;
  row.business = BusinessId{"leotron"};
  row.number = PhoneNumberId{number};
  row.owner = "bot";
  return store_->conversations().create(row);
}

TicketId StorageContract::add_ticket(PersonId person, ConversationId conversation, const std::string& code) {
  TicketRow ticket;
  ticket.code = code;
  ticket.business = BusinessId{"leotron"};
  ticket.person = person;
  ticket.conversation = conversation;
  ticket.status = "registered";
  ticket.created_at = kNow;
  ticket.updated_at = kNow;
  return *store_->tickets().create(ticket);
}

}  // namespace sportello::storage
