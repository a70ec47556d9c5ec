#include "flows/answers/hours_answer.h"

#include "tests/support/calendars.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

/// A shipped business with the calendar and the note of these tests.
Business business_with(const char* profile, Calendar calendar) {
  Business business = test::load_shipped(profile);
  business.calendar = std::move(calendar);
  if (!business.service_notes.empty()) {
    business.service_notes["weekend"] = {"Solo blocchi, {{contact_weekend_phone}}.",
                                         "Only outages, {{contact_weekend_phone}}."};
  }
  return business;
}

const Business& leotron_hours() {
  static const Business business = business_with("leotron", testing::leotron_calendar());
  return business;
}

const Business& kzweb_hours() {
  static const Business business = business_with("kzweb", testing::kzweb_calendar());
  return business;
}

/// One question, said as the fields that differ from "siete aperti?".
struct Ask {
  Ask(const Business& of, const char* now, const char* words, When about = {}, std::optional<std::string> with = {},
      Language in = Language::It, Intent about_what = Intent::Hours)
      : business(of),
        at(now),
        text(words),
        when(std::move(about)),
        plan(std::move(with)),
        language(in),
        intent(about_what) {}

  const Business& business;
  const char* at;
  const char* text;
  When when;
  std::optional<std::string> plan;
  Language language;
  Intent intent;
};

HoursAnswer answer(const Ask& ask) {
  return answer_hours(ask.business, {.intent = ask.intent,
                                     .when = ask.when,
                                     .text = ask.text,
                                     .now = *parse_instant(ask.at, ask.business.calendar.zone),
                                     .language = ask.language,
                                     .plan = ask.plan});
}

std::string reply(const Ask& ask) {
  return answer(ask).reply;
}

When days(std::string_view from, std::string_view to = {}) {
  When when;
  when.kind = WhenKind::Days;
  when.from = *parse_date(from);
  when.to = to.empty() ? when.from : std::optional{*parse_date(to)};
  return when;
}

When at_time(std::string_view date, std::string_view time) {
  When when = days(date);
  when.time = *parse_clock(time);
  return when;
}

When in_part(std::string_view date, Interval part) {
  When when = days(date);
  when.part = part;
  return when;
}

When kind(WhenKind wanted) {
  When when;
  when.kind = wanted;
  return when;
}

std::string next_of(const Ask& ask) {
  const auto next = answer(ask).next_opening;
  return next ? iso_local(*next, ask.business.calendar.zone) : "none";
}

constexpr Interval kMorning{8 * 60, 13 * 60};
constexpr Interval kLunch{13 * 60, 14 * 60 + 30};
constexpr Interval kEvening{18 * 60, 24 * 60};

TEST(DayAnswer, SaysWhatWasAskedFirst) {
  const char* sunday = "2026-11-22T10:00";
  EXPECT_EQ(reply({leotron_hours(), sunday, "domani siete aperti?", days("2026-11-23")}),
            "Sì, domani (lunedì 23 novembre) siamo aperti 9:00–13:00 e 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), sunday, "domani siete chiusi?", days("2026-11-23")}),
            "No, domani (lunedì 23 novembre) siamo aperti 9:00–13:00 e 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), sunday, "domani che orari fate?", days("2026-11-23")}),
            "Domani (lunedì 23 novembre) siamo aperti 9:00–13:00 e 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), sunday, "domani a che ora aprite?", days("2026-11-23")}),
            "Domani (lunedì 23 novembre) apriamo alle 9:00 (orario 9:00–13:00 e 14:30–18:30).");
  EXPECT_EQ(
      reply({leotron_hours(), sunday, "what time do you close on Tuesday?", days("2026-11-24"), {}, Language::En}),
      "On Tuesday 24 November we close at 18:30 (hours 9:00–13:00 and 14:30–18:30).");
}

TEST(DayAnswer, SaysWhyItIsClosedAndWhenItGoesOn) {
  EXPECT_EQ(reply({kzweb_hours(), "2026-12-21T10:00", "il 25 siete aperti?", days("2026-12-25")}),
            "No, venerdì 25 dicembre (Natale) siamo chiusi. Riapriamo lunedì 28 dicembre alle 9:00.");
  EXPECT_EQ(reply({kzweb_hours(), "2026-12-24T10:00", "domani siete chiusi?", days("2026-12-25")}),
            "Sì, domani (venerdì 25 dicembre, Natale) siamo chiusi. Riapriamo lunedì 28 dicembre alle 9:00.");
  EXPECT_EQ(
      reply(
          {kzweb_hours(), "2027-03-24T10:00", "are you open on Easter Monday?", days("2027-03-29"), {}, Language::En}),
      "No, on Monday 29 March (Easter Monday) we are closed. We open again Tuesday 30 March at 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2027-12-20T10:00", "a santo stefano c'è qualcuno?", days("2027-12-26")}),
            "No, domenica 26 dicembre (Santo Stefano) siamo chiusi. Non c'è nemmeno l'assistenza week-end. "
            "Riapriamo lunedì 27 dicembre alle 9:00.");
}

TEST(DayAnswer, TellsHalfDays) {
  EXPECT_EQ(reply({leotron_hours(), "2026-12-07T10:00", "domani aperti?", days("2026-12-08")}),
            "Sì, domani (martedì 8 dicembre, Immacolata) siamo aperti solo 9:00–13:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-12-01T10:00", "l'8 fate mezza giornata?", days("2026-12-08")}),
            "Sì, martedì 8 dicembre (Immacolata) siamo aperti solo 9:00–13:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-12-01T10:00", "il 9 fate mezza giornata?", days("2026-12-09")}),
            "No, mercoledì 9 dicembre siamo aperti 9:00–13:00 e 14:30–18:30.");
}

TEST(DayAnswer, KnowsThatTheDayIsOver) {
  EXPECT_EQ(reply({leotron_hours(), "2026-11-23T19:00", "oggi siete aperti?", days("2026-11-23")}),
            "No, oggi abbiamo già chiuso, alle 18:30. Riapriamo domani alle 9:00.");
  EXPECT_EQ(answer({leotron_hours(), "2026-11-23T19:00", "oggi siete aperti?", days("2026-11-23")}).is_open, false);
  EXPECT_EQ(answer({leotron_hours(), "2026-11-23T13:30", "oggi siete aperti?", days("2026-11-23")}).is_open, true);
}

TEST(DayAnswer, SpeaksOfThePast) {
  EXPECT_EQ(reply({kzweb_hours(), "2027-09-01T10:00", "sabato scorso non eravate aperti?", days("2027-08-28")}),
            "Sabato 28 agosto eravamo chiusi.");
  EXPECT_EQ(reply({kzweb_hours(), "2027-09-01T10:00", "lunedì eravate aperti?", days("2027-08-30")}),
            "Lunedì 30 agosto eravamo aperti 9:00–18:00.");
}

TEST(DayAnswer, GivesTheWeekendServiceByRight) {
  const auto saturday = [](std::optional<std::string> plan) {
    return Ask{leotron_hours(), "2026-11-25T10:00", "sabato siete aperti?", days("2026-11-28"), std::move(plan)};
  };
  EXPECT_EQ(reply(saturday({})),
            "Sabato 28 novembre c'è solo l'assistenza week-end, 9:00–13:00 e 14:30–18:30. Solo blocchi, 045.2525658. "
            "Per il resto riapriamo lunedì 30 novembre alle 9:00.");
  EXPECT_EQ(answer(saturday({})).is_open, std::nullopt);
  EXPECT_EQ(reply(saturday("extended")),
            "Sì, sabato 28 novembre c'è l'assistenza week-end, 9:00–13:00 e 14:30–18:30. Solo blocchi, 045.2525658. "
            "Per il resto riapriamo lunedì 30 novembre alle 9:00.");
  EXPECT_EQ(answer(saturday("extended")).is_open, true);
  EXPECT_EQ(reply(saturday("standard")), "No, sabato 28 novembre siamo chiusi. L'assistenza week-end c'è solo con " +
                                             leotron_hours().plan("extended")->name.it +
                                             ". Riapriamo lunedì 30 novembre alle 9:00.");
  EXPECT_EQ(answer(saturday("none")).is_open, false);
  EXPECT_TRUE(answer(saturday("none")).open.empty());
}

TEST(TimeAnswer, GivesTheReason) {
  const char* wednesday = "2026-11-25T10:00";
  EXPECT_EQ(reply({leotron_hours(), wednesday, "alle 13:30 siete aperti?", at_time("2026-11-25", "13:30")}),
            "No, oggi alle 13:30 siamo in pausa: riapriamo alle 14:30.");
  EXPECT_EQ(reply({kzweb_hours(), wednesday, "alle 13:30 siete aperti?", at_time("2026-11-25", "13:30")}),
            "Sì, oggi alle 13:30 siamo aperti, fino alle 18:00.");
  EXPECT_EQ(reply({leotron_hours(), wednesday, "domani alle 8?", at_time("2026-11-26", "08:00")}),
            "No, domani (giovedì 26 novembre) alle 8:00 siamo ancora chiusi: apriamo alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), wednesday, "alle 19 ci siete?", at_time("2026-11-25", "19:00")}),
            "No, oggi alle 19:00 siamo già chiusi: chiudiamo alle 18:30. Riapriamo domani alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2027-05-27T10:00", "il 2 giugno alle 16?", at_time("2027-06-02", "16:00")}),
            "No, mercoledì 2 giugno (Festa della Repubblica) alle 16:00 siamo chiusi: l'orario è solo 9:00–13:00. "
            "Riapriamo giovedì 3 giugno alle 9:00.");
  EXPECT_EQ(
      reply({kzweb_hours(), wednesday, "open on Saturday at 11?", at_time("2026-11-28", "11:00"), {}, Language::En}),
      "No, on Saturday 28 November we are closed. We open again Monday 30 November at 9:00.");
  EXPECT_EQ(
      reply({leotron_hours(), wednesday, "are you open at 6pm?", at_time("2026-11-25", "18:00"), {}, Language::En}),
      "Yes, today at 18:00 we are open, until 18:30.");
}

TEST(TimeAnswer, LeavesTheWeekendOpenWhenTheRightIsNotKnown) {
  const Ask morning{leotron_hours(), "2026-11-25T10:00", "sabato alle 10 ci siete?", at_time("2026-11-28", "10:00")};
  EXPECT_EQ(answer(morning).is_open, std::nullopt);
  EXPECT_EQ(reply(morning),
            "Sabato 28 novembre alle 10:00 c'è solo l'assistenza week-end, fino alle 13:00. Solo blocchi, 045.2525658. "
            "Per il resto riapriamo lunedì 30 novembre alle 9:00.");
  const Ask noon{leotron_hours(), "2026-11-25T10:00", "sabato alle 13:30 ci siete?", at_time("2026-11-28", "13:30")};
  EXPECT_EQ(answer(noon).is_open, false);
  EXPECT_EQ(reply(noon),
            "No, sabato 28 novembre alle 13:30 siamo chiusi: quel giorno c'è solo l'assistenza week-end, 9:00–13:00 e "
            "14:30–18:30. Solo blocchi, 045.2525658. Per il resto riapriamo lunedì 30 novembre alle 9:00.");
}

TEST(TimeAnswer, IsHalfOpenAtTheEdges) {
  for (const auto& [time, open] : {std::pair{"08:59", false},
                                   {"09:00", true},
                                   {"12:59", true},
                                   {"13:00", false},
                                   {"14:29", false},
                                   {"14:30", true},
                                   {"18:29", true},
                                   {"18:30", false}}) {
    EXPECT_EQ(answer({leotron_hours(), "2026-11-23T07:00", "siete aperti?", at_time("2026-11-23", time)}).is_open, open)
        << time;
  }
}

TEST(PartAnswer, SpeaksOfThePartOfTheDay) {
  const char* wednesday = "2028-01-19T10:00";
  const Ask lunch{leotron_hours(), wednesday, "in pausa pranzo c'è qualcuno?", in_part("2028-01-19", kLunch)};
  EXPECT_EQ(reply(lunch),
            "No, oggi all'ora di pranzo (mercoledì 19 gennaio) siamo chiusi: l'orario è 9:00–13:00 e 14:30–18:30.");
  EXPECT_EQ(answer(lunch).is_open, false);
  const Ask all_day{kzweb_hours(), wednesday, "in pausa pranzo c'è qualcuno?", in_part("2028-01-19", kLunch)};
  EXPECT_EQ(reply(all_day), "Sì, oggi all'ora di pranzo (mercoledì 19 gennaio) siamo aperti: l'orario è 9:00–18:00.");
  EXPECT_EQ(answer(all_day).is_open, true);
  const Ask evening{leotron_hours(), wednesday, "stasera ci siete?", in_part("2028-01-19", kEvening)};
  EXPECT_EQ(reply(evening), "Stasera (mercoledì 19 gennaio) siamo aperti solo fino alle 18:30.");
  EXPECT_EQ(answer(evening).is_open, std::nullopt);
  EXPECT_EQ(reply({leotron_hours(), wednesday, "tomorrow morning?", in_part("2028-01-20", kMorning), {}, Language::En}),
            "Yes, tomorrow morning (Thursday 20 January) we are open: the hours are 9:00–13:00 and 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-25T10:00", "domenica sera?", in_part("2026-11-29", kEvening)}),
            "Domenica 29 novembre c'è solo l'assistenza week-end, 9:00–13:00. Solo blocchi, 045.2525658. "
            "Per il resto riapriamo lunedì 30 novembre alle 9:00.");
}

TEST(NowAnswer, SaysUntilWhenOrWhenAgain) {
  EXPECT_EQ(reply({leotron_hours(), "2026-11-23T10:00", "siete aperti?"}),
            "Sì, adesso siamo aperti, fino alle 13:00. Poi di nuovo 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-23T13:00", "siete aperti?"}),
            "No, adesso siamo in pausa: riapriamo oggi alle 14:30.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-23T08:30", "siete aperti?"}), "No, non ancora: apriamo oggi alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-23T08:30", "siete chiusi?"}),
            "Sì, adesso siamo chiusi: riapriamo oggi alle 9:00.");
  EXPECT_EQ(reply({kzweb_hours(), "2026-11-22T15:00", "are you open?", {}, {}, Language::En}),
            "No, we are closed now: we open again tomorrow at 9:00.");
  EXPECT_EQ(reply({kzweb_hours(), "2026-12-25T10:00", "siete aperti?"}),
            "No, oggi (Natale) siamo chiusi: riapriamo lunedì 28 dicembre alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-12-08T15:00", "siete aperti?"}),
            "No, oggi (Immacolata) siamo aperti solo 9:00–13:00: riapriamo domani alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-28T10:00", "siete aperti?"}),
            "Adesso c'è solo l'assistenza week-end, fino alle 13:00. Solo blocchi, 045.2525658. "
            "Per il resto riapriamo lunedì 30 novembre alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-28T13:30", "siete aperti?", {}, "extended"}),
            "No, adesso siamo chiusi: riapriamo lunedì 30 novembre alle 9:00. "
            "L'assistenza week-end riprende oggi alle 14:30.");
}

TEST(NextOpeningAnswer, NamesTheHolidaysOnTheWay) {
  const When next = kind(WhenKind::NextOpening);
  EXPECT_EQ(reply({kzweb_hours(), "2027-03-26T19:00", "quando riaprite?", next}),
            "Riapriamo martedì 30 marzo alle 9:00. Lunedì 29 marzo (Pasquetta) siamo chiusi.");
  EXPECT_EQ(next_of({kzweb_hours(), "2027-03-26T19:00", "quando riaprite?", next}), "2027-03-30T09:00");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-27T20:00", "quando posso richiamare?", next}),
            "Riapriamo lunedì 30 novembre alle 9:00. L'assistenza week-end riprende domani alle 9:00. "
            "Solo blocchi, 045.2525658.");
  EXPECT_EQ(next_of({leotron_hours(), "2026-11-27T20:00", "?", next}), "2026-11-30T09:00");
  EXPECT_EQ(next_of({leotron_hours(), "2026-11-27T20:00", "?", next, "extended"}), "2026-11-28T09:00");
  EXPECT_EQ(reply({kzweb_hours(), "2026-11-25T10:00", "quando riaprite?", next}),
            "Adesso siamo aperti, fino alle 18:00. Riapriamo domani alle 9:00.");
}

TEST(DaysAnswer, JoinsWhatIsEqual) {
  EXPECT_EQ(
      reply({kzweb_hours(), "2026-11-24T10:00", "la prossima settimana ci siete?", days("2026-11-30", "2026-12-04")}),
      "Sì, da lunedì 30 novembre a venerdì 4 dicembre siamo aperti 9:00–18:00.");
  EXPECT_EQ(reply({kzweb_hours(), "2026-12-16T10:00", "il 25 e il 26 siete chiusi?", days("2026-12-25", "2026-12-26")}),
            "Sì, venerdì 25 e sabato 26 dicembre siamo chiusi (Natale, Santo Stefano). "
            "Riapriamo lunedì 28 dicembre alle 9:00.");
  EXPECT_EQ(reply({kzweb_hours(),
                   "2028-07-24T10:00",
                   "open from 14 to 18 August?",
                   days("2028-08-14", "2028-08-18"),
                   {},
                   Language::En}),
            "From Monday 14 to Friday 18 August we are open, but not always:\n"
            "• Monday 14 August: 9:00–18:00\n"
            "• Tuesday 15 August (Assumption Day): closed\n"
            "• from Wednesday 16 to Friday 18 August: 9:00–18:00");
  EXPECT_EQ(reply({leotron_hours(), "2027-06-09T10:00", "nel weekend lavorate?", days("2027-06-12", "2027-06-13")}),
            "Sabato 12 e domenica 13 giugno c'è solo l'assistenza week-end: sabato 9:00–13:00 e 14:30–18:30, domenica "
            "9:00–13:00. Solo blocchi, 045.2525658. Per il resto riapriamo lunedì 14 giugno alle 9:00.");
  EXPECT_EQ(reply({leotron_hours(), "2027-05-26T10:00", "che orari fate dall'1 al 3 giugno?",
                   days("2027-06-01", "2027-06-03")}),
            "Da martedì 1 a giovedì 3 giugno:\n"
            "• martedì 1 giugno: 9:00–13:00 e 14:30–18:30\n"
            "• mercoledì 2 giugno (Festa della Repubblica): solo 9:00–13:00\n"
            "• giovedì 3 giugno: 9:00–13:00 e 14:30–18:30");
}

TEST(DaysAnswer, TellsAWeekAndItsWeekend) {
  EXPECT_EQ(
      reply({kzweb_hours(), "2026-11-24T10:00", "la prossima settimana ci siete?", days("2026-11-30", "2026-12-06")}),
      "Sì, da lunedì 30 novembre a venerdì 4 dicembre siamo aperti 9:00–18:00. "
      "Sabato 5 e domenica 6 dicembre siamo chiusi.");
}

TEST(DaysAnswer, TellsALongRangeByItsExceptions) {
  EXPECT_EQ(reply({kzweb_hours(), "2028-06-19T10:00", "ad agosto siete aperti?", days("2028-08-01", "2028-08-31")}),
            "Da martedì 1 a giovedì 31 agosto ci sono i soliti orari (lunedì–venerdì 9:00–18:00), tranne:\n"
            "• martedì 15 agosto (Ferragosto): chiusi");
  EXPECT_EQ(reply({kzweb_hours(), "2028-06-19T10:00", "a luglio siete aperti?", days("2028-07-01", "2028-07-31")}),
            "Da sabato 1 a lunedì 31 luglio ci sono i soliti orari, lunedì–venerdì 9:00–18:00.");
  EXPECT_EQ(reply({kzweb_hours(), "2027-04-13T10:00", "questa settimana orari diversi dal solito?",
                   days("2027-04-12", "2027-04-18")}),
            "No, da lunedì 12 a domenica 18 aprile ci sono i soliti orari, lunedì–venerdì 9:00–18:00.");
}

TEST(BothReadings, AreAnswered) {
  When thursday = days("2028-02-03");
  thursday.also_from = thursday.also_to = *parse_date("2028-02-10");
  EXPECT_EQ(reply({kzweb_hours(), "2028-01-31T10:00", "giovedì prossimo ci siete?", thursday}),
            "Sì, sia giovedì 3 febbraio sia giovedì 10 febbraio siamo aperti 9:00–18:00.");
  EXPECT_EQ(answer({kzweb_hours(), "2028-01-31T10:00", "giovedì prossimo?", thursday}).open.size(), 2U);
  When monday = days("2027-03-29");
  monday.also_from = monday.also_to = *parse_date("2027-04-05");
  EXPECT_EQ(reply({kzweb_hours(), "2027-03-24T10:00", "lunedì prossimo ci siete?", monday}),
            "Lunedì 29 marzo (Pasquetta) siamo chiusi. Riapriamo martedì 30 marzo alle 9:00.\n"
            "Lunedì 5 aprile siamo aperti 9:00–18:00.");
}

TEST(UsualAnswer, IsASmallTable) {
  EXPECT_EQ(reply({leotron_hours(), "2026-11-20T10:00", "che orari avete?", kind(WhenKind::Usual)}),
            "*I nostri orari*\n"
            "• lunedì–venerdì: 9:00–13:00 e 14:30–18:30\n"
            "*Assistenza week-end*\n"
            "• sabato: 9:00–13:00 e 14:30–18:30\n"
            "• domenica: 9:00–13:00\n"
            "Solo blocchi, 045.2525658.\n"
            "Adesso siamo aperti, fino alle 13:00. Poi di nuovo 14:30–18:30.");
  EXPECT_EQ(reply({leotron_hours(), "2026-11-20T10:00", "che orari avete?", kind(WhenKind::Usual), "standard"}),
            "*I nostri orari*\n"
            "• lunedì–venerdì: 9:00–13:00 e 14:30–18:30\n"
            "• sabato e domenica: chiusi\n"
            "Adesso siamo aperti, fino alle 13:00. Poi di nuovo 14:30–18:30.");
  EXPECT_EQ(reply({kzweb_hours(), "2027-09-26T12:00", "what are your hours?", kind(WhenKind::Usual), {}, Language::En}),
            "*Our hours*\n"
            "• Monday–Friday: 9:00–18:00\n"
            "• Saturday and Sunday: closed\n"
            "Next holiday: Monday 4 October (St Francis' Day), closed.\n"
            "We are closed now: we open again tomorrow at 9:00.");
}

TEST(UsualAnswer, TellsOneWeekdayAndTheBreak) {
  const When usual = kind(WhenKind::Usual);
  const char* friday = "2026-11-20T10:00";
  EXPECT_EQ(reply({kzweb_hours(), friday, "lavorate il sabato?", usual}),
            "No, il sabato siamo chiusi. L'orario è lunedì–venerdì 9:00–18:00.");
  EXPECT_EQ(reply({kzweb_hours(), friday, "lavorate la domenica?", usual}),
            "No, la domenica siamo chiusi. L'orario è lunedì–venerdì 9:00–18:00.");
  EXPECT_EQ(reply({leotron_hours(), friday, "do you work on Saturdays?", usual, {}, Language::En}),
            "On Saturdays there is only weekend support, 9:00–13:00 and 14:30–18:30. Only outages, 045.2525658.");
  EXPECT_EQ(reply({leotron_hours(), friday, "il lunedì a che ora aprite?", usual}),
            "Il lunedì apriamo alle 9:00 (orario 9:00–13:00 e 14:30–18:30).");
  EXPECT_EQ(reply({leotron_hours(), friday, "fate la pausa pranzo?", usual}),
            "La pausa è dalle 13:00 alle 14:30: gli orari sono lunedì–venerdì 9:00–13:00 e 14:30–18:30.");
  EXPECT_EQ(reply({kzweb_hours(), friday, "fate la pausa pranzo?", usual}),
            "Orario continuato, senza pausa: lunedì–venerdì 9:00–18:00.");
  EXPECT_EQ(reply({kzweb_hours(), friday, "fate la pausa pranzo?", in_part("2026-11-20", kLunch)}),
            "Orario continuato, senza pausa: lunedì–venerdì 9:00–18:00.");
}

TEST(UsualAnswer, ComesWithTheWordHours) {
  const std::string said = reply({kzweb_hours(), "2026-11-20T10:00", "gli orari, quando posso chiamare?", When{}});
  EXPECT_EQ(said.rfind("*I nostri orari*", 0), 0U) << said;
}

TEST(HolidaysAnswer, ListsTheYearAhead) {
  const Ask year{leotron_hours(), "2026-11-21T10:00", "quali festivi fate?", kind(WhenKind::Usual), {},
                 Language::It,    Intent::Holidays};
  EXPECT_EQ(reply(year),
            "*Festivi e chiusure dei prossimi 12 mesi*\n"
            "*2026*\n"
            "Chiusi: ven 25 dicembre (Natale), sab 26 dicembre (Santo Stefano).\n"
            "Solo 9:00–13:00: mar 8 dicembre (Immacolata).\n"
            "*2027*\n"
            "Chiusi: ven 1 gennaio (Capodanno), mer 6 gennaio (Epifania), dom 28 marzo (Pasqua), "
            "lun 29 marzo (Pasquetta), dom 15 agosto (Ferragosto).\n"
            "Solo 9:00–13:00: mer 2 giugno (Festa della Repubblica), lun 1 novembre (Ognissanti).\n"
            "Solo assistenza week-end, 9:00–13:00: dom 25 aprile (Festa della Liberazione), "
            "sab 1 maggio (Festa dei Lavoratori).");
  EXPECT_EQ(reply({kzweb_hours(),
                   "2028-06-19T10:00",
                   "ferie ad agosto?",
                   days("2028-08-01", "2028-08-31"),
                   {},
                   Language::It,
                   Intent::Holidays}),
            "*Festivi e chiusure da martedì 1 a giovedì 31 agosto*\n"
            "Chiusi: mar 15 agosto (Ferragosto).");
  EXPECT_EQ(reply({kzweb_hours(),
                   "2028-06-19T10:00",
                   "ferie a luglio?",
                   days("2028-07-01", "2028-07-31"),
                   {},
                   Language::It,
                   Intent::Holidays}),
            "Da sabato 1 a lunedì 31 luglio non ci sono festivi né chiusure: valgono i soliti orari "
            "(lunedì–venerdì 9:00–18:00).");
}

TEST(HolidaysAnswer, JoinsTheDaysOfAClosure) {
  Business business = kzweb_hours();
  business.calendar.exceptions.push_back({"ferie",
                                          {"Ferie estive", "Summer closure"},
                                          DateRange{*parse_date("2027-08-09"), *parse_date("2027-08-20")},
                                          {},
                                          ExceptionHours::Within,
                                          {},
                                          {},
                                          {}});
  EXPECT_EQ(
      reply({business,
             "2027-06-19T10:00",
             "ferie ad agosto?",
             days("2027-08-01", "2027-08-31"),
             {},
             Language::It,
             Intent::Holidays}),
      "*Festivi e chiusure da domenica 1 a martedì 31 agosto*\n"
      "Chiusi: lun 9–sab 14 agosto (Ferie estive), dom 15 agosto (Ferragosto), lun 16–ven 20 agosto (Ferie estive).");
}

TEST(NoSuchDay, IsNotTurnedIntoAnother) {
  When when = kind(WhenKind::NoSuchDay);
  when.words = "30 febbraio";
  const HoursAnswer said = answer({leotron_hours(), "2028-01-20T10:00", "il 30 febbraio?", when});
  EXPECT_EQ(said.reply, "«30 febbraio» non esiste nel calendario: quale giorno intendi?");
  EXPECT_TRUE(said.open.empty());
  EXPECT_FALSE(said.is_open);
  EXPECT_FALSE(said.next_opening);
}

TEST(HoursData, ListsOpenAndClosedDays) {
  const HoursAnswer said =
      answer({leotron_hours(), "2026-12-20T10:00", "dal 24 al 27?", days("2026-12-24", "2026-12-27")});
  ASSERT_EQ(said.open.size(), 2U);
  EXPECT_EQ(iso_date(said.open[0].date), "2026-12-24");
  EXPECT_EQ(said.open[0].service->id, "standard");
  EXPECT_EQ(iso_date(said.open[1].date), "2026-12-27");
  EXPECT_EQ(said.open[1].service->id, "weekend");
  EXPECT_EQ(said.open[1].intervals, (Intervals{{540, 780}}));
  ASSERT_EQ(said.closed.size(), 2U);
  EXPECT_EQ(said.closed[0].holiday->id, "natale");
  EXPECT_EQ(said.is_open, std::nullopt);
}

TEST(HoursAnswer, NeverNamesTheOtherBusiness) {
  for (const char* at : {"2026-11-28T10:00", "2026-12-25T10:00", "2026-11-25T20:00"}) {
    for (const When& when : {When{}, kind(WhenKind::Usual), kind(WhenKind::NextOpening), days("2026-11-28")}) {
      const std::string said = reply({kzweb_hours(), at, "sabato siete aperti?", when});
      for (const char* foreign : {"J-System", "045", "week-end", "13:00", "14:30", "Leotron"}) {
        EXPECT_EQ(said.find(foreign), std::string::npos) << said;
      }
    }
  }
}

}  // namespace
}  // namespace sportello::flows
