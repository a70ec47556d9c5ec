// Reading a mailbox against a real IMAP server: Debian's Dovecot on loopback.

#include <gmock/gmock.h>

#include <thread>

#include "tests/support/mail_servers.h"
#include "webhooks/mail/imap_response.h"
#include "webhooks/mail/imap_session.h"
#include "webhooks/mail/mime.h"

namespace sportello::webhooks {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kDesk = "assistenza@desk.example";
constexpr std::size_t kMost = 1'000'000;

std::string mail(const std::string& subject, const std::string& text = "ciao") {
  return "From: Luca <Luca@Bianchi.example>\r\nSubject: " + subject + "\r\nMessage-ID: <" + subject +
         "@bianchi.example>\r\n\r\n" + text + "\r\n";
}

class Imap : public testing::Test {
 protected:
  tests::MailServers servers{{kDesk}};

  ImapSettings settings() const { return {servers.imap_url(), kDesk, flows::Secret(servers.password()), "INBOX", ""}; }
  std::unique_ptr<ImapSession> open() {
    auto session = ImapSession::open(settings());
    if (!session) throw std::runtime_error(session.error().text);
    return std::move(*session);
  }
};

TEST_F(Imap, ReadsWhatArrivedAndMarksItOnlyWhenTold) {
  servers.put(kDesk, mail("uno"));
  servers.put(kDesk, mail("due"));
  auto session = open();
  const auto folder = session->select("INBOX");
  ASSERT_TRUE(folder) << folder.error().text;
  EXPECT_GT(folder->uidvalidity, 0);
  const auto uids = session->uids_after(0);
  ASSERT_TRUE(uids);
  ASSERT_THAT(*uids, SizeIs(2));
  const auto message = session->fetch(uids->at(0), kMost);
  ASSERT_TRUE(message) << message.error().text;
  EXPECT_EQ(read_mime(message->bytes).subject, "uno");
  EXPECT_EQ(read_mime(message->bytes).from, "luca@bianchi.example");
  ASSERT_TRUE(session->select("INBOX"));
  EXPECT_THAT(servers.flags(kDesk), ElementsAre("", ""));
  ASSERT_TRUE(session->mark_seen(uids->at(0)));
  EXPECT_THAT(servers.flags(kDesk), ElementsAre("S", ""));
}

TEST_F(Imap, KnowsNothingNewAfterTheLastOne) {
  servers.put(kDesk, mail("uno"));
  auto session = open();
  ASSERT_TRUE(session->select("INBOX"));
  const auto uids = session->uids_after(0);
  ASSERT_TRUE(uids);
  const auto none = session->uids_after(uids->back());
  ASSERT_TRUE(none);
  EXPECT_THAT(*none, IsEmpty());
}

TEST_F(Imap, OfALargeMessageOnlyTheBeginningIsRead) {
  servers.put(kDesk, mail("grande", std::string(50'000, 'x')));
  auto session = open();
  ASSERT_TRUE(session->select("INBOX"));
  const auto message = session->fetch(session->uids_after(0)->at(0), 1000);
  ASSERT_TRUE(message);
  EXPECT_TRUE(message->truncated);
  EXPECT_THAT(message->bytes, SizeIs(1000));
}

TEST_F(Imap, WakesUpWhenAMailArrives) {
  auto session = open();
  ASSERT_TRUE(session->select("INBOX"));
  std::jthread sender([this] { servers.put(kDesk, mail("adesso")); });
  const auto arrived = session->wait(std::chrono::seconds{60}, std::chrono::seconds{60});
  ASSERT_TRUE(arrived) << arrived.error().text;
  sender.join();
  EXPECT_THAT(*session->uids_after(0), SizeIs(1));
}

TEST_F(Imap, AStopEndsTheWait) {
  std::stop_source stop;
  auto session = ImapSession::open(settings(), stop.get_token());
  ASSERT_TRUE(session);
  ASSERT_TRUE((*session)->select("INBOX"));
  std::jthread stopper([&] { stop.request_stop(); });
  static_cast<void>((*session)->wait(std::chrono::seconds{600}, std::chrono::seconds{600}));
}

TEST_F(Imap, TellsAWrongPasswordFromAServerThatIsAway) {
  auto wrong = settings();
  wrong.password = flows::Secret("sbagliata");
  EXPECT_EQ(ImapSession::open(wrong).error().code, flows::Errc::Denied);
  servers.stop_imap();
  EXPECT_EQ(ImapSession::open(settings()).error().code, flows::Errc::Unavailable);
}

TEST(ImapLexer, CutsResponsesHoweverTheBytesCome) {
  const std::string stream = "* 1 FETCH (UID 7 BODY[] {5}\r\na\r\nb) FLAGS ())\r\nd1 OK done\r\n";
  ImapLexer lexer;
  std::vector<ImapLine> lines;
  for (const char c : stream) {
    lexer.feed({&c, 1});
    while (auto line = lexer.next()) lines.push_back(*line);
  }
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0].text, "* 1 FETCH (UID 7 BODY[] {} FLAGS ())");
  EXPECT_THAT(lines[0].literals, ElementsAre("a\r\nb)"));
  EXPECT_EQ(lines[1].text, "d1 OK done");
}

}  // namespace
}  // namespace sportello::webhooks
