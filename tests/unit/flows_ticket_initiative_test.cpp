#include "flows/ticket/initiative.h"

namespace sportello::flows {
namespace {

constexpr Purpose kAll[] = {Purpose::Answer,   Purpose::ClosureNotice, Purpose::Survey,
                            Purpose::Reminder, Purpose::Quote,         Purpose::OperatorReply};

TEST(Initiative, MayTakeAnyWhoDidNotSayStop) {
  for (const Purpose purpose : kAll) {
    EXPECT_TRUE(may_initiate(false, purpose, true)) << name_of(purpose);
    EXPECT_TRUE(may_initiate(false, purpose, false)) << name_of(purpose);
  }
}

TEST(Initiative, AnswersWhoSaidStop) {
  EXPECT_TRUE(may_initiate(true, Purpose::Answer, true));
  EXPECT_TRUE(may_initiate(true, Purpose::Answer, false));
}

TEST(Initiative, LetsAnOperatorReplyOnlyWhileTheWindowIsOpen) {
  EXPECT_TRUE(may_initiate(true, Purpose::OperatorReply, true));
  EXPECT_FALSE(may_initiate(true, Purpose::OperatorReply, false));
}

TEST(Initiative, SendsNothingElseToWhoSaidStop) {
  for (const Purpose purpose : {Purpose::ClosureNotice, Purpose::Survey, Purpose::Reminder, Purpose::Quote}) {
    EXPECT_FALSE(may_initiate(true, purpose, true)) << name_of(purpose);
    EXPECT_FALSE(may_initiate(true, purpose, false)) << name_of(purpose);
  }
}

}  // namespace
}  // namespace sportello::flows
