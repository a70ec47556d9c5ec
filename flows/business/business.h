/// One business as data: everything in which two businesses may differ. Loaded from a profile, checked whole,
/// immutable afterwards. No line of C++ knows a business by name.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/business/form.h"
#include "flows/calendar/calendar.h"
#include "flows/core/ids.h"
#include "flows/core/language.h"
#include "flows/core/time.h"
#include "flows/understanding/understanding.h"
#include "flows/wording/message.h"
#include "flows/wording/texts.h"

namespace sportello::flows {

/// What a customer may have bought: "standard", "extended". Dates belong to the customer, not to the plan.
struct Plan {
  std::string id;
  Localized name;                      ///< "Assistenza standard", "J-System"
  std::vector<std::string> includes;   ///< plans it implies (A12: extended includes standard)
  std::vector<std::string> services;   ///< services of the calendar it gives a right to
  std::optional<std::chrono::minutes> included_per_intervention;  ///< L9: 60
};

/// What work outside the plans costs, from a day on (L23, L39). Money in cents.
struct Rate {
  Date valid_from{};  ///< zero, which is no day, until read
  long cents_per_hour = 0;
  std::chrono::minutes minimum{60};
  std::chrono::minutes step{30};
  int vat_percent = 22;
  std::string currency = "EUR";
};

enum class ContactKind { Phone, Email, Web, WhatsApp, Menu };
/// A way to reach the business.
struct Contact {
  std::string id;  ///< "phone", "weekend_phone", "form"
  ContactKind kind = ContactKind::Phone;
  std::string value;       ///< as the document writes it: "045.4684131"
  std::string link;        ///< "tel:+390454684131", a URL; may be empty
  Localized label;         ///< when it is meant to be used
  std::string service;     ///< service in whose hours it is active; empty: always the standard one
};

struct Policies {
  std::chrono::hours reopen_window{48};          ///< K20; per-ticket override possible
  bool reopen_counts_working_hours = false;      ///< B2
  std::chrono::seconds gather{3};                ///< burst window for free text
  std::chrono::minutes form_reminder{60};        ///< silence after which an unfinished form is recalled once; 0: never
  std::chrono::hours form_expiry{23};            ///< silence after which it is put away (inside the 24-hour window)
  std::optional<std::chrono::minutes> acknowledge_within;  ///< K4: 30; none: no promise exists (A14)
  std::optional<std::chrono::minutes> acknowledge_alarm;   ///< K4: 20
  /// The team's own aim for an answer in opening time: urgent, normal, low. Never told to customers (A14).
  std::array<std::optional<std::chrono::minutes>, 3> answer_within;
  bool notify_registration_by_mail = false;      ///< K4
  bool mail_needs_enabled_address = false;       ///< K4 "se abilitata"
  bool add_to_open_ticket = false;               ///< K10: offer to add to a ticket that nobody has taken yet
  bool contract_block = false;                   ///< B12: without a contract no ticket at all
  bool survey = false;                           ///< L36, B15
  std::string survey_link;                       ///< L40: an outside form instead of the own one
  int survey_days_between = 0;                   ///< at most one survey per person in so many days
  int survey_days_open = 30;                     ///< how long its page takes an answer
  int survey_low_score = 2;                      ///< up to this score somebody looks at what went wrong
  std::chrono::hours appointment_reminder{0};    ///< K16: so long before a confirmed appointment; 0: never
  std::string on_call;                           ///< B14: contact id to page for urgencies; empty: none
  std::vector<std::string> second_level_groups;  ///< K18
  int sample_calls_percent = 0;                  ///< L38
  int sample_calls_days_between = 90;            ///< nobody is called twice in so many days
};

/// A WhatsApp template the business has, or wants to have, approved.
struct MessageTemplate {
  std::string purpose;  ///< closure_notice survey reminder quote operator_reply
  std::string name;
  std::string category;                     ///< "utility"
  std::vector<std::string> languages;       ///< codes as approved: "it", "en"
  std::map<std::string, std::string> body;  ///< language code → text with {{named}} parameters
  std::vector<std::string> parameters;
  std::map<std::string, std::vector<std::string>> buttons;  ///< language code → quick replies
};

struct Product {
  std::string id;
  std::string name;
  std::string current_version;  ///< empty: not known
};

/// The hardware warranty the business gives (L21), and where the form asks for the day of purchase.
struct WarrantyTerms {
  int months = 12;
  int extended_months = 12;    ///< with an extension; the same as `months` where none is sold
  std::string purchase_field;  ///< id of a field of type date
};

/// How a mail becomes a request (K11 to K14): which field of the form each part of it answers.
struct MailIntake {
  std::string subject_field;             ///< the subject is only and exclusively the requester's address
  std::vector<std::string> line_fields;  ///< labelled lines of the body, or its first lines in this order
  std::string body_field;                ///< the rest
};

/// Its sentences (questions, notes, answers, service notes) may hold, whoever says them: {{business}}, {{name}} and
/// {{company}} of the person, {{number}} they write from, {{next_opening}} of a service they have a right to while it
/// is closed, {{standard_opening}} (the standard service's next), {{rate}} "80", {{rate_exact}} "80,00", {{vat}},
/// {{contact_<id>}}; in what is said with the code also {{current_version}} of the product
/// named and {{warranty_until}}. A business without rates has no {{rate}}: no price of somebody else's can slip in.
struct Business {
  BusinessId id;
  std::string name;         ///< "Leotron"
  std::string code_prefix;  ///< of its ticket codes: "LEO"
  std::string version;      ///< of its rules (L39), stored with each ticket
  Language language = Language::It;
  Calendar calendar;
  std::vector<Plan> plans;
  std::vector<Rate> rates;  ///< oldest first
  std::vector<Contact> contacts;
  std::vector<Product> products;
  std::optional<WarrantyTerms> warranty;
  Form form;
  std::map<Intent, Localized> answers;             ///< cost, coverage, warranty, contacts, backup, ticket_open …
  std::map<std::string, Localized> service_notes;  ///< service id → what must be said when it is the one that is open
  Texts texts;
  Policies policies;
  std::map<std::string, MessageTemplate> templates;
  std::optional<MailIntake> mail_intake;  ///< none: a mail can answer a ticket, never open one

  const Contact* contact(std::string_view contact_id) const;
  const Plan* plan(std::string_view plan_id) const;
  /// The rate in force on that day, if any.
  const Rate* rate_on(Date day) const;
};

/// The first contact of that kind that is meant for the hours of `service`; else the first one meant for no service
/// in particular; nullptr when there is none.
const Contact* contact_for(const Business& business, ContactKind kind, std::string_view service);
/// A plan and every plan it includes; an unknown id gives an empty list.
std::vector<std::string> plans_included(const Business& business, std::string_view plan_id);

}  // namespace sportello::flows
