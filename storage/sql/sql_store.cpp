#include <fmt/format.h>

#include <optional>

#include "storage/sql/checkpointer.h"
#include "storage/sql/customer_repositories.h"
#include "storage/sql/dump.h"
#include "storage/sql/migrate.h"
#include "storage/sql/open.h"
#include "storage/sql/repositories.h"
#include "storage/sql/statements.h"
#include "storage/upgrade.h"

namespace sportello::storage {
namespace {

using sql::Checkpointer;
using sql::Connection;
using sql::Statement;

/// Empty texts too, so that what is not in the index yet is what came after the newest in it.
constexpr const char* kIndexWords =
    "INSERT INTO message_search (rowid, text) SELECT id, text FROM message "
    "WHERE id > (SELECT coalesce(max(d.id), 0) FROM message_search_docsize d)";

/// A connection and all that is prepared on it: made and thrown away as one.
class Desk {
 public:
  explicit Desk(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {
    if (connection_->engine() == sql::Engine::Sqlite) index_words_.emplace(*connection_, "store.index_words", kIndexWords);
  }

  std::unique_ptr<Connection> connection_;
  Statement begin_{*connection_, "store.begin", sql::begin_writing(connection_->engine())};
  /// A server's word index is part of the row.
  std::optional<Statement> index_words_;
  Statement commit_{*connection_, "store.commit", "COMMIT"};
  Statement rollback_{*connection_, "store.rollback", "ROLLBACK"};
  Statement savepoint_{*connection_, "store.savepoint", "SAVEPOINT step"};
  Statement release_{*connection_, "store.release_savepoint", "RELEASE SAVEPOINT step"};
  Statement rollback_to_{*connection_, "store.rollback_to_savepoint", "ROLLBACK TO SAVEPOINT step"};
  std::unique_ptr<Inbox> inbox_ = sql::make_inbox(*connection_);
  std::unique_ptr<People> people_ = sql::make_people(*connection_);
  std::unique_ptr<Conversations> conversations_ = sql::make_conversations(*connection_);
  std::unique_ptr<Tickets> tickets_ = sql::make_tickets(*connection_);
  std::unique_ptr<Attachments> attachments_ = sql::make_attachments(*connection_);
  std::unique_ptr<Outbox> outbox_ = sql::make_outbox(*connection_);
  std::unique_ptr<Timers> timers_ = sql::make_timers(*connection_);
  std::unique_ptr<Surveys> surveys_ = sql::make_surveys(*connection_);
  std::unique_ptr<Tasks> tasks_ = sql::make_tasks(*connection_);
  std::unique_ptr<Customers> customers_ = sql::make_customers(*connection_);
  std::unique_ptr<Identities> identities_ = sql::make_identities(*connection_, *people_);
  std::unique_ptr<Merges> merges_ = sql::make_merges(*connection_);
  std::unique_ptr<CustomerNotes> notes_ = sql::make_customer_notes(*connection_);
  std::unique_ptr<Samples> samples_ = sql::make_samples(*connection_);
  std::unique_ptr<Operators> operators_ = sql::make_operators(*connection_);
  std::unique_ptr<Audit> audit_ = sql::make_audit(*connection_);
  std::unique_ptr<MailOutbox> mail_ = sql::make_mail_outbox(*connection_);
  std::unique_ptr<MailInbox> mail_inbox_ = sql::make_mail_inbox(*connection_);
  std::unique_ptr<HookQueue> hooks_ = sql::make_hook_queue(*connection_);
  std::unique_ptr<Workplace> workplace_ = sql::make_workplace(*connection_);
  std::unique_ptr<Prices> prices_ = sql::make_prices(*connection_);
  std::unique_ptr<Templates> templates_ = sql::make_templates(*connection_);
  std::unique_ptr<Callbacks> callbacks_ = sql::make_callbacks(*connection_);
  std::unique_ptr<Proposals> proposals_ = sql::make_proposals(*connection_);
  std::unique_ptr<Notices> notices_ = sql::make_notices(*connection_);
  std::unique_ptr<Aging> aging_ = sql::make_aging(*connection_);
  std::unique_ptr<Checkpointer> checkpointer_;
};

class SqlStore : public Store {
 public:
  SqlStore(StoreOptions options, const sql::BeforeUpgrade& before)
      : options_(std::move(options)), place_(sql::parse_url(options_.url)) {
    auto connection = connect();
    // What is in memory only is always new.
    sql::migrate(*connection, migrations(), place_.path, options_.now, before);
    desk_ = make_desk(std::move(connection));
  }

  void begin() override {
    try {
      if (!desk_) desk_ = make_desk(connect());
      desk_->begin_.one();
    } catch (const std::exception& error) {
      give_up_connection();
      throw StoreError(error.what());
    }
    open_ = true;
    changes_before_ = desk_->connection_->changes();
  }

  void commit() override {
    try {
      if (desk_->index_words_) desk_->index_words_->one();
      desk_->commit_.one();
      open_ = false;
    } catch (const StoreError&) {
      throw;
    } catch (const std::exception& error) {
      throw StoreError(error.what());
    }
  }

  void rollback() noexcept override {
    if (!open_) return;
    open_ = false;
    try {
      desk_->rollback_.one();
    } catch (const std::exception&) {
      // Rolled back already, or the connection is of no more use. A new one knows.
      give_up_connection();
    }
  }

  void savepoint() override { desk_->savepoint_.one(); }
  void release_savepoint() override { desk_->release_.one(); }
  void rollback_to_savepoint() override {
    desk_->rollback_to_.one();
    desk_->release_.one();
  }

  bool changed() override { return shared() || desk_->connection_->changes() != changes_before_; }

  bool shared() const override { return place_.engine == sql::Engine::Postgresql; }

  void checkpoint() override {
    if (!desk_ || place_.engine != sql::Engine::Sqlite) return;
    desk_->checkpointer_.reset();
    desk_->connection_->run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  Inbox& inbox() override { return *desk_->inbox_; }
  People& people() override { return *desk_->people_; }
  Conversations& conversations() override { return *desk_->conversations_; }
  Tickets& tickets() override { return *desk_->tickets_; }
  Attachments& attachments() override { return *desk_->attachments_; }
  Outbox& outbox() override { return *desk_->outbox_; }
  Timers& timers() override { return *desk_->timers_; }
  Surveys& surveys() override { return *desk_->surveys_; }
  Tasks& tasks() override { return *desk_->tasks_; }
  Customers& customers() { return *desk_->customers_; }
  Identities& identities() { return *desk_->identities_; }
  Merges& merges() { return *desk_->merges_; }
  CustomerNotes& notes() { return *desk_->notes_; }
  Aging& aging() { return *desk_->aging_; }
  Prices& prices() { return *desk_->prices_; }
  Samples& samples() override { return *desk_->samples_; }
  Operators& operators() override { return *desk_->operators_; }
  Audit& audit() override { return *desk_->audit_; }
  MailOutbox& mail() override { return *desk_->mail_; }
  MailInbox& mail_inbox() override { return *desk_->mail_inbox_; }
  HookQueue& hooks() override { return *desk_->hooks_; }
  Workplace& workplace() override { return *desk_->workplace_; }
  Templates& templates() override { return *desk_->templates_; }
  Callbacks& callbacks() override { return *desk_->callbacks_; }
  Proposals& proposals() override { return *desk_->proposals_; }
  Notices& notices() override { return *desk_->notices_; }

  const std::vector<sql::NamedSql>& statements() const { return desk_->connection_->statements(); }

 private:
  /// What is in memory only would be gone with its connection.
  void give_up_connection() noexcept {
    if (!place_.path.empty() || !place_.server.empty()) desk_.reset();
  }

  std::unique_ptr<Connection> connect() const {
    return sql::connect(place_, sql::Access::Write, options_.busy_timeout, options_.vfs);
  }

  std::unique_ptr<Desk> make_desk(std::unique_ptr<Connection> connection) const {
    auto desk = std::make_unique<Desk>(std::move(connection));
    if (!place_.path.empty()) {
      desk->checkpointer_ = std::make_unique<Checkpointer>(
          *desk->connection_, sql::connect_string(place_, sql::Access::Write, options_.vfs));
    }
    return desk;
  }

  StoreOptions options_;
  sql::Place place_;
  std::unique_ptr<Desk> desk_;
  bool open_ = false;
  int changes_before_ = 0;
};

}  // namespace

std::vector<sql::NamedSql> sql::statements_of(const Store& store) {
  return dynamic_cast<const SqlStore&>(store).statements();
}

Customers& customers_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).customers();
}

Identities& identities_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).identities();
}

Aging& aging_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).aging();
}

Merges& merges_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).merges();
}

CustomerNotes& customer_notes_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).notes();
}

Prices& prices_of(Store& store) {
  return dynamic_cast<SqlStore&>(store).prices();
}

std::unique_ptr<Store> open_store(const StoreOptions& options) {
  return std::make_unique<SqlStore>(options, [](int version) {
    throw SchemaError(fmt::format("PostgreSQL: the tables are those of an older program, without version {}. Start the "
                                  "desk (sportello serve): it makes a copy and brings them up to date.",
                                  version));
  });
}

std::unique_ptr<Store> open_store_upgraded(const StoreOptions& options, const Upgrade& upgrade) {
  return std::make_unique<SqlStore>(options, [&](int version) {
    if (upgrade.copy == CopyBefore::LeaveOut) return;
    const auto file = upgrade.folder / fmt::format("before-{:04}-{}.dump", version,
                                                   options.now.time_since_epoch().count() / 1000);
    try {
      sql::dump_server(options.url, file);
    } catch (const std::runtime_error& error) {
      throw SchemaError(fmt::format("PostgreSQL: the tables are to be brought to version {}, and the copy before that could "
                                    "not be made: {}. Nothing was changed. Install postgresql-client and start again, or "
                                    "make a copy (pg_dump --format=custom --file=FILE DATABASE) and start once with "
                                    "sportello serve --upgrade-without-copy.",
                                    version, error.what()));
    }
  });
}

}  // namespace sportello::storage
