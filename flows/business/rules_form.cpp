#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "flows/business/rules.h"
#include "flows/core/text.h"
#include "flows/wording/message.h"

namespace sportello::flows {
namespace {

using nlohmann::json;

/// What a question may take of a bubble, so that the answer to a digression fits above it.
constexpr std::size_t kQuestion = 600;
constexpr std::size_t kLabel = 40;
constexpr std::size_t kNote = 400;
/// Beyond it a reply is no text message any more (limits::kText); only a description may be longer.
constexpr std::size_t kAnswer = limits::kText;

class FormRules {
 public:
  FormRules(const Business& business, const json& form, Faults& faults)
      : business_(business), form_(form), faults_(faults), placeholders_(common_placeholders(business)) {
    note_placeholders_ = placeholders_;
    if (!business.products.empty()) note_placeholders_.insert({"product", "current_version"});
    if (business.warranty) note_placeholders_.insert("warranty_until");
  }

  void check() {
    const std::vector<Field>& fields = business_.form.fields;
    std::set<std::string> ids;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const std::string pointer = below("/form/fields", i);
      if (!fields[i].id.empty() && !ids.insert(fields[i].id).second) {
        faults_.add(pointer + "/id", "'" + fields[i].id + "' is there twice");
      }
      check_field(fields[i], pointer);
      if (fields[i].ask_when) {
        check_condition(form_.at("fields").at(i).at("ask_when"), pointer + "/ask_when", {business_, i}, faults_);
      }
    }
    check_flags();
  }

 private:
  void sentence(const Localized& text, const std::string& pointer, std::size_t limit) {
    check_sentence(text, pointer, limit, placeholders_, faults_);
  }

  void check_field(const Field& field, const std::string& pointer) {
    check_sentence(field.label, pointer + "/label", kLabel, {}, faults_);
    sentence(field.question, pointer + "/question", kQuestion);
    sentence(field.again, pointer + "/again", kNote);
    sentence(field.hint, pointer + "/hint", kQuestion);
    sentence(field.more, pointer + "/more", kQuestion);
    check_sentence(field.list_button, pointer + "/list_button", limits::kListButton, {}, faults_);
    check_kind(field, pointer);
    check_lengths(field, pointer);
    check_options(field, pointer);
  }

  void check_kind(const Field& field, const std::string& pointer) {
    const bool chooses = field.type == FieldType::Choice || field.type == FieldType::YesNo;
    if (!chooses && !field.options.empty()) {
      faults_.add(pointer + "/options", "only a choice or a yes_no has options");
    }
    if (field.type == FieldType::Choice && field.options.empty()) {
      faults_.add(pointer, "a choice needs 'options', 1 to " + std::to_string(limits::kRows));
    }
    if (field.type != FieldType::Items && !field.more.empty())
      faults_.add(pointer + "/more", "belongs to a field of type items");
    if (field.prefill == Prefill::Email && field.type != FieldType::Email) {
      faults_.add(pointer + "/prefill", "'email' is for a field of type email");
    }
    if (field.prefill == Prefill::CallbackNumber && field.type != FieldType::Phone) {
      faults_.add(pointer + "/prefill", "'callback_number' is for a field of type phone");
    }
    if (field.prefill == Prefill::Problem && field.type != FieldType::Text) {
      faults_.add(pointer + "/prefill", "'problem' is for a field of type text");
    }
    if (field.prefill == Prefill::Product && field.type != FieldType::Text) {
      faults_.add(pointer + "/prefill", "'product' is for a field of type text");
    }
    if (field.type == FieldType::Consent && !field.required) {
      faults_.add(pointer + "/required", "a consent is given by sending the form; it cannot be left out");
    }
  }

  void check_lengths(const Field& field, const std::string& pointer) {
    if (field.min_letters > field.max_length) {
      faults_.add(pointer + "/min_letters", "asks for more letters than max_length allows");
    }
    if (field.max_length > kAnswer && field.prefill != Prefill::Problem) {
      faults_.add(pointer + "/max_length",
                  "more than " + std::to_string(kAnswer) + " is only for the description (prefill 'problem')");
    }
  }

  void check_options(const Field& field, const std::string& pointer) {
    const std::size_t count = field.options.size();
    if (count > limits::kRows) {
      faults_.add(pointer + "/options", std::to_string(count) + " options: WhatsApp shows at most " +
                                            std::to_string(limits::kRows) + " in a list");
    }
    const bool buttons = count <= limits::kButtons;
    const std::size_t title_limit = buttons ? limits::kButtonTitle : limits::kRowTitle;
    std::set<std::string> ids;
    std::set<std::string> titles;
    for (std::size_t i = 0; i < count; ++i) {
      const Option& option = field.options[i];
      const std::string place = below(pointer + "/options", i);
      if (!option.id.empty() && !ids.insert(option.id).second)
        faults_.add(place + "/id", "'" + option.id + "' is there twice");
      if (field.type == FieldType::YesNo && option.id != "yes" && option.id != "no") {
        faults_.add(place + "/id", "a yes_no has the options 'yes' and 'no'; use a choice for others");
      }
      if (option.title.empty()) faults_.add(place, "'title' is missing");
      check_sentence(option.title, place + "/title", title_limit, {}, faults_);
      if (!option.title.it.empty() && !titles.insert("it " + fold(option.title.it)).second) {
        faults_.add(place + "/title/it", "'" + option.title.it + "' is there twice: WhatsApp refuses equal titles");
      }
      if (!option.title.en.empty() && !titles.insert("en " + fold(option.title.en)).second) {
        faults_.add(place + "/title/en", "'" + option.title.en + "' is there twice: WhatsApp refuses equal titles");
      }
      check_sentence(option.description, place + "/description", limits::kRowDescription, {}, faults_);
      if (buttons && !option.description.empty()) {
        faults_.add(place + "/description",
                    "is never shown: up to " + std::to_string(limits::kButtons) + " options are buttons");
      }
      sentence(option.note, place + "/note", kNote);
      if (option.warranty && !option.plan.empty()) {
        faults_.add(place + "/warranty", "is covered by the plan '" + option.plan + "' already: either one or the other");
      }
      const std::vector<std::string> plans = ids_of(business_.plans);
      if (!option.plan.empty() && std::find(plans.begin(), plans.end(), option.plan) == plans.end()) {
        faults_.add(place + "/plan", "there is no plan '" + option.plan + "'" + suggestion(option.plan, plans));
      }
    }
  }

  void check_flags() {
    for (std::size_t i = 0; i < business_.form.flags.size(); ++i) {
      const std::string pointer = below("/form/flags", i);
      check_sentence(business_.form.flags[i].note, pointer + "/note", kNote, note_placeholders_, faults_);
      const json& flag = form_.at("flags").at(i);
      if (flag.is_object() && flag.contains("when")) {
        check_condition(flag.at("when"), pointer + "/when", {business_, business_.form.fields.size()}, faults_);
      }
    }
  }

  const Business& business_;
  const json& form_;
  Faults& faults_;
  std::set<std::string> placeholders_;
  std::set<std::string> note_placeholders_;  ///< of what is said with the code
};

}  // namespace

void check_form(const Business& business, const json& form, Faults& faults) {
  FormRules(business, form, faults).check();
}

}  // namespace sportello::flows
