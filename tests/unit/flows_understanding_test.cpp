#include "flows/understanding/understanding.h"

#include <optional>
#include <string>
#include <string_view>

#include "flows/core/time.h"
#include "flows/understanding/conjugation.h"
#include "flows/understanding/lexicon.h"
#include "flows/understanding/spelling.h"
#include "flows/understanding/tokens.h"

namespace sportello::flows {
namespace {

using testing::ElementsAre;

// A Wednesday.
constexpr std::string_view kNow = "2026-11-25T10:00:00+01:00";

Understanding read(std::string_view text, std::string_view now = kNow, Language fallback = Language::It) {
  const auto rome = Zone::find("Europe/Rome");
  return understand(text, *parse_instant(now, *rome), *rome, fallback);
}

std::string days(std::string_view text, std::string_view now = kNow) {
  const Understanding found = read(text, now);
  if (!found.when) return "no time";
  if (found.when->kind == WhenKind::NoSuchDay) return "no such day";
  if (!found.when->from) return "no day";
  const std::string from = iso_date(*found.when->from);
  return found.when->from == found.when->to ? from : from + ".." + iso_date(*found.when->to);
}

std::string time(std::string_view text) {
  const Understanding found = read(text);
  return found.when && found.when->time ? clock_time(*found.when->time) : "no time";
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (const Token& token : tokenise(text, Lexicon::shipped()).list) out.emplace_back(token.text);
  return out;
}

TEST(Tokens, SplitElisionsAndFiguresFromWords) {
  EXPECT_THAT(words_of("l'8 all'Immacolata"), ElementsAre("l", "8", "all", "immacolata"));
  EXPECT_THAT(words_of("C’È ancora 10gg?"), ElementsAre("c'e", "ancora", "10", "gg", "?"));
  EXPECT_THAT(words_of("lunedi' e' chiuso"), ElementsAre("lunedi", "e", "chiuso"));
}

TEST(Tokens, ReadDatesAndTimesAsOne) {
  const Tokens tokens = tokenise("07/01/2028 13:30 2/6 1°", Lexicon::shipped());
  ASSERT_EQ(tokens.list.size(), 4U);
  EXPECT_EQ(tokens.list[0].kind, TokenKind::Triple);
  EXPECT_EQ(tokens.list[0].c, 2028);
  EXPECT_EQ(tokens.list[1].kind, TokenKind::Pair);
  EXPECT_EQ(tokens.list[1].b, 30);
  EXPECT_EQ(tokens.list[2].mark, '/');
  EXPECT_TRUE(tokens.list[3].ordinal);
}

TEST(Tokens, KeepThePlaceInTheMessage) {
  constexpr std::string_view kText = "è già così";
  const Tokens tokens = tokenise(kText, Lexicon::shipped());
  ASSERT_EQ(tokens.list.size(), 3U);
  EXPECT_EQ(kText.substr(tokens.list[1].begin, tokens.list[1].end - tokens.list[1].begin), "già");
  EXPECT_TRUE(tokens.list[0].accent);
}

TEST(Tokens, SurviveBytesThatAreNoText) {
  EXPECT_TRUE(tokenise("", Lexicon::shipped()).list.empty());
  EXPECT_NO_THROW(tokenise("\xff\xfe\x80 \xc3", Lexicon::shipped()));
  EXPECT_NO_THROW(tokenise(std::string(5000, '\''), Lexicon::shipped()));
  EXPECT_NO_THROW(tokenise(std::string(5000, '9'), Lexicon::shipped()));
}

TEST(Tokens, TakeAnAtSignAmongMarksForNoAddress) {
  EXPECT_THAT(words_of("::::@:"), ElementsAre(":", ":", ":", ":", "@", ":"));
  EXPECT_THAT(words_of("@@@@@@ ciao"), testing::Contains("ciao"));
}

TEST(Spelling, ForgivesSlipsOfTheThumb) {
  const Lexicon& lexicon = Lexicon::shipped();
  const auto corrected = [&](std::string_view word) { return std::string(lexicon.text_of(lexicon.correct(word))); };
  EXPECT_EQ(corrected("ferrgaosto"), "ferragosto");
  EXPECT_EQ(corrected("orrari"), "orari");
  EXPECT_EQ(corrected("kiusi"), "chiusi");
  EXPECT_EQ(corrected("mrecoledi"), "mercoledi");
}

TEST(Spelling, LeavesOtherWordsAlone) {
  const Lexicon& lexicon = Lexicon::shipped();
  for (const std::string_view word : {"romani", "gatto", "sugo", "tavola", "xyz"})
    EXPECT_EQ(lexicon.correct(word), 0U) << word;
  EXPECT_GT(spelling_cost("sale", "sole", 4), spelling_cost("dmani", "domani", 4));
}

TEST(Conjugation, WritesOutRegularVerbs) {
  std::optional<std::vector<std::string_view>> tags;
  for (const VerbForm& form : conjugate_italian("finire|isc")) {
    EXPECT_NE(form.form, "fino");
    if (form.form == "finite") tags = form.tags;
  }
  ASSERT_TRUE(tags);
  EXPECT_THAT(*tags, ElementsAre("2p"));
}

TEST(Lexicon, NamesTheFileThatDoesNotFollowTheFormat) {
  try {
    Lexicon("{}", "{}", "{}");
    FAIL() << "an empty lexicon was accepted";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("common.json"));
  }
}

TEST(Days, AreReadFromWords) {
  EXPECT_EQ(days("dopodomani siete aperti?"), "2026-11-27");
  EXPECT_EQ(days("siete aperti il venticinque dicembre?"), "2026-12-25");
  EXPECT_EQ(days("lunedì della settimana prossima ci siete?"), "2026-11-30");
  EXPECT_EQ(days("are you open a week on Monday?"), "2026-12-07");
  EXPECT_EQ(days("il venerdì prima di Natale ci siete?"), "2026-12-18");
}

TEST(Days, WithoutYearAreTheNextOnes) {
  EXPECT_EQ(days("il 24/11 siete aperti?"), "2027-11-24");
  EXPECT_EQ(days("il 20 ci siete?"), "2026-12-20");
  EXPECT_EQ(days("il 29 febbraio siete aperti?"), "2028-02-29");
}

TEST(Days, OfARangeBelongTogether) {
  EXPECT_EQ(days("siete chiusi dal 28 dicembre al 3 gennaio?"), "2026-12-28..2027-01-03");
  EXPECT_EQ(days("siete chiusi dal 20 al 27?", "2026-12-22T10:00:00+01:00"), "2026-12-20..2026-12-27");
  EXPECT_EQ(days("il 24, 25 e 26 dicembre ci siete?"), "2026-12-24..2026-12-26");
}

TEST(Days, ThatDoNotExistAreSaidNotToExist) {
  EXPECT_EQ(days("il 30 febbraio siete aperti?"), "no such day");
  EXPECT_EQ(days("siete aperti il 29/2/2027?"), "no such day");
  EXPECT_EQ(days("are you open on 31 June?"), "no such day");
}

TEST(Days, WithTwoReadingsKeepBoth) {
  const auto thursday = read("giovedì prossimo ci siete?");
  ASSERT_TRUE(thursday.when && thursday.when->also_from);
  EXPECT_EQ(iso_date(*thursday.when->from), "2026-11-26");
  EXPECT_EQ(iso_date(*thursday.when->also_from), "2026-12-03");
}

TEST(Times, AreReadFromWordsAndFigures) {
  EXPECT_EQ(time("alle 13:30 siete aperti?"), "13:30");
  EXPECT_EQ(time("alle cinque e un quarto ci siete?"), "17:15");
  EXPECT_EQ(time("domani mattina alle 7 ci siete?"), "07:00");
  EXPECT_EQ(time("all'una siete aperti?"), "13:00");
  EXPECT_EQ(time("are you open at half past nine?"), "09:30");
  EXPECT_EQ(time("stasera alle 8 c'è qualcuno?"), "20:00");
}

TEST(When, TellsThisMomentFromTheUsualAndTheNext) {
  EXPECT_EQ(read("siete aperti?").when->kind, WhenKind::Now);
  EXPECT_EQ(read("che orari avete?").when->kind, WhenKind::Usual);
  EXPECT_EQ(read("quando riaprite?").when->kind, WhenKind::NextOpening);
  EXPECT_EQ(read("lavorate il sabato?").when->kind, WhenKind::Usual);
}

TEST(When, KeepsTheWordsItWasReadFrom) {
  EXPECT_EQ(read("ciao, sabato 5 dicembre alle 10 siete aperti?").when->words, "sabato 5 dicembre alle 10");
}

TEST(When, TakesItsDayFromTheQuestionAndNotFromTheTrouble) {
  EXPECT_EQ(days("da lunedì il gestionale non parte, sabato siete aperti?"), "2026-11-28");
  EXPECT_EQ(read("da lunedì non stampa niente. siete aperti?").when->kind, WhenKind::Now);
}

TEST(Intents, AreNotTakenFromWordsOfOpeningAlone) {
  EXPECT_EQ(read("il file non si apre da ieri").intent, Intent::TicketOpen);
  EXPECT_EQ(read("la chiusura di cassa dà errore").intent, Intent::TicketOpen);
  EXPECT_EQ(read("il museo domani è aperto?").intent, Intent::Unknown);
  EXPECT_NE(read("domani siamo chiusi per inventario").intent, Intent::Hours);
}

TEST(Intents, KeepASecondWish) {
  const auto found = read("la cassa è bloccata, domani siete aperti?");
  EXPECT_EQ(found.intent, Intent::Hours);
  EXPECT_THAT(found.also, ElementsAre(Intent::TicketOpen));
}

TEST(Intents, AreUnknownWhenNothingSpeaksForThem) {
  const auto found = read("la zebra ha le strisce");
  EXPECT_EQ(found.intent, Intent::Unknown);
  EXPECT_LT(found.confidence, 0.5);
}

TEST(Languages, AreToldByTheirWords) {
  EXPECT_EQ(read("are you open tomorrow?").language, Language::En);
  EXPECT_TRUE(read("siete aperti domani?").language_is_sure);
  EXPECT_FALSE(read("👍").language_is_sure);
  EXPECT_EQ(read("ok 25/12", kNow, Language::En).language, Language::En);
}

TEST(Understanding, ExplainsWhichWordsDecided) {
  const auto rome = Zone::find("Europe/Rome");
  const auto found = understand("domani siete aperti?", *parse_instant(kNow, *rome), *rome, Language::It, Explain::Yes);
  EXPECT_THAT(found.clues, testing::Contains(testing::Field(&Clue::words, "siete aperti")));
  EXPECT_THAT(found.clues, testing::Contains(testing::Field(&Clue::meaning, "day 2026-11-26..2026-11-26")));
}

TEST(Understanding, BearsAnyText) {
  for (const std::string_view text : {"", " ", "?", "...", "'", "/", "-", "1-", "31/", "alle", "tra", "il", "\n\n",
                                      "e e e e e e", "💥💥", "dal al dal al"}) {
    EXPECT_NO_THROW(read(text)) << text;
  }
  std::string endless;
  for (int i = 0; i < 800; ++i) endless += "domani e il 6, ";
  EXPECT_NO_THROW(read(endless));
}

}  // namespace
}  // namespace sportello::flows
