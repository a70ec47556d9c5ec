// The invariants of docs/architecture.md that the desk carries, each on a real store.

#include <nlohmann/json.hpp>

#include "bot/delivery.h"
#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using State = webhooks::StatusUpdate::State;

using test::kAnna;
using test::kLuca;

/// Everything a Leotron ticket needs from somebody unknown, on a weekday.
void fill_leotron(DeskBench& bench, const std::string& from) {
  for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                           "sì", "questo numero", "anna@rossi.example"}) {
    bench.say(from, said);
  }
}

TEST(Invariant2, ASecondDeliveryHasNoSecondEffect) {
  DeskBench bench;
  fill_leotron(bench, kAnna);
  const auto send = bench.text(kAnna, "INVIA");
  bench.deliver(send);
  const std::size_t messages = bench.outbox().size();
  const std::string state = bench.state_of(kAnna);
  bench.deliver(send);
  bench.deliver(send);
  EXPECT_EQ(bench.tickets_of(kAnna, BusinessId{"leotron"}).size(), 1U);
  EXPECT_EQ(bench.outbox().size(), messages);
  EXPECT_EQ(bench.state_of(kAnna), state);
}

TEST(Invariant3, EventsOfOneCustomerTakeEffectInOrderAndAreShownByMetasTime) {
  DeskBench bench;
  auto late = bench.text(kAnna, "prima");
  std::get<flows::CustomerMessage>(late.content).sent_at -= std::chrono::hours{1};
  bench.say(kAnna, "seconda");
  bench.deliver(late);
  bench.with([&](storage::Store& store) {
    const auto person = store.people().find_by_alias(BusinessId{"leotron"}, storage::AliasKind::WaId, kAnna);
    const auto conversation = store.conversations().find_for(person->id, DeskBench::kLeotron);
    EXPECT_EQ(store.conversations().newest_message(conversation->id)->text, "seconda");
    EXPECT_EQ(conversation->last_customer_at, bench.now - std::chrono::seconds{20});
  });
}

TEST(Invariant6, NothingOfOneBusinessReachesTheOthersCustomers) {
  DeskBench bench;
  fill_leotron(bench, kAnna);
  bench.say(kAnna, "INVIA");
  const auto tickets = bench.tickets_of(kAnna, BusinessId{"leotron"});
  ASSERT_EQ(tickets.size(), 1U);
  const std::size_t before = bench.outbox().size();
  for (const char* asked :
       {"a che punto è la mia richiesta?", "quanto costa l'assistenza?", "che numero ha l'assistenza nel week end?",
        "cosa copre J-System?", "siete aperti sabato?"}) {
    bench.say(kAnna, asked, DeskBench::kKzweb);
  }
  bench.say(kAnna, "a che punto è " + tickets.front().code + "?", DeskBench::kKzweb);
  const auto all = bench.outbox();
  ASSERT_GT(all.size(), before);
  for (std::size_t i = before; i < all.size(); ++i) {
    EXPECT_EQ(all[i].number, DeskBench::kKzweb);
    for (const char* fact : {"80,00", "J-System è", "045.", "Leotron", "registrata"}) {
      EXPECT_EQ(all[i].text.find(fact), std::string::npos) << all[i].text;
    }
  }
}

TEST(Invariant6, AStrangerLearnsNothingOfATicketByItsCode) {
  DeskBench bench;
  fill_leotron(bench, kAnna);
  bench.say(kAnna, "INVIA");
  const std::string code = bench.tickets_of(kAnna, BusinessId{"leotron"}).front().code;
  bench.say(kLuca, "a che punto è " + code + "?");
  const std::string answer = bench.outbox().back().text;
  EXPECT_NE(answer.find("Non trovo una richiesta con il codice " + code), std::string::npos) << answer;
  EXPECT_EQ(answer.find("registrata"), std::string::npos) << answer;
}

TEST(Invariant7, ATimerFiresOnceAlsoWhenItsTimePassedWhileTheProcessWasDown) {
  const std::string path = testing::TempDir() + "sportello-timers.db";
  std::remove(path.c_str());
  DeskBench bench("sqlite://" + path, std::chrono::seconds{3});
  bench.say(kAnna, "il gestionale si blocca quando salvo un articolo");
  EXPECT_TRUE(bench.outbox().empty()) << "the burst is still gathered";
  bench.now += std::chrono::hours{2};
  bench.reopen();
  bench.fire_due();
  EXPECT_EQ(bench.outbox().size(), 1U);
  bench.with([&](storage::Store& store) { EXPECT_TRUE(store.timers().due(bench.now, 10).empty()) << "it was taken"; });
  bench.fire_due();
  bench.reopen();
  bench.fire_due();
  EXPECT_EQ(bench.outbox().size(), 1U);
}

TEST(Invariant9, EveryMessageWithoutAnAnswerHasAReason) {
  DeskBench bench;
  bench.deliver(bench.message(kAnna, flows::Reacted{flows::Wamid{"wamid.x"}, "👍"}));
  bench.deliver(bench.message(kAnna, flows::MediaSent{flows::MediaKind::Sticker, "1", {}, {}, {}, {}, {}, false}));
  bench.say(kAnna, "grazie");
  EXPECT_TRUE(bench.outbox().empty());
  bench.with([&](storage::Store& store) {
    const std::vector<std::string> reasons{"reaction", "sticker", "thanks"};
    for (std::size_t i = 0; i < reasons.size(); ++i) {
      const auto row = store.inbox().find(static_cast<std::int64_t>(i) + 1);
      ASSERT_TRUE(row);
      EXPECT_THAT(row->outcome, testing::HasSubstr(reasons[i]));
      EXPECT_TRUE(row->person.has_value());
    }
  });
}

TEST(Invariant11, AStatusNeverMovesBackwards) {
  DeskBench bench;
  bench.say(kAnna, "ciao");
  auto row = bench.outbox().front();
  for (const auto& [status, expected] :
       {std::pair{State::Read, "read"}, std::pair{State::Sent, "read"}, std::pair{State::Delivered, "read"}}) {
    bench.deliver(bench.status(row, status));
    bench.with([&, &expected = expected](storage::Store& store) { EXPECT_EQ(store.outbox().find(row.id)->state, expected); });
  }
}

TEST(Invariant11, AFailureIsFinalAndKeepsItsReason) {
  DeskBench bench;
  bench.say(kAnna, "ciao");
  const auto row = bench.outbox().front();
  auto failed = bench.status(row, State::Failed);
  webhooks::GraphError error;
  error.code = 131026;
  error.title = "Message undeliverable";
  std::get<webhooks::StatusUpdate>(failed.content).errors.push_back(error);
  bench.deliver(failed);
  bench.deliver(bench.status(row, State::Delivered));
  const auto stored = bench.outbox("failed");
  ASSERT_EQ(stored.size(), 1U);
  EXPECT_EQ(stored.front().error_code, 131026);
  EXPECT_NE(stored.front().error.find("131026"), std::string::npos);
}

TEST(Invariant12, AVoiceNoteNeverMovesTheFormAndIsKeptOnTheTicket) {
  DeskBench bench;
  flows::MediaSent voice;
  voice.kind = flows::MediaKind::Audio;
  voice.voice = true;
  voice.media_id = "audio-1";
  const auto answers = [&] { return flows::parse_json(bench.state_of(kAnna))->at("mode"); };
  for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                           "sì", "questo numero", "anna@rossi.example"}) {
    bench.say(kAnna, said);
    const auto before = answers();
    const std::size_t messages = bench.outbox().size();
    bench.deliver(bench.message(kAnna, voice));
    EXPECT_EQ(answers(), before) << said;
    EXPECT_EQ(bench.outbox().size(), messages + 1) << "the question is repeated";
  }
  bench.say(kAnna, "INVIA");
  const auto tickets = bench.tickets_of(kAnna, BusinessId{"leotron"});
  ASSERT_EQ(tickets.size(), 1U);
  bench.with([&](storage::Store& store) {
    const auto kept = store.attachments().of_ticket(tickets.front().id);
    EXPECT_EQ(kept.size(), 8U);
    EXPECT_EQ(kept.front().kind, "voice");
  });
}

TEST(Desk, AFormGoesOnAfterARestart) {
  const std::string path = testing::TempDir() + "sportello-restart.db";
  std::remove(path.c_str());
  DeskBench bench("sqlite://" + path);
  for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K"}) {
    bench.say(kAnna, said);
  }
  bench.reopen();
  for (const char* said : {"1", "sì", "questo numero", "anna@rossi.example", "INVIA"}) bench.say(kAnna, said);
  ASSERT_EQ(bench.tickets_of(kAnna, BusinessId{"leotron"}).size(), 1U);
}

TEST(Desk, TheWholeConversationOfTheFormBelongsToItsTicket) {
  DeskBench bench;
  fill_leotron(bench, kAnna);
  bench.say(kAnna, "INVIA");
  const auto ticket = bench.tickets_of(kAnna, BusinessId{"leotron"}).front();
  for (const auto& answer : bench.outbox()) EXPECT_EQ(answer.ticket, ticket.id) << answer.text;
}

TEST(Desk, AMessageToAnUnknownNumberIsKeptAndNotAnswered) {
  DeskBench bench;
  bench.say(kAnna, "ciao", flows::PhoneNumberId{"999"});
  EXPECT_TRUE(bench.outbox().empty());
  bench.with([&](storage::Store& store) {
    EXPECT_THAT(store.inbox().find(1)->outcome, testing::HasSubstr("unknown number"));
  });
}

TEST(Desk, ABrokenConversationIsParkedAndCanBeReplayed) {
  DeskBench bench;
  bench.say(kAnna, "ciao");
  const auto set_state = [&](const std::string& state) {
    bench.with([&](storage::Store& store) {
      const auto person = store.people().find_by_alias(BusinessId{"leotron"}, storage::AliasKind::WaId, kAnna);
      auto row = store.conversations().find_for(person->id, DeskBench::kLeotron);
      row->state = state;
      store.conversations().update(*row);
    });
  };
  const std::string good = bench.state_of(kAnna);
  set_state("{}");
  const auto update = bench.text(kAnna, "la stampante delle etichette non stampa");
  EXPECT_THROW(bench.deliver(update), std::runtime_error);
  bench.with([&](storage::Store& store) { bench.desk().park(store, update, "broken", bench.now); });
  bench.with([&](storage::Store& store) {
    const auto parked = store.inbox().parked(0, 10);
    ASSERT_EQ(parked.size(), 1U);
    EXPECT_EQ(parked.front().outcome, "broken");
  });
  set_state(good);
}

TEST(UncertainSend, IsSentAgainOnceWhenLaterMessagesHaveTheirStatus) {
  DeskBench bench;
  bench.say(kAnna, "ciao");
  bench.say(kLuca, "ciao");
  auto lost = bench.outbox()[0];
  const auto later = bench.outbox()[1];
  const auto make_uncertain = [&] {
    bench.with([&](storage::Store& store) {
      auto row = *store.outbox().find(lost.id);
      ++row.attempts;
      row.state = "in_flight";
      store.outbox().update(row);
      row.state = "uncertain";
      row.not_before = bench.now + std::chrono::seconds{120};
      store.outbox().update(row);
      store.timers().set({0, "uncertain:" + std::to_string(lost.id.value), kUncertainTimer, row.conversation,
                          std::nullopt, row.not_before, std::to_string(lost.id.value)});
    });
  };
  make_uncertain();
  bench.deliver(bench.status(later, State::Delivered));
  bench.now += std::chrono::seconds{200};
  bench.fire_due();
  bench.with([&](storage::Store& store) { EXPECT_EQ(store.outbox().find(lost.id)->state, "queued"); });
  make_uncertain();
  bench.now += std::chrono::seconds{200};
  bench.fire_due();
  bench.with([&](storage::Store& store) { EXPECT_EQ(store.outbox().find(lost.id)->state, "uncertain"); });
}

TEST(UncertainSend, StaysFlaggedWhenNothingShowsTheChannelAlive) {
  DeskBench bench;
  bench.say(kAnna, "ciao");
  auto lost = bench.outbox()[0];
  bench.with([&](storage::Store& store) {
    lost.attempts = 1;
    lost.state = "uncertain";
    lost.not_before = bench.now + std::chrono::seconds{120};
    store.outbox().update(lost);
    store.timers().set({0, "uncertain:1", kUncertainTimer, lost.conversation, std::nullopt, lost.not_before,
                        std::to_string(lost.id.value)});
  });
  bench.now += std::chrono::seconds{200};
  bench.fire_due();
  ASSERT_EQ(bench.outbox("uncertain").size(), 1U);
  bench.say(kAnna, "la stampante delle etichette non stampa");
  bench.with([&](storage::Store& store) {
    EXPECT_EQ(store.outbox().due(bench.now, 10).size(), 1U) << "the customer's next answer is not held up";
  });
}

/// One message to Anna whose outcome nobody knows, and its timer.
storage::OutboxRow send_into_the_dark(DeskBench& bench) {
  bench.say(kAnna, "ciao");
  storage::OutboxRow lost = bench.outbox().front();
  bench.with([&](storage::Store& store) {
    lost.attempts = 1;
    lost.state = "uncertain";
    lost.updated_at = bench.now;
    lost.not_before = bench.now + std::chrono::seconds{120};
    store.outbox().update(lost);
    store.timers().set({0, "uncertain:1", kUncertainTimer, lost.conversation, std::nullopt, lost.not_before,
                        std::to_string(lost.id.value)});
  });
  bench.now += std::chrono::seconds{200};
  return lost;
}

void answer_arrives(DeskBench& bench, const std::string& at) {
  bench.say(at, "ciao");
  const auto answer = bench.outbox().back();
  bench.deliver(bench.status(answer, State::Delivered));
}

TEST(UncertainSend, IsLookedAtAgainUntilTheChannelShowsItselfAlive) {
  DeskBench bench;
  send_into_the_dark(bench);
  bench.fire_due();
  ASSERT_EQ(bench.outbox("uncertain").size(), 1U) << "nothing was heard of anything";
  answer_arrives(bench, kLuca);
  bench.now += std::chrono::seconds{200};
  bench.fire_due();
  EXPECT_TRUE(bench.outbox("uncertain").empty());
}

TEST(UncertainSend, IsSettledByWhatWasHeardBeforeARestart) {
  const std::string path = testing::TempDir() + "sportello-uncertain.db";
  std::remove(path.c_str());
  DeskBench bench("sqlite://" + path);
  send_into_the_dark(bench);
  answer_arrives(bench, kLuca);
  bench.reopen();
  bench.fire_due();
  EXPECT_TRUE(bench.outbox("uncertain").empty());
}

TEST(UncertainSend, IsNotSentAgainByItselfOnceTheConversationWentOn) {
  DeskBench bench;
  const auto lost = send_into_the_dark(bench);
  answer_arrives(bench, kAnna);
  bench.fire_due();
  ASSERT_EQ(bench.outbox("uncertain").size(), 1U);
  EXPECT_EQ(bench.outbox("uncertain").front().callback, lost.callback);
}

TEST(ServiceWindow, CountsFromTheCustomersLastMessage) {
  storage::ConversationRow row;
  const flows::Instant noon = *flows::parse_instant("2026-11-23T12:00:00Z", *flows::Zone::find("UTC"));
  EXPECT_FALSE(window_is_open(row, noon));
  row.last_customer_at = noon;
  EXPECT_TRUE(window_is_open(row, noon + std::chrono::hours{24} - std::chrono::milliseconds{1}));
  EXPECT_FALSE(window_is_open(row, noon + std::chrono::hours{24}));
  row.window_closed_at = noon + std::chrono::hours{1};
  EXPECT_FALSE(window_is_open(row, noon + std::chrono::hours{2})) << "Meta wins";
  row.last_customer_at = noon + std::chrono::hours{3};
  EXPECT_TRUE(window_is_open(row, noon + std::chrono::hours{4}));
}

}  // namespace
}  // namespace sportello::bot
