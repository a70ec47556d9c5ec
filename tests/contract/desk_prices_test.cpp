// What Meta says a message costs is counted once, whatever statuses come (Meta, pricing: read it, do not count yourself).

#include <cstdio>

#include "storage/sheets.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using test::DeskBench;
using State = webhooks::StatusUpdate::State;
using namespace std::chrono_literals;

webhooks::Update priced(DeskBench& bench, const storage::OutboxRow& message, State state, const char* type) {
  auto update = bench.status(message, state);
  std::get<webhooks::StatusUpdate>(update.content).pricing = webhooks::Pricing{true, "PMP", type, "service", {}};
  return update;
}

TEST(Prices, CountsEachMessageOnceByItsFirstPrice) {
  const std::string path = testing::TempDir() + "prices.db";
  for (const char* end : {"", "-wal", "-shm"}) std::remove((path + end).c_str());
  DeskBench bench("sqlite://" + path);
  const auto from = bench.now - 24h;
  bench.say("393331234567", "buongiorno");
  bench.say("393337654321", "buongiorno");
  const auto sent = bench.outbox();
  ASSERT_EQ(sent.size(), 2U);
  bench.deliver(priced(bench, sent[0], State::Delivered, "free_customer_service"));
  bench.deliver(priced(bench, sent[0], State::Sent, "free_customer_service"));
  bench.deliver(priced(bench, sent[1], State::Sent, "regular"));
  bench.deliver(bench.status(sent[1], State::Read));

  const auto rows = storage::open_sheet_reader("sqlite://" + path)->priced(from, bench.now + 24h);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].type, "free_customer_service");
  EXPECT_EQ(rows[0].count, 1);
  EXPECT_EQ(rows[1].type, "regular");
  EXPECT_EQ(rows[1].count, 1);
  EXPECT_EQ(rows[1].category, "service");
}

}  // namespace
}  // namespace sportello::bot
