// What becomes of a mail after each attempt.

#include "bot/mail_sender.h"

namespace sportello::bot {
namespace {

using Kind = webhooks::MailOutcome::Kind;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const flows::Instant kMailed{std::chrono::milliseconds(1'795'000'000'000)};

storage::MailRow mail_in_flight(int attempts) {
  storage::MailRow mail;
  mail.state = "in_flight";
  mail.attempts = attempts;
  mail.created_at = kMailed;
  mail.not_before = kMailed;
  mail.message_id = "a@b.example";
  return mail;
}

TEST(MailAttempt, AnAcceptedMailIsSent) {
  const auto mail = after_attempt(mail_in_flight(1), {Kind::Accepted, 250, ""}, kMailed);
  EXPECT_EQ(mail.state, "sent");
  EXPECT_EQ(mail.sent_at, kMailed);
}

TEST(MailAttempt, ARefusedMailIsADeadLetterWithTheServersWords) {
  const auto mail = after_attempt(mail_in_flight(1), {Kind::Refused, 550, "550 no such user"}, kMailed);
  EXPECT_EQ(mail.state, "failed");
  EXPECT_EQ(mail.reply_code, 550);
  EXPECT_EQ(mail.error, "550 no such user");
}

TEST(MailAttempt, WaitsLongerEachTimeButNeverMoreThanAnHour) {
  seconds last{0};
  for (int attempt = 1; attempt <= 12; ++attempt) {
    const auto mail = after_attempt(mail_in_flight(attempt), {Kind::Later, 451, "greylisted"}, kMailed);
    EXPECT_EQ(mail.state, "queued");
    const auto pause = std::chrono::duration_cast<seconds>(mail.not_before - kMailed);
    EXPECT_GE(pause, last);
    EXPECT_LE(pause, hours{1});
    last = pause;
  }
  EXPECT_EQ(last, hours{1});
}

TEST(MailAttempt, AnUncertainMailIsSentAgainUnderItsOwnMessageId) {
  const auto mail = after_attempt(mail_in_flight(1), {Kind::Uncertain, 0, "reset"}, kMailed);
  EXPECT_EQ(mail.state, "queued");
  EXPECT_EQ(mail.message_id, "a@b.example");
  EXPECT_NE(mail.error.find("may have arrived"), std::string::npos);
}

TEST(MailAttempt, AfterFiveDaysItIsGivenUp) {
  EXPECT_EQ(after_attempt(mail_in_flight(99), {Kind::Down, 0, "away"}, kMailed + hours{5 * 24} - minutes{1}).state,
            "queued");
  EXPECT_EQ(after_attempt(mail_in_flight(99), {Kind::Down, 0, "away"}, kMailed + hours{5 * 24}).state, "failed");
}

}  // namespace
}  // namespace sportello::bot
