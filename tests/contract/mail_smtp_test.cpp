// Mail against a real SMTP server: Debian's Exim on loopback, delivering into real mailboxes.

#include <gmock/gmock.h>

#include "tests/support/mail_servers.h"
#include "tests/support/script_server.h"
#include "webhooks/mail/mime.h"
#include "webhooks/mail/smtp_client.h"

namespace sportello::webhooks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Kind = MailOutcome::Kind;

constexpr const char* kLuca = "luca@bianchi.example";

flows::OutgoingMail acknowledgement() {
  flows::OutgoingMail mail;
  mail.from_name = "Caffè & Città";
  mail.from = "assistenza@desk.example";
  mail.to = kLuca;
  mail.subject = "Richiesta KZW-7K3M-Q registrata: perché sì";
  mail.text = "Buongiorno Niccolò,\n\nla richiesta <KZW-7K3M-Q> è stata registrata.\nVedi https://desk.example/a?b=1&c=2.";
  mail.message_id = "abc123@desk.example";
  mail.in_reply_to = "first@bianchi.example";
  mail.references = {"ticket.KZW-7K3M-Q@desk.example", "first@bianchi.example"};
  mail.date = flows::Instant(std::chrono::seconds(1'795'000'000));
  mail.language = "it";
  return mail;
}

class Smtp : public testing::Test {
 protected:
  static void SetUpTestSuite() { servers_ = new tests::MailServers({kLuca}); }
  static void TearDownTestSuite() {
    delete servers_;
    servers_ = nullptr;
  }
  static tests::MailServers* servers_;

  MailOutcome send(const std::string& to, SmtpSettings settings = {}) {
    if (settings.url.empty()) settings.url = servers_->smtp_url();
    SmtpClient client(std::move(settings));
    auto mail = acknowledgement();
    mail.to = to;
    return client.send(mail.from, to, write_mime(mail));
  }
};
tests::MailServers* Smtp::servers_ = nullptr;

TEST_F(Smtp, DeliversAMessageThatReadsBackAsItWasWritten) {
  const auto before = servers_->mailbox(kLuca).size();
  const auto outcome = send(kLuca);
  EXPECT_EQ(outcome.kind, Kind::Accepted) << outcome.text;
  const auto arrived = servers_->wait_for(kLuca, before + 1);
  ASSERT_EQ(arrived.size(), before + 1);
  const auto& raw = arrived.back();
  const auto read = read_mime(raw);
  const auto sent = acknowledgement();
  EXPECT_EQ(read.subject, sent.subject);
  EXPECT_EQ(read.text, sent.text);
  EXPECT_EQ(read.from, sent.from);
  EXPECT_EQ(read.from_name, sent.from_name);
  EXPECT_EQ(read.message_id, sent.message_id);
  EXPECT_EQ(read.in_reply_to, sent.in_reply_to);
  EXPECT_EQ(read.references, sent.references);
  EXPECT_EQ(read.auto_submitted, "auto-replied");
  EXPECT_THAT(raw, HasSubstr("multipart/alternative"));
  EXPECT_THAT(raw, HasSubstr("text/html; charset=utf-8"));
}

TEST_F(Smtp, SpeaksStartTlsWhereItMust) {
  const auto before = servers_->mailbox(kLuca).size();
  const auto outcome = send(kLuca, {servers_->smtp_url_with_tls(), "", {}, servers_->ca_file(), ""});
  EXPECT_EQ(outcome.kind, Kind::Accepted) << outcome.text;
  const auto arrived = servers_->wait_for(kLuca, before + 1);
  ASSERT_EQ(arrived.size(), before + 1);
  EXPECT_THAT(arrived.back(), HasSubstr("esmtps"));
}

TEST_F(Smtp, TrustsNoCertificateItWasNotToldOf) {
  const auto outcome =
      send(kLuca, {servers_->smtp_url_with_tls(), "", {}, "/etc/ssl/certs/ca-certificates.crt", ""});
  EXPECT_EQ(outcome.kind, Kind::Down) << outcome.text;
}

TEST_F(Smtp, AGreylistedMailIsForLaterARefusedOneNever) {
  const auto later = send("greylisted@bianchi.example");
  EXPECT_EQ(later.kind, Kind::Later);
  EXPECT_EQ(later.code, 451);
  const auto never = send("refused@bianchi.example");
  EXPECT_EQ(never.kind, Kind::Refused);
  EXPECT_EQ(never.code, 550);
  EXPECT_THAT(never.text, HasSubstr("no such mailbox here"));
}

TEST_F(Smtp, AServerThatIsAwayIsNoFaultOfTheMail) {
  tests::MailServers own({});
  own.stop_smtp();
  EXPECT_EQ(send(kLuca, {own.smtp_url(), "", {}, "", ""}).kind, Kind::Down);
}

/// A server that plays its part until the message is over, and then is gone.
void take_and_vanish(tests::RawSocket& socket) {
  socket.send("220 here\r\n");
  socket.read_until("\r\n");
  socket.send("250 hello\r\n");
  for (int i = 0; i < 2; ++i) {
    socket.read_until("\r\n");
    socket.send("250 fine\r\n");
  }
  socket.read_until("DATA\r\n");
  socket.send("354 go ahead\r\n");
  socket.read_until("\r\n.\r\n");
  socket.close();
}

TEST(SmtpFaults, WithoutAnAnswerAfterTheMessageItMayHaveArrived) {
  tests::ScriptServer server([](tests::RawSocket& socket, int) { take_and_vanish(socket); });
  SmtpClient client({"smtp://127.0.0.1:" + std::to_string(server.port()), "", {}, "", ""});
  const auto mail = acknowledgement();
  EXPECT_EQ(client.send(mail.from, mail.to, write_mime(mail)).kind, Kind::Uncertain);
}

TEST(SmtpFaults, AServerThatWillNotTalkToUsIsDownAndNoMailIsLostToIt) {
  tests::ScriptServer server([](tests::RawSocket& socket, int) { socket.send("554 no service for you\r\n"); });
  SmtpClient client({"smtp://127.0.0.1:" + std::to_string(server.port()), "", {}, "", ""});
  const auto mail = acknowledgement();
  EXPECT_EQ(client.send(mail.from, mail.to, write_mime(mail)).kind, Kind::Down);
}

TEST(SmtpFaults, TheSameMailHasTheSameMessageIdEveryTime) {
  const auto first = read_mime(write_mime(acknowledgement()));
  const auto second = read_mime(write_mime(acknowledgement()));
  EXPECT_EQ(first.message_id, second.message_id);
}

TEST(MailFiles, TravelWithTheirNameAndEveryByte) {
  auto mail = acknowledgement();
  std::string bytes = "%PDF-1.7\n";
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  mail.files = {{"Preventivo caffè.pdf", "application/pdf", bytes}};
  const auto read = read_mime(write_mime(mail));
  ASSERT_EQ(read.attachments.size(), 1U);
  EXPECT_EQ(read.attachments.front().filename, "Preventivo caffè.pdf");
  EXPECT_EQ(read.attachments.front().bytes, bytes);
  EXPECT_THAT(read.text, HasSubstr("Buongiorno Niccolò"));
}

TEST(MailHtml, EscapesEverythingAndLinksAddresses) {
  const std::string html = html_of("<b>ciao</b> & \"tu\"\nhttps://a.example/x?y=1&z=2.\n\nfine", "it");
  EXPECT_THAT(html, HasSubstr("&lt;b&gt;ciao&lt;/b&gt; &amp; &quot;tu&quot;<br>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"https://a.example/x?y=1&amp;z=2\">https://a.example/x?y=1&amp;z=2</a>.</p>"));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  EXPECT_THAT(html, Not(HasSubstr("<table")));
}

}  // namespace
}  // namespace sportello::webhooks
