#include "webhooks/whatsapp/errors.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <vector>

namespace sportello::webhooks {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

GraphError error_with(int code) {
  GraphError error;
  error.code = code;
  return error;
}

TEST(ErrorTable, IsSortedAndDoesNotOverlap) {
  int last = -1;
  for (const ErrorRow& row : error_table()) {
    EXPECT_GT(row.first, last) << row.meaning;
    EXPECT_GE(row.last, row.first);
    last = row.last;
  }
}

TEST(ErrorTable, KnowsEveryCodeOfTheReference) {
  const std::vector<int> codes = {
      0,      1,       2,       3,       4,       10,      17,      33,      100,     104,    190,    200,    230,
      299,    368,     613,     803,     80007,   130403,  130429,  130472,  130497,  131000, 131005, 131008, 131009,
      131016, 131021,  131026,  131030,  131031,  131037,  131042,  131045,  131047,  131048, 131049, 131050, 131051,
      131052, 131053,  131055,  131056,  131057,  131060,  131062,  131063,  131064,  131065, 132000, 132001, 132005,
      132007, 132012,  132015,  132016,  132018,  132068,  132069,  133000,  133004,  133005, 133006, 133008, 133009,
      133010, 133015,  133016,  134011,  134100,  134101,  134102,  135000,  136024,  137000, 138000, 139004, 147001,
      147005, 2388019, 2388039, 2388040, 2388047, 2388072, 2388073, 2388293, 2388299, 2494100};
  for (const int code : codes) EXPECT_NE(find_error(code), nullptr) << code;
}

TEST(ErrorTable, TellsPeopleWhatToDoInBothLanguagesWhereTheChannelIsBroken) {
  for (const ErrorRow& row : error_table()) {
    EXPECT_FALSE(row.meaning.empty()) << row.first;
    EXPECT_EQ(row.remedy_it.empty(), row.remedy_en.empty()) << row.first;
    if (row.what == ErrorClass::Alert || row.what == ErrorClass::WaitAsTold) {
      EXPECT_FALSE(row.remedy_it.empty()) << row.first;
    }
    EXPECT_EQ(row.remedy_it.find('\n'), std::string_view::npos) << row.first;
  }
}

/// A send may be repeated by itself only where Meta says that nothing was done.
TEST(ErrorTable, RetriesOnlyWhatIsSafeToRepeat) {
  std::vector<int> safe;
  for (const ErrorRow& row : error_table()) {
    if (row.what == ErrorClass::Retry) safe.push_back(row.first);
  }
  EXPECT_EQ(safe, (std::vector<int>{4, 17, 613, 80007, 130429, 131056, 131057, 2494100}));
}

TEST(ReactionTo, FollowsTheTable) {
  EXPECT_EQ(reaction_to(error_with(130429)).what, ErrorClass::Retry);
  EXPECT_EQ(reaction_to(error_with(131000)).what, ErrorClass::OutcomeUnknown);
  EXPECT_EQ(reaction_to(error_with(133016)).what, ErrorClass::WaitAsTold);
  EXPECT_EQ(reaction_to(error_with(131026)).what, ErrorClass::Drop);
  EXPECT_EQ(reaction_to(error_with(132000)).what, ErrorClass::Fix);
  EXPECT_EQ(reaction_to(error_with(131047)).what, ErrorClass::Template);
  EXPECT_EQ(reaction_to(error_with(131047)).extra, Extra::CloseWindow);
  EXPECT_EQ(reaction_to(error_with(190)).what, ErrorClass::Alert);
  EXPECT_EQ(reaction_to(error_with(190)).extra, Extra::DeadToken);
  EXPECT_EQ(reaction_to(error_with(131050)).extra, Extra::RememberOptOut);
  EXPECT_EQ(reaction_to(error_with(131062)).extra, Extra::SendToPhone);
}

TEST(ReactionTo, FailsWhatNobodyKnowsAndSaysSo) {
  for (const int code : {-1, 5, 300, 131999, 2494101, 999999999}) {
    const Reaction reaction = reaction_to(error_with(code));
    EXPECT_FALSE(reaction.known) << code;
    EXPECT_EQ(reaction.what, ErrorClass::Drop) << code;
  }
}

TEST(ReactionTo, DoesNotGiveUpOnWhatMetaCallsTransient) {
  GraphError error = error_with(999999);
  error.transient = true;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::OutcomeUnknown);
  error.code = 131056;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Retry);
  error.code = 190;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Alert);
}

TEST(ReactionTo, ReadsTheHttpStatusOnlyWhereThereIsNoCode) {
  GraphError error;
  error.http_status = 429;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Retry);
  error.http_status = 404;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Fix);
  error.code = 131026;
  error.http_status = 429;
  EXPECT_EQ(reaction_to(error).what, ErrorClass::Drop);
}

TEST(WaitBeforeRetry, GrowsByFourForOnePair) {
  for (const auto& [attempt, wait] : std::vector<std::pair<int, int>>{{0, 1}, {1, 4}, {2, 16}, {3, 64}, {4, 256}}) {
    EXPECT_EQ(wait_before_retry(error_with(131056), attempt), seconds{wait});
  }
}

TEST(WaitBeforeRetry, StopsGrowingAtAnHour) {
  for (const int code : {4, 130429, 131056, 131057}) {
    EXPECT_EQ(wait_before_retry(error_with(code), 40), hours{1}) << code;
    EXPECT_LT(wait_before_retry(error_with(code), 0), wait_before_retry(error_with(code), 1)) << code;
  }
}

TEST(WaitBeforeRetry, NeverUndercutsMeta) {
  GraphError error = error_with(130429);
  error.retry_after = seconds{90};
  EXPECT_EQ(wait_before_retry(error, 0), seconds{90});
  EXPECT_EQ(wait_before_retry(error, 10), seconds{1024});
  EXPECT_EQ(wait_before_retry(error_with(133016), 3), hours{72});
  EXPECT_EQ(wait_before_retry(error_with(131049), 0), hours{24});
}

TEST(Describe, NamesTheCodeAndWhatMetaSaid) {
  GraphError error = error_with(131026);
  EXPECT_EQ(describe(error), "131026: undeliverable: not on WhatsApp, old version, or blocked");
  error.title = "Message undeliverable";
  error.details = "Message Undeliverable.";
  EXPECT_EQ(describe(error), "131026: Message undeliverable (Message Undeliverable.)");
  GraphError bare;
  bare.http_status = 502;
  EXPECT_EQ(describe(bare), "HTTP 502");
}

}  // namespace
}  // namespace sportello::webhooks
