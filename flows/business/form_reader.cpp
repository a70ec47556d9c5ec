#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "flows/business/reader.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

using namespace reading;
using nlohmann::json;

constexpr std::array<std::pair<std::string_view, FieldType>, 10> kTypes{{{"text", FieldType::Text},
                                                                         {"choice", FieldType::Choice},
                                                                         {"yes_no", FieldType::YesNo},
                                                                         {"email", FieldType::Email},
                                                                         {"phone", FieldType::Phone},
                                                                         {"url_or_name", FieldType::UrlOrName},
                                                                         {"date", FieldType::Day},
                                                                         {"amount", FieldType::Amount},
                                                                         {"items", FieldType::Items},
                                                                         {"consent", FieldType::Consent}}};

constexpr std::array<std::pair<std::string_view, Prefill>, 6> kPrefills{{{"company", Prefill::Company},
                                                                         {"name", Prefill::Name},
                                                                         {"email", Prefill::Email},
                                                                         {"callback_number", Prefill::CallbackNumber},
                                                                         {"problem", Prefill::Problem},
                                                                         {"product", Prefill::Product}}};

/// A condition that names several of field, fact, all, any and not is read as the first; the rules refuse it.
Condition read_condition(const json& value) {
  Condition condition;
  const json& is = part(value, "is");
  if (is.is_string()) condition.values = {is.get<std::string>()};
  if (is.is_array()) condition.values = texts(value, "is");
  if (part(value, "field").is_string()) {
    condition.op = Condition::Op::Field;
    condition.name = text(value, "field");
  } else if (part(value, "fact").is_string()) {
    condition.op = Condition::Op::Fact;
    condition.name = text(value, "fact");
  } else if (part(value, "not").is_object()) {
    condition.op = Condition::Op::Not;
    condition.parts = {read_condition(part(value, "not"))};
  } else {
    const bool any = part(value, "any").is_array();
    condition.op = any ? Condition::Op::Any : Condition::Op::All;
    for (const json& one : list(value, any ? "any" : "all")) condition.parts.push_back(read_condition(one));
  }
  return condition;
}

Option read_option(const json& value) {
  Option option{.id = text(value, "id"),
                .title = localized(value, "title"),
                .description = localized(value, "description"),
                .synonyms = {},
                .plan = text(value, "plan"),
                .note = localized(value, "note"),
                .warranty = truth(value, "warranty", false),
                .consent = truth(value, "consent", false)};
  for (const std::string& synonym : texts(value, "synonyms")) option.synonyms.push_back(fold(synonym));
  return option;
}

Field read_field(const json& value) {
  Field field;
  field.id = text(value, "id");
  for (const auto& [name, type] : kTypes) {
    if (text(value, "type") == name) field.type = type;
  }
  for (const auto& [name, prefill] : kPrefills) {
    if (text(value, "prefill") == name) field.prefill = prefill;
  }
  field.label = localized(value, "label");
  field.question = localized(value, "question");
  field.again = localized(value, "again");
  field.hint = localized(value, "hint");
  for (const json& option : list(value, "options")) field.options.push_back(read_option(option));
  field.list_button = localized(value, "list_button");
  if (part(value, "ask_when").is_object()) field.ask_when = read_condition(part(value, "ask_when"));
  field.required = truth(value, "required", field.required);
  for (const json& one : list(value, "unsure")) field.unsure.push_back(localized(one));
  field.min_letters = static_cast<std::size_t>(number(value, "min_letters", static_cast<long>(field.min_letters)));
  field.max_length = static_cast<std::size_t>(number(value, "max_length", static_cast<long>(field.max_length)));
  field.one_retry_only = truth(value, "one_retry_only", field.one_retry_only);
  field.more = localized(value, "more");
  field.max_items = static_cast<std::size_t>(number(value, "max_items", static_cast<long>(field.max_items)));
  return field;
}

FlagRule read_flag(const json& value) {
  FlagRule rule;
  rule.flag = text(value, "flag");
  rule.when = read_condition(part(value, "when"));
  if (const long priority = number(value, "priority", 0); priority > 0) rule.priority = static_cast<int>(priority);
  rule.note = localized(value, "note");
  return rule;
}

}  // namespace

Form read_form(const json& value) {
  Form form;
  for (const json& field : list(value, "fields")) form.fields.push_back(read_field(field));
  for (const json& flag : list(value, "flags")) form.flags.push_back(read_flag(flag));
  return form;
}

}  // namespace sportello::flows
