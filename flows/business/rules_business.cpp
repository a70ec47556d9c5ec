#include <algorithm>
#include <set>

#include "flows/business/rules.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

constexpr std::size_t kPhoneDigitsLeast = 5;
constexpr std::size_t kPhoneDigitsMost = 15;

class BusinessRules {
 public:
  BusinessRules(const Business& business, Faults& faults)
      : business_(business),
        faults_(faults),
        plans_(ids_of(business.plans)),
        services_(ids_of(business.calendar.services)) {}

  void check() {
    no_id_twice(business_.plans, "/plans");
    no_id_twice(business_.contacts, "/contacts");
    no_id_twice(business_.products, "/products");
    check_plans();
    check_services();
    check_rates();
    check_warranty();
    for (std::size_t i = 0; i < business_.contacts.size(); ++i)
      check_contact(business_.contacts[i], below("/contacts", i));
    check_policies();
    check_mail_intake();
  }

 private:
  template <class Things>
  void no_id_twice(const Things& things, const std::string& pointer) {
    std::set<std::string> seen;
    for (std::size_t i = 0; i < things.size(); ++i) {
      const std::string& id = things[i].id;
      if (!id.empty() && !seen.insert(id).second) faults_.add(below(pointer, i) + "/id", "'" + id + "' is there twice");
    }
  }

  void known(const std::string& word, const std::vector<std::string>& candidates, const std::string& what,
             const std::string& pointer) {
    if (word.empty() || std::find(candidates.begin(), candidates.end(), word) != candidates.end()) return;
    faults_.add(pointer, "there is no " + what + " '" + word + "'" + suggestion(word, candidates));
  }

  void check_plans() {
    for (std::size_t i = 0; i < business_.plans.size(); ++i) {
      const Plan& plan = business_.plans[i];
      const std::string pointer = below("/plans", i);
      if (plan.id == "none" || plan.id == "unknown") {
        faults_.add(pointer + "/id",
                    "'" + plan.id + "' means that there is no plan, or that it is not known; choose another id");
      }
      for (std::size_t j = 0; j < plan.includes.size(); ++j) {
        const std::string place = below(pointer + "/includes", j);
        known(plan.includes[j], plans_, "plan", place);
        if (plan.includes[j] == plan.id) faults_.add(place, "a plan does not include itself");
      }
      for (std::size_t j = 0; j < plan.services.size(); ++j) {
        known(plan.services[j], services_, "service", below(pointer + "/services", j));
      }
    }
  }

  void check_services() {
    const auto& services = business_.calendar.services;
    for (std::size_t i = 0; i < services.size(); ++i) {
      known(services[i].entitlement, plans_, "plan", below("/calendar/services", i) + "/entitlement");
    }
    for (const auto& [id, note] : business_.service_notes) known(id, services_, "service", below("/service_notes", id));
  }

  void check_rates() {
    for (std::size_t i = 0; i < business_.rates.size(); ++i) {
      const Rate& rate = business_.rates[i];
      const std::string pointer = below("/rates", i);
      if (faults_.any_below(pointer + "/valid_from")) continue;
      if (!rate.valid_from.ok()) {
        faults_.add(pointer + "/valid_from", "there is no such day");
      } else if (i > 0 && business_.rates[i - 1].valid_from.ok() &&
                 rate.valid_from <= business_.rates[i - 1].valid_from) {
        faults_.add(pointer + "/valid_from", "must come after the rate above it, from " +
                                                 iso_date(business_.rates[i - 1].valid_from) + ": oldest first");
      }
    }
  }

  void check_warranty() {
    if (!business_.warranty) return;
    const WarrantyTerms& terms = *business_.warranty;
    if (terms.extended_months < terms.months) {
      faults_.add("/warranty/extended_months", "must not be less than months: an extension makes it longer");
    }
    if (terms.purchase_field.empty()) return;
    known(terms.purchase_field, ids_of(business_.form.fields), "field", "/warranty/purchase_field");
    const Field* field = business_.form.field(terms.purchase_field);
    if (field != nullptr && field->type != FieldType::Day) {
      faults_.add("/warranty/purchase_field", "'" + field->id + "' is no field of type date");
    }
  }

  void check_contact(const Contact& contact, const std::string& pointer) {
    known(contact.service, services_, "service", pointer + "/service");
    if (!contact.value.empty()) check_contact_value(contact, pointer + "/value");
    if (contact.link.empty()) return;
    const bool fits = contact.link.starts_with("tel:+") || contact.link.starts_with("mailto:") ||
                      contact.link.starts_with("http://") || contact.link.starts_with("https://");
    if (!fits || contact.link.find(' ') != std::string::npos) {
      faults_.add(pointer + "/link",
                  "'" + contact.link + "' is no link; write tel:+39…, mailto:…, http://… or https://…");
    }
  }

  void check_contact_value(const Contact& contact, const std::string& pointer) {
    switch (contact.kind) {
      case ContactKind::Phone:
      case ContactKind::WhatsApp: {
        const std::size_t digits = digits_of(contact.value).size();
        const bool only_phone = contact.value.find_first_not_of("+0123456789 ./-()") == std::string::npos;
        if (!only_phone || digits < kPhoneDigitsLeast || digits > kPhoneDigitsMost) {
          faults_.add(pointer,
                      "'" + contact.value + "' is no phone number; write it as people read it, like 045.1234567");
        }
        return;
      }
      case ContactKind::Email: {
        const std::size_t at = contact.value.find('@');
        const bool fits = at != std::string::npos && at > 0 && contact.value.find('.', at) != std::string::npos &&
                          contact.value.find(' ') == std::string::npos && contact.value.rfind('@') == at;
        if (!fits) faults_.add(pointer, "'" + contact.value + "' is no e-mail address; write it like help@example.it");
        return;
      }
      case ContactKind::Web: {
        const bool fits = contact.value.find('.') != std::string::npos && contact.value.find(' ') == std::string::npos;
        if (!fits) faults_.add(pointer, "'" + contact.value + "' is no web address");
        return;
      }
      case ContactKind::Menu:
        return;
    }
  }

  void check_policies() {
    const Policies& policies = business_.policies;
    known(policies.on_call, ids_of(business_.contacts), "contact", "/policies/on_call");
    if (policies.acknowledge_within && policies.acknowledge_alarm &&
        *policies.acknowledge_alarm >= *policies.acknowledge_within) {
      faults_.add("/policies/acknowledge_alarm_minutes", "must be less than acknowledge_minutes: it warns before that");
    }
    if (policies.acknowledge_alarm && !policies.acknowledge_within) {
      faults_.add("/policies/acknowledge_alarm_minutes", "warns of nothing without acknowledge_minutes");
    }
    if (policies.form_reminder >= policies.form_expiry) {
      faults_.add("/policies/form_reminder_minutes",
                  "must be less than form_expiry_hours: an unfinished form is recalled before it is put away");
    }
    if (!policies.survey_link.empty() && !policies.survey) {
      faults_.add("/policies/survey_link", "is never sent while 'survey' is not true");
    }
  }

  void check_mail_intake() {
    if (!business_.mail_intake) return;
    const MailIntake& intake = *business_.mail_intake;
    const auto fields = ids_of(business_.form.fields);
    known(intake.subject_field, fields, "field", "/mail_intake/subject_field");
    known(intake.body_field, fields, "field", "/mail_intake/body_field");
    for (std::size_t i = 0; i < intake.line_fields.size(); ++i) {
      known(intake.line_fields[i], fields, "field", below("/mail_intake/line_fields", i));
    }
    const Field* subject = business_.form.field(intake.subject_field);
    if (subject != nullptr && subject->type != FieldType::Email) {
      faults_.add("/mail_intake/subject_field", "must name a field of type email: the subject is an address");
    }
  }

  const Business& business_;
  Faults& faults_;
  std::vector<std::string> plans_;
  std::vector<std::string> services_;
};

}  // namespace

void check_business(const Business& business, Faults& faults) {
  BusinessRules(business, faults).check();
}

}  // namespace sportello::flows
