#include <algorithm>
#include <map>

#include "flows/business/rules.h"
#include "flows/core/text.h"

namespace sportello::flows {
namespace {

/// Meta, message templates: components (body 1024, quick reply 25 code points).
constexpr std::size_t kBody = 1024;
constexpr std::size_t kQuickReply = 25;

/// What the desk can fill in, by purpose.
const std::map<std::string, std::set<std::string>, std::less<>>& parameters_by_purpose() {
  static const std::map<std::string, std::set<std::string>, std::less<>> known{
      {"closure_notice", {"name", "code", "summary", "deadline"}},
      {"survey", {"name", "code", "link"}},
      {"reminder", {"name", "code"}},
      {"quote", {"name", "code", "amount", "expires"}},
      {"operator_reply", {"name", "code", "text"}}};
  return known;
}

class TemplateRules {
 public:
  TemplateRules(const MessageTemplate& value, Faults& faults)
      : template_(value), faults_(faults), pointer_(below("/templates", value.purpose)) {}

  void check() {
    const auto known = parameters_by_purpose().find(template_.purpose);
    if (known == parameters_by_purpose().end()) return;
    for (std::size_t i = 0; i < template_.parameters.size(); ++i) {
      const std::string& name = template_.parameters[i];
      if (known->second.contains(name)) continue;
      const std::vector<std::string> candidates(known->second.begin(), known->second.end());
      faults_.add(below(pointer_ + "/parameters", i),
                  "the desk has no '" + name + "' for this purpose" + suggestion(name, candidates));
    }
    check_languages();
    for (const auto& [language, body] : template_.body) check_body(body, below(pointer_ + "/body", language));
    check_buttons();
  }

 private:
  void check_languages() {
    const auto& languages = template_.languages;
    for (const char* code : {"it", "en"}) {
      const bool there = std::any_of(languages.begin(), languages.end(),
                                     [&](const std::string& one) { return one.starts_with(code); });
      if (!there)
        faults_.add(pointer_ + "/languages", std::string("'") + code + "' is missing: both languages are spoken");
    }
    for (std::size_t i = 0; i < languages.size(); ++i) {
      if (!template_.body.contains(languages[i])) {
        faults_.add(pointer_ + "/body", "has no text in '" + languages[i] + "', which 'languages' names");
      }
    }
    for (const auto& [language, body] : template_.body) {
      if (std::find(languages.begin(), languages.end(), language) == languages.end()) {
        faults_.add(below(pointer_ + "/body", language), "'languages' does not name '" + language + "'");
      }
    }
  }

  void check_body(const std::string& body, const std::string& pointer) {
    if (body.empty()) return;
    if (const std::string fault = template_fault(body); !fault.empty()) {
      return faults_.add(pointer, "is no template: " + fault);
    }
    const std::set<std::string> used = placeholders_of(body);
    for (const std::string& name : template_.parameters) {
      if (!used.contains(name)) faults_.add(pointer, "does not use the parameter {{" + name + "}}");
    }
    for (const std::string& name : used) {
      const auto& declared = template_.parameters;
      if (std::find(declared.begin(), declared.end(), name) == declared.end()) {
        faults_.add(pointer, "'parameters' does not name {{" + name + "}}" + suggestion(name, declared));
      }
    }
    if (body.find("{{#") != std::string::npos || body.find("{{^") != std::string::npos) {
      faults_.add(pointer, "Meta's templates have no {{#sections}}");
    }
    const std::string bare = trim_ends(body);
    if (bare.starts_with("{{") || bare.ends_with("}}")) {
      faults_.add(pointer, "Meta refuses a text that begins or ends with a parameter (error 2388299)");
    }
    for (const char* together : {"}}{{", "}} {{"}) {
      if (body.find(together) == std::string::npos) continue;
      faults_.add(pointer, "Meta refuses two parameters without words between them");
    }
    if (length(body) > kBody) faults_.add(pointer, "at most " + std::to_string(kBody) + " characters");
  }

  void check_buttons() {
    std::size_t count = template_.buttons.empty() ? 0 : template_.buttons.begin()->second.size();
    for (const auto& [language, titles] : template_.buttons) {
      const std::string pointer = below(pointer_ + "/buttons", language);
      if (!template_.body.contains(language)) faults_.add(pointer, "there is no body in '" + language + "'");
      if (titles.size() != count) faults_.add(pointer, "every language needs the same number of buttons");
      for (std::size_t i = 0; i < titles.size(); ++i) {
        if (length(titles[i]) > kQuickReply) {
          faults_.add(below(pointer, i),
                      "'" + titles[i] + "' is longer than " + std::to_string(kQuickReply) + " characters");
        }
      }
    }
    for (const auto& [language, body] : template_.body) {
      if (count > 0 && !template_.buttons.contains(language)) {
        faults_.add(pointer_ + "/buttons", "has none in '" + language + "'");
      }
    }
  }

  const MessageTemplate& template_;
  Faults& faults_;
  std::string pointer_;
};

}  // namespace

void check_templates(const Business& business, Faults& faults) {
  std::map<std::string, std::string> purposes;
  for (const auto& [purpose, value] : business.templates) {
    TemplateRules(value, faults).check();
    const auto [other, fresh] = purposes.emplace(value.name, purpose);
    if (!fresh && !value.name.empty()) {
      faults.add(below("/templates", purpose) + "/name",
                 "'" + value.name + "' is the name of '" + other->second + "' already");
    }
  }
}

}  // namespace sportello::flows
