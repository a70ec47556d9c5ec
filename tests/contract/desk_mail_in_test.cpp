// What a mail that comes in does (K11 to K14, K20): on a real store, with both shipped businesses.

#include <gmock/gmock.h>

#include "bot/mail_in_desk.h"
#include "storage/customers.h"
#include "storage/mail.h"
#include "tests/support/desk_bench.h"

namespace sportello::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kDeskAddress = "assistenza@desk.example";

class DeskMailIn : public testing::Test {
 protected:
  DeskBench bench{"sqlite::memory:", std::chrono::seconds{0}, {},
                  bot::MailSettings{kDeskAddress, {}, {"team@desk.example"}, "https://desk.example"}};
  int count = 0;

  flows::IncomingMail mail(const std::string& subject, const std::string& text,
                           const std::string& from = "luca@bianchi.example") {
    flows::IncomingMail arrived;
    arrived.message_id = "in" + std::to_string(++count) + "@bianchi.example";
    arrived.from = from;
    arrived.subject = subject;
    arrived.text = text;
    return arrived;
  }

  storage::ReceivedMailRow deliver(flows::IncomingMail mail, const flows::PhoneNumberId& to = DeskBench::kKzweb,
                                   std::vector<bot::StoredFile> files = {}) {
    const bot::ArrivedMail arrived{"box", 1, ++uid_, "raw", std::move(mail), std::move(files)};
    storage::ReceivedMailRow row;
    bench.with([&](storage::Store& store) {
      bot::Afterwards after;
      bot::take_mail(store, bench.desk(), to, arrived, bench.now, after);
      const auto newest = store.mail_inbox().newest("", 0, 1);
      if (!newest.empty()) row = newest.front();
    });
    bench.now += std::chrono::seconds{10};
    return row;
  }

  std::vector<storage::MailRow> mails_to(const std::string& address) {
    std::vector<storage::MailRow> rows;
    bench.with([&](storage::Store& store) { rows = store.mail().in_state("queued", 0, 100); });
    std::erase_if(rows, [&](const storage::MailRow& row) { return row.recipient != address; });
    return rows;
  }
  storage::TicketRow ticket(flows::TicketId id) {
    storage::TicketRow row;
    bench.with([&](storage::Store& store) { row = store.tickets().find(id).value(); });
    return row;
  }
  std::string log_of(flows::TicketId id) {
    std::string words;
    bench.with([&](storage::Store& store) {
      for (const auto& event : store.tickets().events(id)) words += event.what + " ";
    });
    return words;
  }
  void enable(const std::string& address) {
    bench.with([&](storage::Store& store) {
      storage::PersonRow person;
      person.business = flows::BusinessId{"kzweb"};
      person.name = "Luca Bianchi";
      person.email = address;
      person.email_enabled = true;
      person.known = true;
      person.created_at = bench.now;
      store.people().create(person);
    });
  }
  storage::TicketRow open_ticket() {
    enable("luca@bianchi.example");
    const auto row = deliver(mail("luca@bianchi.example",
                                  "Luca Bianchi\nwww.bianchi.example\nIl modulo dei contatti non invia più nulla da ieri."));
    return ticket(row.ticket.value());
  }
  storage::TicketRow resolved_ticket() {
    auto row = open_ticket();
    bench.with([&](storage::Store& store) {
      row.status = "resolved";
      row.resolved_at = bench.now;
      row.deadline = bench.now + std::chrono::hours{48};
      store.tickets().update(row);
    });
    return row;
  }
  /// An answer to the acknowledgement of the ticket.
  flows::IncomingMail reply(const storage::TicketRow& to, const std::string& text) {
    auto answer = mail("Re: Richiesta", text);
    bench.with([&](storage::Store& store) {
      for (const auto& sent : store.mail().of_ticket(to.id)) {
        if (sent.person) answer.in_reply_to = sent.message_id;
      }
    });
    return answer;
  }

 private:
  int uid_ = 0;
};

TEST_F(DeskMailIn, AnAddressWhoseDomainTheAdministrationEnabledIsAcknowledged) {
  bench.with([](storage::Store& store) {
    storage::customers_of(store).set_mail_address(flows::BusinessId{"kzweb"}, {"@bianchi.example", true, {}});
  });
  const auto row = deliver(mail("sara@bianchi.example",
                                "Sara Bianchi\nwww.bianchi.example\nIl modulo dei contatti non invia più nulla da ieri."));
  EXPECT_EQ(ticket(row.ticket.value()).flags.find("mail_not_enabled"), std::string::npos);
  EXPECT_THAT(mails_to("sara@bianchi.example"), SizeIs(1));
}

TEST_F(DeskMailIn, StopEndsWhatTheFirmSendsOfItsOwnAccord) {
  enable("luca@bianchi.example");
  const auto row = deliver(mail("STOP", ""));
  EXPECT_EQ(row.outcome, "stop");
  EXPECT_FALSE(row.ticket);
  bench.with([&](storage::Store& store) {
    EXPECT_TRUE(store.people().find_by_email(flows::BusinessId{"kzweb"}, "luca@bianchi.example")->opted_out);
  });
  EXPECT_THAT(mails_to("luca@bianchi.example"), SizeIs(1));
  auto machine = mail("Stop", "");
  machine.auto_submitted = "auto-generated";
  deliver(machine);
  EXPECT_THAT(mails_to("luca@bianchi.example"), SizeIs(1)) << "a mail program is not answered";
}

TEST_F(DeskMailIn, TheSoleAddressInTheSubjectOpensATicketWithTheSameKindOfCode) {
  const auto opened = open_ticket();
  EXPECT_THAT(opened.code, testing::StartsWith("KZW-"));
  EXPECT_EQ(opened.channel, "email");
  EXPECT_EQ(opened.status, "registered");
  EXPECT_THAT(opened.answers, HasSubstr("www.bianchi.example"));
  EXPECT_THAT(opened.summary, HasSubstr("modulo dei contatti"));
  const auto acknowledged = mails_to("luca@bianchi.example");
  ASSERT_THAT(acknowledged, SizeIs(1));
  EXPECT_THAT(acknowledged[0].body, HasSubstr(opened.code));
  EXPECT_EQ(acknowledged[0].in_reply_to, "in1@bianchi.example");
  EXPECT_THAT(mails_to("team@desk.example"), SizeIs(1));
}

TEST_F(DeskMailIn, LabelledLinesAreReadInAnyOrder) {
  const auto row = deliver(mail("  LUCA@Bianchi.example ",
                                "Sito: www.bianchi.example\nNome: Luca Bianchi\n\nRichiesta:\nVorrei cambiare il testo "
                                "della pagina chi siamo.\n-- \nLuca, tel. 055"));
  EXPECT_EQ(row.outcome, "ticket");
  const auto opened = ticket(row.ticket.value());
  EXPECT_THAT(opened.answers, HasSubstr("Luca Bianchi"));
  EXPECT_THAT(opened.answers, testing::Not(HasSubstr("tel. 055")));
  EXPECT_THAT(opened.flags, testing::Not(HasSubstr("incomplete")));
}

TEST_F(DeskMailIn, AnyOtherSubjectIsExplainedAndTheMailKept) {
  for (const char* subject : {"a@b.example urgente", "Re: a@b.example", "aiuto", "", "a@b.example, c@d.example"}) {
    const auto row = deliver(mail(subject, "Non funziona più niente sul sito.", "anna@rossi.example"));
    EXPECT_EQ(row.outcome, "explained") << subject;
    EXPECT_EQ(row.body, "Non funziona più niente sul sito.");
    EXPECT_FALSE(row.ticket);
  }
  const auto explained = mails_to("anna@rossi.example");
  ASSERT_THAT(explained, SizeIs(5));
  EXPECT_THAT(explained[0].body, HasSubstr("solo ed esclusivamente"));
  EXPECT_THAT(explained[0].body, HasSubstr("a@b.example urgente"));
}

TEST_F(DeskMailIn, ABusinessWithoutMailIntakeSaysWhereToTurn) {
  const auto row = deliver(mail("luca@bianchi.example", "Aiuto, il gestionale non parte."), DeskBench::kLeotron);
  EXPECT_EQ(row.outcome, "no_intake");
  ASSERT_THAT(mails_to("luca@bianchi.example"), SizeIs(1));
}

TEST_F(DeskMailIn, ASubstantiveReplyWithinTheWindowReopens) {
  const auto resolved = resolved_ticket();
  const auto row = deliver(reply(resolved, "Purtroppo il modulo continua a non inviare.\n\nIl giorno 21 nov 2026 KZWeb "
                                           "ha scritto:\n> grazie"));
  EXPECT_EQ(row.outcome, "reopened");
  EXPECT_EQ(ticket(resolved.id).status, "taken");
  EXPECT_FALSE(ticket(resolved.id).deadline);
  EXPECT_THAT(log_of(resolved.id), HasSubstr("reopened"));
}

TEST_F(DeskMailIn, ThanksReopenNothing) {
  const auto resolved = resolved_ticket();
  for (const char* words : {"Grazie mille!", "grazie", "👍"}) {
    const auto row = deliver(reply(resolved, std::string(words) + "\n\nIl 21/11/2026 KZWeb ha scritto:\n> concluso"));
    EXPECT_EQ(row.outcome, "thanks") << words;
    EXPECT_EQ(ticket(resolved.id).status, "resolved") << words;
  }
}

TEST_F(DeskMailIn, AfterTheDeadlineItIsClosedForGood) {
  const auto resolved = resolved_ticket();
  bench.now = *resolved.deadline;
  const auto row = deliver(reply(resolved, "Il modulo di nuovo non invia niente."));
  EXPECT_EQ(row.outcome, "closed");
  EXPECT_EQ(ticket(resolved.id).status, "resolved");
  EXPECT_THAT(mails_to("luca@bianchi.example").back().purpose, "intake_closed");
}

TEST_F(DeskMailIn, TheCodeInTheSubjectIsEnoughForItsOwnPerson) {
  const auto opened = open_ticket();
  const auto row = deliver(mail("Ancora su " + opened.code, "Aggiungo che succede solo col telefono."));
  EXPECT_EQ(row.outcome, "reply");
  EXPECT_EQ(row.ticket, opened.id);
  EXPECT_THAT(log_of(opened.id), HasSubstr("message"));
}

TEST_F(DeskMailIn, AStrangerWithTheCodeLearnsAndChangesNothing) {
  const auto resolved = resolved_ticket();
  const auto before = mails_to("curioso@altrove.example").size();
  const auto row = deliver(mail("Ancora su " + resolved.code, "Riaprite subito!", "curioso@altrove.example"));
  EXPECT_EQ(row.outcome, "other_sender");
  EXPECT_EQ(ticket(resolved.id).status, "resolved");
  EXPECT_EQ(mails_to("curioso@altrove.example").size(), before);
  EXPECT_THAT(log_of(resolved.id), HasSubstr("mail_from_other"));
}

TEST_F(DeskMailIn, MachinesAreNeverAnswered) {
  const auto resolved = resolved_ticket();
  const auto answered = mails_to("luca@bianchi.example").size();
  std::vector<flows::IncomingMail> machines(8, reply(resolved, "Sono fuori ufficio fino a lunedì."));
  machines[0].auto_submitted = "auto-replied";
  machines[1].precedence = "bulk";
  machines[2].auto_response_suppress = "all";
  machines[3].from = "mailer-daemon@bianchi.example";
  machines[4].from = kDeskAddress;
  machines[5].is_report = true;
  machines[6].list_id = "<lista.bianchi.example>";
  machines[7].message_id = machines[7].in_reply_to;
  for (std::size_t i = 0; i < machines.size(); ++i) {
    if (i != 7) machines[i].message_id = "auto" + std::to_string(i) + "@bianchi.example";
    const auto row = deliver(machines[i]);
    EXPECT_EQ(row.outcome, "automatic") << i;
    EXPECT_FALSE(row.detail.empty()) << i;
  }
  EXPECT_EQ(ticket(resolved.id).status, "resolved");
  EXPECT_EQ(mails_to("luca@bianchi.example").size(), answered);
}

TEST_F(DeskMailIn, TwoMachinesThatHideItStopAfterAWhile) {
  for (int i = 0; i < 30; ++i) deliver(mail("risposta", "Abbiamo ricevuto il messaggio.", "robot@altrove.example"));
  EXPECT_THAT(mails_to("robot@altrove.example"), SizeIs(testing::Le(10U)));
}

TEST_F(DeskMailIn, ASecondCopyOfTheSameMailDoesNothing) {
  enable("luca@bianchi.example");
  const auto same = mail("luca@bianchi.example", "Luca\nwww.bianchi.example\nIl modulo dei contatti non invia più nulla.");
  deliver(same);
  deliver(same);
  EXPECT_THAT(mails_to("luca@bianchi.example"), SizeIs(1));
}

TEST_F(DeskMailIn, AttachmentsBelongToTheTicket) {
  enable("luca@bianchi.example");
  const auto row = deliver(
      mail("luca@bianchi.example", "Luca\nwww.bianchi.example\nEcco la schermata dell'errore che vediamo."),
      DeskBench::kKzweb, {{"errore.png", "image/png", std::string(64, 'a'), 1234}});
  bench.with([&](storage::Store& store) {
    const auto files = store.attachments().of_ticket(row.ticket.value());
    ASSERT_THAT(files, SizeIs(1));
    EXPECT_EQ(files[0].kind, "image");
    EXPECT_EQ(files[0].state, "stored");
  });
}

TEST_F(DeskMailIn, AnAddressThatIsNotEnabledGetsATicketWithAFlagAndNoMail) {
  const auto row = deliver(mail("nuovo@ditta.example", "Nuovo Cliente\nwww.ditta.example\nServe una nuova pagina per i prodotti.",
                                "nuovo@ditta.example"));
  EXPECT_EQ(row.outcome, "ticket");
  EXPECT_THAT(ticket(row.ticket.value()).flags, HasSubstr("mail_not_enabled"));
  EXPECT_THAT(mails_to("nuovo@ditta.example"), IsEmpty());
}

}  // namespace
}  // namespace sportello::test
