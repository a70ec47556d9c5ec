// The survey's page as a browser without scripts meets it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "storage/reader.h"
#include "storage/store.h"
#include "tests/support/captured_reply.h"
#include "tests/support/profiles.h"
#include "webhooks/feedback/feedback.h"

namespace sportello::webhooks {
namespace {

using testing::HasSubstr;
using testing::Not;

class FeedbackPage : public testing::Test {
 protected:
  FeedbackPage() : business_(test::load_shipped("leotron")), now_(std::chrono::milliseconds{1'795'000'000'000}) {
    path_ = testing::TempDir() + "sportello-feedback-" + testing::UnitTest::GetInstance()->current_test_info()->name();
    remove();
    storage::StoreOptions options;
    options.url = "sqlite://" + path_;
    store_ = storage::open_store(options);
    FeedbackOptions page;
    page.businesses = {&business_};
    page.now = [this] { return now_; };
    page.open_reader = [url = options.url] { return storage::open_reader(url); };
    page.store = [this](FeedbackAnswer answer, const std::function<void(flows::Result<void>)>& done) {
      answers_.push_back(answer);
      store_->begin();
      auto survey = store_->surveys().find_by_token(answer.token);
      if (survey && answer.score) survey->score = answer.score;
      if (survey && !answer.comment.empty()) survey->comment = answer.comment;
      if (survey) store_->surveys().update(*survey);
      store_->commit();
      done(outcome_);
      return true;
    };
    feedback_ = make_feedback(std::move(page));
    feedback_->mount(router_);
    make_survey();
  }
  ~FeedbackPage() override {
    feedback_.reset();
    store_.reset();
    remove();
  }

  void remove() const {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + end);
  }

  void make_survey() {
    store_->begin();
    storage::PersonRow person;
    person.business = business_.id;
    person.id = store_->people().create(person);
    storage::ConversationRow conversation;
    conversation.person = person.id;
    conversation.business = business_.id;
    conversation.number = {"1"};
    conversation.id = store_->conversations().create(conversation);
    storage::TicketRow ticket;
    ticket.code = "LEO-<b>";
    ticket.business = business_.id;
    ticket.person = person.id;
    ticket.conversation = conversation.id;
    ticket.status = "resolved";
    storage::SurveyRow survey;
    survey.token = "token";
    survey.business = business_.id;
    survey.ticket = *store_->tickets().create(ticket);
    survey.person = person.id;
    survey.language = "it";
    survey.expires_at = now_ + std::chrono::hours{1};
    store_->surveys().create(survey);
    store_->commit();
  }

  Response send(Method method, const std::string& target, std::string body = {}) {
    const auto parsed = parse_target(target);
    Request request;
    request.method = method;
    request.path = parsed->path;
    request.query = parsed->query;
    request.body = std::move(body);
    tests::CapturedReply reply;
    router_.dispatch(std::move(request), reply.replier());
    return reply.response();
  }

  flows::Business business_;
  flows::Instant now_;
  std::string path_;
  std::unique_ptr<storage::Store> store_;
  std::unique_ptr<Feedback> feedback_;
  Router router_;
  std::vector<FeedbackAnswer> answers_;
  flows::Result<void> outcome_;
};

TEST_F(FeedbackPage, AsksForAScoreThenForARemarkThenThanks) {
  const auto asks = send(Method::Get, "/feedback/token");
  EXPECT_EQ(asks.status, 200);
  EXPECT_THAT(asks.body, HasSubstr("name=\"score\" value=\"5\""));
  const auto scored = send(Method::Post, "/feedback/token", "score=2");
  EXPECT_EQ(scored.status, 303);
  EXPECT_EQ(scored.headers.find("Location"), "/feedback/token");
  const auto comments = send(Method::Get, "/feedback/token");
  EXPECT_THAT(comments.body, HasSubstr("2 su 5"));
  EXPECT_THAT(comments.body, HasSubstr("<textarea"));
  EXPECT_EQ(send(Method::Post, "/feedback/token", "comment=Tre+giorni%2C+troppi.").status, 303);
  EXPECT_EQ(answers_.back().comment, "Tre giorni, troppi.");
  const auto done = send(Method::Get, "/feedback/token");
  EXPECT_THAT(done.body, Not(HasSubstr("<form")));
}

TEST_F(FeedbackPage, ChangesNothingByBeingLookedAt) {
  send(Method::Get, "/feedback/token?score=1");
  EXPECT_TRUE(answers_.empty());
}

TEST_F(FeedbackPage, LetsNothingRunAndEscapesWhatPeopleWrote) {
  const auto page = send(Method::Get, "/feedback/token");
  EXPECT_THAT(page.body, HasSubstr("LEO-&lt;b&gt;"));
  EXPECT_THAT(page.body, Not(HasSubstr("<script")));
  EXPECT_THAT(std::string(page.headers.find("Content-Security-Policy").value()), HasSubstr("default-src 'none'"));
  EXPECT_EQ(page.headers.find("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page.headers.find("Cache-Control"), "no-store");
  EXPECT_EQ(send(Method::Get, "/feedback/page/style.css").status, 200);
}

TEST_F(FeedbackPage, SpeaksEnglishToo) {
  EXPECT_THAT(send(Method::Get, "/feedback/token").body, HasSubstr("lang=\"it\""));
  const auto page = send(Method::Get, "/feedback/token?lang=en");
  EXPECT_THAT(page.body, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(page.body, HasSubstr("How did it go?"));
  EXPECT_EQ(send(Method::Post, "/feedback/token?lang=en", "score=4").headers.find("Location"), "/feedback/token?lang=en");
}

TEST_F(FeedbackPage, IsKindWhenItIsTooLateOrUnknown) {
  now_ += std::chrono::hours{1};
  EXPECT_THAT(send(Method::Get, "/feedback/token").body, HasSubstr("Il tempo per rispondere è finito"));
  const auto unknown = send(Method::Get, "/feedback/" + std::string(43, 'x'));
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("<h1>"));
  EXPECT_EQ(send(Method::Get, "/feedback/" + std::string(4000, 'x')).status, 404);
}

TEST_F(FeedbackPage, TakesNoNonsense) {
  for (const char* body : {"", "score=0", "score=6", "score=x", "score=", "comment=", "comment=%20", "%zz", "other=1"}) {
    EXPECT_EQ(send(Method::Post, "/feedback/token", body).status, 303) << body;
  }
  send(Method::Post, "/feedback/token", "comment=" + std::string(40'000, 'a'));
  EXPECT_TRUE(answers_.empty());
}

TEST_F(FeedbackPage, SaysWhenItCouldNotBeStored) {
  outcome_ = flows::fail(flows::Errc::Unavailable, "disk");
  const auto response = send(Method::Post, "/feedback/token", "score=4");
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("riprovare"));
}

}  // namespace
}  // namespace sportello::webhooks
