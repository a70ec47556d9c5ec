#include "flows/wording/texts.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "flows/core/text.h"
#include "tests/support/italian.h"

namespace sportello::flows {
namespace {

TEST(Render, FillsPlaceholdersWithoutEscaping) {
  EXPECT_EQ(render("Ciao {{name}}, {{missing}}fine", {{"name", "Rossi & <Figli> \"srl\""}}),
            "Ciao Rossi & <Figli> \"srl\", fine");
}

TEST(Render, TreatsAnEmptyValueAsFalse) {
  const std::string text = "Aperti{{#until}} fino alle {{until}}{{/until}}{{^until}} sempre{{/until}}.";
  EXPECT_EQ(render(text, {{"until", "13:00"}}), "Aperti fino alle 13:00.");
  EXPECT_EQ(render(text, {{"until", ""}}), "Aperti sempre.");
  EXPECT_EQ(render(text, {}), "Aperti sempre.");
}

TEST(Render, NeverReadsAValueAsATemplate) {
  EXPECT_EQ(render("{{text}}", {{"text", "{{code}} {{#x}}"}, {"code", "LEO-1"}}), "{{code}} {{#x}}");
}

TEST(Render, GivesBackWhatIsNoTemplate) {
  EXPECT_EQ(render("Ciao {{name", {{"name", "Anna"}}), "Ciao {{name");
  EXPECT_NE(template_fault("Ciao {{name"), "");
  EXPECT_NE(template_fault("{{#a}}x{{/b}}"), "");
  EXPECT_EQ(template_fault("{{#a}}x{{/a}} {{b}}"), "");
}

TEST(Render, FindsThePlaceholders) {
  EXPECT_EQ(placeholders_of("{{a}} {{#b}}{{ c }}{{/b}}{{^d}}{{{e}}}{{/d}}{{! note }} {{open"),
            (std::set<std::string>{"a", "b", "c", "d", "e"}));
}

TEST(Texts, ReplacesAHouseSentenceForOneBusinessOnly) {
  const Texts house;
  const Texts own({{"goodbye.reply", {"Arrivederci da {{business}}.", "Goodbye from {{business}}."}}});
  EXPECT_EQ(own.say("goodbye.reply", Language::It, {{"business", "KZWeb"}}), "Arrivederci da KZWeb.");
  EXPECT_EQ(own.say("goodbye.reply", Language::En, {{"business", "KZWeb"}}), "Goodbye from KZWeb.");
  EXPECT_EQ(house.say("goodbye.reply", Language::It), "A presto!");
  EXPECT_EQ(own.say("form.send", Language::It), "INVIA");
}

TEST(Texts, ThrowsForAnUnknownKey) {
  EXPECT_THROW(Texts{}.say("no.such.key", Language::It), std::out_of_range);
  EXPECT_FALSE(Texts{}.has("no.such.key"));
  EXPECT_TRUE(Texts{}.has("form.sent"));
}

TEST(Texts, CanBeSharedByThreads) {
  const Texts texts;
  std::string here;
  std::string there;
  std::thread other([&] { there = texts.say("form.sent", Language::It, {{"code", "LEO-2"}}); });
  here = texts.say("form.sent", Language::It, {{"code", "LEO-1"}});
  other.join();
  EXPECT_EQ(here, "Richiesta inviata. Il codice è *LEO-1*.");
  EXPECT_EQ(there, "Richiesta inviata. Il codice è *LEO-2*.");
}

TEST(HouseCatalogue, SpeaksBothLanguagesWithinWhatsAppsLimits) {
  for (const auto& [key, sentence] : house_sentences()) {
    for (const Language language : {Language::It, Language::En}) {
      const std::string& text = sentence.text.in(language);
      EXPECT_NE(text, "") << key;
      EXPECT_LE(length(text), sentence.limit) << key << ": " << text;
      EXPECT_EQ(template_fault(text), "") << key;
      EXPECT_EQ(text, trim_ends(text)) << key;
    }
  }
}

TEST(HouseCatalogue, UsesTheSamePlaceholdersInBothLanguages) {
  for (const auto& [key, sentence] : house_sentences()) {
    EXPECT_EQ(placeholders_of(sentence.text.it), placeholders_of(sentence.text.en)) << key;
  }
}

TEST(HouseCatalogue, WritesItalianWithItsAccents) {
  for (const auto& [key, sentence] : house_sentences()) {
    EXPECT_EQ(test::italian_slip(sentence.text.it), "") << key << ": " << sentence.text.it;
  }
}

TEST(HouseCatalogue, HasNothingOfOneBusiness) {
  for (const auto& [key, sentence] : house_sentences()) {
    for (const std::string fact : {"Leotron", "KZWeb", "J-System", "J2K", "80", "045", "340.", "48 ore", "30 minuti"}) {
      EXPECT_EQ(sentence.text.it.find(fact), std::string::npos) << key;
      EXPECT_EQ(sentence.text.en.find(fact), std::string::npos) << key;
    }
  }
}

}  // namespace
}  // namespace sportello::flows
