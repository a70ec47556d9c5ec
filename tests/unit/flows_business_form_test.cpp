#include "flows/business/form.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace sportello::flows {
namespace {

using nlohmann::json;

Condition field_is(std::string name, std::vector<std::string> values = {}) {
  return {.op = Condition::Op::Field, .name = std::move(name), .values = std::move(values), .parts = {}};
}
Condition fact_is(std::string name, std::vector<std::string> values) {
  return {.op = Condition::Op::Fact, .name = std::move(name), .values = std::move(values), .parts = {}};
}
Condition all(std::vector<Condition> parts) {
  return {Condition::Op::All, "", {}, std::move(parts)};
}
Condition any(std::vector<Condition> parts) {
  return {Condition::Op::Any, "", {}, std::move(parts)};
}
Condition none(std::vector<Condition> parts) {
  return {Condition::Op::Not, "", {}, std::move(parts)};
}

Answer answer(std::string value) {
  Answer out;
  out.shown = value;
  out.values = {std::move(value)};
  return out;
}

TEST(Condition, AsksAboutAnswersAndFacts) {
  const Answers answers{{"category", answer("print")}};
  const Facts facts{{"weekend", "yes"}};
  EXPECT_TRUE(holds(field_is("category"), answers, facts));
  EXPECT_TRUE(holds(field_is("category", {"mail", "print"}), answers, facts));
  EXPECT_FALSE(holds(field_is("category", {"mail"}), answers, facts));
  EXPECT_FALSE(holds(field_is("other"), answers, facts));
  EXPECT_TRUE(holds(fact_is("weekend", {"yes"}), answers, facts));
  EXPECT_FALSE(holds(fact_is("weekend", {"no"}), answers, facts));
  EXPECT_FALSE(holds(fact_is("plan", {"none"}), answers, facts));
}

TEST(Condition, Combines) {
  const Facts facts{{"weekend", "yes"}, {"plan", "extended"}};
  const Condition yes = fact_is("weekend", {"yes"});
  const Condition no = fact_is("plan", {"none"});
  EXPECT_TRUE(holds(any({no, yes}), {}, facts));
  EXPECT_FALSE(holds(all({no, yes}), {}, facts));
  EXPECT_TRUE(holds(all({yes, none({no})}), {}, facts));
  EXPECT_FALSE(holds(none({yes}), {}, facts));
  EXPECT_TRUE(holds(all({}), {}, facts));
  EXPECT_FALSE(holds(any({}), {}, facts));
}

TEST(Facts, AreKnownByName) {
  EXPECT_TRUE(is_fact("covered"));
  EXPECT_TRUE(is_fact("service:weekend"));
  EXPECT_FALSE(is_fact("service:"));
  EXPECT_FALSE(is_fact("moon"));
}

Field choice(std::string id, std::vector<std::pair<std::string, std::string>> options) {
  Field field;
  field.id = std::move(id);
  field.type = FieldType::Choice;
  for (auto& [option, plan] : options) {
    Option one;
    one.id = option;
    one.plan = plan;
    field.options.push_back(one);
  }
  return field;
}

Form printing_form() {
  Form form;
  form.fields.push_back(choice("category", {{"use", "standard"}, {"printer", "standard"}, {"warranty", ""}}));
  form.fields.push_back(choice("works", {{"yes", ""}, {"no", "extended"}}));
  form.fields.back().ask_when = field_is("category", {"printer"});
  return form;
}

TEST(PlanDemanded, IsThatOfTheLastAnswerThatNamesOne) {
  const Form form = printing_form();
  EXPECT_EQ(plan_demanded(form, {}), "");
  EXPECT_EQ(plan_demanded(form, {{"category", answer("warranty")}}), "");
  EXPECT_EQ(plan_demanded(form, {{"category", answer("printer")}}), "standard");
  EXPECT_EQ(plan_demanded(form, {{"category", answer("printer")}, {"works", answer("yes")}}), "standard");
  EXPECT_EQ(plan_demanded(form, {{"category", answer("printer")}, {"works", answer("no")}}), "extended");
}

TEST(PlanDemanded, ForgetsAnswersToFieldsNoLongerAsked) {
  EXPECT_EQ(plan_demanded(printing_form(), {{"category", answer("use")}, {"works", answer("no")}}), "standard");
}

TEST(Answers, SurviveJson) {
  Answer whole;
  whole.values = {"primo intervento", "secondo"};
  whole.shown = "1. primo intervento 2. secondo";
  whole.note = "dopo le 15";
  whole.source = AnswerSource::Volunteered;
  whole.message = Wamid{"wamid.A"};
  whole.at = Instant{std::chrono::milliseconds{1'795'252'800'123}};
  whole.unsure = true;
  const Answers answers{{"request", whole}, {"email", answer("a@b.it")}};
  const auto back = answers_from_json(json::parse(to_json(answers).dump()));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, answers);
}

TEST(Answers, RefuseForeignJson) {
  for (const char* text : {"[]", R"({"a":1})", R"({"a":{"values":"x","shown":"x","source":"asked"}})",
                           R"({"a":{"values":[],"shown":"x","source":"guessed"}})"}) {
    EXPECT_FALSE(answers_from_json(json::parse(text))) << text;
  }
}

TEST(Form, FindsAFieldById) {
  const Form form = printing_form();
  ASSERT_NE(form.field("works"), nullptr);
  EXPECT_EQ(form.field("works")->options.size(), 2U);
  EXPECT_EQ(form.field("nope"), nullptr);
}

}  // namespace
}  // namespace sportello::flows
