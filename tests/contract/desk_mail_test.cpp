// What the desk writes by mail, and to whom: as rows of the mail outbox, in the transaction of the ticket.

#include <gmock/gmock.h>

#include "bot/ticket_desk.h"
#include "storage/mail.h"
#include "tests/support/desk_bench.h"

namespace sportello::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

bot::MailSettings settings() {
  return {"assistenza@desk.example", {}, {"team@desk.example"}, "https://desk.example"};
}

class DeskMail : public testing::Test {
 protected:
  DeskBench bench{"sqlite::memory:", std::chrono::seconds{0}, {}, settings()};
  const std::string luca = "393331234567";

  void add_person(const std::string& email, bool enabled, const std::string& wa_id) {
    bench.with([&](storage::Store& store) {
      storage::PersonRow person;
      person.business = flows::BusinessId{"kzweb"};
      person.name = "Luca Bianchi";
      person.email = email;
      person.email_enabled = enabled;
      person.created_at = bench.now;
      person.id = store.people().create(person);
      ASSERT_TRUE(store.people().add_alias(person.id, person.business, storage::AliasKind::WaId, wa_id, bench.now));
    });
  }

  /// KZWeb's form from its first question to INVIA.
  void send_form(const std::string& email) {
    for (const std::string& words :
         {std::string("vorrei aprire un ticket"),
          std::string("Nella pagina dei contatti il modulo non invia più nulla da ieri sera"), email,
          std::string("Luca Bianchi"), std::string("www.bianchi.example"), std::string("no"), std::string("invia")}) {
      bench.say(luca, words, DeskBench::kKzweb);
    }
  }

  std::vector<storage::MailRow> mails(std::string_view state = "queued") {
    std::vector<storage::MailRow> rows;
    bench.with([&](storage::Store& store) { rows = store.mail().in_state(state, 0, 100); });
    return rows;
  }
  std::vector<storage::MailRow> to(const std::string& address) {
    auto rows = mails();
    std::erase_if(rows, [&](const storage::MailRow& row) { return row.recipient != address; });
    return rows;
  }
  std::string last_bubble() { return bench.outbox().back().text; }
  storage::TicketRow ticket() { return bench.tickets_of(luca, flows::BusinessId{"kzweb"}).at(0); }
};

TEST_F(DeskMail, AcknowledgesByMailWithTheSameCodeAsOnWhatsApp) {
  add_person("luca@bianchi.example", true, "390000000001");
  send_form("luca@bianchi.example");
  const auto sent = to("luca@bianchi.example");
  ASSERT_EQ(sent.size(), 1U);
  const std::string code = ticket().code;
  EXPECT_EQ(sent[0].purpose, "registered");
  EXPECT_THAT(sent[0].subject, HasSubstr(code));
  EXPECT_THAT(sent[0].body, HasSubstr(code));
  EXPECT_EQ(sent[0].ticket, ticket().id);
  EXPECT_THAT(last_bubble(), HasSubstr(code));
  EXPECT_THAT(last_bubble(), HasSubstr("luca@bianchi.example"));
  EXPECT_THAT(sent[0].message_id, HasSubstr("@desk.example"));
}

TEST_F(DeskMail, AnAddressThatIsNotEnabledGetsNoMailAndTheTicketAFlag) {
  send_form("mai.visto@bianchi.example");
  EXPECT_THAT(to("mai.visto@bianchi.example"), IsEmpty());
  EXPECT_THAT(last_bubble(), HasSubstr("non risulta abilitato"));
  EXPECT_THAT(ticket().flags, HasSubstr("mail_not_enabled"));
}

TEST_F(DeskMail, TheTeamHearsOfANewTicket) {
  send_form("luca@bianchi.example");
  const auto told = to("team@desk.example");
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].purpose, "team.new");
  EXPECT_FALSE(told[0].person);
  EXPECT_THAT(told[0].subject, HasSubstr("KZWeb"));
  EXPECT_THAT(told[0].body, HasSubstr("https://desk.example/console/tickets/" + ticket().code));
  EXPECT_THAT(told[0].body, HasSubstr("indirizzo e-mail non abilitato"));
}

TEST_F(DeskMail, TheClosingSummaryGoesByMailWithItsDeadlineAndLaterTheEnd) {
  DeskBench leotron{"sqlite::memory:", std::chrono::seconds{0}, {}, settings()};
  std::swap(bench, leotron);
  bench.say(luca, "buongiorno");
  storage::TicketRow row;
  bench.with([&](storage::Store& store) {
    auto person = *store.people().find_by_alias(flows::BusinessId{"leotron"}, storage::AliasKind::WaId, luca);
    person.email = "luca@bianchi.example";
    person.email_enabled = true;
    store.people().update(person);
    row.code = "LEO-0001";
    row.business = person.business;
    row.person = person.id;
    row.conversation = store.conversations().find_for(person.id, DeskBench::kLeotron)->id;
    row.status = "taken";
    row.answers = "{}";
    row.channel = "whatsapp";
    row.created_at = bench.now;
    row.updated_at = bench.now;
    ASSERT_TRUE(store.tickets().create(row));
    bot::Afterwards after;
    ASSERT_TRUE(bot::act(store, bench.desk(), {row.code, webhooks::ResolveTicket{"Sostituito il rullo.", {}}, "operator:Marta", {}},
                         bench.now, after));
  });
  const auto closing = to("luca@bianchi.example");
  ASSERT_EQ(closing.size(), 1U);
  EXPECT_EQ(closing[0].purpose, "closed");
  EXPECT_THAT(closing[0].body, HasSubstr("Sostituito il rullo."));
  EXPECT_THAT(closing[0].body, HasSubstr("mercoledì 25 novembre alle 10:00"));
  EXPECT_THAT(closing[0].body, HasSubstr("https://desk.example/feedback/"));
  bench.now += std::chrono::hours{48};
  bench.fire_due();
  const auto all = to("luca@bianchi.example");
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].purpose, "final");
}

TEST_F(DeskMail, WithoutAMailServerNothingIsPromisedAndNothingQueued) {
  DeskBench without;
  std::swap(bench, without);
  add_person("luca@bianchi.example", true, "390000000001");
  send_form("luca@bianchi.example");
  EXPECT_THAT(mails(), IsEmpty());
  EXPECT_THAT(last_bubble(), Not(HasSubstr("luca@bianchi.example")));
}

TEST_F(DeskMail, ARegistrationThatIsRolledBackTakesItsMailsWithIt) {
  try {
    bench.with([&](storage::Store& store) {
      storage::MailRow row;
      row.business = flows::BusinessId{"kzweb"};
      row.recipient = "a@b.example";
      row.cause = "x";
      store.mail().add(row);
      throw std::runtime_error("the step failed");
    });
  } catch (const std::runtime_error&) {
  }
  EXPECT_THAT(mails(), IsEmpty());
}

}  // namespace
}  // namespace sportello::test
