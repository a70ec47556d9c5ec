#include "flows/business/reader.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace sportello::flows {

using nlohmann::json;

namespace reading {

const json& part(const json& value, const char* key) {
  static const json nothing;
  if (!value.is_object()) return nothing;
  const auto found = value.find(key);
  return found == value.end() ? nothing : *found;
}

const json& list(const json& value, const char* key) {
  static const json empty = json::array();
  const json& found = part(value, key);
  return found.is_array() ? found : empty;
}

std::string text(const json& value, const char* key) {
  const json& found = part(value, key);
  return found.is_string() ? found.get<std::string>() : std::string{};
}

std::string words(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  std::string lines;
  if (!value.is_array()) return lines;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (i > 0) lines += '\n';
    if (value[i].is_string()) lines += value[i].get<std::string>();
  }
  return lines;
}

Localized localized(const json& value) {
  return {words(part(value, "it")), words(part(value, "en"))};
}

Localized localized(const json& value, const char* key) {
  return localized(part(value, key));
}

std::vector<std::string> texts(const json& value, const char* key) {
  std::vector<std::string> out;
  for (const json& one : list(value, key)) out.push_back(one.is_string() ? one.get<std::string>() : std::string{});
  return out;
}

bool truth(const json& value, const char* key, bool otherwise) {
  const json& found = part(value, key);
  return found.is_boolean() ? found.get<bool>() : otherwise;
}

long number(const json& value, const char* key, long otherwise) {
  const json& found = part(value, key);
  // What the schema refuses is read all the same, so that every fault is told at once: nothing made of it may overflow.
  constexpr long kPastAllSense = 1'000'000'000;
  return found.is_number_integer() ? std::clamp(found.get<long>(), -kPastAllSense, kPastAllSense) : otherwise;
}

}  // namespace reading

namespace {

using namespace reading;
using std::chrono::minutes;

constexpr std::array<std::pair<std::string_view, ContactKind>, 5> kContactKinds{{{"phone", ContactKind::Phone},
                                                                                 {"email", ContactKind::Email},
                                                                                 {"web", ContactKind::Web},
                                                                                 {"whatsapp", ContactKind::WhatsApp},
                                                                                 {"menu", ContactKind::Menu}}};

Plan read_plan(const json& value) {
  Plan plan{.id = text(value, "id"),
            .name = localized(value, "name"),
            .includes = texts(value, "includes"),
            .services = texts(value, "services"),
            .included_per_intervention = std::nullopt};
  if (const long included = number(value, "included_minutes", 0); included > 0) {
    plan.included_per_intervention = minutes{included};
  }
  return plan;
}

Rate read_rate(const json& value) {
  Rate rate;
  if (const auto day = parse_date(text(value, "valid_from"))) rate.valid_from = *day;
  rate.cents_per_hour = number(value, "cents_per_hour", 0);
  rate.minimum = minutes{number(value, "minimum_minutes", rate.minimum.count())};
  rate.step = minutes{number(value, "step_minutes", rate.step.count())};
  rate.vat_percent = static_cast<int>(number(value, "vat_percent", rate.vat_percent));
  if (const std::string currency = text(value, "currency"); !currency.empty()) rate.currency = currency;
  return rate;
}

std::optional<WarrantyTerms> read_warranty(const json& value) {
  if (!value.is_object()) return std::nullopt;
  WarrantyTerms terms;
  terms.months = static_cast<int>(number(value, "months", terms.months));
  terms.extended_months = static_cast<int>(number(value, "extended_months", terms.months));
  terms.purchase_field = text(value, "purchase_field");
  return terms;
}

Contact read_contact(const json& value) {
  Contact contact{.id = text(value, "id"),
                  .kind = ContactKind::Phone,
                  .value = text(value, "value"),
                  .link = text(value, "link"),
                  .label = localized(value, "label"),
                  .service = text(value, "service")};
  for (const auto& [name, kind] : kContactKinds) {
    if (text(value, "kind") == name) contact.kind = kind;
  }
  return contact;
}

Policies read_policies(const json& value) {
  Policies out;
  const auto optional_minutes = [&](const char* key) -> std::optional<minutes> {
    const long count = number(value, key, 0);
    return count > 0 ? std::optional(minutes{count}) : std::nullopt;
  };
  out.reopen_window = std::chrono::hours{number(value, "reopen_hours", out.reopen_window.count())};
  out.reopen_counts_working_hours = truth(value, "reopen_counts_working_hours", out.reopen_counts_working_hours);
  out.gather = std::chrono::seconds{number(value, "gather_seconds", out.gather.count())};
  out.form_reminder = minutes{number(value, "form_reminder_minutes", out.form_reminder.count())};
  out.form_expiry = std::chrono::hours{number(value, "form_expiry_hours", out.form_expiry.count())};
  out.acknowledge_within = optional_minutes("acknowledge_minutes");
  out.acknowledge_alarm = optional_minutes("acknowledge_alarm_minutes");
  out.answer_within = {optional_minutes("answer_urgent_minutes"), optional_minutes("answer_normal_minutes"),
                       optional_minutes("answer_low_minutes")};
  out.notify_registration_by_mail = truth(value, "notify_registration_by_mail", out.notify_registration_by_mail);
  out.mail_needs_enabled_address = truth(value, "mail_needs_enabled_address", out.mail_needs_enabled_address);
  out.add_to_open_ticket = truth(value, "add_to_open_ticket", out.add_to_open_ticket);
  out.contract_block = truth(value, "contract_block", out.contract_block);
  out.survey = truth(value, "survey", out.survey);
  out.survey_link = text(value, "survey_link");
  out.survey_days_between = static_cast<int>(number(value, "survey_days_between", out.survey_days_between));
  out.survey_days_open = static_cast<int>(number(value, "survey_days_open", out.survey_days_open));
  out.survey_low_score = static_cast<int>(number(value, "survey_low_score", out.survey_low_score));
  out.appointment_reminder =
      std::chrono::hours{number(value, "appointment_reminder_hours", out.appointment_reminder.count())};
  out.on_call = text(value, "on_call");
  out.second_level_groups = texts(value, "second_level_groups");
  out.sample_calls_percent = static_cast<int>(number(value, "sample_calls_percent", out.sample_calls_percent));
  out.sample_calls_days_between =
      static_cast<int>(number(value, "sample_calls_days_between", out.sample_calls_days_between));
  return out;
}

MessageTemplate read_template(const std::string& purpose, const json& value) {
  MessageTemplate out{.purpose = purpose,
                      .name = text(value, "name"),
                      .category = text(value, "category"),
                      .languages = texts(value, "languages"),
                      .body = {},
                      .parameters = texts(value, "parameters"),
                      .buttons = {}};
  if (const json& body = part(value, "body"); body.is_object()) {
    for (const auto& [language, said] : body.items()) out.body[language] = words(said);
  }
  if (const json& buttons = part(value, "buttons"); buttons.is_object()) {
    for (const auto& [language, unused] : buttons.items()) out.buttons[language] = texts(buttons, language.c_str());
  }
  return out;
}

std::map<std::string, Localized> read_localized_map(const json& value) {
  std::map<std::string, Localized> out;
  if (!value.is_object()) return out;
  for (const auto& [key, said] : value.items()) out[key] = localized(said);
  return out;
}

std::map<Intent, Localized> read_answers(const json& value) {
  std::map<Intent, Localized> out;
  const auto said = read_localized_map(value);
  for (int i = 0; i <= static_cast<int>(Intent::Unknown); ++i) {
    const auto intent = static_cast<Intent>(i);
    if (const auto found = said.find(std::string(name_of(intent))); found != said.end()) out[intent] = found->second;
  }
  return out;
}

}  // namespace

Draft read_draft(const json& profile, Calendar calendar) {
  Business business{.id = BusinessId{text(profile, "id")},
                    .name = text(profile, "name"),
                    .code_prefix = text(profile, "code_prefix"),
                    .version = text(profile, "version"),
                    .language = text(profile, "language") == "en" ? Language::En : Language::It,
                    .calendar = std::move(calendar),
                    .plans = {},
                    .rates = {},
                    .contacts = {},
                    .products = {},
                    .warranty = read_warranty(part(profile, "warranty")),
                    .form = read_form(part(profile, "form")),
                    .answers = read_answers(part(profile, "answers")),
                    .service_notes = read_localized_map(part(profile, "service_notes")),
                    .texts = {},
                    .policies = read_policies(part(profile, "policies")),
                    .templates = {},
                    .mail_intake = {}};
  if (const json& intake = part(profile, "mail_intake"); intake.is_object()) {
    business.mail_intake = MailIntake{text(intake, "subject_field"), texts(intake, "line_fields"), text(intake, "body_field")};
  }
  for (const json& plan : list(profile, "plans")) business.plans.push_back(read_plan(plan));
  for (const json& rate : list(profile, "rates")) business.rates.push_back(read_rate(rate));
  for (const json& contact : list(profile, "contacts")) business.contacts.push_back(read_contact(contact));
  for (const json& product : list(profile, "products")) {
    business.products.push_back({text(product, "id"), text(product, "name"), text(product, "current_version")});
  }
  if (const json& templates = part(profile, "templates"); templates.is_object()) {
    for (const auto& [purpose, value] : templates.items()) {
      business.templates.emplace(purpose, read_template(purpose, value));
    }
  }
  return {std::move(business), read_localized_map(part(profile, "texts"))};
}

}  // namespace sportello::flows
