#include "storage/erasure.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

#include "flows/core/json.h"
#include "storage/sql/open.h"
#include "storage/sql/repositories.h"

namespace sportello::storage {
namespace {

using nlohmann::json;
using sql::Connection;
using sql::given;
using sql::gives;
using sql::Statement;

constexpr std::chrono::milliseconds kWait{30'000};

/// What of a ticket's log stays: numbers and moments, nothing anybody wrote.
constexpr std::array kKeptMembers = {"minutes", "intervention", "cents",    "deadline", "priority", "group", "start",
                                     "end",     "valid_until",  "reached",  "channel",  "to",       "score", "mark"};

constexpr const char* kTextInSqlite =
    "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c "
    "WHERE m.type = 'table' AND c.type IN ('TEXT', 'BLOB', 'ANY')";
constexpr const char* kTextOnServer =
    "SELECT c.table_name::text, c.column_name::text FROM information_schema.columns c JOIN information_schema.tables t "
    "ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
    "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.data_type = 'text'";

/// One statement with one parameter each.
class Eraser {
 public:
  explicit Eraser(const std::string& url) : place_(sql::parse_url(url)), connection_(connect(place_)) {
    people_ = sql::make_people(*connection_);
    tickets_ = sql::make_tickets(*connection_);
    audit_ = sql::make_audit(*connection_);
  }

  Result<ErasureReport> erase(PersonId person, const std::string& who, Instant now) {
    const auto row = find(person);
    if (!row) return row.error();
    in_transaction("COMMIT", [&] {
      remove(*row);
      audit_->add({0, now, who, "person erased", flows::print_json({{"person", person.value}})});
      merge_word_indexes();
    });
    compact();
    look_for_names();
    return std::move(report_);
  }

  Result<ErasureReport> preview(PersonId person) {
    const auto row = find(person);
    if (!row) return row.error();
    in_transaction("ROLLBACK", [&] { remove(*row); });
    return std::move(report_);
  }

 private:
  static std::unique_ptr<Connection> connect(const sql::Place& place) {
    auto connection = sql::connect(place, sql::Access::Write, kWait);
    if (place.engine == sql::Engine::Sqlite) connection->run("PRAGMA secure_delete = ON");
    return connection;
  }

  Result<PersonRow> find(PersonId person) {
    auto row = people_->find(person);
    if (!row) return fail(Errc::NotFound, "there is no person " + std::to_string(person.value));
    collect_names(*row);
    return std::move(*row);
  }

  template <class Work>
  void in_transaction(const char* end, Work work) {
    connection_->run(sql::begin_writing(place_.engine));
    try {
      work();
      connection_->run(end);
    } catch (...) {
      connection_->run("ROLLBACK");
      throw;
    }
  }

  void collect_names(const PersonRow& person) {
    for (const AliasRow& alias : people_->aliases(person.id)) names_.push_back(alias.value);
    if (!person.email.empty()) names_.push_back(person.email);
    if (person.phone.size() > 1) names_.push_back(person.phone.substr(1));
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  }

  std::int64_t run(const std::string& what, const std::string& sql, std::int64_t id) {
    Statement statement(*connection_, "erasure", sql, given(id, "id"));
    statement.one();
    const std::int64_t count = statement.changed();
    if (!what.empty()) add(what, count);
    return count;
  }

  void add(const std::string& what, std::int64_t count) {
    for (auto& [name, sum] : report_.removed) {
      if (name == what) return static_cast<void>(sum += count);
    }
    report_.removed.emplace_back(what, count);
  }

  template <class Value>
  std::vector<Value> all(const std::string& sql, std::int64_t id) {
    std::vector<Value> values;
    Value value{};
    Statement statement(*connection_, "erasure", sql, given(id, "id"), gives(value));
    statement.each([&] { values.push_back(value); });
    return values;
  }

  void remove(const PersonRow& person) {
    const std::int64_t id = person.id.value;
    const auto conversations = all<std::int64_t>("SELECT id FROM conversation WHERE person_id = :id", id);
    const auto tickets = all<std::int64_t>("SELECT id FROM ticket WHERE person_id = :id", id);
    for (const std::int64_t ticket : tickets) remove_writings(ticket);
    remove_mail(id);
    for (const std::int64_t conversation : conversations) empty_conversation(conversation);
    remove_raw_log(id);
    for (const std::int64_t ticket : tickets) strip(TicketId{ticket});
    for (const std::int64_t conversation : conversations) {
      run("timers", "DELETE FROM timer WHERE conversation_id = :id", conversation);
      run("conversations", "UPDATE conversation SET state = '' WHERE id = :id", conversation);
    }
    run("names", "DELETE FROM alias WHERE person_id = :id", id);
    run("notes", "DELETE FROM customer_note WHERE person_id = :id", id);
    run("company links", "DELETE FROM company_person WHERE person_id = :id", id);
    if (!person.email.empty()) {
      std::string email = person.email;
      Statement mail(*connection_, "erasure", "DELETE FROM mail_address WHERE business = :business AND address = :email",
                     given(person.business, "business"), given(email, "email"));
      mail.one();
      add("mail addresses", mail.changed());
    }
    remove_audit();
    run("identity conflicts", "DELETE FROM identity_conflict WHERE person_id = :id OR other_id = :id", id);
    PersonRow nobody;
    nobody.id = person.id;
    nobody.business = person.business;
    nobody.opted_out = true;
    people_->update(nobody);
    const bool hangs_on = !conversations.empty() || !tickets.empty();
    if (!hangs_on) run("", "DELETE FROM person WHERE id = :id", id);
    add("people", 1);
  }

  /// What hangs on a ticket beside its log. Of a quote the amount and the answer stay.
  void remove_writings(std::int64_t ticket) {
    run("quotes and appointments",
        "UPDATE proposal SET text = '', answer = '', answer_message = '', attachment_id = NULL WHERE ticket_id = :id",
        ticket);
    run("webhooks told", "DELETE FROM hook_delivery WHERE event_id IN (SELECT id FROM ticket_event WHERE ticket_id = :id)",
        ticket);
    run("", "UPDATE task SET note = '' WHERE ticket_id = :id", ticket);
    run("mails", "DELETE FROM mail WHERE ticket_id = :id", ticket);
    for (const std::string& file : all<std::string>("SELECT raw FROM mail_received WHERE ticket_id = :id", ticket)) {
      report_.files.push_back(file);
    }
    run("mails", "DELETE FROM mail_received WHERE ticket_id = :id", ticket);
  }

  void remove_mail(std::int64_t person) {
    for (const std::string& file : all<std::string>("SELECT raw FROM mail_received WHERE person_id = :id", person)) {
      report_.files.push_back(file);
    }
    run("mails", "DELETE FROM mail WHERE person_id = :id", person);
    run("mails", "DELETE FROM mail_received WHERE person_id = :id", person);
    run("survey comments", "UPDATE survey SET comment = '' WHERE person_id = :id AND comment <> ''", person);
    run("", "UPDATE sample_call SET note = '' WHERE person_id = :id", person);
    // Mail that found no ticket and no person names its sender only.
    for (std::string name : names_) {
      std::string file;
      Statement look(*connection_, "erasure", "SELECT raw FROM mail_received WHERE lower(sender) = lower(:name)",
                     given(name, "name"), gives(file));
      look.each([&] { report_.files.push_back(file); });
      Statement drop(*connection_, "erasure", "DELETE FROM mail_received WHERE lower(sender) = lower(:name)",
                     given(name, "name"));
      drop.one();
      add("mails", drop.changed());
      Statement sent(*connection_, "erasure", "DELETE FROM mail WHERE lower(recipient) = lower(:name)",
                     given(name, "name"));
      sent.one();
      add("mails", sent.changed());
    }
  }

  void empty_conversation(std::int64_t conversation) {
    for (const std::string& file :
         all<std::string>("SELECT sha256 FROM attachment WHERE conversation_id = :id AND sha256 <> ''", conversation)) {
      report_.files.push_back(file);
    }
    run("", "DELETE FROM notice WHERE cause IN (SELECT cause FROM outbox WHERE conversation_id = :id)", conversation);
    run("calls to make", "DELETE FROM callback WHERE conversation_id = :id", conversation);
    run("messages", "DELETE FROM message WHERE conversation_id = :id", conversation);
    run("messages", "DELETE FROM outbox WHERE conversation_id = :id", conversation);
    run("files", "DELETE FROM attachment WHERE conversation_id = :id", conversation);
    std::erase_if(report_.files, [this](const std::string& file) {
      std::int64_t others = 0;
      Statement used(*connection_, "erasure", "SELECT count(*) FROM attachment WHERE sha256 = :file",
                     given(file, "file"), gives(others));
      used.one();
      return others > 0;
    });
  }

  /// Status webhooks name nobody in a column: whatever contains one of the names goes.
  void remove_raw_log(std::int64_t person) {
    run("raw log", "DELETE FROM inbox WHERE person_id = :id", person);
    for (const std::string& name : names_) {
      Statement statement(*connection_, "erasure", "DELETE FROM inbox WHERE instr(raw, :name) > 0", given(name, "name"));
      statement.one();
      add("raw log", statement.changed());
    }
  }

  void remove_audit() {
    for (const std::string& name : names_) {
      Statement statement(*connection_, "erasure", "DELETE FROM audit WHERE instr(data, :name) > 0 OR instr(who, :name) > 0",
                          given(name, "name"));
      statement.one();
      add("audit lines", statement.changed());
    }
  }

  void strip(TicketId id) {
    auto ticket = tickets_->find(id);
    if (!ticket) return;
    report_.kept_tickets.push_back(ticket->code);
    for (const auto& event : tickets_->events(id)) {
      json kept = json::object();
      if (const auto data = flows::parse_json(event.data); data && data->is_object()) {
        for (const char* member : kKeptMembers) {
          if (data->contains(member)) kept[member] = data->at(member);
        }
      }
      const std::string text = flows::print_json(kept);
      Statement statement(*connection_, "erasure", "UPDATE ticket_event SET data = :data WHERE id = :id",
                          given(text, "data"), given(event.id, "id"));
      statement.one();
    }
    ticket->answers = "{}";
    ticket->summary.clear();
    if (const auto consent = flows::parse_json(ticket->consent); consent && consent->is_object()) {
      ticket->consent = flows::print_json({{"wording", consent->value("wording", "")}, {"at", consent->value("at", "")}});
    }
    tickets_->update(*ticket);
    run("", "UPDATE ticket_entitlement SET company = '' WHERE ticket_id = :id", id.value);
    run("timers", "DELETE FROM timer WHERE ticket_id = :id", id.value);
  }

  /// An index over words keeps those of rows that are gone until its parts are merged.
  void merge_word_indexes() {
    if (place_.engine != sql::Engine::Sqlite) return;
    for (const char* index : {"ticket_search", "message_search", "reply_search", "note_search"}) {
      connection_->run(std::string("INSERT INTO ") + index + "(" + index + ") VALUES ('optimize')");
    }
  }

  /// A running desk holds the file: then the freed pages are zero already, and go when it is compacted some day.
  void compact() {
    if (place_.engine == sql::Engine::Postgresql) return rewrite_tables();
    connection_->run("PRAGMA wal_checkpoint(TRUNCATE)");
    try {
      connection_->run("VACUUM");
      connection_->run("PRAGMA wal_checkpoint(TRUNCATE)");
      report_.compacted = true;
    } catch (const StoreError&) {
      report_.compacted = false;
    }
  }

  /// PostgreSQL keeps rows that are gone until their pages are used again, unless the tables are written anew.
  void rewrite_tables() {
    try {
      connection_->run("VACUUM FULL");
      report_.compacted = true;
    } catch (const StoreError&) {
      report_.compacted = false;
    }
  }

  void look_for_names() {
    std::vector<std::pair<std::string, std::string>> columns;
    std::string table;
    std::string column;
    Statement statement(*connection_, "erasure", place_.engine == sql::Engine::Sqlite ? kTextInSqlite : kTextOnServer,
                        gives(table), gives(column));
    statement.each([&] { columns.emplace_back(table, column); });
    for (const auto& [in, field] : columns) {
      for (const std::string& name : names_) {
        std::int64_t count = 0;
        Statement look(*connection_, "erasure",
                       "SELECT count(*) FROM \"" + in + "\" WHERE instr(\"" + field + "\", :name) > 0",
                       given(name, "name"), gives(count));
        look.one();
        if (count > 0) report_.left.push_back(in + "." + field + " (" + std::to_string(count) + ")");
      }
    }
  }

  sql::Place place_;
  std::unique_ptr<Connection> connection_;
  std::unique_ptr<People> people_;
  std::unique_ptr<Tickets> tickets_;
  std::unique_ptr<Audit> audit_;
  std::vector<std::string> names_;
  ErasureReport report_;
};

}  // namespace

Result<ErasureReport> erase_person(const std::string& url, PersonId person, const std::string& who, Instant now) {
  return Eraser(url).erase(person, who, now);
}

Result<ErasureReport> preview_erasure(const std::string& url, PersonId person) {
  return Eraser(url).preview(person);
}

bool stands_in_files(const std::string& url, std::string_view text) {
  const sql::Place place = sql::parse_url(url);
  if (place.engine == sql::Engine::Postgresql) return false;
  const std::string path = place.path;
  for (const char* suffix : {"", "-wal"}) {
    std::ifstream file(path + suffix, std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.find(text) != std::string::npos) return true;
  }
  return false;
}

}  // namespace sportello::storage
