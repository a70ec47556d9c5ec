// Two tickets that are one request, and one that is two, on a real store.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/ticket/code.h"
#include "storage/merges.h"
#include "storage/terms.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using namespace std::chrono_literals;

using test::kAnna;
using test::kLeotronBusiness;
using test::kLuca;

std::string ticket_of(DeskBench& bench, const std::string& from, const std::string& summary) {
  bench.say(from, "buongiorno");
  std::string code;
  bench.with([&](storage::Store& store) {
    const auto person = store.people().find_by_alias(kLeotronBusiness, storage::AliasKind::WaId, from);
    storage::TicketRow ticket;
    ticket.code = flows::ticket_code("LEO", store.tickets().next_number(kLeotronBusiness));
    ticket.business = kLeotronBusiness;
    ticket.person = person->id;
    ticket.conversation = store.conversations().find_for(person->id, DeskBench::kLeotron)->id;
    ticket.status = "taken";
    ticket.assignee = "Marta";
    ticket.answers = "{}";
    ticket.summary = summary;
    ticket.channel = "whatsapp";
    ticket.created_at = bench.now;
    ticket.updated_at = bench.now;
    const auto id = store.tickets().create(ticket);
    ASSERT_TRUE(id);
    store.conversations().link_messages(ticket.conversation, *id, bench.now - 1h);
    code = ticket.code;
  });
  return code;
}

std::vector<storage::MessageRow> messages_of(DeskBench& bench, const storage::TicketRow& row) {
  std::vector<storage::MessageRow> rows;
  bench.with([&](storage::Store& store) {
    rows = storage::merges_of(store).messages_of(row.conversation, row.id);
  });
  return rows;
}

std::string why_not(const flows::Result<webhooks::ActionDone>& done) {
  return done ? "" : done.error().text;
}

TEST(Merge, GivesTheOtherTicketEverythingAndTellsTheCustomer) {
  DeskBench bench;
  const auto first = ticket_of(bench, kAnna, "La stampante non va");
  const auto second = ticket_of(bench, kAnna, "Ancora la stampante");
  ASSERT_TRUE(bench.act(second, webhooks::RecordTime{25min, "prove"}));
  ASSERT_FALSE(messages_of(bench, bench.ticket(second)).empty());

  const auto done = bench.act(second, webhooks::MergeTicket{first});
  ASSERT_TRUE(done) << done.error().text;
  EXPECT_EQ(done->way, webhooks::Way::WhatsApp);
  EXPECT_NE(bench.outbox().back().text.find("riguardano la stessa cosa"), std::string::npos);
  EXPECT_EQ(bench.outbox().back().ticket, bench.ticket(first).id);
  EXPECT_EQ(bench.ticket(second).status, "closed");
  EXPECT_TRUE(messages_of(bench, bench.ticket(second)).empty());
  EXPECT_EQ(messages_of(bench, bench.ticket(first)).size(), 2U);

  bench.with([&](storage::Store& store) {
    const auto log = storage::merges_of(store).events(store.tickets().find_by_code(first)->id);
    EXPECT_EQ(std::count_if(log.begin(), log.end(), [](const auto& event) { return event.what == "time"; }), 1);
    EXPECT_EQ(storage::time_entries(log).front().spent, 25min) << "the work is part of what the ticket costs";
    EXPECT_EQ(storage::standing_ticket(store, second)->code, first);
  });
}

TEST(Merge, SaysNothingWhereTheFirmHasNoWordsForIt) {
  DeskBench bench("sqlite::memory:", 0s, [](flows::Business& business) {
    business.texts = flows::Texts({{"ticket.merged_notice", {"", ""}}});
  });
  const auto first = ticket_of(bench, kAnna, "La stampante non va");
  const auto second = ticket_of(bench, kAnna, "Ancora la stampante");
  const auto before = bench.outbox().size();
  EXPECT_EQ(bench.act(second, webhooks::MergeTicket{first})->way, webhooks::Way::None);
  EXPECT_EQ(bench.outbox().size(), before);
}

TEST(Merge, AnswersTheCustomerByEitherCode) {
  DeskBench bench;
  const auto first = ticket_of(bench, kAnna, "La stampante non va");
  const auto second = ticket_of(bench, kAnna, "Ancora la stampante");
  ASSERT_TRUE(bench.act(second, webhooks::MergeTicket{first}));
  bench.say(kAnna, "a che punto è " + second + "?");
  const auto answer = bench.outbox().back().text;
  EXPECT_NE(answer.find("*" + first + "* è stata presa in carico"), std::string::npos) << answer;
  bench.say(kLuca, "a che punto è " + second + "?");
  EXPECT_EQ(bench.outbox().back().text.find(first), std::string::npos) << "nothing leaks to another number";
}

TEST(Merge, FollowsOneMergeAfterTheOther) {
  DeskBench bench;
  const auto first = ticket_of(bench, kAnna, "uno");
  const auto second = ticket_of(bench, kAnna, "due");
  const auto third = ticket_of(bench, kAnna, "tre");
  ASSERT_TRUE(bench.act(third, webhooks::MergeTicket{second}));
  ASSERT_TRUE(bench.act(second, webhooks::MergeTicket{first}));
  bench.with([&](storage::Store& store) {
    EXPECT_EQ(storage::standing_ticket(store, third)->code, first);
    EXPECT_EQ(storage::merges_of(store).merged_into(store.tickets().find_by_code(first)->id).size(), 2U);
  });
}

TEST(Merge, IsRefusedWithTheReason) {
  DeskBench bench;
  const auto hers = ticket_of(bench, kAnna, "uno");
  const auto his = ticket_of(bench, kLuca, "due");
  EXPECT_EQ(why_not(bench.act(hers, webhooks::MergeTicket{his})), his + " belongs to another customer");
  EXPECT_EQ(why_not(bench.act(hers, webhooks::MergeTicket{hers})), "a ticket cannot be merged into itself");
  EXPECT_EQ(bench.act(hers, webhooks::MergeTicket{"LEO-0000-0"}).error().code, flows::Errc::NotFound);

  const auto other = ticket_of(bench, kAnna, "tre");
  ASSERT_TRUE(bench.act(other, webhooks::MergeTicket{hers}));
  EXPECT_EQ(why_not(bench.act(other, webhooks::AddNote{"troppo tardi"})),
            other + " was merged into " + hers + ": work on that one");
}

TEST(Split, MakesATicketOfTheChosenMessagesAndLinksIt) {
  DeskBench bench;
  bench.say(kAnna, "la stampante non va");
  bench.say(kAnna, "e la fattura di ottobre è sbagliata");
  const auto code = ticket_of(bench, kAnna, "La stampante non va");
  const auto old = bench.ticket(code);
  const auto messages = messages_of(bench, old);
  ASSERT_EQ(messages.size(), 3U);
  const auto wrong = std::find_if(messages.begin(), messages.end(),
                                  [](const auto& one) { return one.text.find("fattura") != std::string::npos; });

  const auto done = bench.act(code, webhooks::SplitTicket{{wrong->id}, {}});
  ASSERT_TRUE(done) << done.error().text;
  const auto fresh = bench.ticket(done->opened);
  EXPECT_EQ(fresh.previous, old.id);
  EXPECT_EQ(fresh.status, "registered");
  EXPECT_EQ(fresh.summary, "e la fattura di ottobre è sbagliata");
  EXPECT_EQ(messages_of(bench, fresh).size(), 1U);
  EXPECT_EQ(messages_of(bench, old).size(), 2U);
  const auto told = bench.outbox().back().text;
  EXPECT_NE(told.find(fresh.code), std::string::npos) << told;
}

TEST(Split, LeavesSomethingAndTakesNothingOfOthers) {
  DeskBench bench;
  const auto code = ticket_of(bench, kAnna, "uno");
  const auto own = messages_of(bench, bench.ticket(code));
  EXPECT_EQ(why_not(bench.act(code, webhooks::SplitTicket{{own.front().id}, {}})),
            "nothing would be left of " + code);
  const auto his = messages_of(bench, bench.ticket(ticket_of(bench, kLuca, "due")));
  const auto refused = bench.act(code, webhooks::SplitTicket{{his.front().id}, {}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, flows::Errc::NotFound);
}

}  // namespace
}  // namespace sportello::bot
