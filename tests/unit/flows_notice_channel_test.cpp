// Which way a notice takes, case by case.

#include <nlohmann/json.hpp>

#include "flows/notice/channel.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

const Business& leotron() {
  static const Business kBusiness = test::load_shipped("leotron");
  return kBusiness;
}

Notice reply(std::string text) {
  Notice notice;
  notice.message = {TextMessage{text, false}, Purpose::OperatorReply, {}};
  notice.parameters = {{"name", "Anna Rossi"}, {"code", "LEO-7K3M-Q"}, {"text", text}};
  notice.mail = "reply";
  notice.spoken = std::move(text);
  return notice;
}

Reach closed_window(const std::string& status = "APPROVED", const std::string& category = "UTILITY") {
  Reach reach;
  reach.mail = "anna@rossi.example";
  for (const auto& [purpose, message] : leotron().templates) {
    for (const auto& language : message.languages)
      reach.templates.push_back({message.name, language, status, category});
  }
  return reach;
}

TEST(ChooseChannel, TakesFreeTextInsideTheWindow) {
  Reach reach = closed_window();
  reach.window_open = true;
  EXPECT_EQ(choose_channel(reply("Fatto."), leotron(), reach).channel, Channel::FreeText);
}

TEST(ChooseChannel, FillsTheApprovedTemplateOutsideIt) {
  const Route route = choose_channel(reply("Provi ora,\nper favore."), leotron(), closed_window());
  ASSERT_EQ(route.channel, Channel::Template);
  ASSERT_TRUE(route.filled);
  EXPECT_EQ(route.filled->name, "leotron_operator_reply");
  EXPECT_EQ(route.filled->language, "it");
  EXPECT_EQ(route.filled->parameters.at("text"), "Provi ora, per favore.") << "Meta takes no line breaks (132018)";
  EXPECT_NE(route.filled->preview.find("LEO-7K3M-Q: Provi ora"), std::string::npos) << route.filled->preview;
}

TEST(ChooseChannel, SpeaksThePersonsLanguage) {
  Reach reach = closed_window();
  reach.language = Language::En;
  EXPECT_EQ(choose_channel(reply("Done."), leotron(), reach).filled->language, "en");
}

TEST(ChooseChannel, AvoidsATemplateThatMetaDoesNotSend) {
  for (const char* status : {"PENDING", "REJECTED", "PAUSED", "DISABLED", "ARCHIVED", "IN_APPEAL"}) {
    const Route route = choose_channel(reply("Fatto."), leotron(), closed_window(status));
    EXPECT_EQ(route.channel, Channel::Mail) << status;
    EXPECT_NE(route.why.find("leotron_operator_reply"), std::string::npos) << route.why;
  }
  EXPECT_EQ(choose_channel(reply("Fatto."), leotron(), closed_window("APPROVED", "MARKETING")).channel, Channel::Mail);
}

TEST(ChooseChannel, DoesNotTrustATemplateItKnowsNothingOf) {
  Reach reach = closed_window();
  reach.templates.clear();
  EXPECT_EQ(choose_channel(reply("Fatto."), leotron(), reach).channel, Channel::Mail);
  reach.mail.clear();
  EXPECT_EQ(choose_channel(reply("Fatto."), leotron(), reach).channel, Channel::Call);
}

TEST(ChooseChannel, CutsNothingToMakeATemplateOfIt) {
  EXPECT_EQ(choose_channel(reply(std::string(2000, 'a')), leotron(), closed_window()).channel, Channel::Mail);
}

TEST(ChooseChannel, LeavesAloneWhoAskedForIt) {
  Reach reach = closed_window();
  reach.may_initiate = false;
  EXPECT_EQ(choose_channel(reply("Fatto."), leotron(), reach).channel, Channel::Call);
  Notice survey = reply("Com'è andata?");
  survey.message.purpose = Purpose::Survey;
  EXPECT_EQ(choose_channel(survey, leotron(), reach).channel, Channel::Nothing);
}

TEST(ChooseChannel, MakesNoCallOfAReminder) {
  Reach reach;
  Notice reminder = reply("Aspettiamo una risposta.");
  reminder.message.purpose = Purpose::Reminder;
  reminder.mail.clear();
  EXPECT_EQ(choose_channel(reminder, leotron(), reach).channel, Channel::Nothing);
}

TEST(Notice, ComesBackAsItWasStored) {
  Notice notice = reply("Ecco il preventivo.");
  notice.document = MediaMessage{MediaKind::Document, "abc", "application/pdf", "preventivo.pdf", ""};
  notice.payloads = {"quote:1:accept", "quote:1:refuse"};
  notice.mail_parameters = {{"amount", "160,00 €"}};
  const auto read = notice_from_json(to_json(notice));
  ASSERT_TRUE(read);
  EXPECT_EQ(*read, notice);
  EXPECT_FALSE(notice_from_json(nlohmann::json{{"message", 1}}));
}

}  // namespace
}  // namespace sportello::flows
