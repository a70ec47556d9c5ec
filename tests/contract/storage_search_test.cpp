#include "storage/sql/search.h"

#include <sqlite3.h>

#include "storage/retention.h"
#include "storage_backend.h"

namespace sportello::storage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SearchWords, AreAskedForByTheirBeginningsAndNeverTakenForOperators) {
  EXPECT_EQ(sql::match_of(sql::Engine::Sqlite, "Perché STAMPA"), "\"perche\"* AND \"stampa\"*");
  EXPECT_EQ(sql::match_of(sql::Engine::Sqlite, "LEO-7K3M-Q"), "\"leo\"* AND \"7k3m\"* AND \"q\"");
  EXPECT_EQ(sql::match_of(sql::Engine::Sqlite, "a\" OR b* NEAR(c)"), "\"a\" AND \"or\"* AND \"b\" AND \"near\"* AND \"c\"");
  EXPECT_EQ(sql::match_of(sql::Engine::Sqlite, " -- \" "), "");
}

/// What FTS5 says about its index of the messages and the texts themselves.
std::string check_words(const std::filesystem::path& path) {
  sqlite3* database = nullptr;
  std::string said = "cannot open";
  if (sqlite3_open(path.c_str(), &database) == SQLITE_OK) {
    sqlite3_busy_timeout(database, 5000);
    sqlite3_exec(database, "INSERT INTO message_search (message_search, rank) VALUES ('integrity-check', 1)", nullptr,
                 nullptr, nullptr);
    said = sqlite3_errcode(database) == SQLITE_OK ? "ok" : sqlite3_errmsg(database);
  }
  sqlite3_close(database);
  return said;
}

class SearchContract : public StorageContract {
 protected:
  PersonId person(const std::string& name, const std::string& wa_id) {
    PersonRow row;
    row.business = {"leotron"};
    row.name = name;
    row.created_at = kNow;
    const auto id = store_->people().create(row);
    EXPECT_TRUE(store_->people().add_alias(id, row.business, AliasKind::WaId, wa_id, kNow));
    return id;
  }
  TicketRow ticket(PersonId who, const std::string& code, const std::string& summary) {
    ConversationRow conversation;
    conversation.person = who;
    conversation.business = {"leotron"};
    conversation.number = {"1"};
    conversation.owner = "bot";
    const auto existing = store_->conversations().find_for(who, conversation.number);
    TicketRow row;
    row.code = code;
    row.business = {"leotron"};
    row.person = who;
    row.conversation = existing ? existing->id : store_->conversations().create(conversation);
    row.status = "registered";
    row.answers = "{}";
    row.summary = summary;
    row.created_at = kNow;
    row.updated_at = kNow;
    row.id = *store_->tickets().create(row);
    return row;
  }
  std::int64_t says(const TicketRow& about, const std::string& text, const std::string& reason = {}) {
    MessageRow row;
    row.conversation = about.conversation;
    row.wamid = {"wamid." + text};
    row.at = kNow;
    row.kind = "text";
    row.text = text;
    row.content = "{}";
    row.ticket = about.id;
    row.reason = reason;
    return store_->conversations().add_message(row);
  }
  void log(const TicketRow& about, const std::string& who, const std::string& what, const std::string& data = "{}") {
    store_->tickets().add_event({.id = 0, .ticket = about.id, .at = kNow, .who = who, .what = what, .data = data});
  }
  /// Codes that are found; what was written counts at once, in the same transaction's successor.
  std::vector<std::string> found(const std::string& words) {
    store_->commit();
    std::vector<std::string> codes;
    for (const auto& hit : backend_->read()->search(words, 20)) codes.push_back(hit.listed.ticket.code);
    store_->begin();
    return codes;
  }
  std::optional<Instant> waits(const TicketRow& about) {
    store_->commit();
    std::optional<Instant> since;
    for (const auto& row : backend_->read()->open_tickets(10))
      if (row.listed.ticket.id == about.id) since = row.waiting_since;
    store_->begin();
    return since;
  }
};
INSTANTIATE_TEST_SUITE_P(Storage, SearchContract, testing::ValuesIn(backends()), backend_name);

TEST_P(SearchContract, FindsTicketsByTheirWordsAndTheirPeoples) {
  const auto ada = person("Ada Rossi", "393401110011");
  const auto first = ticket(ada, "LEO-AAAA-1", "Non stampa più le etichette");
  ticket(person("Eva Bianchi", "393401110022"), "LEO-BBBB-2", "Stampante nuova");
  EXPECT_THAT(found("stamp"), ElementsAre("LEO-BBBB-2", "LEO-AAAA-1"));
  EXPECT_THAT(found("PIU"), ElementsAre("LEO-AAAA-1"));
  EXPECT_THAT(found("ros stampa"), ElementsAre("LEO-AAAA-1"));
  EXPECT_THAT(found("leo-aaaa-1"), ElementsAre("LEO-AAAA-1"));
  EXPECT_THAT(found("rossi bianchi"), IsEmpty());
  EXPECT_THAT(found(""), IsEmpty());
}

TEST_P(SearchContract, FindsWhatWasSaidAnsweredAndNoted) {
  const auto one = ticket(person("Ada", "393401110011"), "LEO-AAAA-1", "x");
  says(one, "Il cassetto è già bloccato");
  log(one, "operator:Eva", "note", R"({"text":"Ricambio ordinato"})");
  EXPECT_THAT(found("gia blocc"), ElementsAre("LEO-AAAA-1"));
  EXPECT_THAT(found("ricambio"), ElementsAre("LEO-AAAA-1"));
  store_->commit();
  const auto hits = backend_->read()->search("cassetto", 5);
  store_->begin();
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].where, "message");
  EXPECT_EQ(hits[0].excerpt, "Il cassetto è già bloccato");
}

TEST_P(SearchContract, FollowsChangesOfTicketAndPerson) {
  const auto ada = person("Ada Rossi", "393401110011");
  auto one = ticket(ada, "LEO-AAAA-1", "etichette");
  one.summary = "scontrini";
  store_->tickets().update(one);
  auto row = store_->people().find(ada).value();
  row.name = "Ada Verdi";
  store_->people().update(row);
  EXPECT_THAT(found("etichette"), IsEmpty());
  EXPECT_THAT(found("scontrini"), ElementsAre("LEO-AAAA-1"));
  EXPECT_THAT(found("rossi"), IsEmpty());
  EXPECT_THAT(found("verdi"), ElementsAre("LEO-AAAA-1"));
}

TEST_P(SearchContract, ForgetsWhatWasRolledBack) {
  ticket(person("Ada", "393401110011"), "LEO-AAAA-1", "etichette");
  store_->rollback();
  store_->begin();
  EXPECT_THAT(found("etichette"), IsEmpty());
}

TEST_P(SearchContract, ForgetsMessagesThatGoBeforeOrAfterTheirCommit) {
  const auto one = ticket(person("Ada", "393401110011"), "LEO-AAAA-1", "x");
  const auto early = says(one, "etichette");
  says(one, "");
  aging_of(*store_).remove(AgingTable::Messages, early);
  const auto late = says(one, "scontrini");
  EXPECT_THAT(found("etichette"), IsEmpty());
  EXPECT_THAT(found("scontrini"), ElementsAre("LEO-AAAA-1"));
  aging_of(*store_).remove(AgingTable::Messages, late);
  says(one, "cassetto");
  EXPECT_THAT(found("scontrini"), IsEmpty());
  EXPECT_THAT(found("cassetto"), ElementsAre("LEO-AAAA-1"));
  store_->commit();
  const auto* file = dynamic_cast<SqliteBackend*>(backend_.get());
  EXPECT_EQ(file != nullptr ? check_words(file->path()) : "ok", "ok");
  store_->begin();
}

TEST_P(SearchContract, KnowsSinceWhenACustomerWaits) {
  const auto one = ticket(person("Ada", "393401110011"), "LEO-AAAA-1", "x");
  EXPECT_EQ(waits(one), kNow) << "a new ticket waits";
  log(one, "operator:Eva", "call", R"({"reached":false})");
  EXPECT_EQ(waits(one), kNow) << "nobody answered the call";
  log(one, "operator:Eva", "reply");
  EXPECT_EQ(waits(one), std::nullopt);
  says(one, "quando aprite?");
  EXPECT_EQ(waits(one), std::nullopt) << "the assistant has answered";
  says(one, "e allora?", "an operator writes");
  EXPECT_EQ(waits(one), kNow);
  log(one, "operator:Eva", "call", R"({"reached":true})");
  EXPECT_EQ(waits(one), std::nullopt);
}

TEST_P(SearchContract, KeepsViewsAndCannedAnswers) {
  OperatorRow eva;
  eva.name = "Eva";
  eva.email = "eva@example.it";
  eva.role = "operator";
  eva.created_at = kNow;
  const auto id = store_->operators().create(eva);
  auto& place = store_->workplace();
  place.save_view({.id = 0, .operator_id = id, .name = "Urgenti", .query = "{}", .created_at = kNow});
  place.save_view({.id = 0, .operator_id = id, .name = "Urgenti", .query = R"({"a":1})", .created_at = kNow});
  const auto views = place.views_of(id);
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views[0].query, R"({"a":1})");
  EXPECT_FALSE(place.remove_view(views[0].id, id + 1)) << "somebody else's";
  EXPECT_TRUE(place.remove_view(views[0].id, id));

  place.save_answer({.id = 0, .business = {}, .title = "Saluti", .text = "Ciao", .author = "Eva", .updated_at = kNow});
  auto answer = place.answers().at(0);
  answer.text = "Buongiorno";
  place.save_answer(answer);
  EXPECT_EQ(place.answers().at(0).text, "Buongiorno");
  EXPECT_TRUE(place.remove_answer(answer.id));
  EXPECT_TRUE(place.answers().empty());
}

}  // namespace
}  // namespace sportello::storage
