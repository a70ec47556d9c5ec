#include "flows/answers/ask.h"

#include <nlohmann/json.hpp>

#include "flows/answers/asked.h"
#include "flows/answers/business_params.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

const Business& leotron() {
  static const Business business = test::load_shipped("leotron");
  return business;
}

const Business& kzweb() {
  static const Business business = test::load_shipped("kzweb");
  return business;
}

Instant at(const char* text) {
  return *parse_instant(text, leotron().calendar.zone);
}

TEST(Ask, GivesTheFieldsOfTheContractInOrder) {
  const auto value = to_json(ask(leotron(), "siete aperti?", at("2026-11-23T10:00")), leotron());
  std::vector<std::string> keys;
  for (const auto& [key, field] : value.items()) keys.push_back(key);
  EXPECT_EQ(keys, (std::vector<std::string>{"language", "intent", "also", "when", "open", "closed", "is_open",
                                            "next_opening", "reply"}));
  EXPECT_EQ(value["language"], "it");
  EXPECT_EQ(value["intent"], "hours");
  EXPECT_TRUE(value["when"].is_null());
  EXPECT_EQ(value["is_open"], true);
  EXPECT_TRUE(value["next_opening"].is_null());
  EXPECT_EQ(
      value["open"].dump(),
      R"([{"date":"2026-11-23","intervals":[["09:00","13:00"],["14:30","18:30"]],"service":"standard","holiday":null}])");
}

TEST(Ask, LeavesIsOpenOutWhereOnlyTheWeekendServiceIsOn) {
  const Instant saturday = at("2026-11-21T10:00");
  EXPECT_TRUE(to_json(ask(leotron(), "siete aperti?", saturday), leotron())["is_open"].is_null());
  EXPECT_EQ(to_json(ask(leotron(), "siete aperti?", saturday, "extended"), leotron())["is_open"], true);
  EXPECT_EQ(to_json(ask(leotron(), "siete aperti?", saturday, "none"), leotron())["is_open"], false);
  EXPECT_EQ(to_json(ask(kzweb(), "siete aperti?", saturday), kzweb())["next_opening"], "2026-11-23T09:00");
}

TEST(Ask, SaysWhatNobodyTaughtItToUnderstand) {
  const DeskAnswer answer = ask(kzweb(), "zzz", at("2026-11-23T10:00"));
  EXPECT_EQ(answer.read.intent, Intent::Unknown);
  EXPECT_FALSE(answer.hours);
  EXPECT_FALSE(answer.reply.empty());
  const auto value = to_json(answer, kzweb());
  EXPECT_TRUE(value["open"].empty());
  EXPECT_TRUE(value["is_open"].is_null());
}

TEST(Ask, SurvivesMalformedText) {
  EXPECT_FALSE(ask(leotron(), "\xC3 siete aperti \xFF?", at("2026-11-23T10:00")).reply.empty());
  EXPECT_FALSE(ask(leotron(), "", at("2026-11-23T10:00")).reply.empty());
}

TEST(BusinessParams, SpeakOfOneBusinessOnly) {
  const Params own = business_params(leotron(), at("2026-11-23T10:00"), Language::It, {});
  EXPECT_EQ(own.at("contact_weekend_phone"), "045.2525658");
  EXPECT_EQ(own.at("rate"), "80");
  EXPECT_EQ(own.at("rate_exact"), "80,00");
  EXPECT_FALSE(own.contains("next_opening"));
  const Params other = business_params(kzweb(), at("2026-11-23T18:00"), Language::En, {});
  EXPECT_EQ(other.at("next_opening"), "tomorrow at 9:00");
  EXPECT_FALSE(other.contains("rate"));
}

TEST(BusinessParams, NameTheOpeningThePersonHasARightTo) {
  const Instant friday = at("2026-11-27T20:00");
  EXPECT_EQ(business_params(leotron(), friday, Language::It, {}).at("next_opening"), "lunedì 30 novembre alle 9:00");
  const Params entitled = business_params(leotron(), friday, Language::It, "extended");
  EXPECT_EQ(entitled.at("next_opening"), "domani alle 9:00");
  EXPECT_EQ(entitled.at("standard_opening"), "lunedì 30 novembre alle 9:00");
}

TEST(Money, IsWrittenInTheLanguage) {
  EXPECT_EQ(money_in_words(8000, Language::It, Cents::WhenNeeded), "80");
  EXPECT_EQ(money_in_words(8050, Language::It, Cents::WhenNeeded), "80,50");
  EXPECT_EQ(money_in_words(8005, Language::En, Cents::Always), "80.05");
}

TEST(Asked, IsReadFromTheWords) {
  const struct {
    const char* text;
    Asked asked;
  } rows[] = {
      {"siete aperti domani?", Asked::IsOpen},
      {"domani trovo qualcuno?", Asked::IsOpen},
      {"25 April: any support?", Asked::IsOpen},
      {"are you open Christmas Eve?", Asked::IsOpen},
      {"domani gli uffici saranno chiusi?", Asked::IsClosed},
      {"per Natale chiudete?", Asked::IsClosed},
      {"dal 24 al 26 siete kiusi?", Asked::IsClosed},
      {"are you closed on Friday?", Asked::IsClosed},
      {"Capodanno aperti o chiusi?", Asked::Hours},
      {"il 6 lavorate o no?", Asked::Hours},
      {"non siete aperti?", Asked::Hours},
      {"che orari fate domani?", Asked::Hours},
      {"what are your hours tomorrow?", Asked::Hours},
      {"dmn a ke ora aprite?", Asked::OpensWhen},
      {"what time do you open?", Asked::OpensWhen},
      {"OGGI A CHE ORA CHIUDETE", Asked::ClosesWhen},
      {"fino a che ora ci siete?", Asked::ClosesWhen},
      {"alla festa della repubblica lavorate mezza giornata?", Asked::HalfDay},
      {"questa sett. avete orari diversi dal solito?", Asked::Different},
      {"fate la pausa pranzo?", Asked::Break},
      {"do you close for lunch?", Asked::Break},
  };
  for (const auto& row : rows) EXPECT_EQ(asked_in(row.text), row.asked) << row.text;
}

TEST(WeekdayIn, FindsTheOnlyOne) {
  EXPECT_EQ(weekday_in("lavorate il sabato?"), std::chrono::Saturday);
  EXPECT_EQ(weekday_in("aprite di lunedì?"), std::chrono::Monday);
  EXPECT_EQ(weekday_in("are you open on Sundays?"), std::chrono::Sunday);
  EXPECT_FALSE(weekday_in("sabato e domenica?"));
  EXPECT_FALSE(weekday_in("che orari fate?"));
}

}  // namespace
}  // namespace sportello::flows
