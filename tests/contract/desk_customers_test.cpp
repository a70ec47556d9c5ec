// The customers' file and the desk: what is imported decides what customers are told and what tickets are kept with.

#include "bot/ticket_desk.h"
#include "storage/customer_import.h"
#include "storage/erasure.h"
#include "storage/terms.h"
#include "tests/support/desk_bench.h"
#include "tests/support/profiles.h"

#include <cstdlib>
#include <filesystem>

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using testing::HasSubstr;
using testing::IsEmpty;

using test::kAnna;
using test::kLeotronBusiness;

constexpr const char* kFile =
    "codice,azienda,piano,dal,al,in_regola,licenze,nome,telefono,email,abilitata,apparecchio,matricola,data_acquisto\r\n"
    "C1,Rossi Srl,extended,2026-01-01,2030-12-31,sì,3,Anna Rossi,333 1234567,anna@rossi.example,sì,Zebra,Z1,2026-01-31\r\n"
    "C1,Rossi Srl,standard,2020-01-01,2025-12-31,,,Ugo Rossi,333 7654321,ugo@rossi.example,no,,,\r\n"
    "C2,Verdi Snc,none,,,no,,,,@verdi.example,sì,,,\r\n"
    ",,standard,,2026-12-31,,,Lia Blu,347 1112223,,,,,\r\n";

const flows::Business& leotron() {
  static const flows::Business business = test::load_shipped("leotron");
  return business;
}

storage::ImportReport import(DeskBench& bench, const std::string& text) {
  const auto file = flows::read_customers(text, leotron());
  EXPECT_THAT(file.faults, IsEmpty());
  storage::ImportReport report;
  bench.with([&](storage::Store& store) { report = storage::import_customers(store, leotron(), file.lines, bench.now); });
  return report;
}

std::string open_ticket(DeskBench& bench, const std::vector<const char*>& answers) {
  for (const char* said : answers) bench.say(kAnna, said);
  return bench.tickets_of(kAnna, kLeotronBusiness).at(0).code;
}

TEST(CustomerImport, ChangesNothingTheSecondTime) {
  DeskBench bench;
  const auto first = import(bench, kFile);
  EXPECT_THAT(first.faults, IsEmpty());
  EXPECT_FALSE(first.changes.empty());
  const auto second = import(bench, kFile);
  EXPECT_TRUE(second.changes.empty()) << second.changes.front().text;
}

TEST(CustomerImport, ExportsWhatItImported) {
  DeskBench bench;
  import(bench, kFile);
  std::string exported;
  bench.with([&](storage::Store& store) { exported = flows::write_customers(storage::export_customers(store, leotron())); });
  EXPECT_THAT(exported, HasSubstr("Rossi Srl,extended,2026-01-01,2030-12-31,yes,3,Anna Rossi,+393331234567"));
  const auto again = import(bench, exported);
  EXPECT_TRUE(again.changes.empty()) << again.changes.front().text << "\n" << exported;
  DeskBench empty;
  import(empty, exported);
  const auto round = import(empty, kFile);
  EXPECT_TRUE(round.changes.empty()) << round.changes.front().text;
}

TEST(CustomerImport, TellsTheDifferenceLineByLine) {
  DeskBench bench;
  import(bench, kFile);
  const auto report = import(bench, "azienda,piano,dal,al\nRossi Srl,extended,2026-01-01,2031-12-31\n");
  std::vector<std::string> lines;
  for (const auto& change : report.changes) lines.push_back(change.sign + (" " + change.text));
  EXPECT_THAT(lines, testing::UnorderedElementsAre(
                         "+ company Rossi Srl: contract extended from 2026-01-01 to 2031-12-31",
                         "- company Rossi Srl: contract extended from 2026-01-01 to 2030-12-31",
                         "- company Rossi Srl: contract standard from 2020-01-01 to 2025-12-31"));
}

TEST(CustomerImport, DecidesWhatTheTicketIsEntitledTo) {
  DeskBench bench;
  import(bench, kFile);
  const auto code = open_ticket(bench, {"il computer non vede più la rete da ieri", "sì", "J2K", "6", "sì",
                                        "questo numero", "INVIA"});
  bench.with([&](storage::Store& store) {
    const auto ticket = store.tickets().find_by_code(code);
    const auto kept = storage::customers_of(store).entitlement(ticket->id);
    ASSERT_TRUE(kept);
    EXPECT_EQ(kept->company, "Rossi Srl");
    EXPECT_EQ(kept->validity, "valid");
    EXPECT_EQ(kept->plan, "extended");
    EXPECT_EQ(kept->covered, "yes");
    const auto terms = storage::terms_of(kept);
    EXPECT_EQ(terms.included, std::chrono::minutes{60});
    EXPECT_EQ(terms.rate->cents_per_hour, 8000);
    EXPECT_EQ(ticket->consent, "");
  });
}

TEST(IncludedTime, IsWarnedOfAtThreeQuartersAndAtItsEnd) {
  DeskBench bench;
  import(bench, kFile);
  const auto code = open_ticket(bench, {"il computer non vede più la rete da ieri", "sì", "J2K", "6", "sì",
                                        "questo numero", "INVIA"});
  std::vector<std::string> alerts;
  bench.with([&](storage::Store& store) {
    for (const int minutes : {40, 5, 20}) {
      Afterwards after;
      const webhooks::RecordTime time{std::chrono::minutes{minutes}, ""};
      ASSERT_TRUE(bot::act(store, bench.desk(), {code, time, "operator:Ugo", ""}, bench.now, after));
    }
    for (const auto& event : store.tickets().events(store.tickets().find_by_code(code)->id)) {
      if (event.what == "included_time") alerts.push_back(event.data);
    }
  });
  EXPECT_THAT(alerts, testing::ElementsAre(HasSubstr(R"("mark":45)"), HasSubstr(R"("mark":60)")));
}

TEST(IdentityChange, MakesTwoPeopleOne) {
  DeskBench bench;
  bench.say(kAnna, "il gestionale si blocca quando salvo un articolo");
  bench.say("393339990000", "buongiorno");
  webhooks::Update update = bench.text(kAnna, "");
  webhooks::IdentityChange change;
  change.before.wa_id = kAnna;
  change.after.wa_id = "393339990000";
  update.content = change;
  update.key = "change:1";
  bench.deliver(update);
  bench.with([&](storage::Store& store) {
    const auto before = store.people().find_by_alias(kLeotronBusiness, storage::AliasKind::WaId, kAnna);
    const auto after = store.people().find_by_alias(kLeotronBusiness, storage::AliasKind::WaId, "393339990000");
    ASSERT_TRUE(before && after);
    EXPECT_EQ(before->id, after->id);
  });
}

TEST(Erasure, LeavesNoTraceOfThePersonAndKeepsTheTicket) {
  std::string name = (std::filesystem::temp_directory_path() / "sportello-erasure-XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const std::filesystem::path folder = name;
  const std::string url = "sqlite://" + (folder / "desk.db").string();
  std::string code;
  std::optional<flows::PersonId> anna;
  {
    DeskBench bench(url);
    import(bench, kFile);
    code = open_ticket(bench, {"il computer non vede più la rete da ieri", "sì", "J2K", "6", "sì", "questo numero",
                               "INVIA"});
    bench.say("393337654321", "buongiorno");
    bench.with([&](storage::Store& store) {
      anna = store.people().find_by_alias(kLeotronBusiness, storage::AliasKind::WaId, kAnna)->id;
      const auto ticket = *store.tickets().find_by_code(code);
      storage::AttachmentRow quote;
      quote.conversation = ticket.conversation;
      quote.ticket = ticket.id;
      quote.sha256 = "f00d";
      quote.state = "stored";
      quote.created_at = bench.now;
      quote.next_attempt_at = bench.now;
      storage::ProposalRow proposal;
      proposal.ticket = ticket.id;
      proposal.kind = "quote";
      proposal.text = "Rete nuova per il negozio";
      proposal.answer = "accetto, Anna Rossi";
      proposal.attachment = store.attachments().add(quote);
      store.proposals().add(proposal);
      store.callbacks().add({0, ticket.conversation, ticket.id, "unreachable", "Il tecnico arriva domani", bench.now, {}, {}});
      storage::MailRow mail;
      mail.business = kLeotronBusiness;
      mail.ticket = ticket.id;
      mail.recipient = "anna@rossi.example";
      mail.body = "Gentile Anna Rossi";
      mail.cause = "test";
      mail.created_at = mail.not_before = bench.now;
      store.mail().add(mail);
    });
  }
  ASSERT_TRUE(storage::stands_in_files(url, kAnna));
  const auto at = flows::Instant{} + std::chrono::hours{24 * 365 * 56};
  const auto preview = storage::preview_erasure(url, *anna);
  ASSERT_TRUE(preview) << preview.error().text;
  EXPECT_TRUE(storage::stands_in_files(url, kAnna)) << "a preview takes everything back";
  const auto report = storage::erase_person(url, *anna, "operator:Nadia", at);
  ASSERT_TRUE(report) << report.error().text;
  EXPECT_EQ(report->removed, preview->removed);
  EXPECT_EQ(report->kept_tickets, preview->kept_tickets);
  const auto audit = storage::open_reader(url)->audit(std::numeric_limits<std::int64_t>::max(), 1);
  ASSERT_EQ(audit.size(), 1U);
  EXPECT_EQ(audit.front().what, "person erased");
  EXPECT_EQ(audit.front().who, "operator:Nadia");
  EXPECT_EQ(audit.front().data, "{\"person\":" + std::to_string(anna->value) + "}");
  EXPECT_THAT(report->left, IsEmpty());
  EXPECT_TRUE(report->compacted);
  EXPECT_THAT(report->kept_tickets, testing::ElementsAre(code));
  for (const char* trace : {kAnna, "anna@rossi.example", "Anna Rossi", "non vede più la rete", "Rete nuova",
                            "Il tecnico arriva domani"}) {
    EXPECT_FALSE(storage::stands_in_files(url, trace)) << trace;
  }
  EXPECT_TRUE(storage::stands_in_files(url, "393337654321"));
  EXPECT_TRUE(storage::stands_in_files(url, code));
  EXPECT_FALSE(storage::erase_person(url, flows::PersonId{999}, "operator:Nadia", at));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace sportello::bot
