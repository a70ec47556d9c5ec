// What is old goes a little at a time; what an open ticket needs stays.

#include <gmock/gmock.h>

#include "bot/retention_desk.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using std::chrono::days;
using test::DeskBench;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

using test::kAnna;

class DeskRetention : public testing::Test {
 protected:
  DeskRetention() {
    options_.drop_file = [this](const std::string& file) { dropped_.push_back(file); };
  }

  /// Every batch of one round.
  void round() {
    bench_.with([&](storage::Store& store) {
      storage::TimerRow timer;
      timer.kind = kRetentionTimer;
      timer.data = "{}";
      do {
        Afterwards after;
        fire_retention(store, options_, timer, bench_.now, after);
        const auto due = store.timers().due(bench_.now, 100);
        const auto again = std::find_if(due.begin(), due.end(), [](const auto& one) { return one.kind == kRetentionTimer; });
        if (again == due.end()) return;
        timer = *again;
      } while (true);
    });
  }
  std::size_t count(storage::AgingTable table) {
    std::size_t found = 0;
    bench_.with([&](storage::Store& store) { found = storage::aging_of(store).oldest(table, 0, 1000).size(); });
    return found;
  }
  std::string open_ticket() {
    for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                             "sì", "questo numero", "anna@rossi.example", "INVIA"}) {
      bench_.say(kAnna, said);
    }
    return bench_.tickets_of(kAnna, flows::BusinessId{"leotron"}).front().code;
  }
  void close(const std::string& code) {
    bench_.with([&](storage::Store& store) {
      auto ticket = *store.tickets().find_by_code(code);
      ticket.status = "closed";
      ticket.closed_at = bench_.now;
      store.tickets().update(ticket);
    });
  }
  storage::AttachmentId attach(const std::string& code, const std::string& kind, const std::string& file) {
    storage::AttachmentId id;
    bench_.with([&](storage::Store& store) {
      const auto ticket = *store.tickets().find_by_code(code);
      storage::AttachmentRow row;
      row.conversation = ticket.conversation;
      row.ticket = ticket.id;
      row.kind = kind;
      row.sha256 = file;
      row.filename = "nota.ogg";
      row.state = "stored";
      row.created_at = bench_.now;
      id = store.attachments().add(row);
    });
    return id;
  }
  /// Everything that was queued has been read by its customer.
  void everything_was_read() {
    bench_.with([&](storage::Store& store) {
      for (auto& row : store.outbox().in_state("queued", 0, 100)) {
        row.state = "read";
        store.outbox().update(row);
      }
    });
  }

  DeskBench bench_;
  DeskOptions options_;
  std::vector<std::string> dropped_;
};

TEST_F(DeskRetention, AVoiceNoteGoesBeforeAPhotoAndItsLineStays) {
  const auto code = open_ticket();
  const auto voice = attach(code, "voice", "aa");
  attach(code, "image", "bb");
  close(code);
  bench_.now += days{91};
  round();
  EXPECT_THAT(dropped_, ElementsAre("aa"));
  bench_.with([&](storage::Store& store) {
    const auto row = store.attachments().find(voice);
    ASSERT_TRUE(row);
    EXPECT_EQ(row->sha256, "");
    EXPECT_EQ(row->filename, "");
  });
  bench_.now += days{365};
  round();
  EXPECT_THAT(dropped_, ElementsAre("aa", "bb"));
}

TEST_F(DeskRetention, AFileThatSomethingElseHasStays) {
  const auto code = open_ticket();
  attach(code, "voice", "aa");
  bench_.now += days{91};
  attach(code, "voice", "aa");
  close(code);
  round();
  EXPECT_THAT(dropped_, IsEmpty());
}

TEST_F(DeskRetention, NothingOfAnOpenTicketGoes) {
  const auto code = open_ticket();
  attach(code, "voice", "aa");
  bench_.now += days{1000};
  round();
  EXPECT_THAT(dropped_, IsEmpty());
}

TEST_F(DeskRetention, MessagesAndTheRawLogGoEachAtItsTimeAndTheTicketStays) {
  const auto code = open_ticket();
  everything_was_read();
  close(code);
  const auto messages = count(storage::AgingTable::Messages);
  ASSERT_GT(messages, 0U);
  bench_.now += days{31};
  round();
  EXPECT_EQ(count(storage::AgingTable::Events), 0U);
  EXPECT_EQ(count(storage::AgingTable::Messages), messages);
  bench_.now += days{730};
  round();
  EXPECT_EQ(count(storage::AgingTable::Messages), 0U);
  EXPECT_EQ(count(storage::AgingTable::Outbox), 0U);
  EXPECT_THAT(bench_.tickets_of(kAnna, flows::BusinessId{"leotron"}), SizeIs(1));
}

TEST_F(DeskRetention, ZeroDaysKeepForEver) {
  options_.retention.set(flows::KeptData::RawLog, days{0});
  open_ticket();
  const auto events = count(storage::AgingTable::Events);
  bench_.now += days{5000};
  round();
  EXPECT_EQ(count(storage::AgingTable::Events), events);
}

TEST_F(DeskRetention, ManyGoInSmallBatches) {
  for (int i = 0; i < 450; ++i) {
    bench_.with([&](storage::Store& store) { store.audit().add({0, bench_.now, "operator:1", "looked", "{}"}); });
  }
  bench_.now += days{731};
  storage::TimerRow timer;
  timer.kind = kRetentionTimer;
  timer.data = R"({"table":7,"after":0})";
  bench_.with([&](storage::Store& store) {
    Afterwards after;
    fire_retention(store, options_, timer, bench_.now, after);
  });
  EXPECT_EQ(count(storage::AgingTable::Audit), 250U);
  round();
  EXPECT_EQ(count(storage::AgingTable::Audit), 0U);
}

TEST_F(DeskRetention, TheReportTellsWhatIsToGo) {
  const auto code = open_ticket();
  attach(code, "voice", "aa");
  close(code);
  bench_.now += days{100};
  bench_.with([&](storage::Store& store) {
    const auto lines = look_at_retention(store, options_.retention, bench_.now);
    EXPECT_EQ(lines.at(static_cast<std::size_t>(flows::KeptData::Voice)).over, 1U);
    EXPECT_EQ(lines.at(static_cast<std::size_t>(flows::KeptData::Messages)).over, 0U);
    EXPECT_TRUE(lines.at(static_cast<std::size_t>(flows::KeptData::Messages)).oldest);
  });
}

}  // namespace
}  // namespace sportello::bot
