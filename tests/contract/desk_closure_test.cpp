// The end of a ticket on a real store: its deadline, reopening, closing for good, what the customer thought of it, and
// the watch over the acknowledgement (K4, K19 to K21, L36).

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "bot/closure_desk.h"
#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "storage/mail.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using namespace std::chrono_literals;

using test::kAnna;
using test::kLeotronBusiness;
using test::kLuca;
const BusinessId kKzweb{"kzweb"};

/// A customer who has said hello, and has a ticket that was taken.
std::string ticket_of(DeskBench& bench, const std::string& from, const flows::PhoneNumberId& to = DeskBench::kLeotron) {
  const BusinessId business = bench.desk().numbers().at(to)->id;
  bench.say(from, "buongiorno", to);
  std::string code;
  bench.with([&](storage::Store& store) {
    const auto person = store.people().find_by_alias(business, storage::AliasKind::WaId, from);
    storage::TicketRow ticket;
    ticket.code = "LEO-" + from.substr(from.size() - 4) + std::to_string(store.tickets().next_number(business));
    ticket.business = business;
    ticket.person = person->id;
    ticket.conversation = store.conversations().find_for(person->id, to)->id;
    ticket.status = "taken";
    ticket.assignee = "Marta";
    ticket.answers = "{}";
    ticket.channel = "whatsapp";
    ticket.created_at = bench.now;
    ticket.updated_at = bench.now;
    ASSERT_TRUE(store.tickets().create(ticket));
    code = ticket.code;
  });
  return code;
}

webhooks::Way resolve(DeskBench& bench, const std::string& code, std::optional<std::chrono::hours> window = {}) {
  const auto done = bench.act(code, webhooks::ResolveTicket{"Sostituito il rullo.", window});
  EXPECT_TRUE(done);
  return done ? done->way : webhooks::Way::None;
}

std::optional<storage::SurveyRow> survey(DeskBench& bench, const std::string& code) {
  std::optional<storage::SurveyRow> row;
  bench.with([&](storage::Store& store) { row = store.surveys().newest_of(store.tickets().find_by_code(code)->id); });
  return row;
}

std::vector<storage::TaskRow> tasks(DeskBench& bench) {
  std::vector<storage::TaskRow> rows;
  bench.with([&](storage::Store& store) { rows = store.tasks().all(0, 100); });
  return rows;
}

int events(DeskBench& bench, const std::string& code, const std::string& what) {
  int count = 0;
  bench.with([&](storage::Store& store) {
    for (const auto& event : store.tickets().events(store.tickets().find_by_code(code)->id)) count += event.what == what;
  });
  return count;
}

void tap(DeskBench& bench, const std::string& from, const std::string& id,
         const flows::PhoneNumberId& to = DeskBench::kLeotron) {
  bench.deliver(bench.message(from, flows::Tapped{id, "x"}, to));
}

class File {
 public:
  explicit File(const std::string& name) : path_(testing::TempDir() + name) { remove(); }
  ~File() { remove(); }
  std::string url() const { return "sqlite://" + path_; }

 private:
  void remove() const {
    for (const char* end : {"", "-wal", "-shm"}) std::remove((path_ + end).c_str());
  }
  std::string path_;
};

TEST(Closure, TellsTheSummaryAndTheExactDeadlineWithTwoButtons) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  EXPECT_EQ(resolve(bench, code), webhooks::Way::WhatsApp);
  const auto notice = bench.outbox().back();
  EXPECT_NE(notice.text.find("Sostituito il rullo."), std::string::npos);
  EXPECT_NE(notice.text.find("entro mercoledì 25 novembre alle 10:00"), std::string::npos) << notice.text;
  EXPECT_NE(notice.content.find("closure:ok:" + code), std::string::npos);
  EXPECT_NE(notice.content.find("closure:reopen:" + code), std::string::npos);
  EXPECT_EQ(notice.purpose, "closure_notice");
  EXPECT_EQ(notice.author, "operator:Marta");
  EXPECT_EQ(notice.ticket, bench.ticket(code).id);
}

TEST(Closure, TellsTheTeamWhatWasReopenedAndWhy) {
  DeskBench bench{"sqlite::memory:", 0s, {}, bot::MailSettings{"desk@leotron.example", {}, {"team@leotron.example"}, {}}};
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  const auto mails = [&] {
    std::vector<storage::MailRow> rows;
    bench.with([&](storage::Store& store) { rows = store.mail().in_state("queued", 0, 20); });
    return rows;
  };
  const std::size_t before = mails().size();
  bench.say(kAnna, "non stampa ancora");
  ASSERT_EQ(mails().size(), before + 1) << "the customer is told that they know";
  EXPECT_EQ(mails().back().recipient, "team@leotron.example");
  EXPECT_EQ(mails().back().subject, "[Leotron] Riaperta " + code);
  EXPECT_NE(mails().back().body.find("non stampa ancora"), std::string::npos);
}

TEST(Closure, LastsAsLongAsTheOperatorSays) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code, 1h);
  EXPECT_EQ(bench.ticket(code).deadline, bench.now + 1h);
  bench.now += 1h;
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).status, "closed");
}

TEST(Closure, AWordOneSecondBeforeTheDeadlineReopensAndOneAtItDoesNot) {
  DeskBench bench;
  const std::string early = ticket_of(bench, kAnna);
  const std::string late = ticket_of(bench, kLuca);
  const auto now = bench.now;
  resolve(bench, early);
  resolve(bench, late);
  bench.now = now + 48h - 1s;
  bench.say(kAnna, "non stampa ancora");
  EXPECT_EQ(bench.ticket(early).status, "taken");
  EXPECT_FALSE(bench.ticket(early).deadline);
  bench.now = now + 48h;
  bench.say(kLuca, "non stampa ancora");
  EXPECT_EQ(bench.ticket(late).status, "resolved") << "nobody has closed it yet, and nothing reopens it";
  bench.fire_due();
  EXPECT_EQ(bench.ticket(late).status, "closed");
  EXPECT_EQ(bench.ticket(early).status, "taken");
}

TEST(Closure, HappensOnceAtItsDeadlineAlsoWhenTheProcessWasDown) {
  const File file("sportello-closure.db");
  DeskBench bench(file.url());
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  const auto deadline = bench.ticket(code).deadline;
  bench.now += 72h;
  bench.reopen();
  bench.say(kAnna, "la stampante non stampa ancora le etichette");
  EXPECT_EQ(bench.ticket(code).status, "resolved");
  EXPECT_NE(bench.outbox().back().text.find("non si può più riaprire"), std::string::npos);
  bench.fire_due();
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).status, "closed");
  EXPECT_EQ(bench.ticket(code).closed_at, deadline);
  EXPECT_EQ(events(bench, code, "closed"), 1);
}

TEST(Closure, ASecondClosingHasItsOwnTime) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  const auto first = survey(bench, code);
  bench.now += 40h;
  bench.say(kAnna, "non stampa ancora");
  bench.now += 2h;
  resolve(bench, code);
  const auto second = bench.ticket(code).deadline;
  EXPECT_EQ(second, bench.now + 48h);
  EXPECT_NE(survey(bench, code)->token, first->token);
  bench.now += 10h;
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).status, "resolved") << "the first deadline counts no more";
  bench.now += 38h;
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).closed_at, second);
}

TEST(Closure, TwoTapsOnTheSameButtonCloseOnce) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  tap(bench, kAnna, "closure:ok:" + code);
  const std::size_t messages = bench.outbox().size();
  tap(bench, kAnna, "closure:ok:" + code);
  EXPECT_EQ(events(bench, code, "closed"), 1);
  EXPECT_EQ(bench.outbox().size(), messages + 1);
  EXPECT_EQ(bench.outbox().back().text.find("voto"), std::string::npos) << "asked once";
  bench.now += 72h;
  bench.fire_due();
  EXPECT_EQ(events(bench, code, "closed"), 1);
}

TEST(Closure, NobodyElseCanConfirmOrReopen) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  bench.say(kLuca, "ciao");
  resolve(bench, code);
  for (const char* id : {"closure:ok:", "closure:reopen:", "closure:new:"}) tap(bench, kLuca, id + code);
  tap(bench, kLuca, "survey:" + code + ":1");
  bench.say(kLuca, "riaprite " + code);
  EXPECT_EQ(bench.ticket(code).status, "resolved");
  EXPECT_FALSE(survey(bench, code)->score);
  for (const auto& message : bench.outbox()) {
    const bool tells = message.to_wa_id == kLuca && message.text.find("riapert") != std::string::npos;
    EXPECT_FALSE(tells) << message.text;
  }
}

TEST(Closure, ABurstBegunBeforeTheDeadlineReopens) {
  DeskBench bench("sqlite::memory:", 3s);
  const std::string code = ticket_of(bench, kAnna);
  bench.now += 5s;
  bench.fire_due();
  const auto now = bench.now;
  resolve(bench, code);
  bench.now = now + 48h - 1s;
  bench.say(kAnna, "la stampante non stampa ancora");
  bench.now = now + 48h;
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).status, "taken");
  EXPECT_EQ(events(bench, code, "closed"), 0);
}

TEST(Closure, WordsReopenAlsoWhileAnOperatorHasTheConversation) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  ASSERT_TRUE(bench.act(code, webhooks::ReplyToCustomer{"Tutto bene?", {}, {}}));
  const std::size_t messages = bench.outbox().size();
  bench.say(kAnna, "no, non stampa ancora");
  EXPECT_EQ(bench.ticket(code).status, "taken");
  EXPECT_EQ(bench.outbox().size(), messages) << "the operator answers";
}

TEST(Closure, OutsideTheWindowTheNoticeIsACallAndTheEndIsOnlyLogged) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  bench.now += 25h;
  EXPECT_EQ(resolve(bench, code), webhooks::Way::Call);
  bench.now += 48h;
  bench.fire_due();
  EXPECT_EQ(bench.ticket(code).status, "closed");
  EXPECT_EQ(events(bench, code, "to_call"), 1);
  EXPECT_EQ(events(bench, code, "not_sent"), 1);
  EXPECT_FALSE(survey(bench, code)->asked_at);
}

TEST(Closure, AnOperatorWhoClosesEarlyAsksHowItWent) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  ASSERT_TRUE(bench.act(code, webhooks::CloseTicket{"confermato al telefono"}));
  EXPECT_EQ(bench.ticket(code).status, "closed");
  EXPECT_EQ(bench.ticket(code).closed_at, bench.now);
  EXPECT_EQ(events(bench, code, "closed"), 1);
  EXPECT_NE(bench.outbox().back().text.find("voto da 1 a 5"), std::string::npos);
  EXPECT_FALSE(bench.act(code, webhooks::ReopenTicket{""})) << "closed is for good";
}

TEST(Survey, ALowScoreIsOneTaskAndTheWordsAfterItAreTheComment) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  tap(bench, kAnna, "closure:ok:" + code);
  tap(bench, kAnna, "survey:" + code + ":2");
  tap(bench, kAnna, "survey:" + code + ":5");
  bench.say(kAnna, "la stampante si blocca e ho aspettato tre giorni");
  EXPECT_EQ(survey(bench, code)->score, 2);
  EXPECT_EQ(survey(bench, code)->comment, "");
  EXPECT_EQ(tasks(bench).size(), 1U);
}

TEST(Survey, TheRemarkAfterTheScoreOpensNothing) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  tap(bench, kAnna, "closure:ok:" + code);
  tap(bench, kAnna, "survey:" + code + ":2");
  bench.say(kAnna, "la stampante si blocca e ho aspettato tre giorni");
  EXPECT_EQ(survey(bench, code)->comment, "la stampante si blocca e ho aspettato tre giorni");
  EXPECT_EQ(bench.ticket(code).status, "closed");
  EXPECT_EQ(bench.tickets_of(kAnna, kLeotronBusiness).size(), 1U);
  ASSERT_EQ(tasks(bench).size(), 1U);
  EXPECT_EQ(tasks(bench)[0].kind, "low_score");
}

TEST(Survey, IsAskedOncePerPersonInTheDaysTheBusinessSays) {
  DeskBench bench("sqlite::memory:", 0s, [](flows::Business& business) { business.policies.survey_days_between = 7; });
  const std::string first = ticket_of(bench, kAnna);
  const std::string second = ticket_of(bench, kAnna);
  resolve(bench, first);
  tap(bench, kAnna, "closure:ok:" + first);
  resolve(bench, second);
  EXPECT_TRUE(survey(bench, first));
  EXPECT_FALSE(survey(bench, second));
  tap(bench, kAnna, "closure:ok:" + second);
  EXPECT_EQ(bench.outbox().back().text.find("voto"), std::string::npos);
}

TEST(Survey, GivesTheBusinesssOwnFormWhereItHasOne) {
  DeskBench bench("sqlite::memory:", 0s,
                  [](flows::Business& business) { business.policies.survey_link = "https://forms.example/f"; });
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  tap(bench, kAnna, "closure:ok:" + code);
  EXPECT_NE(bench.outbox().back().text.find("https://forms.example/f"), std::string::npos);
  EXPECT_EQ(bench.outbox().back().text.find("1 - "), std::string::npos);
}

TEST(Survey, IsNotAskedWhereTheBusinessDoesNotWantIt) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna, DeskBench::kKzweb);
  resolve(bench, code);
  tap(bench, kAnna, "closure:ok:" + code, DeskBench::kKzweb);
  EXPECT_EQ(bench.ticket(code).status, "closed");
  EXPECT_FALSE(survey(bench, code));
}

flows::Result<void> give(DeskBench& bench, const std::string& token, std::optional<int> score, const char* comment) {
  flows::Result<void> done;
  bench.with([&](storage::Store& store) {
    Afterwards after;
    done = take_feedback(store, bench.desk(), token, {score, comment}, bench.now, after);
  });
  return done;
}

TEST(Survey, ItsPageTakesOneScoreAndOneCommentUntilItIsOver) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  const std::string token = survey(bench, code)->token;
  EXPECT_GE(token.size(), 43U);
  EXPECT_TRUE(give(bench, token, 1, ""));
  EXPECT_FALSE(give(bench, token, 5, "")) << "one score";
  EXPECT_TRUE(give(bench, token, std::nullopt, "Tre giorni."));
  EXPECT_FALSE(give(bench, token, std::nullopt, "Anzi quattro.")) << "one comment";
  EXPECT_EQ(survey(bench, code)->score, 1);
  EXPECT_EQ(survey(bench, code)->comment, "Tre giorni.");
  EXPECT_EQ(tasks(bench).size(), 1U);
  EXPECT_EQ(bench.ticket(code).status, "resolved") << "an answer closes and reopens nothing";
  EXPECT_EQ(give(bench, "x", 1, "").error().code, flows::Errc::NotFound);
  bench.now += 48h + 24h * 31;
  EXPECT_EQ(give(bench, token, std::nullopt, "tardi").error().code, flows::Errc::Conflict);
}

TEST(Survey, OfATicketThatWasReopenedIsOver) {
  DeskBench bench;
  const std::string code = ticket_of(bench, kAnna);
  resolve(bench, code);
  const std::string token = survey(bench, code)->token;
  bench.say(kAnna, "non stampa ancora");
  EXPECT_EQ(give(bench, token, 5, "").error().code, flows::Errc::Conflict);
}

/// A ticket sent through KZWeb's form; its acknowledgement waits in the outbox.
std::string kzweb_ticket(DeskBench& bench) {
  bench.say(kAnna, "il modulo contatti del sito non invia le e-mail da ieri mattina", DeskBench::kKzweb);
  for (int turn = 0; turn < 14 && bench.tickets_of(kAnna, kKzweb).empty(); ++turn) {
    const std::string asked = bench.outbox().back().text;
    const auto says = [&](const char* words) { return asked.find(words) != std::string::npos; };
    const std::array<std::pair<const char*, const char*>, 7> answers{{{"Ecco la richiesta", "INVIA"},
                                                                      {"intervent", "no"},
                                                                      {"software", "www.rossi.example"},
                                                                      {"e-mail", "anna@rossi.example"},
                                                                      {"zienda", "Rossi Srl"},
                                                                      {"numero", "questo numero"},
                                                                      {"chiam", "Anna Rossi"}}};
    const auto answer = std::find_if(answers.begin(), answers.end(), [&](const auto& each) { return says(each.first); });
    bench.say(kAnna, answer != answers.end() ? answer->second : "sì", DeskBench::kKzweb);
  }
  const auto tickets = bench.tickets_of(kAnna, kKzweb);
  return tickets.empty() ? std::string{} : tickets.front().code;
}

TEST(Acknowledgement, RaisesTheAlarmAndThenCountsTheBrokenPromise) {
  DeskBench bench;
  const std::string code = kzweb_ticket(bench);
  ASSERT_FALSE(code.empty()) << bench.outbox().back().text;
  const auto opened = bench.ticket(code).created_at;
  bench.now = opened + 19min;
  bench.fire_due();
  EXPECT_TRUE(tasks(bench).empty());
  bench.now = opened + 20min;
  bench.fire_due();
  ASSERT_EQ(tasks(bench).size(), 1U);
  EXPECT_EQ(tasks(bench)[0].kind, "late_acknowledgement");
  bench.now = opened + 31min;
  bench.fire_due();
  ASSERT_EQ(tasks(bench).size(), 1U);
  EXPECT_EQ(tasks(bench)[0].kind, "broken_promise");
  EXPECT_FALSE(tasks(bench)[0].done_at);
  EXPECT_EQ(events(bench, code, "acknowledgement_late"), 1);
  EXPECT_EQ(events(bench, code, "acknowledgement_broken"), 1);
}

void let_all_leave(DeskBench& bench) {
  bench.with([&](storage::Store& store) {
    for (auto message : store.outbox().in_state("queued", 0, 100)) {
      message.state = "sent";
      message.sent_at = bench.now;
      store.outbox().update(message);
    }
  });
}

TEST(Acknowledgement, ThatLeavesInTimeIsNoMatter) {
  DeskBench bench;
  const std::string code = kzweb_ticket(bench);
  ASSERT_FALSE(code.empty());
  let_all_leave(bench);
  bench.now += 24h;
  bench.fire_due();
  EXPECT_TRUE(tasks(bench).empty()) << "also when the timers fire late";
}

TEST(Acknowledgement, ThatLeavesAfterTheAlarmSettlesItByItself) {
  DeskBench bench;
  const std::string code = kzweb_ticket(bench);
  ASSERT_FALSE(code.empty());
  const auto opened = bench.ticket(code).created_at;
  bench.now = opened + 20min;
  bench.fire_due();
  bench.now = opened + 25min;
  let_all_leave(bench);
  bench.now = opened + 30min;
  bench.fire_due();
  ASSERT_EQ(tasks(bench).size(), 1U);
  EXPECT_EQ(tasks(bench)[0].done_by, "bot");
}

}  // namespace
}  // namespace sportello::bot
