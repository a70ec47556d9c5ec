// What is urgent outside the hours: consent with its wording, whoever is on call, a mail that says so (K17, L20).

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "bot/mail_desk.h"
#include "flows/core/json.h"
#include "storage/mail.h"
#include "storage/outreach.h"
#include "tests/support/desk_bench.h"

namespace sportello::test {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kAnna = "393331234567";

class Urgent : public testing::Test {
 protected:
  Urgent() { bench.now = *flows::parse_instant("2026-11-28T10:00", *flows::Zone::find("Europe/Rome")); }

  storage::TicketRow opened_by(const std::vector<std::string>& said, const flows::PhoneNumberId& to) {
    for (const std::string& words : said) bench.say(kAnna, words, to);
    std::vector<storage::TicketRow> rows;
    bench.with([&](storage::Store& store) {
      const auto& business = bench.desk().numbers().at(to)->id;
      const auto person = store.people().find_by_alias(business, storage::AliasKind::WaId, kAnna);
      rows = store.tickets().of_person(person->id, 10);
    });
    EXPECT_THAT(rows, SizeIs(1));
    return rows.empty() ? storage::TicketRow{} : rows.front();
  }

  std::vector<std::string> calls() {
    std::vector<std::string> whys;
    bench.with([&](storage::Store& store) {
      for (const auto& call : store.callbacks().open(0, 10)) whys.push_back(call.why);
    });
    return whys;
  }

  std::string mail_to_the_team() {
    std::string subject;
    bench.with([&](storage::Store& store) {
      for (const auto& mail : store.mail().in_state("queued", 0, 10)) subject += mail.subject;
    });
    return subject;
  }

  DeskBench bench{"sqlite::memory:", std::chrono::seconds{0}, {},
                  bot::MailSettings{"desk@desk.example", {}, {"team@desk.example"}, {}}};
};

const std::vector<std::string> kSiteIsDown = {"il sito non si apre più da un'ora e perdiamo ordini", "anna@rossi.example",
                                              "Anna Rossi", "www.rossi.example", "no"};

std::vector<std::string> then(std::vector<std::string> said, const std::vector<std::string>& more) {
  said.insert(said.end(), more.begin(), more.end());
  return said;
}

TEST_F(Urgent, OutOfHoursKeepsWhatWasAcceptedAndCallsWhoeverIsOnCall) {
  const auto ticket = opened_by(then(kSiteIsDown, {"sì, è urgente", "INVIA"}), DeskBench::kKzweb);
  EXPECT_EQ(ticket.priority, 1);
  const auto consent = flows::parse_json(ticket.consent);
  ASSERT_TRUE(consent);
  EXPECT_THAT(consent->at("wording").get<std::string>(),
              HasSubstr("potranno essere conteggiate come intervento extra e fatturate a parte"));
  EXPECT_THAT(consent->at("wording").get<std::string>(), HasSubstr("Sì, è urgente"));
  EXPECT_FALSE(consent->at("message").get<std::string>().empty());
  EXPECT_THAT(consent->at("at").get<std::string>(), HasSubstr("2026-11-28T09:00"));
  EXPECT_THAT(calls(), testing::ElementsAre("urgent"));
  EXPECT_EQ(mail_to_the_team(), "[KZWeb] URGENTE " + ticket.code);
}

TEST_F(Urgent, RefusedIsAnOrdinaryTicket) {
  const auto ticket = opened_by(then(kSiteIsDown, {"non è urgente", "INVIA"}), DeskBench::kKzweb);
  EXPECT_EQ(ticket.priority, 2);
  EXPECT_TRUE(ticket.consent.empty());
  EXPECT_THAT(calls(), testing::IsEmpty());
  EXPECT_EQ(mail_to_the_team(), "[KZWeb] Nuova richiesta " + ticket.code);
}

TEST_F(Urgent, WhatStopsTheWorkAtTheWeekendIsCalledUrgentToTheTeam) {
  const auto ticket = opened_by({"il programma non si apre più su nessun computer", "Negozio Luna", "Anna Luna", "no", "no",
                                 "J2K", "non riesco", "questo numero", "non ho e-mail", "INVIA"},
                                DeskBench::kLeotron);
  EXPECT_EQ(ticket.priority, 1);
  EXPECT_THAT(ticket.flags, HasSubstr("weekend"));
  EXPECT_THAT(calls(), testing::ElementsAre("urgent"));
  EXPECT_EQ(mail_to_the_team(), "[Leotron] URGENTE " + ticket.code);
}

}  // namespace
}  // namespace sportello::test
