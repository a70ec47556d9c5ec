// Stored events run again: the whole log into an empty database, and parked events where they are.

#include <nlohmann/json.hpp>

#include "bot/replay.h"
#include "flows/core/json.h"
#include "tests/support/desk_bench.h"
#include "webhooks/whatsapp/parser.h"

namespace sportello::bot {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using test::DeskBench;

using test::kAnna;
using test::kLuca;

/// Customers as Meta delivers them: every update carries its raw JSON.
class Wire {
 public:
  explicit Wire(DeskBench& bench) : bench_(bench) {}

  void say(const std::string& from, const std::string& text) {
    const json message{{"from", from},
                       {"id", "wamid.in" + std::to_string(++messages_)},
                       {"timestamp", timestamp()},
                       {"type", "text"},
                       {"text", {{"body", text}}}};
    post({{"contacts", {{{"wa_id", from}, {"profile", {{"name", "Cliente"}}}}}}, {"messages", {message}}});
    bench_.fire_due();
  }
  void deliver_status(const storage::OutboxRow& of, const std::string& state) {
    const json status{{"id", "wamid.out" + std::to_string(of.id.value)},
                      {"status", state},
                      {"timestamp", timestamp()},
                      {"recipient_id", of.to_wa_id},
                      {"biz_opaque_callback_data", of.callback}};
    post({{"statuses", {status}}});
  }

 private:
  std::string timestamp() const {
    return std::to_string(std::chrono::floor<seconds>(bench_.now).time_since_epoch().count());
  }
  void post(json value) {
    value["messaging_product"] = "whatsapp";
    value["metadata"] = {{"display_phone_number", "390450000000"}, {"phone_number_id", DeskBench::kLeotron.value}};
    const json body{{"object", "whatsapp_business_account"},
                    {"entry", {{{"id", "9"}, {"changes", {{{"field", "messages"}, {"value", value}}}}}}}};
    for (const auto& update : webhooks::parse_batch(flows::print_json(body)).updates) bench_.deliver(update);
  }

  DeskBench& bench_;
  int messages_ = 0;
};

/// What customers and operators have of it, without the times at which the machine did its part.
std::vector<std::string> results_of(DeskBench& bench) {
  std::vector<std::string> lines;
  for (const char* from : {kAnna, kLuca}) {
    for (const auto& ticket : bench.tickets_of(from, flows::BusinessId{"leotron"})) {
      json answers = *flows::parse_json(ticket.answers);
      for (auto& answer : answers) answer.erase("at");
      lines.push_back(ticket.code + " " + ticket.status + " " + answers.dump() + ticket.summary + ticket.flags);
    }
  }
  for (const char* state : {"queued", "sent", "delivered", "read", "failed"}) {
    for (const auto& row : bench.outbox(state)) lines.push_back(row.cause + " " + row.text + row.content);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string new_file(const std::string& name) {
  const std::string path = testing::TempDir() + name;
  for (const char* ending : {"", "-wal", "-shm"}) std::remove((path + ending).c_str());
  return "sqlite://" + path;
}

void break_conversation(DeskBench& bench, const std::string& state) {
  bench.with([&](storage::Store& store) {
    const auto person = store.people().find_by_alias(flows::BusinessId{"leotron"}, storage::AliasKind::WaId, kAnna);
    auto row = store.conversations().find_for(person->id, DeskBench::kLeotron);
    row->state = state;
    store.conversations().update(*row);
  });
}

TEST(Replay, OfTheWholeLogGivesTheSameTicketsAndTexts) {
  const std::string url = new_file("sportello-replay-log.db");
  DeskBench original(url, seconds{3});
  Wire wire(original);
  for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                           "sì", "questo numero", "anna@rossi.example", "INVIA"}) {
    wire.say(kAnna, said);
    wire.say(kLuca, "siete aperti sabato?");
  }
  for (const auto& row : original.outbox()) wire.deliver_status(row, "delivered");
  wire.say(kLuca, "a che punto è la mia richiesta?");
  original.now += std::chrono::hours{30};
  wire.say(kLuca, "la stampante delle etichette non stampa");
  ASSERT_EQ(original.tickets_of(kAnna, flows::BusinessId{"leotron"}).size(), 1U);

  DeskBench again(new_file("sportello-replay-into.db"), seconds{3});
  const LogReplay done = replay_log(*storage::open_reader(url), again.store(), again.desk(), original.now);

  EXPECT_EQ(results_of(again), results_of(original));
  EXPECT_EQ(done.parked, 0);
  EXPECT_GT(done.timers, 0);
  EXPECT_EQ(again.outbox("delivered").size(), original.outbox("delivered").size());
  EXPECT_TRUE(again.outbox("queued").empty()) << "a desk opened on it would send it a second time";
  EXPECT_EQ(static_cast<std::size_t>(done.unsent), original.outbox("queued").size());
}

TEST(Replay, OfParkedEventsHandlesThemOnceTheCauseIsGone) {
  DeskBench bench;
  Wire wire(bench);
  wire.say(kAnna, "ciao");
  const std::string good = bench.state_of(kAnna);
  break_conversation(bench, "{}");
  const auto update = webhooks::reparse(
      R"({"object":"whatsapp_business_account","entry":[{"id":"9","changes":[{"field":"messages","value":{)"
      R"("metadata":{"phone_number_id":"100"},"messages":[{"from":"393331234567","id":"wamid.broken",)"
      R"("timestamp":"1795424400","type":"text","text":{"body":"siete aperti sabato?"}}]}}]}]})");
  bench.with([&](storage::Store& store) { bench.desk().park(store, update, "broken", bench.now); });
  const std::size_t answers = bench.outbox().size();

  auto events = replay_parked(bench.store(), bench.desk(), bench.now);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(events.front().parked);
  EXPECT_NE(events.front().outcome, "broken") << "the newest reason is the one to read";
  EXPECT_EQ(bench.outbox().size(), answers);

  break_conversation(bench, good);
  events = replay_parked(bench.store(), bench.desk(), bench.now);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_FALSE(events.front().parked);
  EXPECT_EQ(bench.outbox().size(), answers + 1);
  EXPECT_TRUE(replay_parked(bench.store(), bench.desk(), bench.now).empty());
}

}  // namespace
}  // namespace sportello::bot
