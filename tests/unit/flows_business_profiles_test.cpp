#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "flows/core/text.h"
#include "flows/wording/message.h"
#include "tests/support/calendars.h"
#include "tests/support/italian.h"
#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

struct Saying {
  std::string place;
  std::string text;
};

/// Everything this business can say in a language, placeholders unfilled.
std::vector<Saying> said_by(const Business& business, Language language) {
  std::vector<Saying> all;
  const auto add = [&](const std::string& place, const Localized& text) {
    if (!text.empty()) all.push_back({place, text.in(language)});
  };
  for (const std::string& key : business.texts.keys()) {
    // A name without a value stands for itself, so that the sentence comes out as it is written.
    Params itself;
    for (const std::string& name : house_sentences().at(key).placeholders) itself[name] = "{{" + name + "}}";
    all.push_back({key, business.texts.say(key, language, itself)});
  }
  for (const Field& field : business.form.fields) {
    for (const Localized* text : {&field.label, &field.question, &field.again, &field.hint, &field.more})
      add(field.id, *text);
    for (const Option& option : field.options) {
      for (const Localized* text : {&option.title, &option.description, &option.note})
        add(field.id + "/" + option.id, *text);
    }
  }
  for (const FlagRule& rule : business.form.flags) add(rule.flag, rule.note);
  for (const auto& [intent, text] : business.answers) add(std::string(name_of(intent)), text);
  for (const auto& [service, text] : business.service_notes) add(service, text);
  for (const Contact& contact : business.contacts) {
    add(contact.id, contact.label);
    all.push_back({contact.id, contact.value + " " + contact.link});
  }
  for (const Plan& plan : business.plans) add(plan.id, plan.name);
  for (const CalendarException& exception : business.calendar.exceptions) add(exception.id, exception.name);
  for (const auto& [purpose, message] : business.templates) {
    const std::string code(name_of(language));
    all.push_back({purpose, message.body.at(code)});
    if (!message.buttons.empty()) {
      for (const std::string& button : message.buttons.at(code)) all.push_back({purpose, button});
    }
  }
  return all;
}

Params values_of(const Business& business) {
  Params values{{"business", business.name}, {"rate", "80"}, {"rate_exact", "80,00"}, {"vat", "22"}};
  for (const Contact& contact : business.contacts) values["contact_" + contact.id] = contact.value;
  return values;
}

std::string answer(const Business& business, Intent intent, Language language) {
  return render(business.answers.at(intent).in(language), values_of(business));
}

class ShippedProfile : public ::testing::TestWithParam<std::string> {};

TEST_P(ShippedProfile, LoadsWithoutFaults) {
  const ProfileLoad load = load_profile(test::shipped_files(GetParam()));
  for (const ProfileFault& fault : load.faults) ADD_FAILURE() << fault.line();
  EXPECT_TRUE(load.business);
}

TEST_P(ShippedProfile, WritesItalianWithItsAccents) {
  for (const auto& [place, text] : said_by(test::load_shipped(GetParam()), Language::It)) {
    EXPECT_EQ(test::italian_slip(text), "") << place << ": " << text;
  }
}

TEST_P(ShippedProfile, AnswersInShortBubbles) {
  const Business business = test::load_shipped(GetParam());
  for (const auto& [intent, text] : business.answers) {
    for (const Language language : {Language::It, Language::En}) {
      EXPECT_LE(length(answer(business, intent, language)), 900U) << name_of(intent);
    }
  }
}

TEST_P(ShippedProfile, AnswersEveryQuestionOfFact) {
  const Business business = test::load_shipped(GetParam());
  for (const Intent intent : {Intent::TicketOpen, Intent::Cost, Intent::Coverage, Intent::Warranty, Intent::Contacts,
                              Intent::Backup, Intent::Human}) {
    EXPECT_TRUE(business.answers.contains(intent)) << name_of(intent);
  }
}

TEST_P(ShippedProfile, HasATemplateForWhatIsSaidAfterADay) {
  const Business business = test::load_shipped(GetParam());
  for (const char* purpose : {"closure_notice", "reminder", "quote", "operator_reply"}) {
    ASSERT_TRUE(business.templates.contains(purpose)) << purpose;
    EXPECT_EQ(business.templates.at(purpose).category, "utility") << purpose;
  }
  EXPECT_EQ(business.templates.contains("survey"), business.policies.survey);
}

INSTANTIATE_TEST_SUITE_P(Every, ShippedProfile, ::testing::Values("leotron", "kzweb"),
                         [](const auto& profile) { return profile.param; });

/// Every word of one business that must never be read by the other's customers.
void expect_nothing_of(const std::vector<std::string>& words, const Business& business) {
  for (const Language language : {Language::It, Language::En}) {
    for (const auto& [place, text] : said_by(business, language)) {
      for (const std::string& word : words) {
        EXPECT_EQ(fold(text).find(fold(word)), std::string::npos) << place << " says '" << word << "': " << text;
      }
    }
  }
}

TEST(KzWeb, SaysNothingOfLeotron) {
  const Business kzweb = test::load_shipped("kzweb");
  expect_nothing_of({"Leotron", "J-System", "J2K", "80", "045", "340", "{{rate", "weekend", "week end", "un'ora",
                     "1 ora", "12 mesi dalla", "fino a 36", "14:30", "google"},
                    kzweb);
  EXPECT_TRUE(kzweb.rates.empty());
  EXPECT_FALSE(kzweb.policies.survey);
}

TEST(Leotron, SaysNothingOfKzWebAndPromisesNoTime) {
  const Business leotron = test::load_shipped("leotron");
  expect_nothing_of({"kzweb", "primo livello", "first level", "48 ore", "48 hours", "entro 30", "within 30",
                     "amministrazione.", "fatturat"},
                    leotron);
  EXPECT_FALSE(leotron.policies.acknowledge_within);
  EXPECT_FALSE(leotron.policies.notify_registration_by_mail);
  for (const auto& [place, text] : said_by(leotron, Language::It)) {
    if (text.find("30 minuti") != std::string::npos) {
      EXPECT_THAT(text, HasSubstr("frazioni di 30 minuti")) << place;
    }
  }
}

TEST(KzWeb, AddressesItsCustomersAsVoi) {
  const std::regex informal(
      R"((^|[^A-Za-zÀ-ÿ])(puoi|scrivi|scrivilo|ti|tu|te|tuo|tua|tuoi|tue|hai|vuoi|scegli|aiutarti|sei|intendi|dai|ciao|usi|vedi)([^A-Za-zÀ-ÿ]|$))",
      std::regex::icase);
  for (const auto& [place, text] : said_by(test::load_shipped("kzweb"), Language::It)) {
    EXPECT_FALSE(std::regex_search(text, informal)) << place << ": " << text;
  }
}

TEST(ShippedCalendars, KeepTheHoursOfTheTwoDocuments) {
  const std::pair<const char*, Calendar> expected[] = {{"leotron", testing::leotron_calendar()},
                                                       {"kzweb", testing::kzweb_calendar()}};
  for (const auto& [name, calendar] : expected) {
    const Calendar shipped = test::load_shipped(name).calendar;
    ASSERT_EQ(shipped.services.size(), calendar.services.size());
    for (std::size_t i = 0; i < shipped.services.size(); ++i) {
      EXPECT_EQ(shipped.services[i].id, calendar.services[i].id);
      for (const int year : {2025, 2026, 2027, 2028}) {
        const auto days = year_of(shipped, shipped.services[i], std::chrono::year{year});
        const auto wanted = year_of(calendar, calendar.services[i], std::chrono::year{year});
        for (std::size_t day = 0; day < days.size(); ++day) {
          EXPECT_EQ(days[day].open, wanted[day].open) << name << " " << iso_date(days[day].date);
        }
      }
    }
  }
}

TEST(Leotron, WarnsThatTheFourthOfOctoberIsAnOrdinaryDay) {
  const ProfileLoad load = load_profile(test::shipped_files("leotron"));
  std::vector<std::string> lines;
  for (const ProfileFault& fault : load.warnings) lines.push_back(fault.line());
  EXPECT_THAT(lines, ElementsAre(HasSubstr("San Francesco (10-04)")));
  EXPECT_TRUE(load_profile(test::shipped_files("kzweb")).warnings.empty());
}

TEST(Leotron, GivesTheNumbersOfItsDocument) {
  const Business leotron = test::load_shipped("leotron");
  for (const Language language : {Language::It, Language::En}) {
    EXPECT_THAT(answer(leotron, Intent::Contacts, language),
                AllOf(HasSubstr("045.4684131"), HasSubstr("340.0662095"), HasSubstr("045.2525658"),
                      HasSubstr("https://www.j2k.it/apri-ticket"), HasSubstr("Assistenza / Richiesta di assistenza")));
    EXPECT_THAT(answer(leotron, Intent::Cost, language), AllOf(HasSubstr("80,00 €"), HasSubstr("30 minut")));
    EXPECT_THAT(answer(leotron, Intent::Warranty, language), AllOf(HasSubstr("12"), HasSubstr("36")));
  }
  EXPECT_THAT(answer(leotron, Intent::Cost, Language::It), AllOf(HasSubstr("+ IVA"), HasSubstr("minimo 1 ora")));
  EXPECT_THAT(
      answer(leotron, Intent::Coverage, Language::It),
      AllOf(HasSubstr("ricambi e trasporto esclusi"), HasSubstr("per quanto possibile"), HasSubstr("tentativo"),
            HasSubstr("per telefono, in remoto o presso la nostra sede"), HasSubstr("J-System, massimo un'ora")));
  EXPECT_EQ(leotron.contact("feedback_form")->link,
            "https://docs.google.com/forms/d/e/1FAIpQLSe_y8_N0BZYNt5N9uRIUP4uJiU-1EdGlttaBonKeMviqafd6A/viewform");
  EXPECT_EQ(contact_for(leotron, ContactKind::Phone, "standard")->value, "045.4684131");
  EXPECT_EQ(contact_for(leotron, ContactKind::Phone, "weekend")->value, "045.2525658");
}

TEST(Leotron, ChargesEightyEurosAnHourSinceItsDocument) {
  const Business leotron = test::load_shipped("leotron");
  using namespace std::chrono_literals;
  EXPECT_EQ(leotron.rate_on(2023y / 12 / 19), nullptr);
  ASSERT_NE(leotron.rate_on(2023y / 12 / 20), nullptr);
  const Rate& rate = *leotron.rate_on(2026y / 11 / 21);
  EXPECT_EQ(rate.cents_per_hour, 8000);
  EXPECT_EQ(rate.minimum, 60min);
  EXPECT_EQ(rate.step, 30min);
  EXPECT_EQ(rate.vat_percent, 22);
  EXPECT_EQ(leotron.plan("extended")->included_per_intervention, 60min);
  EXPECT_THAT(plans_included(leotron, "extended"), ElementsAre("extended", "standard"));
  EXPECT_THAT(plans_included(leotron, "gold"), ElementsAre());
}

TEST(KzWeb, GivesTheAddressesOfItsDocument) {
  const Business kzweb = test::load_shipped("kzweb");
  for (const Language language : {Language::It, Language::En}) {
    EXPECT_THAT(answer(kzweb, Intent::Contacts, language),
                AllOf(HasSubstr("http://www.kzweb.it/assistenza-primo-livello/"), HasSubstr("assistenza@kzweb.it"),
                      HasSubstr("Assistenza Primo Livello")));
  }
  EXPECT_EQ(kzweb.policies.acknowledge_within, std::chrono::minutes{30});
  EXPECT_EQ(kzweb.policies.acknowledge_alarm, std::chrono::minutes{20});
  EXPECT_EQ(kzweb.policies.reopen_window, std::chrono::hours{48});
  EXPECT_FALSE(kzweb.policies.reopen_counts_working_hours);
}

/// Questions of the form for these answers, besides the consent, which is part of the summary.
std::vector<std::string> questions(const Business& business, const Answers& answers, const Facts& facts) {
  std::vector<std::string> asked;
  for (const Field& field : business.form.fields) {
    if (field.type != FieldType::Consent && is_asked(field, answers, facts)) asked.push_back(field.id);
  }
  return asked;
}

Answers answered(const std::map<std::string, std::string>& values) {
  Answers answers;
  for (const auto& [field, value] : values) answers[field].values = {value};
  return answers;
}

const Facts kWeekday{{"customer", "new"}, {"plan", "unknown"},           {"covered", "unknown"}, {"standard", "open"},
                     {"weekend", "no"},   {"service:weekend", "closed"}, {"urgent", "no"},       {"number", "visible"}};

Facts but(Facts facts, const Facts& changed) {
  for (const auto& [name, value] : changed) facts[name] = value;
  return facts;
}

TEST(LeotronForm, StaysWithinTenMessages) {
  // Each question is a bubble; the summary and the code are the other two.
  const Business leotron = test::load_shipped("leotron");
  EXPECT_THAT(questions(leotron, answered({{"category", "use"}}), kWeekday),
              ElementsAre("problem", "company", "name", "product", "category", "backup", "phone", "email"));
}

TEST(LeotronForm, AsksWhatTheCategoryNeeds) {
  const Business leotron = test::load_shipped("leotron");
  const auto asked = [&](const char* category) {
    return questions(leotron, answered({{"category", category}}), kWeekday);
  };
  EXPECT_THAT(asked("peripheral"), Contains("peripheral_works"));
  EXPECT_THAT(asked("prints"), Contains("which_print"));
  EXPECT_THAT(asked("first_install"), Contains("install_kind"));
  EXPECT_THAT(asked("warranty"), AllOf(Contains("device"), Contains("purchase_date")));
  EXPECT_THAT(asked("use"), AllOf(Not(Contains("device")), Not(Contains("which_print")), Not(Contains("can_enter"))));
}

TEST(LeotronForm, KnowsThePlanThatCoversEachKindOfWork) {
  const Business leotron = test::load_shipped("leotron");
  const auto plan = [&](const std::map<std::string, std::string>& values) {
    return plan_demanded(leotron.form, answered(values), kWeekday);
  };
  EXPECT_EQ(plan({{"category", "use"}}), "standard");
  EXPECT_EQ(plan({{"category", "first_install"}}), "standard");
  EXPECT_EQ(plan({{"category", "peripheral"}, {"peripheral_works", "yes"}}), "standard");
  EXPECT_EQ(plan({{"category", "peripheral"}, {"peripheral_works", "no"}}), "extended");
  EXPECT_EQ(plan({{"category", "prints"}, {"which_print", "mandate"}}), "standard");
  EXPECT_EQ(plan({{"category", "prints"}, {"which_print", "label"}}), "standard");
  EXPECT_EQ(plan({{"category", "prints"}, {"which_print", "other"}}), "extended");
  for (const char* category : {"reinstall", "system", "other_software", "data", "hardware"}) {
    EXPECT_EQ(plan({{"category", category}}), "extended") << category;
  }
  EXPECT_EQ(plan({{"category", "warranty"}}), "");
}

TEST(LeotronForm, QuotesTheExclusionsWithTheCategory) {
  const Business leotron = test::load_shipped("leotron");
  const auto note = [&](const std::string& id) {
    for (const Option& option : leotron.form.field("category")->options) {
      if (option.id == id) return option.note.it;
    }
    return std::string{};
  };
  EXPECT_THAT(note("hardware"), HasSubstr("ricambi e trasporto esclusi"));
  EXPECT_THAT(note("other_software"), HasSubstr("per quanto possibile"));
  EXPECT_THAT(note("data"), AllOf(HasSubstr("tentativo"), HasSubstr("non sovrascrivere le copie di sicurezza")));
  EXPECT_THAT(note("system"), HasSubstr("tentativo di eliminazione"));
  EXPECT_THAT(note("warranty"), AllOf(HasSubstr("tempo tecnico"), HasSubstr("trasporto")));
}

TEST(LeotronForm, AsksWhetherTheProblemBlocksAtTheWeekendOrWhenUrgent) {
  const Business leotron = test::load_shipped("leotron");
  const Answers entered = answered({{"category", "use"}, {"can_enter", "no"}});
  const auto asks = [&](const Facts& changed) {
    const auto asked = questions(leotron, entered, but(kWeekday, changed));
    return std::count(asked.begin(), asked.end(), "can_enter") + std::count(asked.begin(), asked.end(), "can_work");
  };
  EXPECT_EQ(asks({{"weekend", "yes"}, {"plan", "extended"}}), 2);
  EXPECT_EQ(asks({{"weekend", "yes"}, {"plan", "unknown"}}), 2);
  EXPECT_EQ(asks({{"urgent", "yes"}, {"plan", "standard"}}), 2);
  const Facts no_weekend_service = but(kWeekday, {{"weekend", "yes"}, {"plan", "standard"}});
  EXPECT_THAT(questions(leotron, answered({{"category", "use"}}), no_weekend_service), Not(Contains("can_enter")));
}

/// Flags and notes for a weekend with J-System.
std::vector<std::string> weekend_flags(const char* can_work, const char* service) {
  const Business leotron = test::load_shipped("leotron");
  const Answers answers = answered({{"category", "use"}, {"can_enter", "yes"}, {"can_work", can_work}});
  const Facts facts = but(kWeekday, {{"weekend", "yes"}, {"plan", "extended"}, {"service:weekend", service}});
  std::vector<std::string> flags;
  for (const FlagRule& rule : leotron.form.flags) {
    if (holds(rule.when, answers, facts)) {
      flags.push_back(rule.flag +
                      (rule.note.it.find("{{contact_weekend_phone}}") != std::string::npos ? " phone" : ""));
    }
  }
  return flags;
}

TEST(LeotronForm, SendsABlockingProblemToTheWeekendNumber) {
  EXPECT_THAT(weekend_flags("no", "open"), ElementsAre("blocking", "weekend phone"));
  EXPECT_THAT(weekend_flags("no", "closed"), ElementsAre("blocking", "weekend phone"));
  EXPECT_THAT(weekend_flags("yes", "open"), ElementsAre("next_weekday"));
}

TEST(LeotronForm, AsksConsentToTheCostWhenItMayApply) {
  const Business leotron = test::load_shipped("leotron");
  const Field& consent = *leotron.form.field("cost_consent");
  EXPECT_EQ(consent.type, FieldType::Consent);
  EXPECT_TRUE(is_asked(consent, {}, but(kWeekday, {{"covered", "no"}})));
  EXPECT_TRUE(is_asked(consent, {}, but(kWeekday, {{"covered", "unknown"}})));
  EXPECT_FALSE(is_asked(consent, {}, but(kWeekday, {{"covered", "yes"}})));
  EXPECT_THAT(render(consent.question.it, values_of(leotron)), HasSubstr("a partire da 80 € + IVA"));
}

TEST(KzWebForm, AsksInTheOrderOfItsDocument) {
  const Business kzweb = test::load_shipped("kzweb");
  EXPECT_THAT(questions(kzweb, {}, kWeekday), ElementsAre("email", "name", "site", "request", "more"));
  EXPECT_THAT(questions(kzweb, {}, but(kWeekday, {{"standard", "closed"}})),
              ElementsAre("email", "name", "site", "request", "more", "urgent"));
  for (const Field& field : kzweb.form.fields) EXPECT_TRUE(field.required) << field.id;
}

TEST(KzWebForm, SendsThoseWithoutAContractToTheAdministration) {
  const Business kzweb = test::load_shipped("kzweb");
  const auto flags = [&](const char* plan) {
    std::vector<std::string> names;
    for (const FlagRule& rule : kzweb.form.flags) {
      if (holds(rule.when, {}, but(kWeekday, {{"plan", plan}}))) names.push_back(rule.flag);
    }
    return names;
  };
  EXPECT_THAT(flags("none"), ElementsAre("administration"));
  EXPECT_THAT(flags("assistance"), ElementsAre());
  EXPECT_THAT(flags("unknown"), ElementsAre());
  EXPECT_FALSE(kzweb.policies.contract_block);
}

}  // namespace
}  // namespace sportello::flows
