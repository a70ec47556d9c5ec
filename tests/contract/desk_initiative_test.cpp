// STOP and START: what the desk may still send of its own accord.

#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;

using test::kAnna;

std::string open_ticket(DeskBench& bench) {
  for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                           "sì", "questo numero", "anna@rossi.example", "INVIA"}) {
    bench.say(kAnna, said);
  }
  return bench.tickets_of(kAnna, BusinessId{"leotron"}).at(0).code;
}

webhooks::Way act(DeskBench& bench, const std::string& code, webhooks::TicketVerb verb) {
  webhooks::Way way = webhooks::Way::None;
  bench.with([&](storage::Store& store) {
    Afterwards after;
    const auto done = bot::act(store, bench.desk(), {code, std::move(verb), "operator:Anna", ""}, bench.now, after);
    ASSERT_TRUE(done) << done.error().text;
    way = done->way;
  });
  return way;
}

std::vector<std::string> reasons_to_call(DeskBench& bench, const std::string& code) {
  std::vector<std::string> reasons;
  bench.with([&](storage::Store& store) {
    const auto ticket = store.tickets().find_by_code(code);
    for (const auto& event : store.tickets().events(ticket->id)) {
      if (event.what == "to_call") reasons.push_back(flows::parse_json(event.data)->value("reason", ""));
    }
  });
  return reasons;
}

TEST(Initiative, StopTurnsAClosureNoticeIntoACall) {
  DeskBench bench;
  const std::string code = open_ticket(bench);
  bench.say(kAnna, "STOP");
  const std::size_t messages = bench.outbox().size();
  EXPECT_EQ(act(bench, code, webhooks::ResolveTicket{"Fatto."}), webhooks::Way::Call);
  EXPECT_EQ(bench.outbox().size(), messages);
  EXPECT_EQ(reasons_to_call(bench, code), std::vector<std::string>{"opted_out"});
}

TEST(Initiative, StopLetsAnOperatorAnswerWhatTheCustomerWrites) {
  DeskBench bench;
  const std::string code = open_ticket(bench);
  bench.say(kAnna, "STOP");
  EXPECT_EQ(act(bench, code, webhooks::ReplyToCustomer{"Ci guardiamo."}), webhooks::Way::WhatsApp);
}

TEST(Initiative, StartBringsTheNoticesBack) {
  DeskBench bench;
  const std::string code = open_ticket(bench);
  bench.say(kAnna, "STOP");
  bench.say(kAnna, "START");
  EXPECT_EQ(act(bench, code, webhooks::ResolveTicket{"Fatto."}), webhooks::Way::WhatsApp);
}

}  // namespace
}  // namespace sportello::bot
