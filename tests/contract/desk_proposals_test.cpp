// Quotes (K5) and appointments (K16) from the operator's wish to the customer's answer, on a real store.

#include <algorithm>
#include <nlohmann/json.hpp>

#include "bot/ticket_desk.h"
#include "flows/core/json.h"
#include "storage/mail.h"
#include "tests/support/desk_bench.h"

namespace sportello::bot {
namespace {

using flows::BusinessId;
using test::DeskBench;
using testing::Contains;
using testing::HasSubstr;

using test::kAnna;
using test::kLuca;

class DeskProposals : public testing::Test {
 protected:
  DeskProposals() {
    for (const char* said : {"il gestionale si blocca quando salvo un articolo", "Rossi Srl", "Anna Rossi", "J2K", "1",
                             "sì", "questo numero", "anna@rossi.example", "INVIA"}) {
      bench_.say(kAnna, said);
    }
    code_ = ticket().code;
  }

  storage::TicketRow ticket() { return bench_.tickets_of(kAnna, BusinessId{"leotron"}).front(); }

  flows::Result<webhooks::ActionDone> act(webhooks::TicketVerb verb) {
    flows::Result<webhooks::ActionDone> done = webhooks::ActionDone{};
    bench_.with([&](storage::Store& store) {
      Afterwards after;
      done = bot::act(store, bench_.desk(), {code_, std::move(verb), "operator:Sara", {}}, bench_.now, after);
    });
    return done;
  }

  /// A quote of 160 euro, to be accepted by Friday, with its PDF.
  void quote() {
    const auto file = act(webhooks::AttachFile{"abc", "application/pdf", "preventivo.pdf", 12});
    const auto friday = flows::parse_date("2026-11-27");
    const auto sent = act(webhooks::SendQuote{"Ricostruzione degli archivi.", 16'000, *friday, file->attachment});
    ASSERT_TRUE(sent) << sent.error().text;
  }
  void tap(const std::string& payload, const std::string& title, const std::string& from = kAnna) {
    bench_.deliver(bench_.message(from, flows::Tapped{payload, title}));
  }
  storage::ProposalRow proposal() {
    storage::ProposalRow row;
    const auto id = ticket().id;
    bench_.with([&](storage::Store& store) { row = store.proposals().of_ticket(id).front(); });
    return row;
  }
  std::string payload(const char* kind, const char* answer) {
    return std::string(kind) + ":" + std::to_string(proposal().id) + ":" + answer;
  }
  std::string last_answer() { return bench_.outbox().back().text; }
  std::vector<std::string> log() {
    std::vector<std::string> what;
    const auto id = ticket().id;
    bench_.with([&](storage::Store& store) {
      for (const auto& event : store.tickets().events(id)) what.push_back(event.what);
    });
    return what;
  }

  DeskBench bench_{"sqlite::memory:", std::chrono::seconds{0}, {},
                   MailSettings{"assistenza@desk.example", {}, {}, "https://desk.example"}};
  std::string code_;
};

TEST_F(DeskProposals, AQuoteGoesOutWithItsDocumentAndItsExpiryInWords) {
  quote();
  const auto sent = bench_.outbox();
  ASSERT_GE(sent.size(), 2U);
  EXPECT_THAT(sent[sent.size() - 2].content, HasSubstr("preventivo.pdf"));
  EXPECT_THAT(last_answer(), HasSubstr("160,00 € + IVA"));
  EXPECT_THAT(last_answer(), HasSubstr("venerdì 27 novembre"));
  EXPECT_THAT(last_answer(), HasSubstr("Accetto"));
  EXPECT_EQ(ticket().status, "quoted");
}

TEST_F(DeskProposals, AcceptingItKeepsTheWordsTheTimeAndTheMessage) {
  quote();
  const auto when = bench_.now;
  tap(payload("quote", "accept"), "Accetto");
  EXPECT_THAT(last_answer(), HasSubstr("Preventivo accettato"));
  const auto kept = proposal();
  EXPECT_EQ(kept.state, "accepted");
  EXPECT_EQ(kept.answer, "Accetto");
  EXPECT_EQ(kept.answered_at, when);
  EXPECT_THAT(kept.answer_message, HasSubstr("wamid.in"));
  EXPECT_EQ(ticket().status, "taken");
  EXPECT_THAT(log(), Contains("quote_accepted"));
}

TEST_F(DeskProposals, AcceptingItTwiceIsAnsweredKindlyAndChangesNothing) {
  quote();
  tap(payload("quote", "accept"), "Accetto");
  const auto before = log().size();
  tap(payload("quote", "refuse"), "Rifiuto");
  EXPECT_THAT(last_answer(), HasSubstr("già arrivata una risposta: accettato"));
  EXPECT_EQ(proposal().state, "accepted");
  EXPECT_EQ(log().size(), before);
}

TEST_F(DeskProposals, ItCanBeAcceptedUntilTheEndOfItsLastDay) {
  quote();
  const flows::Zone rome = *flows::Zone::find("Europe/Rome");
  bench_.now = *flows::parse_instant("2026-11-27T23:59:50", rome);
  bench_.fire_due();
  bench_.say(kAnna, "Accetto");
  EXPECT_EQ(proposal().state, "accepted");
}

TEST_F(DeskProposals, AfterItsExpiryItIsRefused) {
  quote();
  const std::string accept = payload("quote", "accept");
  bench_.now = *flows::parse_instant("2026-11-28T00:00", *flows::Zone::find("Europe/Rome"));
  tap(accept, "Accetto");
  EXPECT_THAT(last_answer(), HasSubstr("è scaduto"));
  bench_.fire_due();
  EXPECT_EQ(proposal().state, "expired");
  EXPECT_EQ(ticket().status, "taken") << "the team's turn again";
  EXPECT_THAT(log(), Contains("quote_expired"));
  bench_.say(kAnna, "accetto");
  EXPECT_THAT(last_answer(), HasSubstr("è scaduto"));
}

TEST_F(DeskProposals, AnotherNumberCannotAcceptIt) {
  quote();
  tap(payload("quote", "accept"), "Accetto", kLuca);
  EXPECT_THAT(last_answer(), HasSubstr("solo chi lo ha ricevuto"));
  EXPECT_EQ(last_answer().find(code_), std::string::npos) << "and learns nothing";
  EXPECT_EQ(proposal().state, "open");
}

TEST_F(DeskProposals, ANewerQuoteTakesThePlaceOfTheOneBefore) {
  quote();
  const std::string first = payload("quote", "accept");
  quote();
  tap(first, "Accetto");
  EXPECT_THAT(last_answer(), HasSubstr("preventivo più recente"));
  EXPECT_EQ(proposal().state, "open");
}

TEST_F(DeskProposals, TheAnswerIsHeardWhileAnOperatorHasTheConversation) {
  EXPECT_TRUE(act(webhooks::ReplyToCustomer{"Le mando il preventivo.", {}, {}}));
  quote();
  bench_.say(kAnna, "accetto");
  EXPECT_EQ(proposal().state, "accepted");
  EXPECT_EQ(proposal().answer, "accetto");
}

TEST_F(DeskProposals, OutsideTheWindowTheTemplateCarriesTheButtonsAndTheDocumentFollows) {
  bench_.with([&](storage::Store& store) {
    store.templates().put({BusinessId{"leotron"}, "leotron_quote", "it", "7", "APPROVED", "UTILITY", "", "", bench_.now});
  });
  bench_.now += std::chrono::hours{25};
  quote();
  const auto sent = bench_.outbox().back();
  EXPECT_THAT(sent.content, HasSubstr("leotron_quote"));
  EXPECT_THAT(sent.content, HasSubstr(payload("quote", "accept")));
  bench_.say(kAnna, "quanto costa?");
  const auto all = bench_.outbox();
  EXPECT_TRUE(std::any_of(all.begin(), all.end(), [](const auto& row) {
    return row.content.find("preventivo.pdf") != std::string::npos;
  })) << "the window is open now";
}

TEST_F(DeskProposals, WithoutATemplateItGoesByMailWithItsDocument) {
  bench_.now += std::chrono::hours{25};
  quote();
  std::vector<storage::MailRow> mails;
  bench_.with([&](storage::Store& store) { mails = store.mail().in_state("queued", 0, 100); });
  ASSERT_FALSE(mails.empty());
  EXPECT_EQ(mails.back().purpose, "quote");
  EXPECT_EQ(mails.back().file, "abc");
  EXPECT_EQ(mails.back().file_name, "preventivo.pdf");
  EXPECT_TRUE(proposal().document_sent) << "it is not sent a second time by WhatsApp";
}

TEST_F(DeskProposals, AFileOfNobodyCannotBeQuoted) {
  const auto sent = act(webhooks::SendQuote{"x", 100, {}, flows::AttachmentId{99}});
  ASSERT_FALSE(sent);
  EXPECT_THAT(sent.error().text, HasSubstr("upload it first"));
}

TEST_F(DeskProposals, AnAppointmentMayLieOutsideTheHoursAndIsConfirmed) {
  const auto saturday = *flows::parse_instant("2026-11-28T22:00", *flows::Zone::find("Europe/Rome"));
  ASSERT_TRUE(act(webhooks::PlanWork{saturday, saturday + std::chrono::hours{2}, "Cambio del server."}));
  EXPECT_THAT(last_answer(), HasSubstr("sabato 28 novembre alle 22:00"));
  EXPECT_THAT(last_answer(), HasSubstr("Confermo"));
  tap(payload("plan", "accept"), "Confermo");
  EXPECT_THAT(last_answer(), HasSubstr("Confermato"));
  EXPECT_EQ(ticket().status, "planned");
  bench_.say(kAnna, "a che punto è la mia richiesta?");
  EXPECT_THAT(last_answer(), HasSubstr("sabato 28 novembre alle 22:00"));
}

TEST_F(DeskProposals, AnotherTimeBringsTheTicketBackToTheTeam) {
  const auto friday = *flows::parse_instant("2026-11-27T09:00", *flows::Zone::find("Europe/Rome"));
  ASSERT_TRUE(act(webhooks::PlanWork{friday, {}, ""}));
  tap(payload("plan", "refuse"), "Altro orario");
  EXPECT_EQ(ticket().status, "taken");
  EXPECT_THAT(log(), Contains("plan_refused"));
}

TEST_F(DeskProposals, APastAppointmentIsRefused) {
  EXPECT_FALSE(act(webhooks::PlanWork{bench_.now - std::chrono::hours{1}, {}, ""}));
}

TEST_F(DeskProposals, TheCustomerSeesAContactMadeElsewhere) {
  EXPECT_TRUE(act(webhooks::TakeTicket{}));
  ASSERT_TRUE(act(webhooks::RecordCall{"Spiegato il da farsi.", true, "phone", {}}));
  bench_.say(kAnna, "a che punto è la mia richiesta?");
  EXPECT_THAT(last_answer(), HasSubstr("Contattato per telefono oggi alle"));
  EXPECT_EQ(last_answer().find("Spiegato"), std::string::npos) << "the note is the team's";
}

TEST_F(DeskProposals, AContactMadeElsewhereIsToldWhenTheOperatorWants) {
  EXPECT_TRUE(act(webhooks::TakeTicket{}));
  const auto before = bench_.outbox().size();
  ASSERT_TRUE(act(webhooks::RecordCall{"Spiegato il da farsi.", true, "visit", {}}));
  EXPECT_EQ(bench_.outbox().size(), before);
  const auto told = act(webhooks::RecordCall{"Spiegato il da farsi.", true, "phone", {}, true});
  ASSERT_TRUE(told);
  EXPECT_EQ(told->way, webhooks::Way::WhatsApp);
  EXPECT_THAT(last_answer(), HasSubstr("Contattato per telefono oggi alle"));
  EXPECT_THAT(last_answer(), HasSubstr(code_));
  EXPECT_EQ(last_answer().find("Spiegato"), std::string::npos) << "the note is the team's";
}

TEST_F(DeskProposals, TheSecondLevelIsToldWithoutInternalWords) {
  ASSERT_TRUE(act(webhooks::EscalateTicket{"Tecnici hardware", "il cliente è confuso"})) << "a group of this business";
  EXPECT_THAT(last_answer(), HasSubstr("secondo livello"));
  EXPECT_EQ(last_answer().find("confuso"), std::string::npos);
}

}  // namespace
}  // namespace sportello::bot
