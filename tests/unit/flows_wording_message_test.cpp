#include "flows/wording/message.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "flows/core/json.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

template <class Content>
Content fitted(Content content) {
  return std::get<Content>(fit({.content = std::move(content)}).content);
}

std::string words(std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += "parola ";
  return out;
}

std::vector<Choice> choices(std::size_t count) {
  std::vector<Choice> out;
  for (std::size_t i = 0; i < count; ++i) out.push_back({"id" + std::to_string(i), "Scelta " + std::to_string(i), ""});
  return out;
}

TEST(FitText, ShortensAtAWord) {
  const auto message = fitted(TextMessage{words(1000)});
  EXPECT_LE(length(message.text), limits::kText);
  EXPECT_TRUE(message.text.ends_with("parola…")) << message.text.substr(message.text.size() - 20);
}

TEST(FitText, CountsCodePointsNotBytes) {
  std::string text;
  for (std::size_t i = 0; i < limits::kText; ++i) text += "è";
  EXPECT_EQ(fitted(TextMessage{text}).text, text);
  EXPECT_EQ(length(fitted(TextMessage{text + "è"}).text), limits::kText);
}

TEST(FitText, LeavesWhatFitsAlone) {
  const OutgoingMessage message{
      .content = ButtonsMessage{"Confermi?", {{"yes", "Sì", ""}, {"no", "No", ""}}, "Leotron"},
      .purpose = Purpose::Reminder,
      .reply_to = Wamid{"wamid.1"}};
  EXPECT_EQ(fit(message), message);
}

TEST(FitText, PutsAnEllipsisWhereMetaDemandsAText) {
  EXPECT_EQ(fitted(TextMessage{" \n "}).text, "…");
  EXPECT_EQ(fitted(ButtonsMessage{"", {{"", "", ""}}, ""}).buttons, (std::vector<Choice>{{"1", "…", ""}}));
}

TEST(FitButtons, KeepsTheFirstThree) {
  EXPECT_EQ(fitted(ButtonsMessage{"Quale?", choices(5), ""}).buttons, choices(3));
}

TEST(FitButtons, ShortensTitlesBodyAndFooter) {
  const auto message = fitted(ButtonsMessage{words(200), {{"a", "Assistenza tecnica a domicilio", ""}}, words(20)});
  EXPECT_LE(length(message.text), limits::kInteractiveBody);
  EXPECT_EQ(message.buttons[0].title, "Assistenza tecnica…");
  EXPECT_LE(length(message.footer), limits::kFooter);
}

TEST(FitButtons, MakesTitlesUnique) {
  const auto message = fitted(ButtonsMessage{"Quale?",
                                             {{"a", "Assistenza tecnica a domicilio", ""},
                                              {"b", "Assistenza tecnica in sede", ""},
                                              {"c", "Assistenza tecnica da remoto", ""}},
                                             ""});
  std::set<std::string> titles;
  for (const Choice& button : message.buttons) {
    EXPECT_LE(length(button.title), limits::kButtonTitle);
    titles.insert(button.title);
  }
  EXPECT_EQ(titles.size(), 3U);
}

TEST(FitButtons, PutsTitlesOnOneLine) {
  EXPECT_EQ(fitted(ButtonsMessage{"?", {{"a", " Sì,\n grazie\t", ""}}, ""}).buttons[0].title, "Sì, grazie");
}

TEST(FitButtons, DropsASecondChoiceWithTheSameId) {
  EXPECT_EQ(fitted(ButtonsMessage{"?", {{"a", "Uno", ""}, {"a ", "Due", ""}, {"b", "Tre", ""}}, ""}).buttons,
            (std::vector<Choice>{{"a", "Uno", ""}, {"b", "Tre", ""}}));
}

TEST(FitButtons, BecomesATextWithoutAnyButton) {
  EXPECT_EQ(fit({.content = ButtonsMessage{"Ecco", {}, ""}}).content, MessageContent(TextMessage{"Ecco"}));
}

TEST(FitList, KeepsTenRowsWithinTheirLimits) {
  ListMessage list{words(200), "Scegli il servizio che ti serve", choices(12), words(30)};
  list.rows[0] = {std::string(300, 'x'), words(20), words(40)};
  const auto message = fitted(list);
  EXPECT_EQ(message.rows.size(), limits::kRows);
  EXPECT_LE(length(message.text), limits::kInteractiveBody);
  EXPECT_LE(length(message.button), limits::kListButton);
  EXPECT_LE(length(message.footer), limits::kFooter);
  EXPECT_EQ(message.rows[0].id, std::string(limits::kRowId, 'x'));
  EXPECT_LE(length(message.rows[0].title), limits::kRowTitle);
  EXPECT_LE(length(message.rows[0].description), limits::kRowDescription);
}

TEST(FitLink, ShortensTheLabelAndNeverTheAddress) {
  const std::string url = "https://desk.example.it/feedback/" + std::string(300, 'a');
  const auto message = fitted(LinkMessage{"Com'è andata?", "Apri il questionario adesso", url});
  EXPECT_LE(length(message.label), limits::kLinkLabel);
  EXPECT_EQ(message.url, url);
}

TEST(FitTemplate, CleansParametersAndKeepsTheFilledInTextWithinTheLimit) {
  const std::string summary = trim(words(200));
  const auto message =
      fitted(TemplateMessage{"closure",
                             "it",
                             {{"code", "LEO-7K3M-Q"}, {"summary", summary}, {"note", "una\nriga\t sola"}},
                             {},
                             "Chiuso: " + summary});
  EXPECT_LE(length(message.preview), 1024U);
  EXPECT_NE(message.preview.find(message.parameters.at("summary")), std::string::npos);
  EXPECT_EQ(message.parameters.at("code"), "LEO-7K3M-Q");
  EXPECT_EQ(message.parameters.at("note"), "una riga sola");
}

TEST(FitMedia, DropsACaptionMetaRefuses) {
  EXPECT_EQ(fitted(MediaMessage{MediaKind::Audio, "ab", "audio/ogg", "", "ciao"}).caption, "");
  EXPECT_LE(length(fitted(MediaMessage{MediaKind::Image, "ab", "image/png", "", words(300)}).caption),
            limits::kCaption);
}

TEST(PlainText, ListsChoicesByNumber) {
  EXPECT_EQ(plain_text(ButtonsMessage{"Confermi?", {{"y", "Sì", ""}, {"n", "No", ""}}, "Leotron"}),
            "Confermi?\n\n1. Sì\n2. No\n\nLeotron");
  EXPECT_EQ(plain_text(ListMessage{"Quale?", "Scegli", {{"a", "Base", "100 €"}}, ""}), "Quale?\n\n1. Base – 100 €");
}

TEST(PlainText, ShowsWhatTheCustomerReads) {
  EXPECT_EQ(plain_text(TextMessage{"Ciao"}), "Ciao");
  EXPECT_EQ(plain_text(LinkMessage{"Com'è andata?", "Apri", "https://x.it"}), "Com'è andata?\n\nApri: https://x.it");
  EXPECT_EQ(plain_text(TemplateMessage{"t", "it", {}, {}, "Chiuso"}), "Chiuso");
  EXPECT_EQ(plain_text(MediaMessage{MediaKind::Document, "ab", "application/pdf", "preventivo.pdf", "Ecco"}),
            "📎 preventivo.pdf\n\nEcco");
}

class MessageJson : public testing::TestWithParam<OutgoingMessage> {};

TEST_P(MessageJson, ComesBackAsItWas) {
  json stored;
  ASSERT_EQ(parse_json(print_json(to_json(GetParam())), stored).fault, JsonFault::None);
  const auto back = outgoing_from_json(stored);
  ASSERT_TRUE(back.has_value()) << back.error().text;
  EXPECT_EQ(*back, GetParam());
}

INSTANTIATE_TEST_SUITE_P(
    EveryKind, MessageJson,
    testing::Values(
        OutgoingMessage{TextMessage{"Perché no? 🍕", true}, Purpose::Answer, Wamid{"wamid.1"}},
        OutgoingMessage{ButtonsMessage{"?", {{"y", "Sì", ""}, {"n", "No", ""}}, "piè"}, Purpose::Survey, {}},
        OutgoingMessage{
            ListMessage{"?", "Apri", {{"a", "A", "con descrizione"}, {"b", "B", ""}}, ""}, Purpose::Reminder, {}},
        OutgoingMessage{LinkMessage{"Vai", "Apri", "https://x.it"}, Purpose::ClosureNotice, {}},
        OutgoingMessage{ContactRequestMessage{"Il numero?"}, Purpose::Answer, {}},
        OutgoingMessage{
            TemplateMessage{"quote", "it", {{"code", "LEO-1"}}, {"yes", "no"}, "testo"}, Purpose::Quote, {}},
        OutgoingMessage{
            MediaMessage{MediaKind::Image, "ab12", "image/png", "foto.png", "ecco"}, Purpose::OperatorReply, {}}));

TEST(MessageJson, RefusesWhatItDidNotWrite) {
  for (const char* text :
       {R"(null)", R"([])", R"({})", R"({"type":"text","text":"x"})", R"({"type":"text","purpose":"answer"})",
        R"({"type":"fax","text":"x","purpose":"answer"})", R"({"type":"text","text":"x","purpose":"spam"})",
        R"({"type":"text","text":7,"purpose":"answer"})",
        R"({"type":"media","kind":"fax","stored":"","mime":"","purpose":"answer"})",
        R"({"type":"buttons","text":"x","buttons":[7],"purpose":"answer"})",
        R"({"type":"text","text":"x","purpose":"answer","reply_to":3})"}) {
    const auto result = outgoing_from_json(json::parse(text));
    ASSERT_FALSE(result.has_value()) << text;
    EXPECT_EQ(result.error().code, Errc::Invalid) << text;
  }
}

}  // namespace
}  // namespace sportello::flows
