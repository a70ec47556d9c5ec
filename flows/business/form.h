/// A conversational form as data, and what was answered to it.
#pragma once

#include <cstddef>
#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "flows/core/ids.h"
#include "flows/core/language.h"
#include "flows/core/result.h"
#include "flows/core/time.h"

namespace sportello::flows {

enum class FieldType {
  Text,
  Choice,
  YesNo,      ///< a choice of "yes" and "no"; options may be given to reword or to change the plan
  Email,
  Phone,      ///< stored as E.164; anything said beside the number ("dopo le 15") is kept as the note
  UrlOrName,  ///< "kzweb.it", "https://…" or a free name
  Day,        ///< a date: of purchase, of the first fault
  Amount,     ///< a whole number with a unit: 3 workstations
  Items,      ///< texts gathered one by one into a numbered list (K10)
  Consent,    ///< asked with the summary: sending the form is the consent; wording, time and message are stored
};

struct Option {
  std::string id;
  Localized title;                      ///< at most 20 (button) or 24 (row) characters
  Localized description;                ///< at most 72
  std::vector<std::string> synonyms;    ///< other words that mean it, folded
  std::string plan;                     ///< plan that covers it; decides the fact `covered`; empty: does not decide
  Localized note;                       ///< said when it is chosen: "ricambi e trasporto esclusi"
  bool warranty = false;                ///< a warranty covers it, if any does; no plan
  bool consent = false;                 ///< choosing it accepts what the question says: kept as a consent (K17)
};

/// A closed language: all, any, not, a field's answer, a fact of the moment. No scripting.
struct Condition {
  enum class Op { All, Any, Not, Field, Fact };
  Op op = Op::All;
  std::string name;                 ///< of the field or the fact
  std::vector<std::string> values;  ///< any of these; empty for a field: it has an answer
  std::vector<Condition> parts;
};

/// What a form's conditions may ask about beside the answers. Every value is a word.
///   customer: known | new          plan: a plan id | none | unknown      covered: yes | no | unknown
///   standard: open | closed        weekend: yes | no (a service other than the first is on today)
///   service:<id>: open | closed    urgent: yes | no                      number: visible | hidden
///   standing: good | bad | unknown (what the administration says)         companies: none | one | several
///   version: latest | old | unknown (of the product named)               warranty: valid | expired | unknown
using Facts = std::map<std::string, std::string>;
/// The names above; `service:` followed by a service's id counts as one.
bool is_fact(std::string_view name);

/// Where a field may find its answer before asking.
/// Product marks the field that names the product and its version (L8); nothing is known before asking.
enum class Prefill { None, Company, Name, Email, CallbackNumber, Problem, Product };

struct Field {
  std::string id;
  FieldType type = FieldType::Text;
  Localized label;     ///< in the summary and the console: "Azienda"
  Localized question;  ///< mustache placeholders allowed
  Localized again;     ///< said when the answer does not fit; empty: the house's sentence for the type and fault
  Localized hint;      ///< said when a customer asks what is meant
  std::vector<Option> options;
  Localized list_button;  ///< for a list: "Scegli"
  std::optional<Condition> ask_when;
  bool required = true;             ///< false: "salta" is an answer
  std::vector<Localized> unsure;    ///< accepted as "not known": "non lo so"
  std::size_t min_letters = 1;      ///< letters and digits a text needs
  std::size_t max_length = 500;     ///< code points; a longer answer is refused with a sentence
  bool one_retry_only = false;      ///< K3: a too short answer gets one follow-up question, then it is taken
  Prefill prefill = Prefill::None;
  Localized more;                   ///< Items: "Vuoi aggiungere un altro intervento?"
  std::size_t max_items = 10;
};

/// What the answers say about the whole ticket: a flag for the operators, a priority, a sentence for the customer.
struct FlagRule {
  std::string flag;             ///< "blocking"
  Condition when;
  std::optional<int> priority;  ///< 1 urgent, 2 normal, 3 low
  Localized note;               ///< said with the code: "Per i problemi bloccanti nel weekend chiama lo 045.2525658"
};

struct Form {
  std::vector<Field> fields;
  std::vector<FlagRule> flags;
  const Field* field(std::string_view id) const;
};

/// Where an answer came from.
enum class AnswerSource { Asked, Known, Volunteered };

struct Answer {
  std::vector<std::string> values;  ///< text; option id; one per item
  std::string shown;                ///< as the customer and the operator read it
  std::string note;                 ///< Phone: when reachable
  AnswerSource source = AnswerSource::Asked;
  std::optional<Wamid> message;     ///< the message it came with
  std::optional<Instant> at;
  bool unsure = false;              ///< "non lo so"
  std::string wording;              ///< what the customer accepted by it, exactly as read; empty: it is no consent
  friend bool operator==(const Answer&, const Answer&) = default;
};
using Answers = std::map<std::string, Answer>;

nlohmann::json to_json(const Answers& answers);
Result<Answers> answers_from_json(const nlohmann::json& value);

bool holds(const Condition& condition, const Answers& answers, const Facts& facts);
/// True when the field is part of this form run: it has no condition, or its condition holds.
bool is_asked(const Field& field, const Answers& answers, const Facts& facts);
/// True when an option that a warranty covers was chosen, in a field that is still asked.
bool warranty_demanded(const Form& form, const Answers& answers, const Facts& facts = {});
/// The plan that the answers so far demand: that of the last answered option that names one, in the form's order.
/// An answer to a field that is no longer asked does not count. Empty: no answer says, so `covered` is unknown.
std::string plan_demanded(const Form& form, const Answers& answers, const Facts& facts = {});

}  // namespace sportello::flows
