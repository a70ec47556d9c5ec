#include "flows/business/loader.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "tests/support/profiles.h"

namespace sportello::flows {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

json said(const std::string& it) {
  return {{"it", it}, {"en", it}};
}

/// A small profile without faults; every test plants its own.
json sound_profile() {
  return json::parse(R"({
    "id": "shop", "name": "Shop", "code_prefix": "SHP", "version": "1",
    "calendar": { "zone": "Europe/Rome",
                  "services": [ { "id": "standard", "name": {"it": "negozio", "en": "shop"}, "week": {"mon": ["09:00-13:00"]} } ] },
    "plans": [ { "id": "basic", "name": {"it": "Base", "en": "Basic"}, "services": ["standard"] } ],
    "rates": [ { "valid_from": "2024-01-01", "cents_per_hour": 5000 } ],
    "contacts": [ { "id": "phone", "kind": "phone", "value": "045 1234567" } ],
    "form": { "fields": [
      { "id": "kind", "type": "choice", "label": {"it": "Tipo", "en": "Kind"}, "question": {"it": "Quale?", "en": "Which?"},
        "options": [ { "id": "a", "title": {"it": "Primo", "en": "First"}, "plan": "basic" },
                     { "id": "b", "title": {"it": "Secondo", "en": "Second"} } ] },
      { "id": "name", "type": "text", "label": {"it": "Nome", "en": "Name"}, "question": {"it": "Nome?", "en": "Name?"},
        "ask_when": { "field": "kind", "is": "a" } } ] },
    "answers": { "cost": {"it": "{{rate}} euro, {{contact_phone}}", "en": "{{rate}} euro, {{contact_phone}}"} }
  })");
}

std::vector<std::string> lines_of(const std::vector<ProfileFault>& faults) {
  std::vector<std::string> lines;
  for (const ProfileFault& fault : faults) lines.push_back(fault.line());
  return lines;
}

std::vector<std::string> faults_in(const json& profile) {
  return lines_of(load_profile({{"profile.json", profile.dump()}}).faults);
}

TEST(LoadProfile, TakesASoundOne) {
  const ProfileLoad load = load_profile({{"profile.json", sound_profile().dump()}});
  EXPECT_THAT(lines_of(load.faults), IsEmpty());
  ASSERT_TRUE(load.business);
  EXPECT_EQ(load.business->id.value, "shop");
  EXPECT_EQ(load.business->form.fields.at(0).options.at(0).plan, "basic");
  EXPECT_EQ(load.business->rates.at(0).minimum, std::chrono::minutes{60});
  EXPECT_EQ(load.business->answers.at(Intent::Cost).it, "{{rate}} euro, {{contact_phone}}");
}

TEST(LoadProfile, TakesTheDocumentedExample) {
  const ProfileLoad load = load_profile({{"profile.json", test::documented_profile()}});
  EXPECT_THAT(lines_of(load.faults), IsEmpty());
  ASSERT_TRUE(load.business);
  EXPECT_EQ(load.business->code_prefix, "FIO");
}

TEST(LoadProfile, NamesTenFaultsInTenLines) {
  json profile = sound_profile();
  profile["contatcs"] = profile["contacts"];
  profile.erase("contacts");
  profile["code_prefix"] = "sh1";
  profile["plans"][0]["services"] = {"weekend"};
  profile["calendar"]["services"][0]["week"]["mon"] = {"09:00-13:00", "12:00-18:00"};
  profile["rates"].push_back({{"valid_from", "2023-01-01"}, {"cents_per_hour", 4000}});
  profile["form"]["fields"][0]["options"][0]["title"]["it"] = "Un titolo molto più lungo del pulsante";
  profile["form"]["fields"][0]["options"][1]["plan"] = "basics";
  profile["form"]["fields"][1]["ask_when"] = {{"field", "kind"}, {"is", "c"}};
  profile["form"]["fields"][1]["label"].erase("en");
  profile["answers"]["cost"]["it"] = "{{rates}} euro";
  profile["answers"]["cost"]["en"] = "{{rate}} euro";
  EXPECT_THAT(faults_in(profile),
              UnorderedElementsAre(
                  "profile.json#/contatcs: unknown key 'contatcs', did you mean 'contacts'?",
                  "profile.json#/code_prefix: 'sh1' does not fit: two to four capital letters A-Z",
                  "profile.json#/plans/0/services/0: there is no service 'weekend'; there are: standard",
                  "profile.json#/calendar/services/0/week/mon/1: 12:00-18:00 overlaps 09:00-13:00",
                  "profile.json#/rates/1/valid_from: must come after the rate above it, from 2024-01-01: oldest first",
                  "profile.json#/form/fields/0/options/0/title/it: 38 characters, at most 20: 'Un titolo molto più "
                  "lungo del pulsante'",
                  "profile.json#/form/fields/0/options/1/plan: there is no plan 'basics', did you mean 'basic'?",
                  "profile.json#/form/fields/1/ask_when/is: 'c' is no option of 'kind'; there are: a, b",
                  "profile.json#/form/fields/1/label: 'en' is missing: a text, or a list of its lines",
                  "profile.json#/answers/cost/it: there is no {{rates}} here, did you mean 'rate'?"));
}

TEST(LoadProfile, RefusesATimePastAllSense) {
  json profile = sound_profile();
  profile["policies"]["acknowledge_minutes"] = std::numeric_limits<std::int64_t>::max();
  profile["policies"]["form_reminder_minutes"] = std::numeric_limits<std::int64_t>::max();
  EXPECT_THAT(faults_in(profile), testing::IsSupersetOf({HasSubstr("acknowledge_minutes"), HasSubstr("form_reminder_minutes")}));
}

TEST(LoadProfile, PlacesAFaultInTheFileThatHoldsIt) {
  json profile = sound_profile();
  json form = profile["form"];
  form["fields"][1]["ask_when"] = {{"field", "knd"}};
  profile["form"] = "form.json";
  const ProfileLoad load = load_profile({{"profile.json", profile.dump()}, {"form.json", form.dump()}});
  EXPECT_THAT(lines_of(load.faults),
              ElementsAre("form.json#/fields/1/ask_when/field: there is no field 'knd', did you mean 'kind'?"));
  EXPECT_FALSE(load.business);
}

TEST(LoadProfile, SaysWhereTheSyntaxBreaks) {
  json profile = sound_profile();
  profile["form"] = "form.json";
  const ProfileLoad load = load_profile({{"profile.json", profile.dump()}, {"form.json", "{\n  \"fields\": [,]\n}"}});
  EXPECT_THAT(lines_of(load.faults), ElementsAre(HasSubstr("form.json: line 2, column 14: syntax error")));
}

TEST(LoadProfile, BeginsWithProfileJson) {
  EXPECT_THAT(lines_of(load_profile({}).faults),
              ElementsAre("profile.json: the file is missing; a profile begins with it"));
}

TEST(LoadProfile, WarnsOfAFileThatNobodyNames) {
  const ProfileLoad load = load_profile({{"profile.json", sound_profile().dump()}, {"old.json", "{}"}});
  EXPECT_TRUE(load.business);
  EXPECT_THAT(lines_of(load.warnings), testing::Contains(HasSubstr("does not name old.json")));
}

TEST(LoadProfile, AllowsComments) {
  std::string text = "{ // mine\n /* and */ ";
  text += sound_profile().dump().substr(1);
  EXPECT_TRUE(load_profile({{"profile.json", text}}).business);
}

TEST(LoadProfile, RefusesAKeyWrittenTwice) {
  std::string text = R"({"id":"other",)";
  text += sound_profile().dump().substr(1);
  EXPECT_THAT(lines_of(load_profile({{"profile.json", text}}).faults),
              ElementsAre("profile.json: the key 'id' is written twice in the same object; keep one"));
}

TEST(LoadProfile, SurvivesAnyShape) {
  for (const char* text : {"null", "[]", "{}", "7", R"({"form":{"fields":{"a":1}}})", R"({"form":[],"calendar":7})",
                           R"({"plans":[1,null,{}],"contacts":{},"texts":[],"answers":"x","templates":{"survey":3}})",
                           R"({"form":{"fields":[{"options":[3],"ask_when":{"all":[{"all":7}]}},5]}})"}) {
    const ProfileLoad load = load_profile({{"profile.json", text}});
    EXPECT_FALSE(load.business) << text;
    EXPECT_FALSE(load.faults.empty()) << text;
  }
}

TEST(LoadProfile, SurvivesAnyValueInAnyPlace) {
  // Whatever stands where: an answer, and a business only when there is no fault.
  const json sound = sound_profile();
  const json strange[] = {nullptr,
                          -1,
                          3.5,
                          true,
                          "",
                          "form.json",
                          "{{#x}}",
                          json::array(),
                          json::object(),
                          json::parse(R"([[{"a": null}], 7])"),
                          json::parse(R"({"it": 7, "en": ["a", 3], "field": "kind"})")};
  std::vector<std::string> places{"/form",          "/form/fields",
                                  "/form/fields/0", "/form/fields/0/options",
                                  "/calendar",      "/calendar/services/0/week",
                                  "/answers",       "/form/fields/1/ask_when",
                                  "/plans/0"};
  const json leaves = sound.flatten();
  for (const auto& [place, unused] : leaves.items()) places.push_back(place);
  for (const std::string& place : places) {
    for (const json& value : strange) {
      json profile = sound;
      profile[json::json_pointer(place)] = value;
      const ProfileLoad load = load_profile({{"profile.json", profile.dump()}});
      EXPECT_EQ(load.business.has_value(), load.faults.empty()) << place << " = " << value;
    }
  }
}

/// One value of the sound profile replaced by another, as JSON; an empty one takes it out.
struct Planted {
  const char* pointer;
  const char* value;
  const char* fault;
};

void PrintTo(const Planted& planted, std::ostream* out) {
  *out << planted.pointer << " = " << planted.value;
}

class PlantedFault : public testing::TestWithParam<Planted> {};

TEST_P(PlantedFault, IsTheOnlyOneNamed) {
  const auto [pointer, value, fault] = GetParam();
  json profile = sound_profile();
  const json::json_pointer place(pointer);
  if (std::string_view{value}.empty()) {
    profile.at(place.parent_pointer()).erase(place.back());
  } else {
    profile[place] = json::parse(value);
  }
  EXPECT_THAT(faults_in(profile), ElementsAre(HasSubstr(fault)));
}

INSTANTIATE_TEST_SUITE_P(
    Structure, PlantedFault,
    testing::Values(
        Planted{"/name", "", "profile.json: 'name' is missing: as customers know it"},
        Planted{"/version", "3", "#/version: should be a text in quotes, not 3"},
        Planted{"/language", R"("de")", "#/language: 'de' is none of it, en"},
        Planted{"/form/fields/1/min_letters", "0", "#/form/fields/1/min_letters: 0 is too little: at least 1"},
        Planted{"/form/fields/1/required", R"("yes")", "#/form/fields/1/required: should be true or false, not 'yes'"},
        Planted{"/form/fields/1/requird", "true", "unknown key 'requird', did you mean 'required'?"},
        Planted{"/answers/costs", R"({"it": "x", "en": "x"})", "#/answers/costs: unknown key 'costs'"},
        Planted{"/form/fields/1/question/it", R"("")", "#/form/fields/1/question/it: is empty"},
        Planted{"/form", R"("froms.json")",
                "#/form: names the file 'froms.json', which is not in the profile's folder"},
        Planted{"/calendar/zone", R"("Europe/Rom")", "#/calendar/zone: "},
        Planted{"/calendar/services/0/wek", "{}", "#/calendar/services/0/wek: "}));

INSTANTIATE_TEST_SUITE_P(
    Business, PlantedFault,
    testing::Values(
        Planted{"/plans/1", R"({"id": "none", "name": {"it": "x", "en": "x"}})", "#/plans/1/id: 'none' means"},
        Planted{"/plans/0/includes", R"(["gold"])", "#/plans/0/includes/0: there is no plan 'gold'"},
        Planted{"/plans/0/includes", R"(["basic"])", "#/plans/0/includes/0: a plan does not include itself"},
        Planted{"/calendar/services/0/entitlement", R"("basix")", "there is no plan 'basix', did you mean 'basic'?"},
        Planted{"/service_notes", R"({"standrd": {"it": "x", "en": "x"}})",
                "#/service_notes/standrd: there is no service 'standrd', did you mean 'standard'?"},
        Planted{"/rates/0/valid_from", R"("2024-02-30")", "#/rates/0/valid_from: there is no such day"},
        Planted{"/contacts/0/value", R"("quattro")", "#/contacts/0/value: 'quattro' is no phone number"},
        Planted{"/contacts/1", R"({"id": "mail", "kind": "email", "value": "help at x.it"})", "is no e-mail address"},
        Planted{"/contacts/1", R"({"id": "phone", "kind": "menu", "value": "x"})",
                "#/contacts/1/id: 'phone' is there twice"},
        Planted{"/contacts/0/link", R"("045 123")", "#/contacts/0/link: '045 123' is no link"},
        Planted{"/contacts/0/service", R"("weekend")", "#/contacts/0/service: there is no service 'weekend'"},
        Planted{"/policies", R"({"on_call": "phones"})",
                "#/policies/on_call: there is no contact 'phones', did you mean 'phone'?"},
        Planted{"/policies", R"({"acknowledge_minutes": 30, "acknowledge_alarm_minutes": 30})",
                "must be less than acknowledge_minutes"},
        Planted{"/policies", R"({"form_expiry_hours": 1, "form_reminder_minutes": 60})",
                "must be less than form_expiry_hours"},
        Planted{"/policies", R"({"survey_link": "https://x.it/f"})", "is never sent while 'survey' is not true"}));

INSTANTIATE_TEST_SUITE_P(
    Conditions, PlantedFault,
    testing::Values(Planted{"/form/fields/0/ask_when", R"({"field": "name"})",
                            "#/form/fields/0/ask_when/field: 'name' is asked later"},
                    Planted{"/form/fields/1/ask_when", R"({"fact": "weather", "is": "fine"})",
                            "there is no fact 'weather'"},
                    Planted{"/form/fields/1/ask_when", R"({"fact": "weekend"})", "'is' is missing"},
                    Planted{"/form/fields/1/ask_when", R"({"fact": "plan", "is": "gold"})", "'plan' is never 'gold'"},
                    Planted{"/form/fields/1/ask_when", R"({"fact": "service:night", "is": "open"})",
                            "there is no fact 'service:night'"},
                    Planted{"/form/fields/1/ask_when", R"({"field": "kind", "fact": "urgent", "is": "yes"})",
                            "asks several things"},
                    Planted{"/form/fields/1/ask_when", "{}", "#/form/fields/1/ask_when: asks nothing"},
                    Planted{"/form/fields/1/ask_when", R"({"not": {"field": "kynd"}})",
                            "#/form/fields/1/ask_when/not/field: there is no"},
                    Planted{"/form/fields/1/ask_when", R"({"any": [{"field": "kind"}, {"field": "kond"}]})",
                            "/ask_when/any/1/field: there is no"},
                    Planted{"/form/flags", R"([{"flag": "x", "when": {"field": "nome"}}])",
                            "#/form/flags/0/when/field: there is no field 'nome', did you mean 'name'?"}));

INSTANTIATE_TEST_SUITE_P(
    Fields, PlantedFault,
    testing::Values(
        Planted{
            "/form/fields/2",
            R"({"id": "name", "type": "text", "label": {"it": "x", "en": "x"}, "question": {"it": "x", "en": "x"}})",
            "#/form/fields/2/id: 'name' is there twice"},
        Planted{"/form/fields/0/options/1/title/en", R"("first")", "'first' is there twice"},
        Planted{"/form/fields/0/options/2", R"({"id": "b", "title": {"it": "x", "en": "x"}})",
                "#/form/fields/0/options/2/id: 'b' is there twice"},
        Planted{"/form/fields/0/options/1/title", "", "#/form/fields/0/options/1: 'title' is missing"},
        Planted{"/form/fields/0/options/1/description", R"({"it": "x", "en": "x"})", "is never shown"},
        Planted{"/form/fields/1/type", R"("choice")", "#/form/fields/1: a choice needs 'options'"},
        Planted{"/form/fields/1/options", R"([{"id": "x", "title": {"it": "x", "en": "x"}}])",
                "only a choice or a yes_no has options"},
        Planted{"/form/fields/1/prefill", R"("email")", "'email' is for a field of type email"},
        Planted{"/form/fields/1/prefill", R"("callback_number")", "'callback_number' is for a field of type phone"},
        Planted{"/form/fields/1/max_length", "5000", "more than 4096 is only for the description"},
        Planted{"/form/fields/1/min_letters", "600", "asks for more letters than max_length"},
        Planted{"/form/fields/1/more", R"({"it": "x", "en": "x"})", "belongs to a field of type items"},
        Planted{"/form/fields/1/question/it", R"("{{prezzo}}?")",
                "#/form/fields/1/question/it: there is no {{prezzo}} here"},
        Planted{"/form/fields/1/question/it", R"("{{#name}}?")", "#/form/fields/1/question/it: is no template"},
        Planted{"/form/fields/1/label/it", R"("{{name}}")", "takes no placeholders"}));

TEST(LoadProfile, RefusesMoreOptionsThanAListShows) {
  json profile = sound_profile();
  json& options = profile["form"]["fields"][0]["options"];
  while (options.size() < 11) {
    const std::string id(options.size(), 'x');
    options.push_back({{"id", id}, {"title", said(id)}});
  }
  EXPECT_THAT(faults_in(profile),
              ElementsAre("profile.json#/form/fields/0/options: 11 options: WhatsApp shows at most 10 in a list"));
  options.erase(10);
  options[9]["title"]["it"] = "Una riga di ventiquattro";
  EXPECT_THAT(faults_in(profile), IsEmpty());
  options[9]["title"]["it"] = "Una riga di venticinque c";
  EXPECT_THAT(faults_in(profile), ElementsAre(HasSubstr("/options/9/title/it: 25 characters, at most 24")));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, PlantedFault,
    testing::Values(Planted{"/texts", R"({"form.snet": {"it": "x", "en": "x"}})",
                            "#/texts/form.snet: the house says nothing under 'form.snet', did you mean 'form.sent'?"},
                    Planted{"/texts", R"({"form.sent": {"it": "{{cod}}", "en": "x"}})",
                            "#/texts/form.sent/it: there is no {{cod}} here, did you mean 'code'?"},
                    Planted{"/texts", R"({"form.send": {"it": "Manda tutto al negozio", "en": "x"}})",
                            "#/texts/form.send/it: 22 characters, at most 20"},
                    Planted{"/texts", R"({"form.sent": {"it": "{{#code}}x", "en": "x"}})",
                            "#/texts/form.sent/it: is no template"},
                    Planted{"/texts", R"({"form.sent": {"it": "x"}})", "#/texts/form.sent: 'en' is missing"},
                    Planted{"/answers/warranty", R"({"it": "{{contact_fax}}", "en": "x"})",
                            "#/answers/warranty/it: there is no {{contact_fax}} here"},
                    Planted{"/answers/cost/en", R"("{{vats}}")",
                            "#/answers/cost/en: there is no {{vats}} here, did you mean 'vat'?"}));

TEST(LoadProfile, KnowsNoPriceWithoutRates) {
  json profile = sound_profile();
  profile.erase("rates");
  EXPECT_THAT(faults_in(profile), ElementsAre(HasSubstr("#/answers/cost/it: there is no {{rate}} here"),
                                              HasSubstr("#/answers/cost/en: there is no {{rate}} here")));
}

INSTANTIATE_TEST_SUITE_P(
    Templates, PlantedFault,
    testing::Values(
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it"], "parameters": [], "body": {"it": "x"}}})",
            "#/templates/reminder/languages: 'en' is missing"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": [], "body": {"it": "x"}}})",
            "#/templates/reminder/body: has no text in 'en'"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": ["code"], "body": {"it": "x", "en": "a {{code}} b"}}})",
            "#/templates/reminder/body/it: does not use the parameter {{code}}"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": [], "body": {"it": "x", "en": "a {{code}} b"}}})",
            "#/templates/reminder/body/en: 'parameters' does not name {{code}}"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": ["code"], "body": {"it": "a {{code}}", "en": "a {{code}} b"}}})",
            "#/templates/reminder/body/it: Meta refuses a text that begins or ends"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": ["deadline"], "body": {"it": "a {{deadline}} b", "en": "a {{deadline}} b"}}})",
            "the desk has no 'deadline' for this purpose"},
        Planted{
            "/templates",
            R"({"reminder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": [], "body": {"it": "x", "en": "x"}, "buttons": {"it": ["Un pulsante di ventisei car"], "en": ["x"]}}})",
            "is longer than 25 characters"},
        Planted{
            "/templates",
            R"({"remnder": {"name": "r", "category": "utility", "languages": ["it", "en"], "parameters": [], "body": {"it": "x", "en": "x"}}})",
            "unknown key 'remnder', did you mean 'reminder'?"}));

}  // namespace
}  // namespace sportello::flows
