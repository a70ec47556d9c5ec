/// What the storage contract suite runs against: a file of SQLite's, a database on a PostgreSQL server of the test's own.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "storage/reader.h"
#include "storage/store.h"

namespace sportello::storage {

/// A database of its own that can be left and opened again, and is gone with the object.
class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::unique_ptr<Store> open() = 0;
  virtual std::unique_ptr<Reader> read() = 0;
};

class SqliteBackend : public Backend {
 public:
  SqliteBackend();
  ~SqliteBackend() override;
  SqliteBackend(const SqliteBackend&) = delete;
  SqliteBackend& operator=(const SqliteBackend&) = delete;

  std::unique_ptr<Store> open() override;
  std::unique_ptr<Reader> read() override;
  std::string url() const;
  std::filesystem::path path() const { return folder_ / "desk.db"; }

 private:
  std::filesystem::path folder_;
};

class PostgresqlBackend : public Backend {
 public:
  PostgresqlBackend();
  ~PostgresqlBackend() override;
  PostgresqlBackend(const PostgresqlBackend&) = delete;
  PostgresqlBackend& operator=(const PostgresqlBackend&) = delete;

  std::unique_ptr<Store> open() override;
  std::unique_ptr<Reader> read() override;
  std::string url() const;
  const std::string& database() const { return database_; }

 private:
  std::string database_;
};

/// What SQLite says about the file: "ok", or what is damaged.
std::string check_integrity(const std::filesystem::path& path);

struct BackendKind {
  const char* name;
  std::unique_ptr<Backend> (*make)();
};
inline void PrintTo(const BackendKind& kind, std::ostream* out) {
  *out << kind.name;
}
std::vector<BackendKind> backends();
inline std::string backend_name(const testing::TestParamInfo<BackendKind>& kind) {
  return kind.param.name;
}

inline const PhoneNumberId kNumber{"100"};
inline const BusinessId kLeotron{"leotron"};
inline const BusinessId kKzweb{"kzweb"};
inline constexpr std::chrono::milliseconds kSecond{1'000};
inline constexpr std::chrono::milliseconds kMinute{60'000};
inline constexpr Instant kNow{std::chrono::milliseconds(1'774'000'000'000)};

/// Opens a store inside a transaction that the test ends, or that is rolled back.
class StorageContract : public testing::TestWithParam<BackendKind> {
 protected:
  StorageContract() : backend_(GetParam().make()), store_(backend_->open()) { store_->begin(); }
  ~StorageContract() override {
    if (store_) store_->rollback();
  }

  void commit() {
    store_->commit();
    store_->begin();
  }
  /// As after a stop and a start; what was not committed is gone.
  void reopen() {
    store_.reset();
    store_ = backend_->open();
    store_->begin();
  }

  PersonId add_person(const std::string& business = "leotron");
  ConversationId add_conversation();
  ConversationId add_conversation(PersonId person, const std::string& number = "100");
  TicketId add_ticket(PersonId person, ConversationId conversation, const std::string& code);

  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Store> store_;
};

}  // namespace sportello::storage
